// Tests of src/probes/list.cpp: layouts of listings.
#include <set>

#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ListTest : public ProbeTest {
 protected:
  std::vector<std::string> List(const std::string& pattern, bool verbose = false) {
    return ListProbes(pattern, verbose, context_);
  }
};

TEST_F(ListTest, NamedTypes) {
  EXPECT_THAT(List("tracepoint:sched:*"),
              ElementsAre("tracepoint:sched:sched_process_exec", "tracepoint:sched:sched_switch"));
  EXPECT_THAT(List("k:vfs_readv"), ElementsAre("kprobe:vfs_readv"));
  EXPECT_THAT(List("kretprobe:vfs_readv"), ElementsAre("kretprobe:vfs_readv"));
  EXPECT_THAT(List("kprobe:vmlinux:vfs_readv"), ElementsAre("kprobe:vmlinux:vfs_readv"));
  EXPECT_THAT(List("rt:sys_exit"), ElementsAre("rawtracepoint:vmlinux:sys_exit"));
  EXPECT_THAT(List("interval:*"), ElementsAre("interval:hz:", "interval:ms:", "interval:s:", "interval:us:"));
  EXPECT_THAT(List("software:cpu*"),
              ElementsAre("software:cpu-clock:", "software:cpu-migrations:", "software:cpu:"));
  EXPECT_THAT(List("uprobe:app:work*"),
              ElementsAre("uprobe:/usr/bin/app:work", "uprobe:/usr/bin/app:work_harder"));
  EXPECT_THAT(List("begin"), IsEmpty());
  EXPECT_THAT(List("foo:bar"), IsEmpty());
}

TEST_F(ListTest, BareWordsSearchTheKernelTypes) {
  EXPECT_THAT(List("sched_switch"),
              ElementsAre("rawtracepoint:vmlinux:sched_switch", "tracepoint:sched:sched_switch"));
  EXPECT_THAT(List("*"), Contains("kprobe:vfs_read"));
  EXPECT_EQ(List("*"), List(""));
}

TEST_F(ListTest, WildcardTypes) {
  EXPECT_THAT(List("*:*fault*"), Contains("software:page-faults:"));
  EXPECT_THAT(List("*:vfs_readv"), ElementsAre("kprobe:vfs_readv"));
  EXPECT_THAT(List("*:/usr/bin/app:main"), ElementsAre("uprobe:/usr/bin/app:main"));
}

TEST_F(ListTest, SeveralPatterns) {
  EXPECT_THAT(List("t:sched:sched_switch,k:vfs_readv"),
              ElementsAre("tracepoint:sched:sched_switch", "kprobe:vfs_readv"));
}

TEST_F(ListTest, VerboseShowsArguments) {
  EXPECT_THAT(List("t:sched:sched_process_exec", true),
              ElementsAre("tracepoint:sched:sched_process_exec", "    __data_loc char[] filename",
                          "    pid_t pid", "    pid_t old_pid"));
  EXPECT_THAT(List("t:sched:sched_switch", true), Contains("    char prev_comm[16]"));
  EXPECT_THAT(List("t:syscalls:sys_enter_openat", true), Contains("    const char * filename"));
  EXPECT_THAT(List("k:vfs_read", true),
              ElementsAre("kprobe:vfs_read", "    struct file * arg0", "    char * arg1", "    size_t arg2",
                          "    loff_t * arg3"));
  EXPECT_THAT(List("kr:vfs_read", true), ElementsAre("kretprobe:vfs_read", "    ssize_t retval"));
  EXPECT_THAT(List("rt:sched_switch", true), Contains("    struct task_struct * prev"));
}

TEST_F(ListTest, UserProbes) {
  EXPECT_THAT(List("uprobe:./app:work*"), ElementsAre("uprobe:./app:work", "uprobe:./app:work_harder"));
  EXPECT_THAT(List("u:./app:cpp:\"foo::bar\""),
              ElementsAre("uprobe:./app:_ZN3foo3barEPKc", "uprobe:./app:_ZN3foo3barEi"));
  EXPECT_THAT(List("u:./app:cpp:\"foo::bar(int)\""), ElementsAre("uprobe:./app:_ZN3foo3barEi"));
  EXPECT_THAT(List("u:./app:cpp:foo*"), SizeIs(2));
  EXPECT_THAT(List("u:./app:work+4"), ElementsAre("uprobe:./app:work+4"));
  EXPECT_THAT(List("u:./app:work+5"), IsEmpty());
  EXPECT_THAT(List("u:./app:0x401174"), ElementsAre("uprobe:./app:4198772"));
  EXPECT_THAT(List("uprobe:./app"), SizeIs(5));
}

