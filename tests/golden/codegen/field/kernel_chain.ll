define i32 @begin_0(ptr %ctx) #1 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 158 to ptr)() #3
  %8 = inttoptr i64 %7 to ptr
  %9 = load i64, ptr @"llvm.k0:0:40$0:0", align 8
  %10 = getelementptr i8, ptr %8, i64 %9
  %11 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %10)
  %12 = load i64, ptr %11, align 8
  %13 = call i64 asm sideeffect "", "=r,0"(i64 %12)
  %14 = inttoptr i64 %13 to ptr
  %15 = load i64, ptr @"llvm.k1:0:4$0:0", align 8
  %16 = getelementptr i8, ptr %14, i64 %15
  %17 = call ptr @llvm.bpf.passthrough.p0.p0(i32 2, ptr %16)
  store i64 0, ptr %0, align 8
  %18 = load i32, ptr @"llvm.k1:1:4$0:0", align 4
  %19 = call i32 @llvm.bpf.passthrough.i32.i32(i32 3, i32 %18)
  %20 = zext i32 %19 to i64
  %21 = trunc i64 %20 to i32
  %22 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 %21, ptr %17)
  %23 = icmp slt i64 %22, 0
  br i1 %23, label %then, label %after
then:
  %24 = getelementptr inbounds i8, ptr %3, i64 8
  %25 = load i64, ptr %24, align 8
  %26 = add i64 %25, 1
  store i64 %26, ptr %24, align 8
  br label %after
after:
  %27 = load i64, ptr %0, align 8
  %28 = load i32, ptr @"llvm.k1:4:32$0:0", align 4
  %29 = call i32 @llvm.bpf.passthrough.i32.i32(i32 4, i32 %28)
  %30 = zext i32 %29 to i64
  %31 = shl i64 %27, %30
  %32 = load i32, ptr @"llvm.k1:5:32$0:0", align 4
  %33 = call i32 @llvm.bpf.passthrough.i32.i32(i32 5, i32 %32)
  %34 = zext i32 %33 to i64
  %35 = ashr i64 %31, %34
  %36 = trunc i64 %35 to i32
  %37 = sext i32 %36 to i64
  store i64 %37, ptr %"$y", align 8
  br label %exit
}
