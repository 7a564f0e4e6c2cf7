define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
  %4 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %3, align 1
  store i64 0, ptr %2, align 8
  %10 = call i64 inttoptr (i64 1 to ptr)(ptr @map_m, ptr %3)
  %11 = inttoptr i64 %10 to ptr
  store ptr %11, ptr %1, align 8
  %12 = icmp eq ptr %11, null
  br i1 %12, label %then, label %after
then:
  %13 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %3, ptr %2, i64 1)
  %14 = call i64 inttoptr (i64 1 to ptr)(ptr @map_m, ptr %3)
  %15 = inttoptr i64 %14 to ptr
  store ptr %15, ptr %1, align 8
  %16 = icmp eq ptr %15, null
  br i1 %16, label %then1, label %after2
after:
  %17 = load ptr, ptr %1, align 8
  store i64 0, ptr %0, align 8
  %18 = icmp ne ptr %17, null
  br i1 %18, label %then5, label %after6
then1:
  %19 = trunc i64 %13 to i32
  %20 = icmp eq i32 %19, -12
  br i1 %20, label %then3, label %else
after2:
  br label %after
then3:
  %21 = getelementptr inbounds i8, ptr %6, i64 8
  %22 = load i64, ptr %21, align 8
  %23 = add i64 %22, 1
  store i64 %23, ptr %21, align 8
  br label %after4
after4:
  br label %after2
else:
  %24 = getelementptr inbounds i8, ptr %6, i64 16
  %25 = load i64, ptr %24, align 8
  %26 = add i64 %25, 1
  store i64 %26, ptr %24, align 8
  br label %after4
then5:
  %27 = atomicrmw add ptr %17, i64 1 monotonic, align 8
  store i64 %27, ptr %0, align 8
  br label %after6
after6:
  %28 = load i64, ptr %0, align 8
  br label %exit
}
