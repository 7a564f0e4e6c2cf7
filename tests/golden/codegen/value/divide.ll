define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 8 to ptr)() #1
  %8 = and i64 %7, 4294967295
  %9 = icmp ne i64 %8, 0
  br i1 %9, label %then, label %else
then:
  %10 = udiv i64 7, %8
  store i64 %10, ptr %0, align 8
  br label %after
after:
  %11 = load i64, ptr %0, align 8
  store i64 %11, ptr %"$y", align 8
  br label %exit
else:
  store i64 1, ptr %0, align 8
  %12 = getelementptr inbounds i8, ptr %3, i64 8
  %13 = load i64, ptr %12, align 8
  %14 = add i64 %13, 1
  store i64 %14, ptr %12, align 8
  br label %after
}
