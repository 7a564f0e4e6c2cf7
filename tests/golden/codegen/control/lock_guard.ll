define i32 @fentry_0(ptr %ctx) #0 section "fentry" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
done:
  %26 = atomicrmw sub ptr %20, i64 1 monotonic, align 8
  br label %leave
}
