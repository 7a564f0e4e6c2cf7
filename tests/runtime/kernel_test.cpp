// Tests of src/runtime/kernel.h.
#include "runtime/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_GE(PossibleCpuCount(), static_cast<int>(OnlineCpus().size()));
  EXPECT_GE(OnlineCpus().size(), 1U);
}

}  // namespace
}  // namespace sonde::runtime
