define i32 @fentry_0(ptr %ctx) #1 section "fentry" {
  %0 = alloca [8 x i8], align 8
  %"$x" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %19 = getelementptr inbounds i8, ptr %ctx, i64 8
  %20 = ptrtoint ptr %19 to i64
  %21 = inttoptr i64 %20 to ptr
  %22 = load i64, ptr @"llvm.k0:0:8$0:0", align 8
  %23 = getelementptr i8, ptr %21, i64 %22
  %24 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %23)
  store i64 0, ptr %0, align 8
  %25 = load i32, ptr @"llvm.k0:1:4$0:0", align 4
  %26 = call i32 @llvm.bpf.passthrough.i32.i32(i32 2, i32 %25)
  %27 = zext i32 %26 to i64
  %28 = trunc i64 %27 to i32
  %29 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 %28, ptr %24)
  %30 = icmp slt i64 %29, 0
  br i1 %30, label %then, label %after
then:
  %31 = getelementptr inbounds i8, ptr %10, i64 8
  %32 = atomicrmw add ptr %31, i64 1 monotonic, align 8
  br label %after
after:
  %33 = load i64, ptr %0, align 8
  %34 = load i32, ptr @"llvm.k0:4:32$0:0", align 4
  %35 = call i32 @llvm.bpf.passthrough.i32.i32(i32 3, i32 %34)
  %36 = zext i32 %35 to i64
  %37 = shl i64 %33, %36
  %38 = load i32, ptr @"llvm.k0:5:32$0:0", align 4
  %39 = call i32 @llvm.bpf.passthrough.i32.i32(i32 4, i32 %38)
  %40 = zext i32 %39 to i64
  %41 = ashr i64 %37, %40
  %42 = trunc i64 %41 to i32
  %43 = sext i32 %42 to i64
  store i64 %43, ptr %"$x", align 8
  br label %exit
}
