// Tests of running kprobes on trampolines.
#include "plan/substitute.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/fake_host.h"
#include "plan/plan.h"
#include "support/test_dir.h"
#include "typed/typed.h"

namespace sonde::plan {
namespace {

class SubstituteTest : public ::testing::Test {
 protected:
  static KernelSpec Of(const std::string& module, const std::string& function) {
    KernelSpec kernel;
    kernel.module = module;
    kernel.function = function;
    return kernel;
  }
  // kprobe:`function` { argN; }; N -1: nothing.
  static typed::Probe Reading(KernelSpec function, int number = -1) {
    typed::Probe probe;
    probe.target.spec.kind = ProbeKind::Kprobe;
    probe.target.spec.detail = std::move(function);
    if (number < 0) return probe;
    auto argument = std::make_unique<typed::Builtin>(IntegerType(8, false), SourceRange());
    argument->id = BuiltinId::Arg;
    argument->argument = static_cast<uint32_t>(number);
    auto evaluate = std::make_unique<typed::Evaluate>(SourceRange());
    evaluate->expr = std::move(argument);
    probe.body.statements.push_back(std::move(evaluate));
    return probe;
  }
  bool WillDo(const KernelSpec& function, int number = -1) {
    return TrampolineWillDo(Reading(function, number), *host_);
  }

  std::unique_ptr<HostView> host_ = MakeFakeHost(SONDE_TEST_DIR "/support/host");
};

TEST_F(SubstituteTest, ForWholeFunctionsWithTypes) {
  EXPECT_TRUE(WillDo(Of("", "vfs_read")));
  EXPECT_TRUE(WillDo(Of("vmlinux", "vfs_read")));
  EXPECT_TRUE(WillDo(Of("", "xfs_file_open")));
  EXPECT_FALSE(WillDo(Of("xfs", "vfs_read")));
  EXPECT_FALSE(WillDo(Of("", "vfs_open"))) << "has no types";
  EXPECT_FALSE(WillDo(Of("", "start_transaction"))) << "in several modules";
  EXPECT_FALSE(WillDo(Of("", "_raw_spin_lock")));
}

TEST_F(SubstituteTest, NotForPlacesAndNotForSeveral) {
  KernelSpec inside = Of("", "vfs_read");
  inside.offset = 4;
  EXPECT_FALSE(WillDo(inside));
  KernelSpec address;
  address.address = 4096;
  EXPECT_FALSE(WillDo(address));
  typed::Probe several = Reading(Of("", "vfs_read"));
  several.target.multi = true;
  EXPECT_FALSE(TrampolineWillDo(several, *host_));
}

// What other registers hold a trampoline does not know.
TEST_F(SubstituteTest, OnlyArgumentsThatTheFunctionHas) {
  EXPECT_TRUE(WillDo(Of("", "vfs_read"), 3));
  EXPECT_FALSE(WillDo(Of("", "vfs_read"), 4));
  EXPECT_TRUE(WillDo(Of("", "take_pair"), 3));
  EXPECT_FALSE(WillDo(Of("", "take_nothing"), 0));
  typed::Probe guarded = Reading(Of("", "take_nothing"));
  auto argument = std::make_unique<typed::Builtin>(IntegerType(8, false), SourceRange());
  argument->id = BuiltinId::Arg;
  guarded.predicate = std::move(argument);
  EXPECT_FALSE(TrampolineWillDo(guarded, *host_));
}

TEST_F(SubstituteTest, NotForAllRegisters) {
  typed::Probe probe = Reading(Of("", "vfs_read"));
  auto context = std::make_unique<typed::Builtin>(IntegerType(8, false), SourceRange());
  context->id = BuiltinId::Ctx;
  probe.predicate = std::move(context);
  EXPECT_FALSE(TrampolineWillDo(probe, *host_));
}

// The made-up host has kprobes.
TEST_F(SubstituteTest, OnlyWhereThereAreNoKprobes) {
  typed::Program program;
  program.probes.push_back(Reading(Of("", "vfs_read")));
  EXPECT_EQ(Plan(program, *host_)[0].means, Means::KprobeEvent);
}

// On another kernel the function may have other parameters.
TEST_F(SubstituteTest, OnlyOnThisKernel) {
  const std::filesystem::path folder = testing::TempDir() + "no_kprobes";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  for (const char* name : {"btf", "functions", "modules"})
    std::filesystem::create_symlink(std::filesystem::path(SONDE_TEST_DIR "/support/host") / name,
                                    folder / name);
  std::ofstream(folder / "features") << "btf\nfentry\n";
  const auto host = MakeFakeHost(folder);
  typed::Program program;
  program.probes.push_back(Reading(Of("", "vfs_read")));
  EXPECT_EQ(Plan(program, *host, true)[0].means, Means::FentryLink);
  EXPECT_EQ(Plan(program, *host, false)[0].means, Means::KprobeEvent);
}

}  // namespace
}  // namespace sonde::plan
