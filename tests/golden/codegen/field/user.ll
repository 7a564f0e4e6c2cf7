define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %"$p" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 @sonde.pid_tgid(ptr null, i64 0) #1
  %8 = lshr i64 %7, 32
  %9 = trunc i64 %8 to i32
  %10 = zext i32 %9 to i64
  store i64 %10, ptr %"$p", align 8
  %11 = load i64, ptr %"$p", align 8
  %12 = inttoptr i64 %11 to ptr
  %13 = getelementptr inbounds i8, ptr %12, i64 4
  %14 = call i64 inttoptr (i64 112 to ptr)(ptr %0, i32 4, ptr %13)
  %15 = icmp slt i64 %14, 0
  br i1 %15, label %then, label %after
then:
  %16 = getelementptr inbounds i8, ptr %3, i64 8
  %17 = load i64, ptr %16, align 8
  %18 = add i64 %17, 1
  store i64 %18, ptr %16, align 8
  br label %after
after:
  %19 = load i32, ptr %0, align 4
  %20 = sext i32 %19 to i64
  store i64 %20, ptr %"$y", align 8
  br label %exit
}
