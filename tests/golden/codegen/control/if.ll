define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %"$y1" = alloca i64, align 8
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
  %13 = icmp ne i64 %12, 0
  %14 = zext i1 %13 to i64
  %15 = icmp ne i64 %14, 0
  br i1 %15, label %then2, label %else4
else:
  store i64 0, ptr %0, align 8
  %16 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 32), align 8
  %17 = call i64 inttoptr (i64 120 to ptr)(i64 %16, i64 %8, ptr %0, i32 8)
  %18 = load i64, ptr %0, align 8
  store i64 %18, ptr %1, align 8
  br label %after
then2:
  store i64 1, ptr %"$y", align 8
  br label %after3
after3:
  br label %exit
else4:
  store i64 2, ptr %"$y1", align 8
  br label %after3
}
