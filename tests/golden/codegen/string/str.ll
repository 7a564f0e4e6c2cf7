define i32 @tracepoint_0(ptr %ctx) #0 section "tracepoint" {
  %0 = alloca [24 x i8], align 8
  %1 = alloca [4 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
variables:
  %28 = call i64 (ptr, i1, i8, i8, i8, i1, ...) @llvm.bpf.getelementptr.and.load.i64(ptr elementtype(i8) %ctx, i1 true, i8 0, i8 1, i8 3, i1 true, i32 24)
  %29 = call i64 asm sideeffect "", "=r,0"(i64 16)
  %30 = icmp ult i64 %29, 17
  %31 = select i1 %30, i64 %29, i64 17
  %32 = trunc i64 %31 to i32
  store i64 0, ptr %0, align 8
  %33 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 0, ptr %33, align 8
  %34 = getelementptr inbounds i8, ptr %0, i64 16
  store i8 0, ptr %34, align 1
  %35 = call i64 inttoptr (i64 114 to ptr)(ptr %0, i32 %32, i64 %28)
  %36 = icmp slt i64 %35, 0
  br i1 %36, label %then1, label %after2
then1:
  %37 = getelementptr inbounds i8, ptr %11, i64 8
  %38 = load i64, ptr %37, align 8
  %39 = add i64 %38, 1
  store i64 %39, ptr %37, align 8
  br label %after2
after2:
  br label %exit
}
