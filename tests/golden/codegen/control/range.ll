define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [24 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  %14 = load ptr, ptr %scratch, align 8
  %15 = getelementptr inbounds i8, ptr %14, i64 16
  %16 = load ptr, ptr %scratch, align 8
  %17 = load i64, ptr %result, align 8
  store i64 %17, ptr %16, align 8
  %18 = load ptr, ptr %scratch, align 8
  %19 = getelementptr inbounds i8, ptr %18, i64 8
  store i64 0, ptr %19, align 8
  store i64 0, ptr %15, align 8
  %20 = load ptr, ptr %scratch, align 8
  store ptr %20, ptr %1, align 8
  %21 = getelementptr inbounds i8, ptr %1, i64 8
  store ptr %4, ptr %21, align 8
  %22 = getelementptr inbounds i8, ptr %1, i64 16
  store ptr %ctx, ptr %22, align 8
  %23 = load ptr, ptr %scratch, align 8
  %24 = getelementptr inbounds i8, ptr %23, i64 24
  store i64 0, ptr %24, align 8
  br i1 true, label %then, label %after
then:
  %25 = call i64 inttoptr (i64 181 to ptr)(i32 3, ptr @begin_0_range0, ptr %1, i64 0)
  %26 = trunc i64 %25 to i32
  %27 = icmp slt i32 %26, 0
  br i1 %27, label %then1, label %after2
after:
  br label %exit
then1:
  %28 = getelementptr inbounds i8, ptr %4, i64 8
  %29 = load i64, ptr %28, align 8
  %30 = add i64 %29, 1
  store i64 %30, ptr %28, align 8
  br label %after2
after2:
  %31 = load ptr, ptr %scratch, align 8
  %32 = getelementptr inbounds i8, ptr %31, i64 8
  %33 = load i64, ptr %32, align 8
  %34 = icmp eq i64 %33, 0
  br i1 %34, label %after_loop, label %exit
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
