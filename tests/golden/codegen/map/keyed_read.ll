define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %3 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %2, align 1
  store i8 2, ptr %1, align 1
  %9 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %2, ptr %1, i64 0)
  %10 = trunc i64 %9 to i32
  %11 = icmp slt i32 %10, 0
  br i1 %11, label %then, label %after
then:
  %12 = getelementptr inbounds i8, ptr %5, i64 8
  %13 = load i64, ptr %12, align 8
  %14 = add i64 %13, 1
  store i64 %14, ptr %12, align 8
  br label %after
after:
  store i8 1, ptr %1, align 1
  %15 = call i64 inttoptr (i64 1 to ptr)(ptr @map_m, ptr %1)
  %16 = inttoptr i64 %15 to ptr
  store i64 0, ptr %0, align 8
  %17 = icmp ne ptr %16, null
  br i1 %17, label %then1, label %after2
then1:
  %18 = load i8, ptr %16, align 1
  %19 = sext i8 %18 to i64
  store i64 %19, ptr %0, align 8
  br label %after2
after2:
  %20 = load i64, ptr %0, align 8
  store i64 %20, ptr %"$y", align 8
  br label %exit
}
