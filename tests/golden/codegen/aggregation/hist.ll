define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i32 0, ptr %0, align 4
  %7 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %0)
  %8 = inttoptr i64 %7 to ptr
  %9 = icmp ne ptr %8, null
  br i1 %9, label %then, label %after
then:
  store i64 1, ptr %8, align 8
  %10 = getelementptr inbounds i8, ptr %8, i64 8
  %11 = call i64 @llvm.ctlz.i64(i64 5, i1 true)
  %12 = sub i64 63, %11
  %13 = sub i64 %12, 0
  %14 = and i64 %13, 63
  %15 = lshr i64 5, %14
  %16 = and i64 %15, 0
  %17 = add i64 %13, 1
  %18 = shl i64 %17, 0
  %19 = add i64 %16, 1
  %20 = add i64 %18, %19
  %21 = select i1 false, i64 6, i64 %20
  %22 = select i1 false, i64 0, i64 %21
  %23 = call i64 asm sideeffect "", "=r,0"(i64 %22)
  %24 = icmp ult i64 %23, 64
  %25 = select i1 %24, i64 %23, i64 64
  %26 = getelementptr i64, ptr %10, i64 %25
  %27 = load i64, ptr %26, align 8
  %28 = add i64 %27, 1
  store i64 %28, ptr %26, align 8
  br label %after
after:
  br label %exit
}
