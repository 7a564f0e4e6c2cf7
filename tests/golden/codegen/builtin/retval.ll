define i32 @kretprobe_0(ptr %ctx) #0 section "kprobe" {
  %"$y" = alloca i64, align 8
  %0 = alloca [4 x i8], align 8
variables:
  %19 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 80)
  store i64 %19, ptr %"$y", align 8
  br label %exit
}
