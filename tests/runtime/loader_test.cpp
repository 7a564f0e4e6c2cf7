// Tests of ring buffer sizes and of what a refused load is called.
#include "runtime/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/ring_size.h"
#include "runtime/verifier_error.h"

namespace sonde::runtime {
namespace {

bundle::Metadata OneProbe() {
  bundle::Metadata metadata;
  metadata.probes.resize(1);
  metadata.probes[0].name = "tracepoint:a:b";
  metadata.probes[0].program = "p1";
  return metadata;
}

TEST(LoaderTest, RingBufferSizes) {
  EXPECT_EQ(RingBufferSize({0, 0, 0}, 4096, 2), 256U << 10);
  EXPECT_EQ(RingBufferSize({0, 0, 64ULL << 30}, 4096, 2), 4U << 20);
  EXPECT_EQ(RingBufferSize({0, 0, 1500 << 10}, 4096, 2), 1U << 20);
  EXPECT_EQ(RingBufferSize({64, 0, 0}, 4096, 2), 256U << 10);
  EXPECT_EQ(RingBufferSize({65, 0, 0}, 4096, 2), 512U << 10);
  EXPECT_EQ(RingBufferSize({1, 0, 0}, 4096, 8), 32U << 10);
  EXPECT_EQ(RingBufferSize({UINT64_MAX, 0, 0}, 4096, 8), 1U << 30);
  // Four of the largest events have room, unless a size was asked for.
  EXPECT_EQ(RingBufferSize({0, 100000, 0}, 4096, 2), 512U << 10);
  EXPECT_EQ(RingBufferSize({0, 3000000, 64ULL << 30}, 4096, 2), 16U << 20);
  EXPECT_EQ(RingBufferSize({0, 1ULL << 32, 0}, 4096, 2), 256U << 20);
  EXPECT_EQ(RingBufferSize({1, 100000, 0}, 4096, 1), 4096U);
}

TEST(LoaderTest, WhatNeverFitsIsNamed) {
  bundle::Metadata metadata = OneProbe();
  metadata.events.resize(2);
  metadata.events[1].size = 4090;
  EXPECT_EQ(NeedsOf(metadata).event, 4090U);
  EXPECT_FALSE(FitsRing(metadata, 4096).ok());
  metadata.events[1].size = 4088;
  EXPECT_TRUE(FitsRing(metadata, 4096).ok());
}

constexpr char kLog[] =
    "libbpf: prog 'p1': BPF program load failed: Invalid argument\n"
    "libbpf: prog 'p1': -- BEGIN PROG LOAD LOG --\n"
    "0: R1=ctx() R10=fp0\n"
    "; begin { printf(\"%s\", str(arg0)); } @ stdin:1:9\n"
    "0: (85) call bpf_probe_read_user#112\n"
    "R1 invalid mem access 'scalar'\n"
    "processed 1 insns (limit 1000000) max_states_per_insn 0\n"
    "-- END PROG LOAD LOG --\n"
    "libbpf: prog 'p1': failed to load: -22\n";

TEST(LoaderTest, ExplainsVerifierFailures) {
  const Error error = ExplainLoadFailure(OneProbe(), kLog, {}, EINVAL);
  EXPECT_EQ(
      error.message,
      "Error loading BPF program for tracepoint:a:b. Error code: 22 (Invalid argument). Use -v for full "
      "kernel error log.");
  EXPECT_THAT(error.hints,
              testing::ElementsAre("memory is used that the kernel does not know to be there",
                                   "it was looking at stdin:1:\nbegin { printf(\"%s\", str(arg0)); }",
                                   testing::HasSubstr("bpf_probe_read_kernel()")));
}

TEST(LoaderTest, NamesRefusedHelpers) {
  std::string log = kLog;
  const std::string verdict = "R1 invalid mem access 'scalar'";
  for (const char* text : {"unknown func bpf_override_return#58",
                           "program of this type cannot use helper bpf_override_return#58"}) {
    std::string other = log;
    other.replace(other.find(verdict), verdict.size(), text);
    EXPECT_EQ(ExplainLoadFailure(OneProbe(), other, {}, EINVAL).message,
              "helper override_return not allowed in probe");
  }
}

// Registers come after the sentence; 6.1 names no place, but the line is in the metadata.
TEST(LoaderTest, FindsTheSentenceBeforeTheRegisters) {
  bundle::Metadata metadata = OneProbe();
  metadata.source_name = "loop.bt";
  metadata.locations.push_back({4, 3, 9, "  while (@a < 10) { ++@a; }", ""});
  const Error error = ExplainLoadFailure(metadata,
                                         "libbpf: prog 'p1': BPF program load failed: Invalid argument\n"
                                         "libbpf: prog 'p1': -- BEGIN PROG LOAD LOG --\n"
                                         "; while (@a < 10) { ++@a; }\n"
                                         "21: (79) r1 = *(u64 *)(r6 +24)\n"
                                         "22: R1_w=scalar() R6=map_value(off=0,ks=4)\n"
                                         "infinite loop detected at insn 23\n"
                                         "cur state: R0=scalar() R1_w=scalar() R10=fp0\n"
                                         " fp-8=0\n"
                                         "old state: R0=scalar() R1_rw=scalar() R10=fp0\n"
                                         "processed 44 insns (limit 1000000) max_states_per_insn 1\n"
                                         "-- END PROG LOAD LOG --\n",
                                         {}, EINVAL);
  ASSERT_EQ(error.hints.size(), 3U);
  EXPECT_EQ(error.hints[0], "the kernel cannot see that a loop ends");
  EXPECT_EQ(error.hints[1], "it was looking at loop.bt:4:\nwhile (@a < 10) { ++@a; }");
  EXPECT_THAT(error.hints[2], testing::HasSubstr("up to a constant"));
}

// Of a program that is too large to check nothing but the last sentence is asked for.
TEST(LoaderTest, TakesTheVerdictAlone) {
  bundle::Metadata metadata = OneProbe();
  metadata.source_name = "stdin";
  metadata.probes[0].location.line = 2;
  metadata.probes[0].location.column = 5;
  metadata.probes[0].location.end_column = 10;
  metadata.probes[0].location.source_line = "    begin { }";
  const Error error = ExplainLoadFailure(
      metadata, "libbpf: prog 'p1': BPF program load failed: Argument list too long\n",
      "BPF program is too large. Processed 1000001 insn\nprocessed 1000001 insns (limit 1000000)\n", E2BIG);
  ASSERT_EQ(error.hints.size(), 3U);
  EXPECT_THAT(error.hints[0], testing::HasSubstr("more steps"));
  EXPECT_EQ(error.hints[1], "the probe begins at stdin:2:5-10:\n    begin { }\n    ~~~~~");
}

TEST(LoaderTest, QuotesWhatNobodyHasWordsFor) {
  const Error error =
      ExplainLoadFailure(OneProbe(), "libbpf: prog 'p1': BPF program load failed: Invalid argument\n",
                         "9: (95) exit\na new reason\nprocessed 9 insns\n", EINVAL);
  EXPECT_THAT(error.hints, testing::ElementsAre("the kernel says: a new reason"));
}

TEST(LoaderTest, NamesMapsThatCannotBe) {
  constexpr char kMapLog[] =
      "libbpf: Error in bpf_create_map_xattr(map_a):Argument list too long(-7). Retrying without BTF.\n"
      "libbpf: map 'map_a': failed to create: Argument list too long(-7)\n"
      "libbpf: failed to load object 'sonde'\n";
  bundle::Metadata metadata;
  metadata.maps.resize(1);
  bundle::MapMeta& map = metadata.maps[0];
  map.name = "@a";
  map.bpf_name = "map_a";
  map.storage = bundle::MapStorage::PerCpuHash;
  map.key.size = 8;
  map.value_size = 520;
  map.max_entries = 100000000;
  Error error = ExplainLoadFailure(metadata, kMapLog, {}, E2BIG);
  EXPECT_EQ(error.message, "the kernel could not create the map @a: Argument list too long");
  ASSERT_EQ(error.hints.size(), 2U);
  EXPECT_EQ(error.hints[0], "it has 100000000 entries of 528 bytes, together 49 GiB for each CPU");
  map.max_entries = 0;
  error = ExplainLoadFailure(metadata, kMapLog, {}, EINVAL);
  EXPECT_THAT(error.hints, testing::ElementsAre(testing::HasSubstr("max_map_keys")));
}

TEST(LoaderTest, OtherFailures) {
  const Error error = ExplainLoadFailure(OneProbe(), "libbpf: map 'x': failed to create\n", {}, EPERM);
  EXPECT_THAT(error.message, testing::HasSubstr("Unknown BPF object load failure."));
  ASSERT_EQ(error.hints.size(), 2U);
  EXPECT_EQ(error.hints[0], "it stopped at: map 'x': failed to create");
}

}  // namespace
}  // namespace sonde::runtime
