// Tests of asking the kernel about programs: of one that this process loads.
#include "top/programs.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <iterator>

#include "../runtime/bpf_allowed.h"
#include "base/unique_fd.h"
#include "runtime/kernel.h"

namespace sonde::top {
namespace {

class ProgramsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!runtime::MayLoadBpf()) GTEST_SKIP() << "BPF programs may not be loaded here";
  }
};

UniqueFd LoadNothing(const char* name) {
  const bpf_insn nothing[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  return UniqueFd(
      bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, name, "GPL", nothing, std::size(nothing), nullptr));
}

uint32_t IdOf(int fd) {
  bpf_prog_info info{};
  uint32_t length = sizeof(info);
  return bpf_obj_get_info_by_fd(fd, &info, &length) == 0 ? info.id : 0;
}

TEST_F(ProgramsTest, OneOfOurOwn) {
  UniqueFd fd = LoadNothing("of_our_own");
  ASSERT_TRUE(fd.valid());
  const uint32_t id = IdOf(fd.get());
  runtime::RunClock clock;
  ASSERT_TRUE(clock.Start());
  auto before = ReadPrograms({});
  ASSERT_TRUE(before) << before.error().Text();
  ASSERT_EQ(before->count(id), 1u);
  EXPECT_EQ(before->at(id).type, "raw_tracepoint");
  EXPECT_EQ(before->at(id).name, "of_our_own");
  EXPECT_EQ(before->at(id).user, getuid());

  constexpr uint64_t kRuns = 37;
  for (uint64_t i = 0; i < kRuns; ++i)
    ASSERT_TRUE(runtime::RunProgram(fd.get()));
  auto after = ReadPrograms(*before);
  ASSERT_TRUE(after) << after.error().Text();
  EXPECT_EQ(after->at(id).runs, before->at(id).runs + kRuns);
  EXPECT_GT(after->at(id).nanoseconds, before->at(id).nanoseconds);
  EXPECT_EQ(after->at(id).name, "of_our_own");

  fd.Reset(-1);  // the kernel takes its time to free it
  bool there = true;
  for (int i = 0; i < 500 && there; ++i) {
    auto last = ReadPrograms(*after);
    ASSERT_TRUE(last);
    there = last->count(id) != 0;
    if (there) usleep(20000);
  }
  EXPECT_FALSE(there);
}

}  // namespace
}  // namespace sonde::top
