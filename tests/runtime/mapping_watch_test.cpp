// Mappings of a program that has ended before anybody looked.
#include "runtime/mapping_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/child.h"

namespace sonde::runtime {
namespace {

class Recorder : public UserSymbols {
 public:
  void Remember(int) override {}
  void Exec(int pid) override {
    pid_ = pid;
    files_.clear();
  }
  void Map(int, MappedFile file) override { files_.push_back(std::move(file)); }
  ResolvedSymbol Resolve(int, uint64_t, bool) override { return {}; }

  int pid_ = 0;
  std::vector<MappedFile> files_;
};

TEST(MappingWatchTest, SeesProgramAndLibraries) {
  auto child = Child::Start("/bin/true");
  ASSERT_TRUE(child.ok());
  auto watch = MappingWatch::Open((*child)->pid());
  if (watch == nullptr) GTEST_SKIP() << "perf events may not be opened here";
  (*child)->Release();
  pollfd wait{(*child)->pidfd(), POLLIN, 0};
  ASSERT_EQ(poll(&wait, 1, 5000), 1);
  Recorder recorder;
  watch->Read(recorder);
  EXPECT_EQ(recorder.pid_, (*child)->pid());
  auto saw = [&](std::string_view part) {
    return std::any_of(recorder.files_.begin(), recorder.files_.end(), [&](const MappedFile& file) {
      return file.path.find(part) != std::string::npos && file.inode != 0 && file.size != 0;
    });
  };
  EXPECT_TRUE(saw("bin/true"));
  EXPECT_TRUE(saw("libc"));
}

}  // namespace
}  // namespace sonde::runtime
