define i32 @begin_0(ptr %ctx) #0 section "raw_tp" {
  %0 = alloca [8 x i8], align 8
  %1 = alloca [8 x i8], align 8
  %2 = alloca [4 x i8], align 8
variables:
  %8 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 40), align 8
  %9 = icmp eq i64 %8, 0
  br i1 %9, label %then, label %else
body:
  %10 = atomicrmw add ptr getelementptr inbounds (i8, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), i64 8), i64 1 monotonic, align 8
  store i64 1, ptr getelementptr inbounds (i8, ptr @sonde_data, i64 24), align 8
  br label %exit
then:
  %11 = call i64 inttoptr (i64 14 to ptr)()
  store i64 %11, ptr %1, align 8
  br label %after
after:
  %12 = load i64, ptr %1, align 8
  %13 = lshr i64 %12, 32
  %14 = icmp eq i64 %13, 1
  %15 = zext i1 %14 to i64
  %16 = icmp ne i64 %15, 0
  br i1 %16, label %body, label %exit
else:
  store i64 0, ptr %0, align 8
  %17 = load volatile i64, ptr getelementptr (i8, ptr @sonde_constants, i64 32), align 8
  %18 = call i64 inttoptr (i64 120 to ptr)(i64 %17, i64 %8, ptr %0, i32 8)
  %19 = load i64, ptr %0, align 8
  store i64 %19, ptr %1, align 8
  br label %after
}
