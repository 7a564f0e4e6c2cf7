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

extern "C" __attribute__((noipa, used)) int SondeTestTarget(int value) {
  asm volatile("" : "+r"(value));
  return value + 1;
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
    options_.output_path = path;
    options_.last_in_process = false;
    options_.quiet = true;
    options_.ready_lines.clear();
  }
  void TearDown() override { unlink(options_.output_path.c_str()); }

  Result<int> RunSample(bundle::Bundle bundle) {
    const auto host = MakeRealHost();
    return runtime::Run(bundle, *host, options_);
  }
  [[nodiscard]] std::string Output() const { return ReadAll(options_.output_path); }

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
  auto code = RunSample(Sample());
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
  EXPECT_THAT(output, HasSubstr("@ticks: 5\n"));
  EXPECT_THAT(output, testing::Not(HasSubstr("@unset")));
}

TEST_F(SessionTest, WritesJson) {
  options_.format = "json";
  auto code = RunSample(Sample());
  ASSERT_TRUE(code.ok()) << code.error().Text();
  EXPECT_THAT(Output(), HasSubstr("{\"type\": \"printf\", \"data\": \"7 runtime_tests\\n\"}\n"));
  EXPECT_THAT(Output(),
              HasSubstr("{\"type\": \"map\", \"data\": {\"@by_key\": {\"10\": 0, \"9\": 1, \"8\": 4}}}\n"));
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
  bundle.metadata.probes[4].targets[0].function = "no_such_function";
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

TEST_F(SessionTest, BadOptionsEndWithOne) {
  options_.format = "xml";
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.format = "text";
  options_.pid = 0x3fffff;
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.pid = 0;
  const std::string path = std::exchange(options_.output_path, "/nonexistent/file");
  EXPECT_EQ(*RunSample(Sample()), 1);
  options_.output_path = path;
}

TEST_F(SessionTest, SizesThatDisagreeAreRefused) {
  bundle::Bundle bundle = Sample();
  bundle.metadata.maps[3].key.size = 4;
  bundle.metadata.maps[3].key = Number(0, 4);
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
