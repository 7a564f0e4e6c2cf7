define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %0, align 1
  %8 = getelementptr inbounds i8, ptr %0, i64 1
  store i8 2, ptr %8, align 1
  %9 = load i16, ptr %0, align 2
  store i16 %9, ptr %1, align 2
  %10 = load i16, ptr %1, align 2
  store i16 %10, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 2
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
