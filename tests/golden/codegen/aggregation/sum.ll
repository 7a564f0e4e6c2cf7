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
  %11 = load i64, ptr %10, align 8
  %12 = add i64 %11, 5
  store i64 %12, ptr %10, align 8
  br label %after
after:
  br label %exit
}
