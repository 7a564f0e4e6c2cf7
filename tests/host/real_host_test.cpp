// Tests of src/host/real_host.cpp and features.cpp on the running machine. What depends on the kernel is only
// asked to be consistent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "host/host_view.h"

namespace sonde {
namespace {

using ::testing::Contains;

TEST(RealHost, FeaturesCanBeAskedAndSwitchedOff) {
  const auto host = MakeRealHost();
  for (const FeatureRow& row : kFeatures) {
    const bool has = host->Has(row.feature);
    EXPECT_EQ(host->Has(row.feature), has) << row.name;
    RecordProperty(std::string(row.name), has ? "yes" : "no");
    EXPECT_FALSE(MakeRealHost({.no_features = {row.feature}})->Has(row.feature)) << row.name;
  }
  EXPECT_FALSE(host->KernelRelease().empty());
}

TEST(RealHost, MultiLinksNeedTheirProbes) {
  if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
  const auto host = MakeRealHost();
  EXPECT_LE(host->Has(Feature::KprobeMulti), host->Has(Feature::Kprobe));
  EXPECT_LE(host->Has(Feature::UprobeMulti), host->Has(Feature::Uprobe));
}

TEST(RealHost, WithoutBtfAsAnOption) {
  EXPECT_FALSE(MakeRealHost({.no_features = {Feature::Btf}})->KernelBtf().ok());
}

TEST(RealHost, KernelFunctions) {
  const auto host = MakeRealHost();
  if (!host->KernelBtf()) GTEST_SKIP() << "no BTF";
  EXPECT_TRUE(host->MayTraceKernelFunction("vfs_read"));
  EXPECT_FALSE(host->MatchKernelFunctions("", "vfs_*").empty());
  EXPECT_TRUE(host->MatchKernelFunctions("", "rcu_*").empty());
  EXPECT_TRUE(host->ModuleLoaded("vmlinux"));
  EXPECT_FALSE(host->ModuleLoaded("no_such_module"));
  EXPECT_FALSE(host->ModuleLoaded("../fs"));
}

TEST(RealHost, AGivenListTakesThePlaceOfTheKernels) {
  const auto host = MakeRealHost({.traceable_functions = "vfs_read\nvfs_other [fs]\nrcu_gone\n"});
  const auto found = host->MatchKernelFunctions("", "*");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "vfs_other");
  EXPECT_EQ(found[0].module, "fs");
  EXPECT_EQ(found[1].name, "vfs_read");
  EXPECT_TRUE(host->MayTraceKernelFunction("vfs_other"));
  EXPECT_FALSE(host->MayTraceKernelFunction("vfs_write"));
  EXPECT_EQ(host->KernelListsFunction("vfs_read"), true);
  EXPECT_EQ(host->KernelListsFunction("vfs_write"), false);
}

TEST(RealHost, UnknownKernelFunctionsAreRefused) {
  const auto host = MakeRealHost();
  if (!host->KernelBtf() || access("/proc/kallsyms", R_OK) != 0) GTEST_SKIP() << "nothing can be known";
  EXPECT_FALSE(host->MayTraceKernelFunction("sonde_no_such_function"));
}

TEST(RealHost, RawTracepoints) {
  const auto host = MakeRealHost();
  if (!host->KernelBtf()) GTEST_SKIP() << "no BTF";
  EXPECT_THAT(host->MatchRawTracepoints("sched_*"), Contains("sched_switch"));
}

TEST(RealHost, OwnFunctions) {
  const auto host = MakeRealHost();
  const auto main = host->FindUserFunction("/proc/self/exe", "main");
  ASSERT_TRUE(main.ok()) << main.error().Text();
  const auto offset = host->UserFileOffset("/proc/self/exe", main->address);
  ASSERT_TRUE(offset.ok());
  EXPECT_EQ(*offset, main->file_offset);
  EXPECT_FALSE(host->FindUserFunction("/proc/self/exe", "no_such_function").ok());
}

}  // namespace
}  // namespace sonde
