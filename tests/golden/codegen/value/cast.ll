define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %"$y" = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %6 = call i64 @sonde.pid_tgid(ptr null, i64 0) #1
  %7 = lshr i64 %6, 32
  %8 = trunc i64 %7 to i8
  %9 = sext i8 %8 to i64
  store i64 %9, ptr %"$y", align 8
  br label %exit
}
