define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %2 = alloca [4 x i8], align 8
variables:
  %8 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 40), align 8
  %9 = icmp eq i64 %8, 0
  br i1 %9, label %then, label %else
then:
  %10 = call i64 inttoptr (i64 14 to ptr)()
  store i64 %10, ptr %1, align 8
  br label %after
after:
  %11 = load i64, ptr %1, align 8
  %12 = lshr i64 %11, 32
  store i64 %12, ptr %"$y", align 8
  br label %exit
else:
  store i64 0, ptr %0, align 8
  %13 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 32), align 8
  %14 = call i64 inttoptr (i64 120 to ptr)(i64 %13, i64 %8, ptr %0, i32 8)
  %15 = load i64, ptr %0, align 8
  store i64 %15, ptr %1, align 8
  br label %after
}
