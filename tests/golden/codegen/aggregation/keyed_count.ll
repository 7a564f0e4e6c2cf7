define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
  %4 = alloca [8 x i8], align 8
  %5 = alloca [4 x i8], align 8
variables:
  store i8 1, ptr %4, align 1
  store i64 0, ptr %2, align 8
  %11 = load i8, ptr %4, align 1
  %12 = zext i8 %11 to i64
  %13 = load i64, ptr %2, align 8
  %14 = shl i64 %13, 23
  %15 = lshr i64 %13, 41
  %16 = or i64 %14, %15
  %17 = xor i64 %16, %12
  %18 = mul i64 %17, -7046029254386353131
  store i64 %18, ptr %2, align 8
  %19 = load i64, ptr %2, align 8
  %20 = lshr i64 %19, 57
  %21 = trunc i64 %20 to i32
  store i32 %21, ptr %1, align 4
  %22 = call i64 inttoptr (i64 1 to ptr)(ptr @map__front, ptr %1)
  %23 = inttoptr i64 %22 to ptr
  %24 = icmp ne ptr %23, null
  br i1 %24, label %front, label %updated
front_hit:
  %25 = load ptr, ptr %3, align 8
  %26 = load i64, ptr %25, align 8
  %27 = add i64 %26, 1
  store i64 %27, ptr %25, align 8
  br label %updated
updated:
  br label %exit
front_differs:
  %28 = load i64, ptr %2, align 8
  %29 = lshr i64 %28, 50
  %30 = and i64 %29, 127
  %31 = trunc i64 %30 to i32
  store i32 %31, ptr %1, align 4
  %32 = call i64 inttoptr (i64 1 to ptr)(ptr @map__front, ptr %1)
  %33 = inttoptr i64 %32 to ptr
  %34 = icmp ne ptr %33, null
  br i1 %34, label %front2, label %updated
front:
  %35 = load volatile i64, ptr %23, align 8
  %36 = xor i64 %35, 2
  %37 = getelementptr inbounds i8, ptr %23, i64 8
  %38 = load i8, ptr %4, align 1
  %39 = zext i8 %38 to i64
  %40 = load volatile i8, ptr %37, align 1
  %41 = zext i8 %40 to i64
  %42 = xor i64 %39, %41
  %43 = or i64 %36, %42
  %44 = icmp eq i64 %43, 0
  br i1 %44, label %front_same, label %front_differs
front_same:
  %45 = getelementptr inbounds i8, ptr %23, i64 16
  store ptr %45, ptr %3, align 8
  br label %front_hit
front_differs1:
  %46 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %4)
  %47 = inttoptr i64 %46 to ptr
  store ptr %47, ptr %0, align 8
  %48 = icmp eq ptr %47, null
  br i1 %48, label %then, label %after
front2:
  %49 = load volatile i64, ptr %33, align 8
  %50 = xor i64 %49, 2
  %51 = getelementptr inbounds i8, ptr %33, i64 8
  %52 = load i8, ptr %4, align 1
  %53 = zext i8 %52 to i64
  %54 = load volatile i8, ptr %51, align 1
  %55 = zext i8 %54 to i64
  %56 = xor i64 %53, %55
  %57 = or i64 %50, %56
  %58 = icmp eq i64 %57, 0
  br i1 %58, label %front_same3, label %front_differs1
front_same3:
  %59 = getelementptr inbounds i8, ptr %33, i64 16
  store ptr %59, ptr %3, align 8
  br label %front_hit
then:
  %60 = call i64 inttoptr (i64 2 to ptr)(ptr @map_, ptr %4, ptr getelementptr (i8, ptr @sonde_constants, i64 616), i64 1)
  %61 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %4)
  %62 = inttoptr i64 %61 to ptr
  store ptr %62, ptr %0, align 8
  %63 = icmp eq ptr %62, null
  br i1 %63, label %then4, label %after5
after:
  %64 = load ptr, ptr %0, align 8
  %65 = icmp ne ptr %64, null
  br i1 %65, label %then8, label %after9
then4:
  %66 = trunc i64 %60 to i32
  %67 = icmp eq i32 %66, -12
  br i1 %67, label %then6, label %else
after5:
  br label %after
then6:
  %68 = getelementptr inbounds i8, ptr %7, i64 8
  %69 = load i64, ptr %68, align 8
  %70 = add i64 %69, 1
  store i64 %70, ptr %68, align 8
  br label %after7
after7:
  br label %after5
else:
  %71 = getelementptr inbounds i8, ptr %7, i64 16
  %72 = load i64, ptr %71, align 8
  %73 = add i64 %72, 1
  store i64 %73, ptr %71, align 8
  br label %after7
then8:
  %74 = atomicrmw add ptr %64, i64 1 monotonic, align 8
  %75 = load volatile i64, ptr %23, align 8
  %76 = icmp eq i64 %75, 0
  br i1 %76, label %then10, label %after11
after9:
  br label %updated
front_claimed:
  br label %after9
then10:
  %77 = cmpxchg ptr %23, i64 0, i64 1 seq_cst seq_cst, align 8
  %78 = extractvalue { i64, i1 } %77, 0
  %79 = icmp eq i64 %78, 0
  br i1 %79, label %front_own, label %front_lost
after11:
  %80 = load volatile i64, ptr %33, align 8
  %81 = icmp eq i64 %80, 0
  br i1 %81, label %then12, label %after13
front_own:
  %82 = getelementptr inbounds i8, ptr %23, i64 8
  %83 = load i8, ptr %4, align 1
  store i8 %83, ptr %82, align 1
  %84 = atomicrmw xchg ptr %23, i64 2 seq_cst, align 8
  br label %front_claimed
front_lost:
  br label %after11
then12:
  %85 = cmpxchg ptr %33, i64 0, i64 1 seq_cst seq_cst, align 8
  %86 = extractvalue { i64, i1 } %85, 0
  %87 = icmp eq i64 %86, 0
  br i1 %87, label %front_own14, label %front_lost15
after13:
  br label %front_claimed
front_own14:
  %88 = getelementptr inbounds i8, ptr %33, i64 8
  %89 = load i8, ptr %4, align 1
  store i8 %89, ptr %88, align 1
  %90 = atomicrmw xchg ptr %33, i64 2 seq_cst, align 8
  br label %front_claimed
front_lost15:
  br label %after13
}
