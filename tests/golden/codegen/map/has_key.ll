define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %"$y" = alloca i64, align 8
  %2 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %1, align 1
  store i8 2, ptr %0, align 1
  %8 = call i64 inttoptr (i64 2 to ptr)(ptr @map_m, ptr %1, ptr %0, i64 0)
  %9 = trunc i64 %8 to i32
  %10 = icmp slt i32 %9, 0
  br i1 %10, label %then, label %after
then:
  %11 = getelementptr inbounds i8, ptr %4, i64 8
  %12 = load i64, ptr %11, align 8
  %13 = add i64 %12, 1
  store i64 %13, ptr %11, align 8
  br label %after
after:
  store i8 1, ptr %0, align 1
  %14 = call i64 inttoptr (i64 1 to ptr)(ptr @map_m, ptr %0)
  %15 = inttoptr i64 %14 to ptr
  %16 = icmp ne ptr %15, null
  %17 = zext i1 %16 to i64
  %18 = call i64 asm sideeffect "", "=r,0"(i64 %17)
  store i64 %18, ptr %"$y", align 8
  br label %exit
}
