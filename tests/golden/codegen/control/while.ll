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
  store i64 0, ptr %15, align 8
  %23 = call i64 inttoptr (i64 181 to ptr)(i32 1048578, ptr @begin_0_while0, ptr %1, i64 0)
  %24 = trunc i64 %23 to i32
  %25 = icmp uge i32 %24, 1048578
  br i1 %25, label %then, label %after
then:
  %26 = getelementptr inbounds i8, ptr %4, i64 8
  %27 = load i64, ptr %26, align 8
  %28 = add i64 %27, 1
  store i64 %28, ptr %26, align 8
  br label %after
after:
  %29 = load ptr, ptr %scratch, align 8
  %30 = getelementptr inbounds i8, ptr %29, i64 8
  %31 = load i64, ptr %30, align 8
  %32 = icmp eq i64 %31, 0
  br i1 %32, label %after_loop, label %exit
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
  %10 = icmp ugt i64 %0, 1048576
  br i1 %10, label %next, label %while_ask
while_ask:
  %11 = load i64, ptr %8, align 8
  %12 = icmp slt i64 %11, 3
  %13 = zext i1 %12 to i64
  %14 = icmp ne i64 %13, 0
  br i1 %14, label %while_more, label %stop
while_more:
  %15 = icmp ult i64 %0, 1048576
  br i1 %15, label %while_body, label %next
while_body:
  %16 = load i64, ptr %8, align 8
  %17 = add i64 %16, 1
  store i64 %17, ptr %8, align 8
  br label %next
}
