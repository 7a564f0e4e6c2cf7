// Tests of src/runtime/kernel.h.
#include "runtime/kernel.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bpf_allowed.h"

namespace sonde::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Kernel, OldReleasesAreReported) {
  EXPECT_THAT(OldKernelWarning("5.14.21-generic"),
              HasSubstr("5.14.21-generic is older than the minimum version 5.15"));
  EXPECT_THAT(OldKernelWarning("4.19.0"), HasSubstr("older"));
  EXPECT_THAT(OldKernelWarning("5.15.0-91-generic"), IsEmpty());
  EXPECT_THAT(OldKernelWarning("6.1.0"), IsEmpty());
  EXPECT_THAT(OldKernelWarning("10.0"), IsEmpty());
  EXPECT_THAT(OldKernelWarning(""), IsEmpty());
  EXPECT_THAT(OldKernelWarning("custom"), IsEmpty());
}

TEST(Kernel, KnowsItsCpus) {
  ASSERT_TRUE(PossibleCpuCount().ok());
  EXPECT_GE(*PossibleCpuCount(), static_cast<int>(OnlineCpus().size()));
  EXPECT_GE(OnlineCpus().size(), 1U);
}

// What /sys says and what the kernel does.
TEST(Kernel, CountsCpusWithoutSys) {
  if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
  const Result<int> counted = CountPerCpuValues();
  ASSERT_TRUE(counted.ok()) << counted.error().Text();
  EXPECT_EQ(*counted, *PossibleCpuCount());
}

TEST(Kernel, NoticesAnotherNumberOfCpus) {
  if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
  const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "test", 4, 20, 1, nullptr));
  ASSERT_TRUE(map.valid());
  const int cpus = *PossibleCpuCount();
  EXPECT_TRUE(CheckCpuCount(map.get(), 20, cpus).ok());
  EXPECT_FALSE(CheckCpuCount(map.get(), 20, cpus + 1).ok());
  EXPECT_FALSE(CheckCpuCount(map.get(), 20, cpus - 1).ok());
}

}  // namespace
}  // namespace sonde::runtime
