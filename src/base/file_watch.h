// FileWatch: which files are read past HostView while it lives: debug information, headers, imported objects.
// Who reads such a file, or finds that it is not there, notes its path; nobody has to know who listens.
// Covered by tests/base/file_watch_test.cpp.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// What this thread notes while the object lives; the one made last listens.
class FileWatch {
 public:
  FileWatch();
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  struct File {
    std::string path;
    bool is_there = false;
    struct stat info{};  // when it was noted
  };
  // Each once, in the order of the first notes.
  [[nodiscard]] const std::vector<File>& files() const { return files_; }
  // The first thing that was used and is no file; empty: none.
  [[nodiscard]] const std::string& other() const { return other_; }

  static void Note(const std::string& path);
  // `what`: as it follows "it rests on".
  static void NoteOther(std::string_view what);

 private:
  FileWatch* before_;
  std::vector<File> files_;
  std::string other_;
};

}  // namespace sonde
