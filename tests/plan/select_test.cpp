// Tests of src/plan/select.cpp.
#include "plan/select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "typed/typed.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using P = ProbeKind;

// The kinds that are left of `kinds`, or none after an error, which is in `message`.
std::vector<P> Left(Purpose purpose, const std::vector<P>& kinds, std::string* message = nullptr) {
  typed::Program program;
  for (const P kind : kinds)
    program.probes.emplace_back().target.spec.kind = kind;
  Status status = SelectProbes(purpose, program);
  if (!status && message != nullptr) *message = status.TakeError().message;
  std::vector<P> left;
  for (const typed::Probe& probe : program.probes)
    left.push_back(probe.target.spec.kind);
  return left;
}

TEST(SelectProbes, ATraceHasNoTests) {
  EXPECT_THAT(Left(Purpose::Trace, {P::Test, P::Interval, P::Bench, P::End}),
              ElementsAre(P::Interval, P::End));
}

TEST(SelectProbes, TestsHaveNothingElseButBegin) {
  const std::vector<P> all = {P::Begin, P::Test, P::Kprobe, P::Bench, P::End, P::Test};
  EXPECT_THAT(Left(Purpose::Test, all), ElementsAre(P::Begin, P::Test, P::Test));
  EXPECT_THAT(Left(Purpose::Benchmark, all), ElementsAre(P::Begin, P::Bench));
}

TEST(SelectProbes, AScriptWithoutTestsIsTraced) {
  EXPECT_THAT(Left(Purpose::Test, {P::Interval, P::Bench}), ElementsAre(P::Interval));
}

TEST(SelectProbes, ATraceOfTestsAloneIsAnError) {
  std::string message;
  EXPECT_THAT(Left(Purpose::Trace, {P::Test}, &message), ElementsAre());
  EXPECT_EQ(message, "No probes attached; use --test to run test probes.");
  Left(Purpose::Trace, {P::Bench}, &message);
  EXPECT_EQ(message, "No probes attached; use --bench to run benchmark probes.");
  message.clear();
  Left(Purpose::Trace, {}, &message);
  EXPECT_EQ(message, "") << "what was left out by missing_probes is another matter";
}

}  // namespace
}  // namespace sonde
