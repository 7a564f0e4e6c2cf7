// The runner as a program: its options, its refusals, and a run of the bundle at its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "bpf_allowed.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

using testing::HasSubstr;

struct Outcome {
  int code = -1;
  std::string text;  // both streams
};

Outcome RunShell(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  char bytes[4096];
  size_t got = 0;
  while ((got = fread(bytes, 1, sizeof(bytes), pipe)) > 0)
    outcome.text.append(bytes, got);
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

class SondeRunTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(mkdtemp(folder_), nullptr);
    tool_ = std::string(folder_) + "/tool";
    std::ifstream file(SONDE_RUN, std::ios::binary);
    const std::string runner(std::istreambuf_iterator<char>(file), {});
    auto bundle = SampleBundle("/bin/true", "none");
    bundle.metadata.probes.resize(3);  // begin, end, interval: nothing that needs tracefs
    ASSERT_TRUE(bundle::WriteExecutable(tool_, runner, bundle).ok());
  }
  void TearDown() override {
    unlink(tool_.c_str());
    rmdir(folder_);
  }

  char folder_[32] = "/tmp/sonde-run-XXXXXX";
  std::string tool_;
};

TEST_F(SondeRunTest, RunsItsBundle) {
  if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
  const Outcome outcome = RunShell(tool_);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.text, HasSubstr("Attached 3 probes\n7 tool\n8 tool\n\n\n@by_key[10]: 0\n"));
  const Outcome json = RunShell("SONDE_NOTIFY_READY=GO " + tool_ + " -f json");
  EXPECT_THAT(json.text,
              HasSubstr("{\"type\": \"attached_probes\", \"count\": 3, \"data\": {\"probes\": 3}}\nGO\n"));
}

TEST_F(SondeRunTest, Options) {
  EXPECT_EQ(RunShell(tool_ + " -h").code, 0);
  EXPECT_THAT(RunShell(tool_ + " --version").text, HasSubstr("sonde-run v"));
  EXPECT_EQ(RunShell(tool_ + " --no-such-option").code, 1);
  const Outcome positional = RunShell(tool_ + " word");
  EXPECT_EQ(positional.code, 1);
  EXPECT_EQ(positional.text, "ERROR: AOT does not support positional parameters\n");
  EXPECT_THAT(RunShell(tool_ + " -- --x").text, HasSubstr("unexpected program command line options: --x\n"));
  EXPECT_EQ(RunShell(tool_ + " -p 12x").text, "ERROR: Failed to parse pid: invalid trailing bytes: 12x\n");
  EXPECT_EQ(RunShell(tool_ + " -p 99999999").text, "ERROR: Pid out of range: 99999999\n");
  EXPECT_EQ(RunShell(tool_ + " -f xml").code, 1);
  EXPECT_EQ(RunShell(tool_ + " -c /no/such").code, 1);
}

TEST_F(SondeRunTest, RefusesToRunWithoutOrWithABadBundle) {
  EXPECT_THAT(RunShell(SONDE_RUN).text, HasSubstr("carries no script"));
  std::FILE* file = std::fopen(tool_.c_str(), "r+");
  std::fseek(file, -40, SEEK_END);
  std::fputs("\xff\xff\xff\xff\xff\xff\xff\xff", file);
  std::fclose(file);
  const Outcome damaged = RunShell(tool_);
  EXPECT_EQ(damaged.code, 1);
  EXPECT_THAT(damaged.text, HasSubstr("ERROR: the bundle in '/proc/self/exe' cannot be used: the bundle"));
}

}  // namespace
}  // namespace sonde::runtime
