// Mappings of a program that has ended before anybody looked.
#include "runtime/mapping_watch.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "runtime/child.h"

namespace sonde::runtime {
namespace {

class Recorder : public UserSymbols {
 public:
  void Remember(int) override {}
  void Exec(int pid, uint64_t) override {
    if (pid != only_) return;
    pid_ = pid;
    files_.clear();
  }
  void Map(int pid, MappedFile file) override {
    if (pid == only_) files_.push_back(std::move(file));
  }
  void Fork(int, int child, uint64_t) override { children_.insert(child); }
  ResolvedSymbol Resolve(int, uint64_t, bool) override { return {}; }

  bool Saw(std::string_view part) const {
    return std::any_of(files_.begin(), files_.end(), [&](const MappedFile& file) {
      return file.path.find(part) != std::string::npos && file.inode != 0 && file.size != 0 && file.when != 0;
    });
  }

  int only_ = 0;
  int pid_ = 0;
  std::vector<MappedFile> files_;
  std::set<int> children_;
};

void RunToTheEnd(Child& child) {
  child.Release();
  pollfd wait{child.pidfd(), POLLIN, 0};
  ASSERT_EQ(poll(&wait, 1, 30000), 1);
}

TEST(MappingWatchTest, SeesProgramAndLibraries) {
  auto child = Child::Start("/bin/true");
  ASSERT_TRUE(child.ok());
  auto watch = MappingWatch::Open((*child)->pid());
  if (watch == nullptr) GTEST_SKIP() << "perf events may not be opened here";
  RunToTheEnd(**child);
  Recorder recorder;
  recorder.only_ = (*child)->pid();
  std::vector<int> changed;
  watch->Read(recorder, changed);
  EXPECT_EQ(recorder.pid_, (*child)->pid());
  EXPECT_TRUE(recorder.Saw("bin/true"));
  EXPECT_TRUE(recorder.Saw("libc"));
}

TEST(MappingWatchTest, SeesProcessesThatNobodyNamed) {
  auto watch = MappingWatch::OpenAll();
  if (watch == nullptr) GTEST_SKIP() << "perf events may not be opened here";
  auto child = Child::Start("/bin/true");
  ASSERT_TRUE(child.ok());
  RunToTheEnd(**child);
  Recorder recorder;
  recorder.only_ = (*child)->pid();
  std::vector<int> changed;
  watch->Read(recorder, changed);
  EXPECT_TRUE(recorder.children_.contains((*child)->pid()));
  EXPECT_NE(std::find(changed.begin(), changed.end(), (*child)->pid()), changed.end());
  EXPECT_EQ(recorder.pid_, (*child)->pid());
  EXPECT_TRUE(recorder.Saw("bin/true"));
  EXPECT_TRUE(recorder.Saw("libc"));
  EXPECT_EQ(watch->lost(), 0U);
}

TEST(MappingWatchTest, CountsWhatFoundNoRoom) {
  auto watch = MappingWatch::OpenAll();
  if (watch == nullptr) GTEST_SKIP() << "perf events may not be opened here";
  constexpr int kMost = 200000;  // each leaves two records, and nobody reads them
  for (int i = 0; i < kMost && watch->lost() == 0; ++i) {
    const pid_t child = vfork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
  }
  EXPECT_GT(watch->lost(), 0U);
}

}  // namespace
}  // namespace sonde::runtime
