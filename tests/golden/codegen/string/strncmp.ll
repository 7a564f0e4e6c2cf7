define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [16 x i8], align 8
  %1 = alloca [16 x i8], align 8
  %"$y" = alloca i64, align 8
  %2 = alloca [4 x i8], align 8
variables:
  %8 = call i64 inttoptr (i64 158 to ptr)() #1
  %9 = inttoptr i64 %8 to ptr
  %10 = call i64 @sonde.comm(ptr %9, i64 0) #1
  %11 = sub i64 %10, 72340172838076673
  %12 = xor i64 %10, -1
  %13 = and i64 %11, %12
  %14 = and i64 %13, -9187201950435737472
  %15 = sub i64 0, %14
  %16 = and i64 %14, %15
  %17 = sub i64 %16, 1
  %18 = and i64 %10, %17
  store i64 %18, ptr %0, align 8
  %19 = call i64 inttoptr (i64 158 to ptr)() #1
  %20 = inttoptr i64 %19 to ptr
  %21 = call i64 @sonde.comm(ptr %20, i64 1) #1
  %22 = sub i64 %21, 72340172838076673
  %23 = xor i64 %21, -1
  %24 = and i64 %22, %23
  %25 = and i64 %24, -9187201950435737472
  %26 = sub i64 0, %25
  %27 = and i64 %25, %26
  %28 = sub i64 %27, 1
  %29 = and i64 %21, %28
  %30 = icmp eq i64 %14, 0
  %31 = select i1 %30, i64 %29, i64 0
  %32 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 %31, ptr %32, align 8
  %33 = load i64, ptr %0, align 8
  store i64 %33, ptr %1, align 8
  %34 = getelementptr inbounds i8, ptr %0, i64 8
  %35 = load i64, ptr %34, align 8
  %36 = getelementptr inbounds i8, ptr %1, i64 8
  store i64 %35, ptr %36, align 8
  %37 = load i16, ptr %1, align 2
  %38 = zext i16 %37 to i64
  %39 = xor i64 %38, 26739
  %40 = or i64 0, %39
  %41 = getelementptr inbounds i8, ptr %1, i64 2
  %42 = load i8, ptr %41, align 1
  %43 = zext i8 %42 to i64
  %44 = xor i64 %43, 101
  %45 = or i64 %40, %44
  %46 = icmp eq i64 %45, 0
  %47 = xor i1 %46, true
  %48 = zext i1 %47 to i64
  store i64 %48, ptr %"$y", align 8
  br label %exit
}
