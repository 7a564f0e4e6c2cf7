// Runs of the sample bundle on this machine's kernel: load, begin, attach, trace, end, maps. Skipped
// where BPF cannot be loaded.
#include "runtime/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <sstream>
#include <thread>

#include "bpf_allowed.h"
#include "sample.h"

extern "C" __attribute__((noinline, used)) int SondeTestTarget(int value) {
  asm volatile("" : "+r"(value));
  return value + 1;
}

extern "C" __attribute__((noinline, used)) int SondeOtherTarget(int value) {
  return SondeTestTarget(value) * 2;
}

namespace sonde::runtime {
namespace {

using testing::HasSubstr;

// Where tracefs is not mounted, mounts it for this process alone.
void MountTracefs() {
  if (access("/sys/kernel/tracing/events", F_OK) == 0 || unshare(CLONE_NEWNS) != 0) return;
  mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, nullptr);
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class SessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { MountTracefs(); }
  void SetUp() override {
    if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
    char path[] = "/tmp/sonde-session-XXXXXX";
    close(mkstemp(path));
    options_.output.request.path = path;
    options_.last_in_process = false;
    options_.quiet = true;
    options_.ready_lines.clear();
  }
  void TearDown() override { unlink(options_.output.request.path.c_str()); }

  Result<int> RunSample(bundle::Bundle bundle) {
    const auto host = MakeRealHost();
    return runtime::Run(bundle, *host, options_);
  }
  [[nodiscard]] std::string Output() const { return ReadAll(options_.output.request.path); }

