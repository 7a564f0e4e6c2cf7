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
  store i64 0, ptr %14, align 8
  %22 = call i64 inttoptr (i64 181 to ptr)(i32 1048577, ptr @begin_0_while0, ptr %1, i64 0)
  %23 = trunc i64 %22 to i32
  %24 = icmp uge i32 %23, 1048577
  br i1 %24, label %then, label %after
then:
  %25 = getelementptr inbounds i8, ptr %4, i64 8
  %26 = load i64, ptr %25, align 8
  %27 = add i64 %26, 1
  store i64 %27, ptr %25, align 8
  br label %after
after:
  %28 = load ptr, ptr %scratch, align 8
  %29 = getelementptr inbounds i8, ptr %28, i64 8
  %30 = load i64, ptr %29, align 8
  %31 = icmp eq i64 %30, 0
  br i1 %31, label %after_loop, label %exit
after_loop:
  br label %exit
}
define internal i64 @begin_0_while0(i64 %0, ptr %1) #1 {
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
  %10 = load i64, ptr %8, align 8
  %11 = icmp slt i64 %10, 3
  %12 = zext i1 %11 to i64
  %13 = icmp ne i64 %12, 0
  br i1 %13, label %while_body, label %stop
while_body:
  %14 = load i64, ptr %8, align 8
  %15 = add i64 %14, 1
  store i64 %15, ptr %8, align 8
  br label %next
}
