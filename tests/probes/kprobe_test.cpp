// Tests of src/probes/kprobe.cpp: functions, offsets, addresses, modules, wildcards.
#include <filesystem>
#include <fstream>

#include "probe_testing.h"
#include "probes/kprobe_code.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class KprobeTest : public ProbeTest {};

TEST_F(KprobeTest, ParsesItsForms) {
  EXPECT_EQ(Parse("kprobe:vfs_read"), "kprobe:vfs_read");
  EXPECT_EQ(Parse("kprobe:xfs:xfs_file_open"), "kprobe:xfs:xfs_file_open");
  const auto offset = ParseSpec("kprobe:vfs_read+0x8");
  EXPECT_EQ(offset->name, "kprobe:vfs_read+8");
  EXPECT_EQ(offset->As<KernelSpec>().function, "vfs_read");
  EXPECT_EQ(offset->As<KernelSpec>().offset, 8u);
}

TEST_F(KprobeTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("kretprobe:vfs_read+8"), "Offset not allowed");
  EXPECT_EQ(Parse("kprobe:vfs_read+x"), "Invalid offset of kprobe probe: invalid integer: x");
  EXPECT_EQ(Parse("kprobe:vfs_*+8"), "wildcards are not allowed with an offset");
  EXPECT_EQ(Parse("kprobe:"), "the kprobe probe has an empty function");
  EXPECT_EQ(Parse("kprobe::f"), "the kprobe probe has an empty module");
  EXPECT_EQ(Parse("kprobe:0xffffffff81000000"), "Probing by address requires --unsafe");
  EXPECT_EQ(Parse("kprobe:12x"), "Invalid address of kprobe probe: invalid trailing bytes: 12x");
}

TEST_F(KprobeTest, FunctionsThatMoved) {
  const std::string folder = testing::TempDir() + "/moved-functions";
  std::filesystem::create_directories(folder + "/tracepoints/block");
  std::ofstream(folder + "/functions")
      << "__alloc_pages_noprof\nkmem_cache_alloc_noprof\n__kmalloc\nsched_balance_rq\n";
  std::ofstream(folder + "/tracepoints/block/block_io_done")
      << "name: block_io_done\nID: 1\nformat:\n\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n";
  const auto host = MakeFakeHost(folder);
  EXPECT_EQ(MovedTo("__alloc_pages_nodemask", *host),
            "__alloc_pages_noprof");  // of two, the one that is here
  EXPECT_EQ(MovedTo("load_balance", *host), "sched_balance_rq");
  EXPECT_EQ(MovedTo("kmem_cache_alloc", *host), "kmem_cache_alloc_noprof");
  EXPECT_EQ(MovedTo("__kmalloc_noprof", *host), "__kmalloc");
  EXPECT_EQ(MovedTo("blk_account_io_done", *host), "tracepoint:block:block_io_done");
  EXPECT_EQ(MovedTo("tcp_drop", *host), "");  // its event is not here
  EXPECT_EQ(MovedTo("vfs_read", *host), "");
}

TEST_F(KprobeTest, AddressesNeedUnsafe) {
  context_.unsafe = true;
  const auto spec = ParseSpec("kprobe:0x10");
  ASSERT_TRUE(spec.has_value());
  EXPECT_EQ(spec->As<KernelSpec>().address, 16u);
  EXPECT_EQ(spec->name, "kprobe:16");
}

TEST_F(KprobeTest, WildcardsBecomeOneProgram) {
  const auto probes = Expanded("kprobe:vfs_read*");
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_TRUE(probes[0].multi);
  EXPECT_THAT(probes[0].functions, ElementsAre("vfs_read", "vfs_readlink", "vfs_readv"));
  EXPECT_EQ(probes[0].spec.name, "kprobe:vfs_read*");
}

TEST_F(KprobeTest, OrOneProgramPerMatch) {
  EXPECT_THAT(Names("kprobe:vfs_read*", true),
              ElementsAre("kprobe:vfs_read", "kprobe:vfs_readlink", "kprobe:vfs_readv"));
  EXPECT_THAT(Names("kprobe:xfs:*read*"), ElementsAre("kprobe:xfs:xfs_file_read_iter"));
  EXPECT_THAT(Names("kprobe:*:vfs_readv"), ElementsAre("kprobe:vmlinux:vfs_readv"));
  EXPECT_THAT(Names("kprobe:vmlinux:vfs_readv"), ElementsAre("kprobe:vmlinux:vfs_readv"));
}

