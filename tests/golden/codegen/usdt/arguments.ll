define i32 @usdt_0(ptr %ctx) #0 section "kprobe" {
  %0 = alloca [8 x i8], align 8
  %arg1 = alloca i64, align 8
  %arg0 = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %8 = call i64 inttoptr (i64 174 to ptr)(ptr %ctx)
  switch i64 %8, label %no_place [
    i64 -9223372036854775808, label %place
    i64 -9223372036854775807, label %place1
  ]
no_place:
  store i64 0, ptr %arg0, align 8
  store i64 0, ptr %arg1, align 8
  br label %fetched
fetched:
  %9 = load i64, ptr %arg0, align 8
  store i64 %9, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %10 = load i64, ptr %arg1, align 8
  store i64 %10, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  br label %exit
place:
  %11 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 112)
  %12 = trunc i64 %11 to i32
  %13 = sext i32 %12 to i64
  store i64 %13, ptr %arg0, align 8
  %14 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 152)
  %15 = add i64 %14, 16
  %16 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 8, i64 %15)
  %17 = icmp slt i64 %16, 0
  br i1 %17, label %then, label %after
then:
  %18 = getelementptr inbounds i8, ptr %5, i64 8
  %19 = atomicrmw add ptr %18, i64 1 monotonic, align 8
  br label %after
after:
  %20 = load i64, ptr %0, align 8
  store i64 %20, ptr %arg1, align 8
  br label %fetched
place1:
  store i64 7, ptr %arg0, align 8
  %21 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 128)
  %22 = sub i64 %21, 4198776
  %23 = add i64 %22, 4210760
  %24 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  %25 = shl i64 %24, 3
  %26 = add i64 %23, %25
  %27 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 8, i64 %26)
  %28 = icmp slt i64 %27, 0
  br i1 %28, label %then2, label %after3
then2:
  %29 = getelementptr inbounds i8, ptr %5, i64 8
  %30 = atomicrmw add ptr %29, i64 1 monotonic, align 8
  br label %after3
after3:
  %31 = load i64, ptr %0, align 8
  store i64 %31, ptr %arg1, align 8
  br label %fetched
}
define i32 @usdt_1(ptr %ctx) #0 section "kprobe" {
  %arg1 = alloca i64, align 8
  %arg0 = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %8 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  store i64 %8, ptr %arg0, align 8
  store i64 0, ptr %arg1, align 8
  %9 = load i64, ptr %arg0, align 8
  store i64 %9, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %10 = load i64, ptr %arg1, align 8
  store i64 %10, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 40), align 8
  br label %exit
}
