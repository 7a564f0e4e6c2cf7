// RecordingHost: for each kind of question, that a changed answer is noticed and an unchanged one is not. The
// host is a made-up machine in a folder that the tests change.
#include "host/recording_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "base/file_watch.h"
#include "host/fake_host.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

class RecordingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/recording-test.XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    fs::copy(SONDE_TEST_DIR "/support/host", folder_, fs::copy_options::recursive);
    usleep(20000);  // what is there was there before: a tick of the coarsest clock
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Append(const std::string& file, const std::string& text) const {
    fs::create_directories(fs::path(folder_ + "/" + file).parent_path());
    std::ofstream(folder_ + "/" + file, std::ios::app) << text;
  }

  // What has changed for those who asked, after `change`; "" before it.
  std::string Changed(const std::function<void(HostView&)>& ask, const std::function<void()>& change) {
    const auto host = MakeFakeHost(folder_);
    const auto recorder = Record(*host);
    ask(*recorder);
    const Recording recording = recorder->Finish();
    EXPECT_EQ(recording.gap, "");
    EXPECT_FALSE(recording.questions.empty());
    const auto same = MakeFakeHost(folder_);
    EXPECT_EQ(FirstChange(recording.questions, *same), "");
    change();
    const auto other = MakeFakeHost(folder_);
    return FirstChange(recording.questions, *other);
  }

  std::string folder_;
};

TEST_F(RecordingTest, PassesAnswersOn) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  EXPECT_EQ(recorder->MatchTracepoints("sched", "*"), host->MatchTracepoints("sched", "*"));
  EXPECT_EQ(recorder->ResolveBinary("app", 0)->path, "/usr/bin/app");
  EXPECT_EQ(*recorder->KernelBtf(), *host->KernelBtf());
  uint64_t id = 7;
  EXPECT_NE(recorder->CgroupId("/no", id), 0);
  EXPECT_EQ(id, 7u);
  EXPECT_EQ(recorder->CgroupId("/sys/fs/cgroup", id), 0);
  EXPECT_EQ(id, 1u);
}

TEST_F(RecordingTest, AskingTwiceIsOneQuestion) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  for (int i = 0; i < 3; ++i)
    (void)recorder->Tracepoint("sched", "sched_switch");
  EXPECT_EQ(recorder->Finish().questions.size(), 1u);
}

TEST_F(RecordingTest, FormatsOfTracepoints) {
  const auto ask = [](HostView& host) { (void)host.Tracepoint("sched", "sched_switch"); };
  EXPECT_EQ(Changed(ask, [&] { Append("tracepoints/sched/sched_wakeup", "x"); }), "");
  EXPECT_EQ(Changed(ask,
                    [&] {
                      Append("tracepoints/sched/sched_switch",
                             "\tfield:int more;\toffset:96;\tsize:4;\tsigned:1;\n");
                    }),
            "Tracepoint");
  EXPECT_EQ(Changed(ask, [&] { fs::remove(folder_ + "/tracepoints/sched/sched_switch"); }), "Tracepoint");
}

TEST_F(RecordingTest, WhatWildcardsMatch) {
  EXPECT_EQ(Changed([](HostView& host) { (void)host.MatchTracepoints("sched", "*"); },
                    [&] { Append("tracepoints/sched/sched_new", "x"); }),
            "MatchTracepoints");
  EXPECT_EQ(Changed([](HostView& host) { (void)host.MatchRawTracepoints("sys_*"); },
                    [&] { Append("rawtracepoints", "sys_new\n"); }),
            "MatchRawTracepoints");
  EXPECT_EQ(Changed([](HostView& host) { (void)host.MatchBinaries("/usr/bin/*", 0); },
                    [&] { Append("binaries/usr/bin/new", "main 4096 16 0\n"); }),
            "MatchBinaries");
}

// What the kernel says of itself is compared as a whole.
TEST_F(RecordingTest, TheKernel) {
  const std::vector<std::function<void(HostView&)>> questions = {
      [](HostView& host) { (void)host.KernelBtf(); },
      [](HostView& host) { (void)host.MatchKernelFunctions("", "vfs_*"); },
      [](HostView& host) { (void)host.RepeatedKernelFunctions(); },
      [](HostView& host) { (void)host.MayTraceKernelFunction("vfs_read"); },
      [](HostView& host) { (void)host.KernelListsFunction("vfs_read"); },
      [](HostView& host) { (void)host.FindKernelSymbols("load_elf_binary"); },
      [](HostView& host) { (void)host.Has(Feature::Kprobe); },
      [](HostView& host) { (void)host.MayCall("bpf_task_from_pid", ProgramType::Kprobe); },
  };
  for (size_t i = 0; i < questions.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(Changed(questions[i], [&] { Append("functions", "fresh_function\n"); }), "KernelStamp");
    EXPECT_EQ(Changed(questions[i], [&] { Append("modules/new" + std::to_string(i), "x"); }), "KernelStamp");
    EXPECT_EQ(Changed(questions[i], [&] { Append("features", "x" + std::to_string(i) + "\n"); }),
              "KernelStamp");
  }
}

// A symbol that is not there may be one that comes while the kernel runs.
TEST_F(RecordingTest, SymbolsThatComeLater) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  (void)recorder->FindKernelSymbols("no_such_symbol");
  EXPECT_EQ(recorder->Finish().questions.size(), 2u);  // the stamp, and the question itself
}

