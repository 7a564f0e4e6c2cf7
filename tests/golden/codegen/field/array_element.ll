define i32 @begin_0(ptr %ctx) #1 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 158 to ptr)() #3
  %8 = inttoptr i64 %7 to ptr
  %9 = load i64, ptr @"llvm.k0:0:84$0:0:2", align 8
  %10 = getelementptr i8, ptr %8, i64 %9
  %11 = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %10)
  %12 = ptrtoint ptr %11 to i64
  %13 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 4, i64 %12)
  %14 = icmp slt i64 %13, 0
  br i1 %14, label %then, label %after
then:
  %15 = getelementptr inbounds i8, ptr %3, i64 8
  %16 = load i64, ptr %15, align 8
  %17 = add i64 %16, 1
  store i64 %17, ptr %15, align 8
  br label %after
after:
  %18 = load i32, ptr %0, align 4
  %19 = sext i32 %18 to i64
  store i64 %19, ptr %"$y", align 8
  br label %exit
}
