// Leaves: FileWatch. Covered by tests/base/file_watch_test.cpp.
#include "base/file_watch.h"

#include <algorithm>

namespace sonde {
namespace {

thread_local FileWatch* listener = nullptr;

}  // namespace

FileWatch::FileWatch() : before_(listener) {
  listener = this;
}

FileWatch::~FileWatch() {
  listener = before_;
}

void FileWatch::Note(const std::string& path) {
  if (listener == nullptr) return;
  std::vector<File>& files = listener->files_;
  const auto same = [&](const File& file) { return file.path == path; };
  if (std::any_of(files.begin(), files.end(), same)) return;
  File& file = files.emplace_back();
  file.path = path;
  file.is_there = stat(path.c_str(), &file.info) == 0;
}

void FileWatch::NoteOther(std::string_view what) {
  if (listener != nullptr && listener->other_.empty()) listener->other_ = what;
}

}  // namespace sonde
