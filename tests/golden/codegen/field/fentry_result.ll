define i32 @fexit_0(ptr %ctx) #0 section "fentry" {
  %0 = alloca [8 x i8], align 8
  %"$x" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i64 0, ptr %0, align 8
  %19 = call i64 inttoptr (i64 184 to ptr)(ptr %ctx, ptr %0)
  %20 = load i64, ptr %0, align 8
  %21 = trunc i64 %20 to i8
  %22 = zext i8 %21 to i64
  store i64 %22, ptr %"$x", align 8
  br label %exit
}
