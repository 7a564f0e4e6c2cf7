// Paths of imports. Leaves: the functions of paths.h. Covered by tests/imports/imports_test.cpp.
#include "imports/paths.h"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "base/nearest.h"

namespace sonde::imports {
namespace fs = std::filesystem;
namespace {

struct Ending {
  std::string_view text;
  FileKind kind;
};
constexpr Ending kEndings[] = {
    {".bt", FileKind::Script},
    {".h", FileKind::Header},
    {".bpf.c", FileKind::CSource},
    {".bpf.o", FileKind::Object},
};

bool EveryoneMayWrite(const fs::path& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && (info.st_mode & S_IWOTH) != 0;
}

fs::path DirectoryOf(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

}  // namespace

std::optional<FileKind> KindOf(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const auto& ending : kEndings) {
    if (name.size() > ending.text.size() && name.ends_with(ending.text)) return ending.kind;
  }
  return std::nullopt;
}

bool IsWritableByEveryone(const fs::path& path) {
  if (EveryoneMayWrite(path) || EveryoneMayWrite(DirectoryOf(path))) return true;
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  return !failed && EveryoneMayWrite(DirectoryOf(real));
}

std::vector<fs::path> Supported(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator at(directory, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code unknown;
    if (KindOf(at->path()) && at->is_regular_file(unknown)) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path Resolve(const fs::path& directory, const std::string& written) {
  return (directory / written).lexically_normal();
}

std::string SimilarName(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator at(DirectoryOf(path), failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code unknown;
    if (KindOf(at->path()) || at->is_directory(unknown)) names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return Nearest(path.filename().string(), names);
}

}  // namespace sonde::imports
