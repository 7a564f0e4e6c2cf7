define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [24 x i8], align 8
  %4 = alloca [4 x i8], align 8
variables:
  %15 = load ptr, ptr %scratch, align 8
  %16 = getelementptr inbounds i8, ptr %15, i64 16
  %17 = load ptr, ptr %scratch, align 8
  %18 = load i64, ptr %result, align 8
  store i64 %18, ptr %17, align 8
  %19 = load ptr, ptr %scratch, align 8
  %20 = getelementptr inbounds i8, ptr %19, i64 8
  store i64 0, ptr %20, align 8
  %21 = load ptr, ptr %scratch, align 8
  store ptr %21, ptr %3, align 8
  %22 = getelementptr inbounds i8, ptr %3, i64 8
  store ptr %6, ptr %22, align 8
  %23 = getelementptr inbounds i8, ptr %3, i64 16
  store ptr %ctx, ptr %23, align 8
  store i8 1, ptr %2, align 1
  store i8 2, ptr %1, align 1
  %24 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %2, ptr %1, i64 0)
  %25 = trunc i64 %24 to i32
  %26 = icmp slt i32 %25, 0
  br i1 %26, label %then, label %after
then:
  %27 = getelementptr inbounds i8, ptr %6, i64 8
  %28 = load i64, ptr %27, align 8
  %29 = add i64 %28, 1
  store i64 %29, ptr %27, align 8
  br label %after
after:
  %30 = call i64 inttoptr (i64 164 to ptr)(ptr @map_m, ptr @begin_0_map0, ptr %3, i64 0)
  %31 = trunc i64 %30 to i32
  %32 = icmp slt i32 %31, 0
  br i1 %32, label %then1, label %after2
then1:
  %33 = getelementptr inbounds i8, ptr %6, i64 16
  %34 = load i64, ptr %33, align 8
  %35 = add i64 %34, 1
  store i64 %35, ptr %33, align 8
  br label %after2
after2:
  %36 = load ptr, ptr %scratch, align 8
  %37 = getelementptr inbounds i8, ptr %36, i64 8
  %38 = load i64, ptr %37, align 8
  %39 = icmp eq i64 %38, 0
  br i1 %39, label %after_loop, label %exit
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
