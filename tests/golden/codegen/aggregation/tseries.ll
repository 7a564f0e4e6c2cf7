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
  %11 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 560), align 8
  %12 = call i64 inttoptr (i64 125 to ptr)()
  %13 = add i64 %12, %11
  %14 = udiv i64 %13, 1000000000
  %15 = urem i64 %14, 10
  %16 = call i64 asm sideeffect "", "=r,0"(i64 %15)
  %17 = icmp ult i64 %16, 9
  %18 = select i1 %17, i64 %16, i64 9
  %19 = mul i64 %18, 3
  %20 = getelementptr i64, ptr %10, i64 %19
  %21 = getelementptr inbounds i8, ptr %20, i64 8
  %22 = getelementptr inbounds i8, ptr %20, i64 16
  %23 = load i64, ptr %22, align 8
  %24 = icmp ne i64 %23, %14
  br i1 %24, label %then1, label %after2
after:
  br label %exit
then1:
  store i64 0, ptr %20, align 8
  store i64 0, ptr %21, align 8
  store i64 %14, ptr %22, align 8
  br label %after2
after2:
  %25 = load i64, ptr %20, align 8
  %26 = getelementptr inbounds i8, ptr %20, i64 8
  %27 = load i64, ptr %26, align 8
  %28 = icmp sgt i64 5, %25
  %29 = icmp eq i64 %27, 0
  %30 = or i1 %28, %29
  br i1 %30, label %then3, label %after4
then3:
  store i64 5, ptr %20, align 8
  %31 = getelementptr inbounds i8, ptr %20, i64 8
  store i64 1, ptr %31, align 8
  br label %after4
after4:
  br label %after
}
