define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
