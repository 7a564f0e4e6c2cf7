define i32 @tracepoint_0(ptr %ctx) #0 section "tracepoint" {
  %0 = alloca [24 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  %20 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 24)
  %21 = call i64 asm sideeffect "", "=r,0"(i64 16)
  %22 = icmp ult i64 %21, 17
  %23 = select i1 %22, i64 %21, i64 17
  %24 = trunc i64 %23 to i32
  store i64 0, ptr %0, align 8
  %25 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 0, ptr %25, align 8
  %26 = getelementptr inbounds i8, ptr %0, i64 16
  store i8 0, ptr %26, align 1
  %27 = call i64 inttoptr (i64 114 to ptr)(ptr %0, i32 %24, i64 %20)
  %28 = icmp slt i64 %27, 0
  br i1 %28, label %then, label %after
then:
  %29 = getelementptr inbounds i8, ptr %10, i64 8
  %30 = load i64, ptr %29, align 8
  %31 = add i64 %30, 1
  store i64 %31, ptr %29, align 8
  br label %after
after:
  br label %exit
}
