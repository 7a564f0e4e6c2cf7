// Tests of src/probes/self.cpp.
#include "probe_testing.h"

namespace sonde {
namespace {

class SelfTest : public ProbeTest {};

TEST_F(SelfTest, TheOneSignal) {
  EXPECT_EQ(ParseSpec("self:signal:SIGUSR1")->kind, ProbeKind::Self);
  EXPECT_THAT(Names("self:signal:SIGUSR1"), ::testing::ElementsAre("self:signal:SIGUSR1"));
}

TEST_F(SelfTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("self:signal:SIGUSR2"), "SIGUSR2 is not a supported signal");
  EXPECT_EQ(Parse("self:signal:*"), "* is not a supported signal");
  EXPECT_EQ(Parse("self:timer:SIGUSR1"), "timer is not a supported trigger");
  EXPECT_THAT(Parse("self:signal"), ::testing::HasSubstr("self"));
}

}  // namespace
}  // namespace sonde