  SessionOptions options_;
};

bundle::Bundle Sample() {
  return SampleBundle("/proc/self/exe", "SondeTestTarget");
}

TEST_F(SessionTest, RunsFromBeginToExitCode) {
  std::atomic<bool> stop = false;
  std::thread load([&] {
    while (!stop) {
      syscall(SYS_getppid);
      SondeTestTarget(1);
      usleep(1000);
    }
  });
  bundle::Bundle bundle = Sample();
  bundle.metadata.probes[2].period = 50000000;  // the load comes meanwhile
  auto code = RunSample(bundle);
  stop = true;
  load.join();
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_EQ(*code, 3);
  const std::string output = Output();
  EXPECT_THAT(output, HasSubstr("7 runtime_tests\n"));  // begin
  EXPECT_THAT(output, HasSubstr("9 runtime_tests\n"));  // uprobe
  EXPECT_THAT(
      output,
      HasSubstr("8 runtime_tests\n\n\n@avg: 10\n@by_key[10]: 0\n@by_key[9]: 1\n@by_key[8]: 4\n@calls: "));
  EXPECT_THAT(output, HasSubstr("@hist[runtime_tests]:\n[2, 4) "));
  EXPECT_THAT(output, HasSubstr("@ticks: "));
  EXPECT_THAT(output, testing::Not(HasSubstr("@unset")));
}

TEST_F(SessionTest, WritesJson) {
  options_.output.request.format = "json";
  auto code = RunSample(Sample());
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_THAT(Output(), HasSubstr("{\"type\": \"printf\", \"data\": \"7 runtime_tests\\n\"}\n"));
  EXPECT_THAT(Output(),
              HasSubstr("{\"type\": \"map\", \"data\": {\"@by_key\": {\"10\": 0, \"9\": 1, \"8\": 4}}}\n"));
}

// Two functions, by one uprobe_multi link where the kernel can, limited to this process.
TEST_F(SessionTest, ManyUserFunctionsOfOneProcess) {
  bundle::Bundle bundle = Sample();
  bundle.metadata.probes[2].period = 50000000;
  bundle::ProbeMeta& probe = bundle.metadata.probes[4];
  Plan(probe, true);
  probe.targets.push_back(probe.targets[0]);
  bundle::As<bundle::UserTarget>(probe.targets[1]).function = "SondeOtherTarget";
  options_.targets.pids = {getpid()};
  std::atomic<bool> stop = false;
  std::thread load([&] {
    while (!stop) {
      SondeOtherTarget(1);
      usleep(10000);
    }
  });
  auto code = RunSample(bundle);
  stop = true;
  load.join();
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_THAT(Output(), HasSubstr("9 runtime_tests\n"));
}

TEST_F(SessionTest, DryRunPrintsNothing) {
  options_.dry_run = true;
  auto code = RunSample(Sample());
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_EQ(*code, 0);
  EXPECT_EQ(Output(), "");
}

TEST_F(SessionTest, MissingFunctionIsAnErrorOrAWarning) {
  bundle::Bundle bundle = Sample();
  bundle.metadata.probes[4].name = "uprobe:/proc/self/exe:no_such_function";
  bundle::As<bundle::UserTarget>(bundle.metadata.probes[4].targets[0]).function = "no_such_function";
  auto code = RunSample(bundle);
  ASSERT_FALSE(code.ok());
  EXPECT_THAT(code.error().Text(),
              HasSubstr("Unable to attach probe: uprobe:/proc/self/exe:no_such_function"));
  bundle.metadata.config.missing_probes = "ignore";
  code = RunSample(bundle);
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_EQ(*code, 3);
}

TEST_F(SessionTest, ChildIsReleasedAndEndsTheRun) {
  auto child = Child::Start("sleep 0.05");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.child = child->get();
  bundle::Bundle bundle = Sample();
  bundle.metadata.probes[2].period = 1000000000;  // exit() would come later
  auto code = RunSample(bundle);
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_EQ(*code, 0);
}

// The sample with begin, interval (exit after 50 ms) and a probe on kernel functions.
bundle::Bundle KernelSample(ProbeKind kind, const std::vector<std::string>& functions, bool multi) {
  bundle::Bundle bundle = Sample();
  bundle::ProbeMeta probe = Probe(kind, "kprobe:sample", "kprobe_0");
  Plan(probe, multi);
  for (const std::string& function : functions)
    probe.targets.emplace_back(bundle::KernelTarget{.function = function});
  bundle.metadata.probes.resize(3);
  bundle.metadata.probes.push_back(probe);
  return bundle;
}

void ReadForAWhile(const std::atomic<bool>& stop) {
  char bytes[16];
  std::FILE* file = std::fopen("/proc/self/status", "r");
  while (!stop) {
    [[maybe_unused]] const ssize_t got = pread(fileno(file), bytes, sizeof(bytes), 0);
    usleep(1000);
  }
  std::fclose(file);
}

class KernelProbeTest : public SessionTest {
 protected:
  void SetUp() override {
    SessionTest::SetUp();
    if (!IsSkipped() && !MakeRealHost()->Has(Feature::Kprobe)) GTEST_SKIP() << "this kernel has no kprobes";
  }
  void ExpectHits(bundle::Bundle bundle) {
    std::atomic<bool> stop = false;
    std::thread load([&] { ReadForAWhile(stop); });
    auto code = RunSample(std::move(bundle));
    stop = true;
    load.join();
    ASSERT_TRUE(code.ok()) << code.error().Text();
    EXPECT_EQ(*code, 3);
    EXPECT_THAT(Output(), HasSubstr("@kernel: "));
  }
};

TEST_F(KernelProbeTest, OneFunction) {
  ExpectHits(KernelSample(ProbeKind::Kprobe, {"vfs_read"}, false));
  ExpectHits(KernelSample(ProbeKind::Kretprobe, {"vfs_read"}, false));
}

TEST_F(KernelProbeTest, ManyFunctions) {
  std::vector<std::string> functions;
  for (const KernelFunction& function : MakeRealHost()->MatchKernelFunctions("", "vfs_r*")) {
    functions.push_back(function.name);
  }
  ASSERT_GT(functions.size(), 3U);
  ExpectHits(KernelSample(ProbeKind::Kprobe, functions, true));
  ExpectHits(KernelSample(ProbeKind::Kretprobe, functions, true));
}

TEST_F(KernelProbeTest, OneWrongFunctionAmongMany) {
  bundle::Bundle bundle =
      KernelSample(ProbeKind::Kprobe, {"vfs_read", "vfs_write", "no_such_function", "vfs_open"}, true);
  EXPECT_FALSE(RunSample(bundle).ok());
  bundle.metadata.config.missing_probes = "warn";
  ExpectHits(bundle);
}

TEST_F(SessionTest, KernelWithoutKprobesIsExplained) {
  if (MakeRealHost()->Has(Feature::Kprobe)) GTEST_SKIP() << "this kernel has kprobes";
  testing::internal::CaptureStderr();
  auto code = RunSample(KernelSample(ProbeKind::Kprobe, {"vfs_read"}, false));
  const std::string messages = testing::internal::GetCapturedStderr();
  EXPECT_FALSE(code.ok());
  EXPECT_THAT(messages, HasSubstr("this kernel has no kprobes (CONFIG_KPROBES is not set)\nHINT: "));
}

TEST_F(SessionTest, BadOptionsEndWithOne) {
  options_.output.request.format = "xml";
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.output.request.format = "text";
  options_.targets.pids = {0x3fffff};
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.targets.pids = {};
  const std::string path = std::exchange(options_.output.request.path, "/nonexistent/file");
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.output.request.path = path;
}

TEST_F(SessionTest, SizesThatDisagreeAreRefused) {
  bundle::Bundle bundle = Sample();
  for (bundle::MapMeta& map : bundle.metadata.maps) {
    if (map.has_keys && map.function == Aggregation::None) map.key = Number(0, 4);
  }
  EXPECT_FALSE(RunSample(bundle).ok());
  bundle = Sample();
  bundle.metadata.maps[0].offset = 100000;
  EXPECT_FALSE(RunSample(bundle).ok());
  bundle = Sample();
  bundle.metadata.probes[0].program = "missing";
  EXPECT_FALSE(RunSample(bundle).ok());
}

}  // namespace
}  // namespace sonde::runtime
