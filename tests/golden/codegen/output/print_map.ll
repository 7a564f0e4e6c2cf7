define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  %7 = call i64 inttoptr (i64 131 to ptr)(ptr @events, i64 8, i64 0)
  %8 = inttoptr i64 %7 to ptr
  %9 = icmp ne ptr %8, null
  br i1 %9, label %then, label %else
then:
  store i32 0, ptr %8, align 4
  %10 = getelementptr inbounds i8, ptr %8, i64 4
  store i32 0, ptr %10, align 4
  store i64 1, ptr %0, align 8
  %11 = load volatile i64, ptr @sonde_data, align 8
  %12 = icmp ne i64 %11, 0
  br i1 %12, label %then1, label %after2
after:
  br label %exit
else:
  %13 = getelementptr inbounds i8, ptr %3, i64 8
  %14 = load i64, ptr %13, align 8
  %15 = add i64 %14, 1
  store i64 %15, ptr %13, align 8
  br label %after
then1:
  store volatile i64 0, ptr @sonde_data, align 8
  store i64 2, ptr %0, align 8
  br label %after2
after2:
  %16 = load i64, ptr %0, align 8
  %17 = call i64 inttoptr (i64 132 to ptr)(ptr %8, i64 %16)
  br label %after
}
