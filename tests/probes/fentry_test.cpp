// Tests of src/probes/fentry.cpp and fentry_bpf.cpp.
#include "defs/lock_functions.h"
#include "probe_testing.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FentryTest : public ProbeTest {
 protected:
  std::vector<std::string> Listed(const std::string& pattern) { return ListProbes(pattern, true, context_); }
};

TEST_F(FentryTest, ParsesItsForms) {
  EXPECT_EQ(Parse("fentry:vfs_read"), "fentry:vfs_read");
  EXPECT_EQ(Parse("f:xfs:xfs_file_open"), "fentry:xfs:xfs_file_open");
  EXPECT_EQ(Parse("kfunc:vfs_read"), "fentry:vfs_read");
  EXPECT_EQ(Parse("fr:vfs_read"), "fexit:vfs_read");
  EXPECT_EQ(Parse("kretfunc:vfs_read"), "fexit:vfs_read");
  EXPECT_EQ(Parse("fentry:bpf:look_up"), "fentry:bpf:look_up");
  EXPECT_EQ(Parse("fexit:bpf:7:look_up"), "fexit:bpf:7:look_up");
  EXPECT_EQ(Parse("fentry:bpf:*:look_up"), "fentry:bpf:*:look_up");
}

TEST_F(FentryTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("fentry:"), "the fentry probe has an empty function");
  EXPECT_EQ(Parse("fentry::f"), "the fentry probe has an empty module");
  EXPECT_EQ(Parse("fentry:bpf:"), "the fentry probe has an empty function");
  EXPECT_EQ(Parse("fentry:a:b:c"), "fentry probe type requires 1 or 2 arguments, found 3");
  EXPECT_EQ(Parse("fexit:bpf:x:f"), "bpf program id must be a number or '*'");
  EXPECT_EQ(Parse("fexit:bpf:7x:f"), "bpf program id must be a number or '*'");
  EXPECT_EQ(Parse("fexit:bpf:0:f"), "bpf program id must be a number or '*'");
}

TEST_F(FentryTest, NamesIncludeTheModule) {
  EXPECT_THAT(Names("fentry:vfs_read"), ElementsAre("fentry:vmlinux:vfs_read"));
  EXPECT_THAT(Names("fentry:vmlinux:vfs_read"), ElementsAre("fentry:vmlinux:vfs_read"));
  EXPECT_THAT(Names("fexit:xfs_file_open"), ElementsAre("fexit:xfs:xfs_file_open"));
  EXPECT_THAT(Names("fexit:xfs:xfs_file_open"), ElementsAre("fexit:xfs:xfs_file_open"));
}

