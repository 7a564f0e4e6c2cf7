define i32 @tracepoint_0(ptr %ctx) #0 section "tracepoint" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [4 x i8], align 8
  %4 = alloca [8 x i8], align 8
  %5 = alloca [8 x i8], align 8
variables:
  %30 = call i64 inttoptr (i64 35 to ptr)()
  store i64 %30, ptr %1, align 8
  store i64 0, ptr %0, align 8
  %31 = call i64 inttoptr (i64 1 to ptr)(ptr @families, ptr %1)
  %32 = inttoptr i64 %31 to ptr
  %33 = icmp ne ptr %32, null
  br i1 %33, label %then1, label %after2
then1:
  %34 = load i64, ptr %32, align 8
  %35 = lshr i64 %34, 1
  %36 = and i64 %35, 1
  store i64 %36, ptr %0, align 8
  br label %after2
after2:
  %37 = load i64, ptr %0, align 8
  %38 = icmp ne i64 %37, 0
  br i1 %38, label %then3, label %else5
then3:
  store i64 1, ptr %2, align 8
  br label %after4
after4:
  %39 = load i64, ptr %2, align 8
  %40 = trunc i64 %39 to i8
  store i8 %40, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
else5:
  store i64 2, ptr %2, align 8
  br label %after4
}
