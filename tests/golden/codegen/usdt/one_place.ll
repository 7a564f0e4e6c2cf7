define i32 @usdt_0(ptr %ctx) #0 section "kprobe" {
  %0 = alloca [8 x i8], align 8
  %arg9 = alloca i64, align 8
  %arg4 = alloca i64, align 8
  %arg2 = alloca i64, align 8
  %arg1 = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %11 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %12 = trunc i64 %11 to i32
  %13 = zext i32 %12 to i64
  store i64 %13, ptr %arg1, align 8
  %14 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 128)
  %15 = sub i64 %14, 4198784
  %16 = add i64 %15, 4210720
  %17 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 2, i64 %16)
  %18 = icmp slt i64 %17, 0
  br i1 %18, label %then1, label %after2
then1:
  %19 = getelementptr inbounds i8, ptr %5, i64 8
  %20 = atomicrmw add ptr %19, i64 1 monotonic, align 8
  br label %after2
after2:
  %21 = load i16, ptr %0, align 2
  %22 = sext i16 %21 to i64
  store i64 %22, ptr %arg2, align 8
  %23 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %24 = lshr i64 %23, 8
  %25 = trunc i64 %24 to i8
  %26 = zext i8 %25 to i64
  store i64 %26, ptr %arg4, align 8
  store i64 0, ptr %arg9, align 8
  %27 = load i64, ptr %arg1, align 8
  store i64 %27, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %28 = load i64, ptr %arg2, align 8
  store i64 %28, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  %29 = load i64, ptr %arg4, align 8
  store i64 %29, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 56), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 56), align 8
  %30 = load i64, ptr %arg9, align 8
  store i64 %30, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 72), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 72), align 8
  br label %exit
}