TEST_F(ListTest, KernelProbesByNameAreTheOnesThatAttach) {
  EXPECT_THAT(List("kprobe:finish_task_switch"), ElementsAre("kprobe:finish_task_switch.isra.0"));
  EXPECT_THAT(List("kprobe:xfs:vfs_read"), IsEmpty());
  EXPECT_THAT(List("kprobe:vfs_read+4"), ElementsAre("kprobe:vfs_read+4"));
  EXPECT_THAT(List("interval:s:1"), ElementsAre("interval:s:1"));
  EXPECT_THAT(List("software:cpu:7"), ElementsAre("software:cpu:7"));
}

// "MODULE|CATEGORY|", the one function, "+OFFSET@ADDRESS" of an attach point.
struct Parts {
  std::string head, function, tail;

  explicit Parts(const AttachSpec& spec) {
    std::visit([this](const auto& detail) { (*this)(detail); }, spec.detail);
  }
  void operator()(const SpecialSpec&) {}
  void operator()(const TimerSpec&) {}
  void operator()(const CountedSpec& counted) { function = counted.event; }
  void operator()(const TracepointSpec& tracepoint) {
    head = tracepoint.category + "|";
    function = tracepoint.event;
  }
  void operator()(const RawTracepointSpec& raw) {
    head = raw.module + "|";
    function = raw.event;
  }
  void operator()(const IterSpec& iter) { function = iter.object; }
  void operator()(const WatchSpec& watch) { tail = "@" + std::to_string(watch.address); }
  void operator()(const KernelSpec& kernel) { Set(kernel.module, kernel); }
  void operator()(const BpfProgramSpec& program) {
    head = "bpf|" + std::to_string(program.id) + "|";
    function = program.function;
  }
  void operator()(const UserSpec& user) { Set(user.path, user); }
  void operator()(const UsdtSpec& usdt) {
    head = usdt.path + "|" + usdt.provider + "|";
    function = usdt.name;
  }

 private:
  template <typename Spec>
  void Set(const std::string& module, const Spec& spec) {
    head = module + "|";
    function = spec.function;
    tail = "+" + std::to_string(spec.offset) + "@" + std::to_string(spec.address.value_or(0));
  }
};

// What the text attaches to, function by function, with the name of a user program's functions as symbols.
std::set<std::string> Attached(const std::vector<ExpandedProbe>& probes) {
  std::set<std::string> all;
  for (const auto& probe : probes) {
    const Parts parts(probe.spec);
    const std::string head = std::string(RowOf(probe.spec.kind).name) + "|" + parts.head;
    if (probe.functions.empty()) all.insert(head + parts.function + parts.tail);
    for (const auto& function : probe.functions)
      all.insert(head + function + parts.tail);
  }
  return all;
}

// A listing of a pattern shows what the pattern attaches to: its lines, attached one by one, are the same.
TEST_F(ListTest, ShowsWhatIsAttached) {
  const std::vector<std::string> types = {"kprobe",    "kretprobe", "tracepoint", "rawtracepoint", "uprobe",
                                          "uretprobe", "k",         "t",          "fentry",        "fr",
                                          "rt",        "u",         "ur",         "KProbe"};
  const std::vector<std::string> heads = {
      "",      "vmlinux:", "xfs:",     "*:",     "sched:", "syscalls:", "app:",  "./app:", "/usr/bin/*:",
      "./a*:", "app:cpp:", "libdemo:", "typed:", "btrfs:", "bpf:",      "bpf:*:"};
  const std::vector<std::string> tails = {"*",
                                          "vfs_read",
                                          "vfs_*",
                                          "vfs_read.part.0",
                                          "rcu_note_context_switch",
                                          "sched_switch",
                                          "sched_*",
                                          "sys_enter_*",
                                          "sys_enter",
                                          "work",
                                          "work*",
                                          "w*k*",
                                          "main",
                                          "_Z*",
                                          "foo*",
                                          "\"foo::bar\"",
                                          "\"foo::bar(int)\"",
                                          "\"*(int)\"",
                                          "work+4",
                                          "work+5",
                                          "work+0x40",
                                          "vfs_read+4",
                                          "vfs_read+5",
                                          "0x401174",
                                          "0x10",
                                          "empty",
                                          "nothing",
                                          "load_elf_binary",
                                          "finish_task_switch",
                                          "twice",
                                          "demo_open",
                                          "_start",
                                          "xfs_file_open",
                                          "*read*",
                                          "\"w\"ork"};
  size_t listed = 0;
  for (const auto& type : types) {
    for (const auto& head : heads) {
      for (const auto& tail : tails) {
        // A program alone is no attach point; its listing shows all functions of it.
        if (head.empty() && type.find('u') == 0) continue;
        const std::string text = type + ":" + head + tail;
        std::vector<ExpandedProbe> singly;
        for (const std::string& line : List(text)) {
          auto probes = Expanded(line);
          ASSERT_EQ(Attached(probes).size(), 1u) << text << " lists " << line;
          singly.insert(singly.end(), probes.begin(), probes.end());
          ++listed;
        }
        EXPECT_EQ(Attached(singly), Attached(Expanded(text))) << text;
      }
    }
  }
  EXPECT_GT(listed, 1000u);
}

}  // namespace
}  // namespace sonde
