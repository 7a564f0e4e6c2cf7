define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [16 x i8], align 8
  %"$y" = alloca i64, align 8
  %1 = alloca [4 x i8], align 8
variables:
  %7 = call i64 inttoptr (i64 158 to ptr)() #1
  %8 = inttoptr i64 %7 to ptr
  %9 = call i64 @sonde.comm(ptr %8, i64 0) #1
  %10 = sub i64 %9, 72340172838076673
  %11 = xor i64 %9, -1
  %12 = and i64 %10, %11
  %13 = and i64 %12, -9187201950435737472
  %14 = sub i64 0, %13
  %15 = and i64 %13, %14
  %16 = sub i64 %15, 1
  %17 = and i64 %9, %16
  store i64 %17, ptr %0, align 8
  %18 = call i64 inttoptr (i64 158 to ptr)() #1
  %19 = inttoptr i64 %18 to ptr
  %20 = call i64 @sonde.comm(ptr %19, i64 1) #1
  %21 = sub i64 %20, 72340172838076673
  %22 = xor i64 %20, -1
  %23 = and i64 %21, %22
  %24 = and i64 %23, -9187201950435737472
  %25 = sub i64 0, %24
  %26 = and i64 %24, %25
  %27 = sub i64 %26, 1
  %28 = and i64 %20, %27
  %29 = icmp eq i64 %13, 0
  %30 = select i1 %29, i64 %28, i64 0
  %31 = getelementptr inbounds i8, ptr %0, i64 8
  store i64 %30, ptr %31, align 8
  %32 = load i16, ptr %0, align 2
  %33 = zext i16 %32 to i64
  %34 = xor i64 %33, 26739
  %35 = or i64 0, %34
  %36 = getelementptr inbounds i8, ptr %0, i64 2
  %37 = load i8, ptr %36, align 1
  %38 = zext i8 %37 to i64
  %39 = xor i64 %38, 101
  %40 = or i64 %35, %39
  %41 = icmp eq i64 %40, 0
  %42 = xor i1 %41, true
  %43 = zext i1 %42 to i64
  store i64 %43, ptr %"$y", align 8
  br label %exit
}
