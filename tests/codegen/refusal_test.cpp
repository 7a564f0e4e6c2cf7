// Tests of what LLVM's refusals are called. LLVM's own words are for -v only.
#include "codegen/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::codegen {
namespace {

bundle::Metadata TwoProbes() {
  bundle::Metadata metadata;
  metadata.source_name = "stdin";
  metadata.probes.resize(2);
  metadata.probes[0].name = "kprobe:f";
  metadata.probes[0].program = "kprobe_1";
  metadata.probes[1].name = "kprobe:g";
  metadata.probes[1].program = "kprobe_12";
  return metadata;
}

constexpr char kStack[] = "Looks like the BPF stack limit is exceeded, use -mllvm -bpf-stack-size";

TEST(RefusalTest, NamesTheProbeAndThePlace) {
  const Refusal refusal{kStack, "kprobe_12_range0", 3, 9};
  const Error error = ExplainRefusal(refusal, TwoProbes(), false);
  EXPECT_THAT(error.message, testing::StartsWith("Stack size is too large."));
  EXPECT_THAT(error.causes, testing::IsEmpty());
  EXPECT_THAT(error.hints, testing::ElementsAre("the probe is kprobe:g", "it is about stdin:3:9-10",
                                                testing::HasSubstr("512 bytes")));
}

TEST(RefusalTest, NamesTheImportedFile) {
  const Refusal refusal{kStack, "kprobe_12_range0", 3, 9, "lib.bt"};
  EXPECT_THAT(ExplainRefusal(refusal, TwoProbes(), false).hints,
              testing::Contains("it is about lib.bt:3:9-10"));
}

TEST(RefusalTest, QuotesLlvmOnRequest) {
  const Error error = ExplainRefusal({kStack, "kprobe_1", 0, 0}, TwoProbes(), true);
  EXPECT_THAT(error.causes, testing::ElementsAre(kStack));
  EXPECT_EQ(error.hints.front(), "the probe is kprobe:f");
}

TEST(RefusalTest, WithoutAFunction) {
  const Error error = ExplainRefusal({"Branch target out of insn range", "", 0, 0}, TwoProbes(), false);
  EXPECT_EQ(error.message, "a probe is too large for BPF");
  EXPECT_THAT(error.hints, testing::Contains(testing::HasSubstr("several probes")));
}

}  // namespace
}  // namespace sonde::codegen
