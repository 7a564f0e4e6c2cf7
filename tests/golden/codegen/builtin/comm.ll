define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [16 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i64 0, ptr %0, align 8
  %7 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 0, ptr %7, align 8
  %8 = call i64 inttoptr (i64 16 to ptr)(ptr %0, i32 16)
  br label %exit
}
