define i32 @begin_0(ptr %ctx) #1 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 158 to ptr)() #3
  %8 = inttoptr i64 %7 to ptr
  %9 = load i64, ptr @"llvm.k0:0:72$0:0", align 8
  %10 = getelementptr i8, ptr %8, i64 %9
  %11 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %10)
  store i64 0, ptr %0, align 8
  %12 = load i32, ptr @"llvm.k0:1:4$0:0", align 4
  %13 = call i32 @llvm.bpf.passthrough.i32.i32(i32 2, i32 %12)
  %14 = zext i32 %13 to i64
  %15 = trunc i64 %14 to i32
  %16 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 %15, ptr %11)
  %17 = icmp slt i64 %16, 0
  br i1 %17, label %then, label %after
then:
  %18 = getelementptr inbounds i8, ptr %3, i64 8
  %19 = load i64, ptr %18, align 8
  %20 = add i64 %19, 1
  store i64 %20, ptr %18, align 8
  br label %after
after:
  %21 = load i64, ptr %0, align 8
  %22 = load i32, ptr @"llvm.k0:4:56$0:0", align 4
  %23 = call i32 @llvm.bpf.passthrough.i32.i32(i32 3, i32 %22)
  %24 = zext i32 %23 to i64
  %25 = shl i64 %21, %24
  %26 = load i32, ptr @"llvm.k0:5:58$0:0", align 4
  %27 = call i32 @llvm.bpf.passthrough.i32.i32(i32 4, i32 %26)
  %28 = zext i32 %27 to i64
  %29 = lshr i64 %25, %28
  %30 = trunc i64 %29 to i32
  %31 = zext i32 %30 to i64
  store i64 %31, ptr %"$y", align 8
  br label %exit
}
