define i32 @begin_0(ptr %ctx) #1 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %2 = alloca [4 x i8], align 8
variables:
  %8 = call i64 inttoptr (i64 158 to ptr)() #3
  %9 = inttoptr i64 %8 to ptr
  %10 = load i64, ptr @"llvm.k0:0:4$0:0", align 8
  %11 = getelementptr i8, ptr %9, i64 %10
  %12 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %11)
  %13 = load i32, ptr @"llvm.k0:1:4$0:0", align 4
  %14 = call i32 @llvm.bpf.passthrough.i32.i32(i32 2, i32 %13)
  %15 = zext i32 %14 to i64
  %16 = icmp eq i64 %15, 4
  br i1 %16, label %then, label %else
then:
  %17 = load i32, ptr %12, align 4
  %18 = sext i32 %17 to i64
  %19 = call i64 asm sideeffect "", "=r,0"(i64 %18)
  store i64 %19, ptr %1, align 8
  br label %after
after:
  %20 = load i64, ptr %1, align 8
  store i64 %20, ptr %"$y", align 8
  br label %exit
else:
  %21 = load i64, ptr @"llvm.k0:0:4$0:0", align 8
  %22 = getelementptr i8, ptr %9, i64 %21
  %23 = call ptr @llvm.bpf.passthrough.p0.p0(i32 3, ptr %22)
  store i64 0, ptr %0, align 8
  %24 = load i32, ptr @"llvm.k0:1:4$0:0", align 4
  %25 = call i32 @llvm.bpf.passthrough.i32.i32(i32 4, i32 %24)
  %26 = zext i32 %25 to i64
  %27 = trunc i64 %26 to i32
  %28 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 %27, ptr %23)
  %29 = icmp slt i64 %28, 0
  br i1 %29, label %then1, label %after2
then1:
  %30 = getelementptr inbounds i8, ptr %4, i64 8
  %31 = load i64, ptr %30, align 8
  %32 = add i64 %31, 1
  store i64 %32, ptr %30, align 8
  br label %after2
after2:
  %33 = load i64, ptr %0, align 8
  %34 = load i32, ptr @"llvm.k0:4:32$0:0", align 4
  %35 = call i32 @llvm.bpf.passthrough.i32.i32(i32 5, i32 %34)
  %36 = zext i32 %35 to i64
  %37 = shl i64 %33, %36
  %38 = load i32, ptr @"llvm.k0:5:32$0:0", align 4
  %39 = call i32 @llvm.bpf.passthrough.i32.i32(i32 6, i32 %38)
  %40 = zext i32 %39 to i64
  %41 = ashr i64 %37, %40
  %42 = trunc i64 %41 to i32
  %43 = sext i32 %42 to i64
  store i64 %43, ptr %1, align 8
  br label %after
}
