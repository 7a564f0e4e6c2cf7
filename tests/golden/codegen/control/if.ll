define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %"$y1" = alloca i64, align 8
  %"$y" = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %6 = call i64 @sonde.pid_tgid(ptr null, i64 0) #1
  %7 = lshr i64 %6, 32
  %8 = icmp ne i64 %7, 0
  %9 = zext i1 %8 to i64
  %10 = icmp ne i64 %9, 0
  br i1 %10, label %then, label %else
then:
  store i64 1, ptr %"$y", align 8
  br label %after
after:
  br label %exit
else:
  store i64 2, ptr %"$y1", align 8
  br label %after
}
