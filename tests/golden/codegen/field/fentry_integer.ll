define i32 @fentry_0(ptr %ctx) #0 section "fentry" {
  %"$x" = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %18 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 0)
  %19 = trunc i64 %18 to i8
  %20 = sext i8 %19 to i64
  store i64 %20, ptr %"$x", align 8
  br label %exit
}
