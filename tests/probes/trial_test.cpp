// Tests of src/probes/trial.cpp.
#include "probe_testing.h"

namespace sonde {
namespace {

class TrialTest : public ProbeTest {};

TEST_F(TrialTest, AName) {
  EXPECT_EQ(Parse("test:adds"), "test:adds");
  EXPECT_EQ(Parse("BENCH:count"), "bench:count");
  EXPECT_EQ(ParseSpec("bench:count")->kind, ProbeKind::Bench);
}

TEST_F(TrialTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("test:"), "the test probe has an empty name");
  EXPECT_EQ(Parse("test:a*"), "wildcards are not allowed for test probe type");
  EXPECT_EQ(Parse("bench"), "bench probe type requires 1 argument, found 0");
  EXPECT_EQ(Parse("test:a:b"), "test probe type requires 1 argument, found 2");
}

}  // namespace
}  // namespace sonde