TEST_F(RecordingTest, Modules) {
  EXPECT_EQ(Changed([](HostView& host) { (void)host.ModuleLoaded("nfs"); },
                    [&] { Append("functions", "nfs_open [nfs]\n"); }),
            "ModuleLoaded");
}

TEST_F(RecordingTest, FunctionsOfPrograms) {
  EXPECT_EQ(Changed([](HostView& host) { (void)host.BpfFunctions(); },
                    [&] { Append("bpf_functions", "77 fresh 4\n"); }),
            "BpfFunctions");
}

TEST_F(RecordingTest, WhereBinariesAre) {
  EXPECT_EQ(
      Changed([](HostView& host) { (void)host.ResolveBinary("app", 0); },
              [&] { fs::rename(folder_ + "/binaries/usr/bin/app", folder_ + "/binaries/usr/lib/app"); }),
      "ResolveBinary");
  EXPECT_EQ(Changed([](HostView& host) { (void)host.ResolveBinary("other", 0); },
                    [&] { Append("binaries/usr/bin/other", "main 4096 16 0\n"); }),
            "ResolveBinary");
}

TEST_F(RecordingTest, SymbolsOfBinaries) {
  const std::string path = "/usr/bin/app", file = "binaries" + path;
  const auto more = [&, count = 0]() mutable {
    Append(file, "work_" + std::to_string(++count) + " 0x402000 16 0x2000\n");
  };
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.MatchUserFunctions(path, "work*"); }, more),
            "MatchUserFunctions");
  // Not those that stay the same.
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.FindUserFunction(path, "main"); }, more), "");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.FindUserFunction(path, "late"); },
                    [&] { Append(file, "late 0x403000 16 0x3000\n"); }),
            "FindUserFunction");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.FindUserFunctions(path, "later"); },
                    [&] { Append(file, "later 0x404000 16 0x4000\n"); }),
            "FindUserFunctions");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.UserFunctionAt(path, 0x405008); },
                    [&] { Append(file, "at 0x405000 16 0x5000\n"); }),
            "UserFunctionAt");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.UserFileOffset(path, 0x406008); },
                    [&] { Append(file, "offset 0x406000 16 0x6000\n"); }),
            "UserFileOffset");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.IsGoProgram(path); },
                    [&] { Append(file, "runtime.gopanic 0x407000 16 0x7000\n"); }),
            "IsGoProgram");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.UserMarkers(path); },
                    [&] { Append("markers" + path, "late probe 0x401174 0\n"); }),
            "UserMarkers");
  EXPECT_EQ(Changed([&](HostView& host) { (void)host.FindUserSymbol(path, "fresh"); },
                    [&] { Append("variables" + path, "fresh 0x408000 4\n"); }),
            "FindUserSymbol");
}

TEST_F(RecordingTest, TheRest) {
  EXPECT_EQ(Changed([](HostView& host) { (void)host.KernelRelease(); },
                    [&] { std::ofstream(folder_ + "/release") << "7.1.0\n"; }),
            "KernelRelease");
  EXPECT_EQ(Changed([](HostView& host) { (void)host.FindKernelHeaders(); },
                    [&] {
                      fs::remove_all(folder_ + "/headers") > 0 || fs::create_directory(folder_ + "/headers");
                    }),
            "FindKernelHeaders");
}

// Files that are read past the host: there, changed, gone, and those that were looked for.
TEST_F(RecordingTest, FilesThatAreNoted) {
  const std::string there = folder_ + "/release", missing = folder_ + "/header.h";
  std::ofstream(there) << "1\n";
  usleep(20000);
  const auto ask = [&](HostView&) {
    FileWatch::Note(there);
    FileWatch::Note(missing);
  };
  EXPECT_EQ(Changed(ask, [&] { Append("header.h", "x"); }), "FileStamp");
  usleep(20000);
  EXPECT_EQ(Changed(ask, [&] { Append("release", "x"); }), "FileStamp");
  usleep(20000);
  EXPECT_EQ(Changed(ask, [&] { fs::remove(there); }), "FileStamp");
}

TEST_F(RecordingTest, WhatChangesWhileItIsReadIsNotKept) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  FileWatch::Note(folder_ + "/functions");
  Append("functions", "x\n");
  EXPECT_THAT(recorder->Finish().gap, testing::HasSubstr("changed meanwhile"));
}

TEST_F(RecordingTest, TwoAnswersAreNotKept) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  (void)recorder->MatchTracepoints("sched", "*");
  Append("tracepoints/sched/sched_new", "x");
  (void)recorder->MatchTracepoints("sched", "*");
  EXPECT_NE(recorder->Finish().gap, "");
}

TEST_F(RecordingTest, WhatIsNoFileIsNotKept) {
  const auto host = MakeFakeHost(folder_);
  const auto recorder = Record(*host);
  FileWatch::NoteOther("a server");
  EXPECT_EQ(recorder->Finish().gap, "a server");
}

// Bytes of a file are no questions until they have been read as such.
TEST_F(RecordingTest, HostileQuestions) {
  const auto host = MakeFakeHost(folder_);
  const auto number = [](uint64_t value) {
    return std::string(reinterpret_cast<char*>(&value), sizeof value);
  };
  for (const std::string& question :
       {std::string(), std::string("abc"), number(999), number(0), number(0) + number(1ULL << 60),
        number(0) + number(1) + "a" + number(1) + "b" + "more"})
    EXPECT_EQ(FirstChange({{question, Digest{}}}, *host), "?");
}

}  // namespace
}  // namespace sonde
