define i32 @fexit_0(ptr %ctx) #0 section "fentry" {
  %0 = alloca [8 x i8], align 8
  %"$x" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
variables:
  store i64 0, ptr %0, align 8
  %27 = call i64 inttoptr (i64 184 to ptr)(ptr %ctx, ptr %0)
  %28 = load i64, ptr %0, align 8
  %29 = trunc i64 %28 to i8
  %30 = zext i8 %29 to i64
  store i64 %30, ptr %"$x", align 8
  br label %exit
}
