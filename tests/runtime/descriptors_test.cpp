// Tests of counting descriptors.
#include "runtime/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace sonde::runtime {
namespace {

bundle::ProbeMeta Probe(Means means, size_t targets) {
  bundle::ProbeMeta probe;
  probe.means = means;
  for (size_t i = 0; i < targets; ++i)
    probe.targets.push_back(bundle::UserTarget{.path = i % 2 == 0 ? "/bin/a" : "/bin/b", .function = "f"});
  return probe;
}

std::vector<Means> MeansOf(const bundle::Metadata& metadata) {
  std::vector<Means> means;
  for (const bundle::ProbeMeta& probe : metadata.probes)
    means.push_back(probe.means);
  return means;
}

uint64_t Usual(Means means, size_t targets) {
  const DescriptorNeeds none = CountDescriptors({}, {}, 4);
  bundle::Metadata metadata;
  metadata.probes = {Probe(means, targets)};
  return CountDescriptors(metadata, {means}, 4).usual - none.usual;
}

TEST(DescriptorsTest, OneForTheProgramAndOneForEachEvent) {
  EXPECT_EQ(Usual(Means::TestRun, 0), 1U);
  EXPECT_EQ(Usual(Means::TracepointEvent, 1), 2U);
  EXPECT_EQ(Usual(Means::TracepointEvent, 3), 4U);
  EXPECT_EQ(Usual(Means::OneCpuTimer, 0), 2U);
  EXPECT_EQ(Usual(Means::EveryCpuTimer, 1), 5U) << "one for each CPU";
}

TEST(DescriptorsTest, ALinkServesMany) {
  EXPECT_EQ(Usual(Means::KprobeEvent, 100), 101U);
  EXPECT_EQ(Usual(Means::KprobeMulti, 100), 2U);
  EXPECT_EQ(Usual(Means::KprobeSession, 100), 2U);
  EXPECT_EQ(Usual(Means::UprobeCookie, 100), 101U);
  EXPECT_EQ(Usual(Means::UprobeMulti, 100), 3U) << "one for each file";
}

TEST(DescriptorsTest, GivingBackHalves) {
  bundle::Metadata metadata;
  for (int i = 0; i < 360; ++i)
    metadata.probes.push_back(Probe(Means::TracepointEvent, 1));
  const DescriptorNeeds needs = CountDescriptors(metadata, MeansOf(metadata), 2);
  EXPECT_GE(needs.usual, 720U);
  EXPECT_LE(needs.least, 400U);
}

TEST(DescriptorsTest, SaysHowManyAreNeeded) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  bundle::Metadata metadata;
  for (rlim_t i = 0; i < 100; ++i)
    metadata.probes.push_back(Probe(Means::TracepointEvent, before.rlim_max / 50));
  auto room = ReserveDescriptors(metadata, MeansOf(metadata));
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
