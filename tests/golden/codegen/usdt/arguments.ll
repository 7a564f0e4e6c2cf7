define i32 @usdt_0(ptr %ctx) #0 section "kprobe" {
  %0 = alloca [8 x i8], align 8
  %arg1 = alloca i64, align 8
  %arg0 = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %11 = call i64 inttoptr (i64 174 to ptr)(ptr %ctx)
  switch i64 %11, label %no_place [
    i64 -9223372036854775808, label %place
    i64 -9223372036854775807, label %place3
  ]
no_place:
  store i64 0, ptr %arg0, align 8
  store i64 0, ptr %arg1, align 8
  br label %fetched
fetched:
  %12 = load i64, ptr %arg0, align 8
  store i64 %12, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %13 = load i64, ptr %arg1, align 8
  store i64 %13, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  br label %exit
place:
  %14 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 112)
  %15 = trunc i64 %14 to i32
  %16 = sext i32 %15 to i64
  store i64 %16, ptr %arg0, align 8
  %17 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 152)
  %18 = add i64 %17, 16
  %19 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 8, i64 %18)
  %20 = icmp slt i64 %19, 0
  br i1 %20, label %then1, label %after2
then1:
  %21 = getelementptr inbounds i8, ptr %5, i64 8
  %22 = atomicrmw add ptr %21, i64 1 monotonic, align 8
  br label %after2
after2:
  %23 = load i64, ptr %0, align 8
  store i64 %23, ptr %arg1, align 8
  br label %fetched
place3:
  store i64 7, ptr %arg0, align 8
  %24 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 128)
  %25 = sub i64 %24, 4198776
  %26 = add i64 %25, 4210760
  %27 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %28 = shl i64 %27, 3
  %29 = add i64 %26, %28
  %30 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 8, i64 %29)
  %31 = icmp slt i64 %30, 0
  br i1 %31, label %then4, label %after5
then4:
  %32 = getelementptr inbounds i8, ptr %5, i64 8
  %33 = atomicrmw add ptr %32, i64 1 monotonic, align 8
  br label %after5
after5:
  %34 = load i64, ptr %0, align 8
  store i64 %34, ptr %arg1, align 8
  br label %fetched
}
define i32 @usdt_1(ptr %ctx) #0 section "kprobe" {
  %arg1 = alloca i64, align 8
  %arg0 = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %11 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  store i64 %11, ptr %arg0, align 8
  store i64 0, ptr %arg1, align 8
  %12 = load i64, ptr %arg0, align 8
  store i64 %12, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %13 = load i64, ptr %arg1, align 8
  store i64 %13, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  br label %exit
}
