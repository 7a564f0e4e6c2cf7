// Tests of functions of the kernel by name.
#include "btf/function_id.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sonde {
namespace {

TEST(FunctionIdTest, FindsFunctionsOfTheRunningKernel) {
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) GTEST_SKIP() << "no kernel BTF";
  const uint32_t read = RunningKernelFunctionId("vfs_read");
  EXPECT_NE(read, 0U);
  EXPECT_NE(RunningKernelFunctionId("vfs_write"), read);
  EXPECT_EQ(RunningKernelFunctionId("no_such_function"), 0U);
  EXPECT_EQ(RunningKernelFunctionId("task_struct"), 0U);  // a type
}

}  // namespace
}  // namespace sonde
