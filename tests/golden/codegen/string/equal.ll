define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [16 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i64 0, ptr %0, align 8
  %7 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 0, ptr %7, align 8
  %8 = call i64 inttoptr (i64 16 to ptr)(ptr %0, i32 16)
  %9 = load i16, ptr %0, align 2
  %10 = zext i16 %9 to i64
  %11 = xor i64 %10, 26739
  %12 = or i64 0, %11
  %13 = getelementptr inbounds i8, ptr %0, i64 2
  %14 = load i8, ptr %13, align 1
  %15 = zext i8 %14 to i64
  %16 = xor i64 %15, 0
  %17 = or i64 %12, %16
  %18 = icmp eq i64 %17, 0
  %19 = zext i1 %18 to i64
  store i64 %19, ptr %"$y", align 8
  br label %exit
}
