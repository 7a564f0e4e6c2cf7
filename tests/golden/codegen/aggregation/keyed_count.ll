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
  br i1 %24, label %front, label %behind_front
front:
  %25 = load volatile i64, ptr %23, align 8
  %26 = icmp eq i64 %25, 2
  br i1 %26, label %front_same, label %behind_front
element:
  %27 = load ptr, ptr %3, align 8
  %28 = icmp ne ptr %27, null
  br i1 %28, label %then14, label %after15
behind_front:
  %29 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %4)
  %30 = inttoptr i64 %29 to ptr
  store ptr %30, ptr %0, align 8
  %31 = icmp eq ptr %30, null
  br i1 %31, label %then, label %after
front_same:
  %32 = getelementptr inbounds i8, ptr %23, i64 8
  %33 = load i8, ptr %4, align 1
  %34 = zext i8 %33 to i64
  %35 = load i8, ptr %32, align 1
  %36 = zext i8 %35 to i64
  %37 = icmp eq i64 %34, %36
  br i1 %37, label %front_same1, label %behind_front
front_same1:
  %38 = getelementptr inbounds i8, ptr %23, i64 16
  store ptr %38, ptr %3, align 8
  br label %element
then:
  %39 = call i64 inttoptr (i64 2 to ptr)(ptr @map_, ptr %4, ptr getelementptr (i8, ptr @sonde_constants, i64 616), i64 1)
  %40 = call i64 inttoptr (i64 1 to ptr)(ptr @map_, ptr %4)
  %41 = inttoptr i64 %40 to ptr
  store ptr %41, ptr %0, align 8
  %42 = icmp eq ptr %41, null
  br i1 %42, label %then2, label %after3
after:
  %43 = load ptr, ptr %0, align 8
  store ptr %43, ptr %3, align 8
  %44 = icmp ne ptr %43, null
  br i1 %44, label %then6, label %after7
then2:
  %45 = trunc i64 %39 to i32
  %46 = icmp eq i32 %45, -12
  br i1 %46, label %then4, label %else
after3:
  br label %after
then4:
  %47 = getelementptr inbounds i8, ptr %7, i64 8
  %48 = load i64, ptr %47, align 8
  %49 = add i64 %48, 1
  store i64 %49, ptr %47, align 8
  br label %after5
after5:
  br label %after3
else:
  %50 = getelementptr inbounds i8, ptr %7, i64 16
  %51 = load i64, ptr %50, align 8
  %52 = add i64 %51, 1
  store i64 %52, ptr %50, align 8
  br label %after5
then6:
  %53 = icmp ne ptr %23, null
  br i1 %53, label %then8, label %after9
after7:
  br label %element
then8:
  %54 = load volatile i64, ptr %23, align 8
  %55 = icmp eq i64 %54, 0
  br i1 %55, label %then10, label %after11
after9:
  br label %after7
then10:
  %56 = cmpxchg ptr %23, i64 0, i64 1 seq_cst seq_cst, align 8
  %57 = extractvalue { i64, i1 } %56, 0
  %58 = icmp eq i64 %57, 0
  br i1 %58, label %then12, label %after13
after11:
  br label %after9
then12:
  %59 = getelementptr inbounds i8, ptr %23, i64 8
  %60 = load i8, ptr %4, align 1
  store i8 %60, ptr %59, align 1
  %61 = atomicrmw xchg ptr %23, i64 2 seq_cst, align 8
  br label %after13
after13:
  br label %after11
then14:
  %62 = load i64, ptr %27, align 8
  %63 = add i64 %62, 1
  store i64 %63, ptr %27, align 8
  br label %after15
after15:
  br label %exit
}