TEST_F(KprobeTest, DangerousFunctionsAreLeftOut) {
  const auto probes = Expanded("kprobe:*");
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_THAT(probes[0].functions, Not(Contains("rcu_note_context_switch")));
  EXPECT_THAT(probes[0].functions, Not(Contains("vfs_read.part.0")));
  EXPECT_THAT(probes[0].functions, Contains("xfs_file_open"));
}

TEST_F(KprobeTest, MissingOnes) {
  EXPECT_THAT(Names("kprobe:vfs_raed"), IsEmpty());
  EXPECT_EQ(
      messages_,
      "vfs_raed is not traceable (either non-existing, inlined, or marked as \"notrace\"); attaching to it "
      "will likely fail\nNo matches for kprobe vfs_raed.");
  EXPECT_THAT(hints_, Contains("did you mean kprobe:vfs_read?"));
  EXPECT_THAT(Names("kretprobe:nothing*"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for kretprobe nothing*.");
  EXPECT_THAT(Names("kprobe:nfs:nfs_open"), IsEmpty());
  EXPECT_EQ(messages_, "specified module nfs in probe kprobe:nfs:nfs_open is not loaded");
}

TEST_F(KprobeTest, CopiesOfTheCompilerAreUsed) {
  EXPECT_THAT(Names("kprobe:finish_task_switch"), ElementsAre("kprobe:finish_task_switch.isra.0"));
  EXPECT_EQ(
      messages_,
      "finish_task_switch is finish_task_switch.isra.0 in this kernel: a copy that the compiler made, whose "
      "arguments may be others");
  EXPECT_THAT(Names("kretprobe:twice"),
              ElementsAre("kretprobe:twice.constprop.0", "kretprobe:twice.constprop.1"));
}

// Instructions have four bytes, vfs_read has 64.
TEST_F(KprobeTest, OffsetsAreCheckedAgainstTheRunningKernel) {
  EXPECT_THAT(Names("kprobe:vfs_read+8"), ElementsAre("kprobe:vfs_read+8"));
  EXPECT_THAT(Names("kprobe:vfs_read+6"), IsEmpty());
  EXPECT_EQ(messages_,
            "Possible attachment attempt in the middle of an instruction, try a different offset.");
  EXPECT_THAT(hints_, ElementsAre("instructions begin at kprobe:vfs_read+4 and kprobe:vfs_read+8"));
  EXPECT_THAT(Names("kprobe:vfs_read+64"), IsEmpty());
  EXPECT_EQ(messages_, "Offset outside the function bounds ('vfs_read' size is 64)");
  context_.this_kernel = false;
  EXPECT_THAT(Names("kprobe:vfs_read+6"), ElementsAre("kprobe:vfs_read+6"));
}

TEST_F(KprobeTest, AModuleDoesNotHaveTheFunctionsOfOthers) {
  EXPECT_THAT(Names("kprobe:xfs:xfs_file_open"), ElementsAre("kprobe:xfs:xfs_file_open"));
  EXPECT_THAT(Names("kprobe:xfs:vfs_read"), IsEmpty());
  EXPECT_THAT(messages_, ::testing::HasSubstr("No matches for kprobe xfs:vfs_read."));
}

TEST_F(KprobeTest, UnsafeOnlyDoubts) {
  context_.unsafe = true;
  EXPECT_THAT(Names("kprobe:nothing"), ElementsAre("kprobe:nothing"));
  EXPECT_THAT(messages_, ::testing::HasSubstr("is not traceable"));
}

TEST_F(KprobeTest, AKernelThatTellsNothingIsBelieved) {
  const auto bare = MakeFakeHost(SONDE_TEST_DIR "/support/host/tracepoints");
  context_.host = bare.get();
  EXPECT_THAT(Names("kprobe:anything"), ElementsAre("kprobe:anything"));
}

TEST_F(KprobeTest, LimitsCountPrograms) {
  context_.max_programs = 2;
  EXPECT_THAT(Names("kprobe:vfs_read*", true), IsEmpty());
  EXPECT_THAT(messages_, ::testing::HasSubstr("is trying to generate more than"));
  EXPECT_EQ(Expanded("kprobe:vfs_read*").size(), 1u);
}

}  // namespace
}  // namespace sonde
