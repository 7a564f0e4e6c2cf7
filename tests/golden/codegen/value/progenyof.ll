define i32 @tracepoint_0(ptr %ctx) #0 section "tracepoint" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [4 x i8], align 8
variables:
  %22 = call i64 inttoptr (i64 35 to ptr)() #1
  store i64 %22, ptr %1, align 8
  store i64 0, ptr %0, align 8
  %23 = call i64 inttoptr (i64 1 to ptr)(ptr @families, ptr %1)
  %24 = inttoptr i64 %23 to ptr
  %25 = icmp ne ptr %24, null
  br i1 %25, label %then, label %after
then:
  %26 = load i64, ptr %24, align 8
  %27 = lshr i64 %26, 1
  %28 = and i64 %27, 1
  store i64 %28, ptr %0, align 8
  br label %after
after:
  %29 = load i64, ptr %0, align 8
  %30 = icmp ne i64 %29, 0
  br i1 %30, label %then1, label %else
then1:
  store i64 1, ptr %2, align 8
  br label %after2
after2:
  %31 = load i64, ptr %2, align 8
  %32 = trunc i64 %31 to i8
  store i8 %32, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
else:
  store i64 2, ptr %2, align 8
  br label %after2
}
