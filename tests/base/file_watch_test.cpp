// FileWatch: who listens, and to what.
#include "base/file_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde {
namespace {

std::vector<std::string> PathsOf(const FileWatch& watch) {
  std::vector<std::string> paths;
  for (const auto& file : watch.files())
    paths.push_back(file.path);
  return paths;
}

TEST(FileWatch, KeepsEachPathOnce) {
  FileWatch::Note("before");
  const FileWatch watch;
  FileWatch::Note("b");
  FileWatch::Note("a");
  FileWatch::Note("b");
  FileWatch::NoteOther("a server");
  FileWatch::NoteOther("another");
  EXPECT_THAT(PathsOf(watch), testing::ElementsAre("b", "a"));
  EXPECT_FALSE(watch.files()[0].is_there);
  EXPECT_EQ(watch.other(), "a server");
}

TEST(FileWatch, TheInnerOneListens) {
  const FileWatch outer;
  {
    const FileWatch inner;
    FileWatch::Note("inner");
    EXPECT_THAT(PathsOf(inner), testing::ElementsAre("inner"));
  }
  FileWatch::Note("outer");
  EXPECT_THAT(PathsOf(outer), testing::ElementsAre("outer"));
}

}  // namespace
}  // namespace sonde
