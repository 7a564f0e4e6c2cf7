define i32 @fentry_0(ptr %ctx) #1 section "fentry" {
  %"$x" = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
variables:
  %26 = getelementptr inbounds i8, ptr %ctx, i64 8
  %27 = ptrtoint ptr %26 to i64
  %28 = inttoptr i64 %27 to ptr
  %29 = load i64, ptr @"llvm.k0:0:8$0:0", align 8
  %30 = getelementptr i8, ptr %28, i64 %29
  %31 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %30)
  store i64 0, ptr %1, align 8
  %32 = load i32, ptr @"llvm.k0:1:4$0:0", align 4
  %33 = call i32 @llvm.bpf.passthrough.i32.i32(i32 2, i32 %32)
  %34 = zext i32 %33 to i64
  %35 = trunc i64 %34 to i32
  %36 = call i64 inttoptr (i64 113 to ptr)(ptr %1, i32 %35, ptr %31)
  %37 = icmp slt i64 %36, 0
  br i1 %37, label %then1, label %after2
then1:
  %38 = getelementptr inbounds i8, ptr %10, i64 8
  %39 = atomicrmw add ptr %38, i64 1 monotonic, align 8
  br label %after2
after2:
  %40 = load i64, ptr %1, align 8
  %41 = load i32, ptr @"llvm.k0:4:32$0:0", align 4
  %42 = call i32 @llvm.bpf.passthrough.i32.i32(i32 3, i32 %41)
  %43 = zext i32 %42 to i64
  %44 = shl i64 %40, %43
  %45 = load i32, ptr @"llvm.k0:5:32$0:0", align 4
  %46 = call i32 @llvm.bpf.passthrough.i32.i32(i32 4, i32 %45)
  %47 = zext i32 %46 to i64
  %48 = ashr i64 %44, %47
  %49 = trunc i64 %48 to i32
  %50 = sext i32 %49 to i64
  store i64 %50, ptr %"$x", align 8
  br label %exit
}
