define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 616), align 8
  %8 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 8, i64 %7)
  %9 = icmp slt i64 %8, 0
  br i1 %9, label %then, label %after
then:
  %10 = getelementptr inbounds i8, ptr %3, i64 8
  %11 = load i64, ptr %10, align 8
  %12 = add i64 %11, 1
  store i64 %12, ptr %10, align 8
  br label %after
after:
  %13 = load i64, ptr %0, align 8
  store i64 %13, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
