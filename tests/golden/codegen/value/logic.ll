define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 @sonde.pid_tgid(ptr null, i64 0) #1
  %8 = lshr i64 %7, 32
  %9 = icmp ugt i64 %8, 1
  %10 = zext i1 %9 to i64
  store i64 %10, ptr %0, align 8
  %11 = icmp ne i64 %10, 0
  br i1 %11, label %then, label %after
then:
  %12 = call i64 inttoptr (i64 8 to ptr)() #1
  %13 = and i64 %12, 4294967295
  %14 = icmp ult i64 %13, 2
  %15 = zext i1 %14 to i64
  store i64 %15, ptr %0, align 8
  br label %after
after:
  %16 = load i64, ptr %0, align 8
  store i64 %16, ptr %"$y", align 8
  br label %exit
}
