define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [24 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  %13 = load ptr, ptr %scratch, align 8
  %14 = getelementptr inbounds i8, ptr %13, i64 16
  %15 = load ptr, ptr %scratch, align 8
  %16 = load i64, ptr %result, align 8
  store i64 %16, ptr %15, align 8
  %17 = load ptr, ptr %scratch, align 8
  %18 = getelementptr inbounds i8, ptr %17, i64 8
  store i64 0, ptr %18, align 8
  store i64 0, ptr %14, align 8
  %19 = load ptr, ptr %scratch, align 8
  store ptr %19, ptr %1, align 8
  %20 = getelementptr inbounds i8, ptr %1, i64 8
  store ptr %4, ptr %20, align 8
  %21 = getelementptr inbounds i8, ptr %1, i64 16
  store ptr %ctx, ptr %21, align 8
  %22 = load ptr, ptr %scratch, align 8
  %23 = getelementptr inbounds i8, ptr %22, i64 24
  store i64 0, ptr %23, align 8
  br i1 true, label %then, label %after
then:
  %24 = call i64 inttoptr (i64 181 to ptr)(i32 3, ptr @begin_0_range0, ptr %1, i64 0)
  %25 = trunc i64 %24 to i32
  %26 = icmp slt i32 %25, 0
  br i1 %26, label %then1, label %after2
after:
  br label %exit
then1:
  %27 = getelementptr inbounds i8, ptr %4, i64 8
  %28 = load i64, ptr %27, align 8
  %29 = add i64 %28, 1
  store i64 %29, ptr %27, align 8
  br label %after2
after2:
  %30 = load ptr, ptr %scratch, align 8
  %31 = getelementptr inbounds i8, ptr %30, i64 8
  %32 = load i64, ptr %31, align 8
  %33 = icmp eq i64 %32, 0
  br i1 %33, label %after_loop, label %exit
after_loop:
  br label %after
}
define internal i64 @begin_0_range0(i64 %0, ptr %1) #1 {
entry:
  %scratch = alloca ptr, align 8
  br label %start
stop:
  ret i64 1
next:
  ret i64 0
start:
  %2 = load ptr, ptr %1, align 8
  store ptr %2, ptr %scratch, align 8
  %3 = getelementptr inbounds i8, ptr %1, i64 8
  %4 = load ptr, ptr %3, align 8
  %5 = getelementptr inbounds i8, ptr %1, i64 16
  %6 = load ptr, ptr %5, align 8
  %7 = load ptr, ptr %scratch, align 8
  %8 = getelementptr inbounds i8, ptr %7, i64 16
  %9 = load ptr, ptr %scratch, align 8
  %10 = load ptr, ptr %scratch, align 8
  %11 = getelementptr inbounds i8, ptr %10, i64 24
  %12 = load i64, ptr %11, align 8
  %13 = add i64 %12, %0
  %14 = trunc i64 %13 to i8
  %15 = sext i8 %14 to i64
  store i64 %15, ptr %8, align 8
  %16 = load i64, ptr %8, align 8
  %17 = trunc i64 %16 to i8
  store i8 %17, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %next
}
