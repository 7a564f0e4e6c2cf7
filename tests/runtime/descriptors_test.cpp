// Tests of counting descriptors.
#include "runtime/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace sonde::runtime {
namespace {

bundle::ProbeMeta Probe(ProbeKind kind, size_t targets, bool multi = false) {
  bundle::ProbeMeta probe;
  probe.kind = kind;
  probe.multi = multi;
  for (size_t i = 0; i < targets; ++i)
    probe.targets.push_back({.module = i % 2 == 0 ? "/bin/a" : "/bin/b", .function = "f", .category = ""});
  return probe;
}

uint64_t Usual(const bundle::ProbeMeta& probe, MultiLinks multi) {
  const DescriptorNeeds none = CountDescriptors({}, multi, 4);
  bundle::Metadata metadata;
  metadata.probes = {probe};
  return CountDescriptors(metadata, multi, 4).usual - none.usual;
}

TEST(DescriptorsTest, OneForTheProgramAndOneForEachEvent) {
  EXPECT_EQ(Usual(Probe(ProbeKind::Begin, 0), {}), 1U);
  EXPECT_EQ(Usual(Probe(ProbeKind::Tracepoint, 1), {}), 2U);
  EXPECT_EQ(Usual(Probe(ProbeKind::Tracepoint, 3), {}), 4U);
  EXPECT_EQ(Usual(Probe(ProbeKind::Profile, 1), {}), 5U) << "one for each CPU";
}

TEST(DescriptorsTest, ALinkServesMany) {
  EXPECT_EQ(Usual(Probe(ProbeKind::Kprobe, 100, true), {}), 101U);
  EXPECT_EQ(Usual(Probe(ProbeKind::Kprobe, 100, true), {.kernel = true}), 2U);
  EXPECT_EQ(Usual(Probe(ProbeKind::Uprobe, 100, true), {.user = true}), 3U) << "one for each file";
}

TEST(DescriptorsTest, GivingBackHalves) {
  bundle::Metadata metadata;
  for (int i = 0; i < 360; ++i)
    metadata.probes.push_back(Probe(ProbeKind::Tracepoint, 1));
  const DescriptorNeeds needs = CountDescriptors(metadata, {}, 2);
  EXPECT_GE(needs.usual, 720U);
  EXPECT_LE(needs.least, 400U);
}

TEST(DescriptorsTest, SaysHowManyAreNeeded) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  bundle::Metadata metadata;
  for (rlim_t i = 0; i < 100; ++i)
    metadata.probes.push_back(Probe(ProbeKind::Tracepoint, before.rlim_max / 50));
  auto room = ReserveDescriptors(metadata, {});
  ASSERT_FALSE(room.ok());
  EXPECT_NE(room.error().Text().find("but the limit is " + std::to_string(before.rlim_max) + "."),
            std::string::npos)
      << room.error().Text();
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_cur);
}

}  // namespace
}  // namespace sonde::runtime
