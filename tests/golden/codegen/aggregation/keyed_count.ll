define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %1, align 1
  %8 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %1)
  %9 = inttoptr i64 %8 to ptr
  store ptr %9, ptr %0, align 8
  %10 = icmp eq ptr %9, null
  br i1 %10, label %then, label %after
then:
  %11 = call i64 inttoptr (i64 2 to ptr)(ptr @map_, ptr %1, ptr getelementptr (i8, ptr @sonde_constants, i64 616), i64 1)
  %12 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %1)
  %13 = inttoptr i64 %12 to ptr
  store ptr %13, ptr %0, align 8
  %14 = icmp eq ptr %13, null
  br i1 %14, label %then1, label %after2
after:
  %15 = load ptr, ptr %0, align 8
  %16 = icmp ne ptr %15, null
  br i1 %16, label %then5, label %after6
then1:
  %17 = trunc i64 %11 to i32
  %18 = icmp eq i32 %17, -12
  br i1 %18, label %then3, label %else
after2:
  br label %after
then3:
  %19 = getelementptr inbounds i8, ptr %4, i64 8
  %20 = load i64, ptr %19, align 8
  %21 = add i64 %20, 1
  store i64 %21, ptr %19, align 8
  br label %after4
after4:
  br label %after2
else:
  %22 = getelementptr inbounds i8, ptr %4, i64 16
  %23 = load i64, ptr %22, align 8
  %24 = add i64 %23, 1
  store i64 %24, ptr %22, align 8
  br label %after4
then5:
  %25 = load i64, ptr %15, align 8
  %26 = add i64 %25, 1
  store i64 %26, ptr %15, align 8
  br label %after6
after6:
  br label %exit
}
