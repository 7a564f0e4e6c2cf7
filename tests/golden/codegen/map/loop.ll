define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [24 x i8], align 8
  %4 = alloca [4 x i8], align 8
variables:
  %16 = load ptr, ptr %scratch, align 8
  %17 = getelementptr inbounds i8, ptr %16, i64 16
  %18 = load ptr, ptr %scratch, align 8
  %19 = load i64, ptr %result, align 8
  store i64 %19, ptr %18, align 8
  %20 = load ptr, ptr %scratch, align 8
  %21 = getelementptr inbounds i8, ptr %20, i64 8
  store i64 0, ptr %21, align 8
  %22 = load ptr, ptr %scratch, align 8
  store ptr %22, ptr %3, align 8
  %23 = getelementptr inbounds i8, ptr %3, i64 8
  store ptr %6, ptr %23, align 8
  %24 = getelementptr inbounds i8, ptr %3, i64 16
  store ptr %ctx, ptr %24, align 8
  store i8 1, ptr %2, align 1
  store i8 2, ptr %1, align 1
  %25 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %2, ptr %1, i64 0)
  %26 = trunc i64 %25 to i32
  %27 = icmp slt i32 %26, 0
  br i1 %27, label %then, label %after
then:
  %28 = getelementptr inbounds i8, ptr %6, i64 8
  %29 = load i64, ptr %28, align 8
  %30 = add i64 %29, 1
  store i64 %30, ptr %28, align 8
  br label %after
after:
  %31 = call i64 inttoptr (i64 164 to ptr)(ptr @map_m, ptr @begin_0_map0, ptr %3, i64 0)
  %32 = trunc i64 %31 to i32
  %33 = icmp slt i32 %32, 0
  br i1 %33, label %then1, label %after2
then1:
  %34 = getelementptr inbounds i8, ptr %6, i64 16
  %35 = load i64, ptr %34, align 8
  %36 = add i64 %35, 1
  store i64 %36, ptr %34, align 8
  br label %after2
after2:
  %37 = load ptr, ptr %scratch, align 8
  %38 = getelementptr inbounds i8, ptr %37, i64 8
  %39 = load i64, ptr %38, align 8
  %40 = icmp eq i64 %39, 0
  br i1 %40, label %after_loop, label %exit
after_loop:
  br label %exit
}
define internal i64 @begin_0_map0(i64 %0, i64 %1, i64 %2, ptr %3) #1 {
entry:
  %scratch = alloca ptr, align 8
  br label %start
stop:
  ret i64 1
next:
  ret i64 0
start:
  %4 = load ptr, ptr %3, align 8
  store ptr %4, ptr %scratch, align 8
  %5 = getelementptr inbounds i8, ptr %3, i64 8
  %6 = load ptr, ptr %5, align 8
  %7 = getelementptr inbounds i8, ptr %3, i64 16
  %8 = load ptr, ptr %7, align 8
  %9 = load ptr, ptr %scratch, align 8
  %10 = getelementptr inbounds i8, ptr %9, i64 16
  %11 = load ptr, ptr %scratch, align 8
  %12 = inttoptr i64 %1 to ptr
  %13 = inttoptr i64 %2 to ptr
  %14 = load i8, ptr %12, align 1
  %15 = sext i8 %14 to i64
  %16 = trunc i64 %15 to i8
  store i8 %16, ptr %10, align 1
  %17 = getelementptr inbounds i8, ptr %10, i64 1
  %18 = load i8, ptr %13, align 1
  %19 = sext i8 %18 to i64
  %20 = trunc i64 %19 to i8
  store i8 %20, ptr %17, align 1
  %21 = getelementptr inbounds i8, ptr %10, i64 1
  %22 = load i8, ptr %21, align 1
  %23 = sext i8 %22 to i64
  %24 = trunc i64 %23 to i8
  store i8 %24, ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), align 1
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %next
}
