define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i32 0, ptr %0, align 4
  %7 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %0)
  %8 = inttoptr i64 %7 to ptr
  %9 = icmp ne ptr %8, null
  br i1 %9, label %then, label %after
then:
  store i64 1, ptr %8, align 8
  %10 = getelementptr inbounds i8, ptr %8, i64 8
  %11 = call i64 asm sideeffect "", "=r,0"(i64 3)
  %12 = icmp ult i64 %11, 6
  %13 = select i1 %12, i64 %11, i64 6
  %14 = getelementptr i64, ptr %10, i64 %13
  %15 = load i64, ptr %14, align 8
  %16 = add i64 %15, 1
  store i64 %16, ptr %14, align 8
  br label %after
after:
  br label %exit
}
