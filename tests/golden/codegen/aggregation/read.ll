define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %4 = alloca [4 x i8], align 8
variables:
  store i32 0, ptr %3, align 4
  %10 = call i64 inttoptr (i64 1 to ptr)(ptr @map_c, ptr %3)
  %11 = inttoptr i64 %10 to ptr
  %12 = icmp ne ptr %11, null
  br i1 %12, label %then, label %after
then:
  store i64 1, ptr %11, align 8
  %13 = getelementptr inbounds i8, ptr %11, i64 8
  %14 = load i64, ptr %13, align 8
  %15 = add i64 %14, 1
  store i64 %15, ptr %13, align 8
  br label %after
after:
  store i32 0, ptr %3, align 4
  store i64 0, ptr %2, align 8
  store i64 0, ptr %1, align 8
  store i64 0, ptr %0, align 8
  %16 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 24), align 8
  br label %combine
combine:
  %17 = load i64, ptr %0, align 8
  %18 = trunc i64 %17 to i32
  %19 = call i64 inttoptr (i64 195 to ptr)(ptr @map_c, ptr %3, i32 %18)
  %20 = inttoptr i64 %19 to ptr
  %21 = icmp ne ptr %20, null
  br i1 %21, label %then1, label %after2
combined:
  %22 = load i64, ptr %2, align 8
  store i64 %22, ptr %"$y", align 8
  br label %exit
then1:
  %23 = getelementptr inbounds i8, ptr %20, i64 8
  %24 = load i64, ptr %2, align 8
  %25 = load i64, ptr %23, align 8
  %26 = add i64 %24, %25
  store i64 %26, ptr %2, align 8
  br label %after2
after2:
  %27 = add i64 %17, 1
  store i64 %27, ptr %0, align 8
  %28 = icmp ult i64 %27, %16
  br i1 %28, label %combine, label %combined
}
