define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [16 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 35 to ptr)() #1
  store i32 8, ptr %0, align 4
  %8 = getelementptr inbounds i8, ptr %0, i64 4
  %9 = call i64 inttoptr (i64 113 to ptr)(ptr %8, i32 8, i64 %7)
  %10 = icmp slt i64 %9, 0
  br i1 %10, label %then, label %after
then:
  %11 = getelementptr inbounds i8, ptr %3, i64 8
  %12 = load i64, ptr %11, align 8
  %13 = add i64 %12, 1
  store i64 %13, ptr %11, align 8
  br label %after
after:
  %14 = load i64, ptr %0, align 8
  store i64 %14, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  %15 = getelementptr inbounds i8, ptr %0, i64 8
  %16 = load i32, ptr %15, align 4
  store i32 %16, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), i64 8), align 4
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
