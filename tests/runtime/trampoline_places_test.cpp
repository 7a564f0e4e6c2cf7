// Tests of looking functions up by number, in the kernel that runs.
#include "runtime/trampoline_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "btf/function_id.h"
#include "btf/trampoline.h"

namespace sonde::runtime {
namespace {

using ::testing::HasSubstr;

class TrampolinePlacesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) GTEST_SKIP() << "no kernel BTF";
  }
  Result<TrampolinePlace> Find(bundle::AttachTarget target) {
    bundle::ProbeMeta probe;
    probe.kind = ProbeKind::Fentry;
    probe.targets.push_back(std::move(target));
    return places_.Find(probe);
  }
  std::string WhyNot(bundle::AttachTarget target) {
    const auto place = Find(std::move(target));
    return place ? "it is there" : place.error().Text();
  }

  TrampolinePlaces places_;
};

TEST_F(TrampolinePlacesTest, FunctionsOfTheKernel) {
  const auto place = Find(bundle::TrampolineTarget{"vmlinux", "vfs_read", 0, ""});
  ASSERT_TRUE(place.ok()) << place.error().Text();
  EXPECT_EQ(place->function, RunningKernelFunctionId("vfs_read"));
  EXPECT_EQ(place->types_fd, 0);
  EXPECT_EQ(place->program_fd, 0);
  const auto of_kprobe = Find(bundle::KernelTarget{"", "vfs_read", 0, std::nullopt});
  ASSERT_TRUE(of_kprobe.ok());
  EXPECT_EQ(of_kprobe->function, place->function);
}

TEST_F(TrampolinePlacesTest, OfAnotherSignatureAreRefused) {
  const auto types = Btf::LoadRunningKernel();
  const auto function = (*types)->FindFunction("vfs_read");
  ASSERT_TRUE(function.has_value());
  EXPECT_TRUE(Find(bundle::TrampolineTarget{"vmlinux", "vfs_read", 0, SignatureOf(*function)}).ok());
  EXPECT_THAT(WhyNot(bundle::TrampolineTarget{"vmlinux", "vfs_read", 0, "file:8 ->s8"}),
              HasSubstr("vfs_read has other parameters"));
}

TEST_F(TrampolinePlacesTest, WhatIsNotThere) {
  EXPECT_THAT(WhyNot(bundle::TrampolineTarget{"vmlinux", "no_such_function", 0, ""}),
              HasSubstr("has no function no_such_function in vmlinux"));
  EXPECT_THAT(WhyNot(bundle::TrampolineTarget{"no_such_module", "vfs_read", 0, ""}),
              HasSubstr("has no function vfs_read in no_such_module"));
  EXPECT_THAT(WhyNot(bundle::TrampolineTarget{"", "main", 0xfffffff0, ""}), HasSubstr("BPF program"));
  EXPECT_THAT(WhyNot(bundle::KernelTarget{"", "no_such_function", 0, std::nullopt}),
              HasSubstr("no_such_function"));
}

}  // namespace
}  // namespace sonde::runtime
