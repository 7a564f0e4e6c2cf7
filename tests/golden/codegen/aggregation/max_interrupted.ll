define i32 @rawtracepoint_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [4 x i8], align 8
  %3 = alloca [8 x i8], align 8
  %4 = alloca [8 x i8], align 8
variables:
  %29 = call i64 inttoptr (i64 8 to ptr)()
  %30 = and i64 %29, 4294967295
  store i32 0, ptr %3, align 4
  %31 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %3)
  %32 = inttoptr i64 %31 to ptr
  %33 = icmp ne ptr %32, null
  br i1 %33, label %then1, label %after2
then1:
  store i64 1, ptr %32, align 8
  %34 = getelementptr inbounds i8, ptr %32, i64 8
  store i64 %30, ptr %1, align 8
  store i64 0, ptr %0, align 8
  br label %extreme
after2:
  br label %exit
extreme:
  %35 = load volatile i64, ptr %34, align 8
  %36 = getelementptr inbounds i8, ptr %34, i64 8
  %37 = load volatile i64, ptr %36, align 8
  %38 = icmp eq i64 %37, 0
  %39 = load i64, ptr %1, align 8
  %40 = icmp ugt i64 %39, %35
  %41 = or i1 %40, %38
  br i1 %41, label %replace, label %extreme_done
replace:
  %42 = cmpxchg ptr %34, i64 %35, i64 %39 seq_cst seq_cst, align 8
  %43 = extractvalue { i64, i1 } %42, 0
  %44 = icmp eq i64 %43, %35
  br i1 %44, label %replaced, label %look_again
replaced:
  br i1 %38, label %first, label %extreme_done
first:
  %45 = getelementptr inbounds i8, ptr %34, i64 8
  %46 = atomicrmw xchg ptr %45, i64 1 seq_cst, align 8
  %47 = icmp eq i64 %46, 0
  %48 = icmp ugt i64 %39, %35
  %49 = or i1 %47, %48
  %50 = select i1 %49, i64 %39, i64 %35
  store i64 %50, ptr %1, align 8
  br label %look_again
look_again:
  %51 = load i64, ptr %0, align 8
  %52 = add i64 %51, 1
  store i64 %52, ptr %0, align 8
  %53 = icmp ult i64 %52, 32
  br i1 %53, label %extreme, label %extreme_done
extreme_done:
  br label %after2
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
