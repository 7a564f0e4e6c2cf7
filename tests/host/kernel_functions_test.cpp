// Tests of src/host/kernel_functions.h.
#include "host/kernel_functions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Names(const std::vector<KernelFunction>& functions) {
  std::vector<std::string> names;
  for (const auto& f : functions)
    names.push_back(f.module.empty() ? f.name : f.module + ":" + f.name);
  return names;
}

KernelFunctionList Sample() {
  return KernelFunctionList(
      "vfs_write\nvfs_read\nvfs_read\nxfs_open [xfs]\nvfs_read [odd]\nrcu_x\nvfs_read.part.0\n"
      "__ftrace_invalid_address___8\n");
}

TEST(KernelFunctions, MatchSortedAndUnique) {
  const auto list = Sample();
  EXPECT_THAT(Names(list.Match("", "vfs_*")), ElementsAre("vfs_read", "odd:vfs_read", "vfs_write"));
  EXPECT_THAT(Names(list.Match("vmlinux", "vfs_*")), ElementsAre("vfs_read", "vfs_write"));
  EXPECT_THAT(Names(list.Match("xfs", "*")), ElementsAre("xfs:xfs_open"));
  EXPECT_THAT(Names(list.Match("*", "xfs_open")), ElementsAre("xfs:xfs_open"));
  EXPECT_THAT(list.Match("", "nothing"), IsEmpty());
}

TEST(KernelFunctions, DangerousOnesAreLeftOut) {
  const auto list = Sample();
  EXPECT_THAT(list.Match("", "rcu_*"), IsEmpty());
  EXPECT_THAT(list.Match("", "*part*"), IsEmpty());
  EXPECT_THAT(list.Match("", "__ftrace*"), IsEmpty());
  EXPECT_TRUE(list.Contains("rcu_x"));
  EXPECT_TRUE(IsDangerousFunction("default_idle_call"));
  EXPECT_FALSE(IsDangerousFunction("vfs_read"));
}

TEST(KernelFunctions, RemovesABlacklist) {
  auto list = Sample();
  list.Remove({"vfs_write", "unknown"});
  EXPECT_THAT(Names(list.Match("vmlinux", "vfs_*")), ElementsAre("vfs_read"));
  EXPECT_TRUE(list.HasModule("xfs"));
  EXPECT_FALSE(list.HasModule("nfs"));
}

TEST(KernelFunctions, SurvivesBeingMoved) {
  auto list = Sample();
  const KernelFunctionList other = std::move(list);
  EXPECT_TRUE(other.Contains("vfs_read"));
}

}  // namespace
}  // namespace sonde