// vfs_open is traceable, but has no types.
TEST_F(FentryTest, WildcardsMatchWhatHasTypes) {
  EXPECT_THAT(Names("fentry:vfs_*"), ElementsAre("fentry:vmlinux:vfs_read", "fentry:vmlinux:vfs_write"));
  EXPECT_THAT(Names("fentry:*:start_*"),
              ElementsAre("fentry:btrfs:start_transaction", "fentry:xfs:start_transaction"));
  EXPECT_THAT(Names("fexit:x*:*"), ElementsAre("fexit:xfs:start_transaction", "fexit:xfs:xfs_file_open"));
  EXPECT_THAT(Names("fentry:*:vfs_read"), ElementsAre("fentry:vmlinux:vfs_read"));
  EXPECT_THAT(Names("fentry:nothing_*"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for fentry nothing_*.");
  context_.max_programs = 1;
  EXPECT_THAT(Names("fentry:vfs_*"), IsEmpty());
  EXPECT_THAT(messages_, HasSubstr("trying to generate more than 2 BPF programs"));
}

TEST_F(FentryTest, FunctionsOfSeveralModulesAreAmbiguous) {
  EXPECT_THAT(Names("fexit:start_transaction"), IsEmpty());
  EXPECT_THAT(messages_, HasSubstr("ambiguous attach point, please specify module"));
  EXPECT_THAT(hints_, ElementsAre("fexit:btrfs:start_transaction", "fexit:xfs:start_transaction"));
}

TEST_F(FentryTest, MissingOnes) {
  EXPECT_THAT(Names("fentry:vfs_raed"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for fentry vfs_raed.");
  EXPECT_THAT(hints_, Contains("did you mean fentry:vfs_read?"));
  EXPECT_THAT(Names("fexit:vfs_open"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("the kernel has no types for it; kretprobe:vfs_open does without"));
  EXPECT_THAT(Names("fentry:nfs:f"), IsEmpty());
  EXPECT_THAT(messages_, HasSubstr("specified module nfs"));
  EXPECT_THAT(Names("fentry:xfs:vfs_read"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for fentry xfs:vfs_read.");
  const auto bare = MakeFakeHost(SONDE_TEST_DIR "/support/host/tracepoints");
  context_.host = bare.get();
  EXPECT_THAT(Names("fexit:vfs_read"), IsEmpty());
  EXPECT_EQ(messages_, "fexit probes require kernel BTF");
}

TEST_F(FentryTest, WarnsOfLocks) {
  EXPECT_THAT(Names("fentry:_raw_spin_lock"), ElementsAre("fentry:vmlinux:_raw_spin_lock"));
  EXPECT_THAT(messages_, HasSubstr("Attaching to dangerous function: _raw_spin_lock."));
  Expanded("fentry:vfs_read");
  EXPECT_EQ(messages_, "");
  EXPECT_TRUE(IsLockFunction("queued_spin_lock_slowpath"));
  EXPECT_FALSE(IsLockFunction("_raw_spin_lock_bh"));
}

TEST_F(FentryTest, ArgumentsAndResultsHaveTypes) {
  const auto probes = Expanded("fexit:take_pair");
  ASSERT_EQ(probes.size(), 1U);
  const auto arguments = DescribeArguments(probes[0].spec, *host_);
  ASSERT_TRUE(arguments.ok()) << arguments.error().Text();
  ASSERT_EQ(arguments->size(), 3U);
  EXPECT_EQ(Spell(*(*arguments)[0].type), "int8");
  EXPECT_EQ(Spell(*(*arguments)[1].type), "struct pair");
  EXPECT_EQ((*arguments)[2].place.offset, 3U);
  EXPECT_EQ(Spell(*ResultOfProbe(probes[0].spec, *host_)), "uint8");
  const auto nothing = Expanded("fexit:take_nothing");
  EXPECT_EQ(ResultOfProbe(nothing.at(0).spec, *host_), nullptr);
  const auto none = DescribeArguments(nothing.at(0).spec, *host_);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message, "Cannot read function parameters");
}

TEST_F(FentryTest, FunctionsOfBpfPrograms) {
  EXPECT_THAT(Names("fentry:bpf:count_packets"),
              ElementsAre("fentry:bpf:7:count_packets", "fentry:bpf:12:count_packets"));
  EXPECT_THAT(Names("fentry:bpf:*:d*"), ElementsAre("fentry:bpf:12:drop"));
  EXPECT_THAT(Names("fexit:bpf:7:*"), ElementsAre("fexit:bpf:7:count_packets", "fexit:bpf:7:look_up"));
  EXPECT_THAT(Names("fentry:bpf:7:drop"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for fentry bpf:7:drop.");
  const auto probes = Expanded("fexit:bpf:7:*");
  EXPECT_EQ(Spell(*ResultOfProbe(probes.at(0).spec, *host_)), "int32");
  EXPECT_EQ(Spell(*ResultOfProbe(probes.at(1).spec, *host_)), "uint64");
  EXPECT_EQ(ResultOfProbe(Expanded("fexit:bpf:12:drop").at(0).spec, *host_), nullptr);
  const auto arguments = DescribeArguments(probes[0].spec, *host_);
  ASSERT_FALSE(arguments.ok());
  EXPECT_EQ(arguments.error().message,
            "The args builtin can not be used with 'fexit' probes of BPF programs");
}

TEST_F(FentryTest, ListingsShowParametersAndResult) {
  EXPECT_THAT(Listed("fentry:take_pair"), ElementsAre("fentry:vmlinux:take_pair", "    signed char small",
                                                      "    struct pair by_value", "    u16 after"));
  EXPECT_THAT(Listed("fexit:vfs_read"),
              ElementsAre("fexit:vmlinux:vfs_read", "    struct file * file", "    char * buf",
                          "    size_t count", "    loff_t * pos", "    ssize_t retval"));
  EXPECT_THAT(Listed("fexit:take_nothing"), ElementsAre("fexit:vmlinux:take_nothing"));
  EXPECT_THAT(Listed("fentry:_raw_spin_*"),
              ElementsAre("fentry:vmlinux:_raw_spin_lock", "    struct list_head * lock"));
  EXPECT_THAT(Listed("fentry:bpf:*"), ElementsAre("fentry:bpf:12:count_packets", "fentry:bpf:12:drop",
                                                  "fentry:bpf:7:count_packets", "fentry:bpf:7:look_up"));
}

}  // namespace
}  // namespace sonde
