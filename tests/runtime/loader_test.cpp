// Tests of ring buffer sizes and of what a refused load is called.
#include "runtime/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/verifier_error.h"

namespace sonde::runtime {
namespace {

TEST(LoaderTest, RingBufferSizes) {
  EXPECT_EQ(RingBufferSize(0, 0, 4096, 2), 256U << 10);
  EXPECT_EQ(RingBufferSize(0, 64ULL << 30, 4096, 2), 4U << 20);
  EXPECT_EQ(RingBufferSize(0, 1500 << 10, 4096, 2), 1U << 20);
  EXPECT_EQ(RingBufferSize(64, 0, 4096, 2), 256U << 10);
  EXPECT_EQ(RingBufferSize(65, 0, 4096, 2), 512U << 10);
  EXPECT_EQ(RingBufferSize(1, 0, 4096, 8), 32U << 10);
  EXPECT_EQ(RingBufferSize(UINT64_MAX, 0, 4096, 8), 1U << 30);
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

bundle::Metadata OneProbe() {
  bundle::Metadata metadata;
  metadata.probes.resize(1);
  metadata.probes[0].name = "tracepoint:a:b";
  metadata.probes[0].program = "p1";
  return metadata;
}

TEST(LoaderTest, ExplainsVerifierFailures) {
  const Error error = ExplainLoadFailure(OneProbe(), kLog, EINVAL);
  EXPECT_EQ(
      error.message,
      "Error loading BPF program for tracepoint:a:b. Error code: 22 (Invalid argument). Use -v for full "
      "kernel error log.");
  EXPECT_THAT(error.hints,
              testing::ElementsAre("the kernel says: R1 invalid mem access 'scalar'",
                                   "it was looking at: begin { printf(\"%s\", str(arg0)); } @ stdin:1:9"));
}

TEST(LoaderTest, NamesRefusedHelpers) {
  std::string log = kLog;
  const std::string verdict = "R1 invalid mem access 'scalar'";
  for (const char* text : {"unknown func bpf_override_return#58",
                           "program of this type cannot use helper bpf_override_return#58"}) {
    std::string other = log;
    other.replace(other.find(verdict), verdict.size(), text);
    EXPECT_EQ(ExplainLoadFailure(OneProbe(), other, EINVAL).message,
              "helper override_return not allowed in probe");
  }
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
  Error error = ExplainLoadFailure(metadata, kMapLog, E2BIG);
  EXPECT_EQ(error.message, "the kernel could not create the map @a: Argument list too long");
  ASSERT_EQ(error.hints.size(), 2U);
  EXPECT_EQ(error.hints[0], "it has 100000000 entries of 528 bytes, together 49 GiB for each CPU");
  map.max_entries = 0;
  error = ExplainLoadFailure(metadata, kMapLog, EINVAL);
  EXPECT_THAT(error.hints, testing::ElementsAre(testing::HasSubstr("max_map_keys")));
}

TEST(LoaderTest, OtherFailures) {
  const Error error = ExplainLoadFailure(OneProbe(), "libbpf: map 'x': failed to create\n", EPERM);
  EXPECT_THAT(error.message, testing::HasSubstr("Unknown BPF object load failure."));
  EXPECT_EQ(error.hints.size(), 2U);
}

}  // namespace
}  // namespace sonde::runtime
