// Tests of src/probes/begin_end.cpp.
#include "probe_testing.h"

namespace sonde {
namespace {

class BeginEndTest : public ProbeTest {};

TEST_F(BeginEndTest, ExpandToThemselves) {
  EXPECT_THAT(Names("begin"), ::testing::ElementsAre("begin"));
  EXPECT_THAT(Names("END"), ::testing::ElementsAre("end"));
}

TEST_F(BeginEndTest, HaveNoArguments) {
  const auto arguments = DescribeArguments(*ParseSpec("begin"), *host_);
  ASSERT_FALSE(arguments.ok());
  EXPECT_THAT(arguments.error().Text(), ::testing::HasSubstr("The args builtin can only be used with"));
}

}  // namespace
}  // namespace sonde
