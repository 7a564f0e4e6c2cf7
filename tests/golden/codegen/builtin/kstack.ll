define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [24 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = getelementptr inbounds i8, ptr %0, i64 8
  %8 = call i64 inttoptr (i64 67 to ptr)(ptr %ctx, ptr %7, i32 16, i64 0)
  %9 = icmp slt i64 %8, 0
  %10 = lshr i64 %8, 3
  %11 = select i1 %9, i64 0, i64 %10
  store i64 %11, ptr %0, align 8
  br i1 %9, label %then, label %after
then:
  %12 = getelementptr inbounds i8, ptr %3, i64 8
  %13 = load i64, ptr %12, align 8
  %14 = add i64 %13, 1
  store i64 %14, ptr %12, align 8
  br label %after
after:
  %15 = load i64, ptr %0, align 8
  store i64 %15, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  %16 = getelementptr inbounds i8, ptr %0, i64 8
  %17 = load i64, ptr %16, align 8
  store i64 %17, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), i64 8), align 8
  %18 = getelementptr inbounds i8, ptr %0, i64 16
  %19 = load i64, ptr %18, align 8
  store i64 %19, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), i64 16), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
