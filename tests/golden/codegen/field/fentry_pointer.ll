define i32 @fentry_0(ptr %ctx) #0 section "fentry" {
  %0 = alloca [8 x i8], align 8
  %"$x" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i64 0, ptr %0, align 8
  %19 = call i64 inttoptr (i64 183 to ptr)(ptr %ctx, i32 1, ptr %0)
  %20 = load i64, ptr %0, align 8
  store i64 %20, ptr %"$x", align 8
  br label %exit
}
