define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  store i64 0, ptr %1, align 8
  %8 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 24), align 8
  %9 = icmp ult i64 1, %8
  br i1 %9, label %then, label %after
then:
  %10 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 624), align 8
  %11 = add i64 %10, 8
  %12 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 8, i64 %11)
  %13 = icmp slt i64 %12, 0
  br i1 %13, label %then1, label %else
after:
  %14 = load i64, ptr %1, align 8
  %15 = call i64 inttoptr (i64 113 to ptr)(ptr %0, i32 8, i64 %14)
  %16 = icmp slt i64 %15, 0
  br i1 %16, label %then3, label %after4
then1:
  %17 = getelementptr inbounds i8, ptr %4, i64 8
  %18 = load i64, ptr %17, align 8
  %19 = add i64 %18, 1
  store i64 %19, ptr %17, align 8
  br label %after2
after2:
  br label %after
else:
  %20 = load i64, ptr %0, align 8
  %21 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 616), align 8
  %22 = add i64 %21, %20
  store i64 %22, ptr %1, align 8
  br label %after2
then3:
  %23 = getelementptr inbounds i8, ptr %4, i64 16
  %24 = load i64, ptr %23, align 8
  %25 = add i64 %24, 1
  store i64 %25, ptr %23, align 8
  br label %after4
after4:
  %26 = load i64, ptr %0, align 8
  store i64 %26, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
}
