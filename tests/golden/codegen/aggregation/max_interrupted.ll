define i32 @rawtracepoint_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [4 x i8], align 8
variables:
  %22 = call i64 inttoptr (i64 8 to ptr)() #1
  %23 = and i64 %22, 4294967295
  store i32 0, ptr %2, align 4
  %24 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %2)
  %25 = inttoptr i64 %24 to ptr
  %26 = icmp ne ptr %25, null
  br i1 %26, label %then, label %after
then:
  store i64 1, ptr %25, align 8
  %27 = getelementptr inbounds i8, ptr %25, i64 8
  store i64 %23, ptr %1, align 8
  store i64 0, ptr %0, align 8
  br label %extreme
after:
  br label %exit
extreme:
  %28 = load volatile i64, ptr %27, align 8
  %29 = getelementptr inbounds i8, ptr %27, i64 8
  %30 = load volatile i64, ptr %29, align 8
  %31 = icmp eq i64 %30, 0
  %32 = load i64, ptr %1, align 8
  %33 = icmp ugt i64 %32, %28
  %34 = or i1 %33, %31
  br i1 %34, label %replace, label %extreme_done
replace:
  %35 = cmpxchg ptr %27, i64 %28, i64 %32 seq_cst seq_cst, align 8
  %36 = extractvalue { i64, i1 } %35, 0
  %37 = icmp eq i64 %36, %28
  br i1 %37, label %replaced, label %look_again
replaced:
  br i1 %31, label %first, label %extreme_done
first:
  %38 = getelementptr inbounds i8, ptr %27, i64 8
  %39 = atomicrmw xchg ptr %38, i64 1 seq_cst, align 8
  %40 = icmp eq i64 %39, 0
  %41 = icmp ugt i64 %32, %28
  %42 = or i1 %40, %41
  %43 = select i1 %42, i64 %32, i64 %28
  store i64 %43, ptr %1, align 8
  br label %look_again
look_again:
  %44 = load i64, ptr %0, align 8
  %45 = add i64 %44, 1
  store i64 %45, ptr %0, align 8
  %46 = icmp ult i64 %45, 32
  br i1 %46, label %extreme, label %extreme_done
extreme_done:
  br label %after
}
define i32 @profile_1(ptr %ctx) #0 section "perf_event" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [4 x i8], align 8
variables:
  store i32 0, ptr %0, align 4
  %10 = call i64 inttoptr (i64 1 to ptr)(ptr @map_n, ptr %0)
  %11 = inttoptr i64 %10 to ptr
  %12 = icmp ne ptr %11, null
  br i1 %12, label %then, label %after
then:
  store i64 1, ptr %11, align 8
  %13 = getelementptr inbounds i8, ptr %11, i64 8
  %14 = load i64, ptr %13, align 8
  %15 = add i64 %14, 1
  store i64 %15, ptr %13, align 8
  br label %after
after:
  br label %exit
}
