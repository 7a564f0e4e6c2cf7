define i32 @usdt_0(ptr %ctx) #0 section "kprobe" {
  %0 = alloca [8 x i8], align 8
  %arg9 = alloca i64, align 8
  %arg4 = alloca i64, align 8
  %arg2 = alloca i64, align 8
  %arg1 = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %8 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %9 = trunc i64 %8 to i32
  %10 = zext i32 %9 to i64
  store i64 %10, ptr %arg1, align 8
  %11 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 128)
  %12 = sub i64 %11, 4198784
  %13 = add i64 %12, 4210720
  %14 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 2, i64 %13)
  %15 = icmp slt i64 %14, 0
  br i1 %15, label %then, label %after
then:
  %16 = getelementptr inbounds i8, ptr %5, i64 8
  %17 = atomicrmw add ptr %16, i64 1 monotonic, align 8
  br label %after
after:
  %18 = load i16, ptr %0, align 2
  %19 = sext i16 %18 to i64
  store i64 %19, ptr %arg2, align 8
  %20 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %21 = lshr i64 %20, 8
  %22 = trunc i64 %21 to i8
  %23 = zext i8 %22 to i64
  store i64 %23, ptr %arg4, align 8
  store i64 0, ptr %arg9, align 8
  %24 = load i64, ptr %arg1, align 8
  store i64 %24, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %25 = load i64, ptr %arg2, align 8
  store i64 %25, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  %26 = load i64, ptr %arg4, align 8
  store i64 %26, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 56), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 56), align 8
  %27 = load i64, ptr %arg9, align 8
  store i64 %27, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 72), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 72), align 8
  br label %exit
}
