// Tests of src/host/fake_host.h and user_functions.h: the made-up machine of tests/support/host.
#include "host/fake_host.h"
#include "support/test_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class FakeHostTest : public ::testing::Test {
 protected:
  std::unique_ptr<HostView> host_ = MakeFakeHost(SONDE_TEST_DIR "/support/host");
};

TEST_F(FakeHostTest, AnswersFromItsFolder) {
  EXPECT_TRUE(host_->Has(Feature::Kprobe));
  EXPECT_TRUE(host_->KernelBtf().ok());
  EXPECT_EQ(host_->KernelRelease(), "6.12.0-fake");
  EXPECT_THAT(host_->MatchTracepoints("sched", "*"), SizeIs(2));
  EXPECT_TRUE(host_->Tracepoint("sched", "sched_switch").ok());
  EXPECT_FALSE(host_->Tracepoint("sched", "nothing").ok());
  EXPECT_THAT(host_->MatchRawTracepoints("sys_*"), ElementsAre("sys_enter", "sys_exit"));
  EXPECT_TRUE(host_->MayTraceKernelFunction("vfs_read"));
  EXPECT_FALSE(host_->MayTraceKernelFunction("vfs_raed"));
  EXPECT_TRUE(host_->ModuleLoaded("xfs"));
  EXPECT_FALSE(host_->ModuleLoaded("nfs"));
}

TEST_F(FakeHostTest, HasBinaries) {
  EXPECT_EQ(host_->ResolveBinary("app", 0)->path, "/usr/bin/app");
  EXPECT_EQ(host_->ResolveBinary("libdemo", 0)->path, "/usr/lib/libdemo.so.1");
  EXPECT_FALSE(host_->ResolveBinary("nothing", 0).ok());
  EXPECT_THAT(host_->MatchBinaries("/usr/*/*", 0), SizeIs(3));
  EXPECT_THAT(*host_->MatchUserFunctions("/usr/bin/app", "work*"), SizeIs(2));
  EXPECT_EQ(host_->FindUserFunction("/usr/bin/app", "main")->address, 0x401130u);
  EXPECT_FALSE(host_->FindUserFunction("/usr/bin/app", "mai").ok());
  EXPECT_EQ(*host_->UserFileOffset("/usr/bin/app", 0x401174), 0x1174u);
  EXPECT_FALSE(host_->UserFileOffset("/usr/bin/app", 1).ok());
  EXPECT_EQ(host_->ResolveBinary("./app", 0)->shown, "./app");
  EXPECT_EQ(host_->UserFunctionAt("/usr/bin/app", 0x401174)->name, "work");
  EXPECT_FALSE(host_->UserFunctionAt("/usr/bin/app", 0x10).ok());
  EXPECT_THAT(*host_->FindUserFunctions("/usr/bin/app", "work"), SizeIs(1));
  EXPECT_THAT(host_->FindKernelSymbols("load_elf_binary"), SizeIs(2));
}

TEST(FakeHostWithoutFiles, HasNothing) {
  const auto host = MakeFakeHost("/no/such/folder");
  EXPECT_FALSE(host->Has(Feature::Btf));
  EXPECT_FALSE(host->KernelBtf().ok());
  EXPECT_TRUE(host->MatchTracepoints("*", "*").empty());
  EXPECT_TRUE(host->MayTraceKernelFunction("anything"));
  EXPECT_TRUE(host->MatchBinaries("*", 0).empty());
}

}  // namespace
}  // namespace sonde
