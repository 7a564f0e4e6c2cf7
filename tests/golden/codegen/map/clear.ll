define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [16 x i8], align 8
  %3 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %2, align 1
  %9 = getelementptr inbounds i8, ptr %2, i64 1
  store i8 0, ptr %9, align 1
  %10 = getelementptr inbounds i8, ptr %9, i64 1
  store i8 0, ptr %10, align 1
  %11 = getelementptr inbounds i8, ptr %9, i64 2
  store i8 0, ptr %11, align 1
  %12 = getelementptr inbounds i8, ptr %9, i64 3
  store i8 0, ptr %12, align 1
  %13 = getelementptr inbounds i8, ptr %9, i64 4
  store i8 0, ptr %13, align 1
  %14 = getelementptr inbounds i8, ptr %9, i64 5
  store i8 0, ptr %14, align 1
  %15 = getelementptr inbounds i8, ptr %9, i64 6
  store i8 0, ptr %15, align 1
  %16 = getelementptr inbounds i8, ptr %2, i64 8
  %17 = load volatile i64, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  store i64 %17, ptr %16, align 8
  store i8 2, ptr %1, align 1
  %18 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %2, ptr %1, i64 0)
  %19 = trunc i64 %18 to i32
  %20 = icmp slt i32 %19, 0
  br i1 %20, label %then, label %after
then:
  %21 = getelementptr inbounds i8, ptr %5, i64 8
  %22 = load i64, ptr %21, align 8
  %23 = add i64 %22, 1
  store i64 %23, ptr %21, align 8
  br label %after
after:
  %24 = call i64 inttoptr (i64 131 to ptr)(ptr @events, i64 8, i64 0)
  %25 = inttoptr i64 %24 to ptr
  %26 = icmp ne ptr %25, null
  br i1 %26, label %then1, label %else
then1:
  store i32 0, ptr %25, align 4
  %27 = getelementptr inbounds i8, ptr %25, i64 4
  store i32 0, ptr %27, align 4
  store i64 1, ptr %0, align 8
  %28 = load volatile i64, ptr @sonde_data, align 8
  %29 = icmp ne i64 %28, 0
  br i1 %29, label %then3, label %after4
after2:
  br label %exit
else:
  %30 = getelementptr inbounds i8, ptr %5, i64 16
  %31 = load i64, ptr %30, align 8
  %32 = add i64 %31, 1
  store i64 %32, ptr %30, align 8
  br label %after2
then3:
  store volatile i64 0, ptr @sonde_data, align 8
  store i64 2, ptr %0, align 8
  br label %after4
after4:
  %33 = load i64, ptr %0, align 8
  %34 = call i64 inttoptr (i64 132 to ptr)(ptr %25, i64 %33)
  br label %after2
}
