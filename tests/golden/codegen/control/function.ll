define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [4 x i8], align 8
  %1 = alloca [24 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  %14 = load ptr, ptr %scratch, align 8
  %15 = getelementptr inbounds i8, ptr %14, i64 16
  %16 = load ptr, ptr %scratch, align 8
  %17 = getelementptr inbounds i8, ptr %16, i64 24
  %18 = load ptr, ptr %scratch, align 8
  %19 = getelementptr inbounds i8, ptr %18, i64 32
  %20 = load ptr, ptr %scratch, align 8
  %21 = load i64, ptr %result, align 8
  store i64 %21, ptr %20, align 8
  %22 = load ptr, ptr %scratch, align 8
  %23 = getelementptr inbounds i8, ptr %22, i64 8
  store i64 0, ptr %23, align 8
  store i64 0, ptr %15, align 8
  store i64 0, ptr %17, align 8
  store i64 0, ptr %19, align 8
  %24 = load ptr, ptr %scratch, align 8
  store ptr %24, ptr %1, align 8
  %25 = getelementptr inbounds i8, ptr %1, i64 8
  store ptr %4, ptr %25, align 8
  %26 = getelementptr inbounds i8, ptr %1, i64 16
  store ptr %ctx, ptr %26, align 8
  store i64 3, ptr %15, align 8
  %27 = call i64 @begin_0_fn_twice_0(ptr %1)
  %28 = load ptr, ptr %scratch, align 8
  %29 = getelementptr inbounds i8, ptr %28, i64 8
  %30 = load i64, ptr %29, align 8
  %31 = icmp eq i64 %30, 1
  br i1 %31, label %leave_all, label %after_call
leave_all:
  br label %exit
after_call:
  store i64 0, ptr %29, align 8
  %32 = load i64, ptr %17, align 8
  store i64 %32, ptr %19, align 8
  br label %exit
}
define internal i64 @begin_0_fn_twice_0(ptr %0) #1 {
entry:
  %scratch = alloca ptr, align 8
  br label %start
stop:
  ret i64 1
next:
  ret i64 0
start:
  %1 = load ptr, ptr %0, align 8
  store ptr %1, ptr %scratch, align 8
  %2 = getelementptr inbounds i8, ptr %0, i64 8
  %3 = load ptr, ptr %2, align 8
  %4 = getelementptr inbounds i8, ptr %0, i64 16
  %5 = load ptr, ptr %4, align 8
  %6 = load ptr, ptr %scratch, align 8
  %7 = getelementptr inbounds i8, ptr %6, i64 16
  %8 = load ptr, ptr %scratch, align 8
  %9 = getelementptr inbounds i8, ptr %8, i64 24
  %10 = load ptr, ptr %scratch, align 8
  %11 = getelementptr inbounds i8, ptr %10, i64 32
  %12 = load ptr, ptr %scratch, align 8
  %13 = load i64, ptr %7, align 8
  %14 = mul i64 %13, 2
  store i64 %14, ptr %9, align 8
  %15 = load ptr, ptr %scratch, align 8
  %16 = getelementptr inbounds i8, ptr %15, i64 8
  store i64 2, ptr %16, align 8
  br label %stop
unreachable:
  br label %next
}
