define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %"$p" = alloca i64, align 8
  %2 = alloca [4 x i8], align 8
variables:
  %8 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 40), align 8
  %9 = icmp eq i64 %8, 0
  br i1 %9, label %then, label %else
then:
  %10 = call i64 inttoptr (i64 14 to ptr)()
  store i64 %10, ptr %1, align 8
  br label %after
after:
  %11 = load i64, ptr %1, align 8
  %12 = lshr i64 %11, 32
  %13 = trunc i64 %12 to i32
  %14 = zext i32 %13 to i64
  store i64 %14, ptr %"$p", align 8
  %15 = load i64, ptr %"$p", align 8
  %16 = inttoptr i64 %15 to ptr
  %17 = getelementptr inbounds i8, ptr %16, i64 4
  %18 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 4, ptr %17)
  %19 = icmp slt i64 %18, 0
  br i1 %19, label %then1, label %after2
else:
  store i64 0, ptr %0, align 8
  %20 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 32), align 8
  %21 = call i64 inttoptr (i64 120 to ptr)(i64 %20, i64 %8, ptr %0, i32 8)
  %22 = load i64, ptr %0, align 8
  store i64 %22, ptr %1, align 8
  br label %after
then1:
  %23 = getelementptr inbounds i8, ptr %4, i64 8
  %24 = load i64, ptr %23, align 8
  %25 = add i64 %24, 1
  store i64 %25, ptr %23, align 8
  br label %after2
after2:
  %26 = load i32, ptr %0, align 4
  %27 = sext i32 %26 to i64
  store i64 %27, ptr %"$y", align 8
  br label %exit
}
