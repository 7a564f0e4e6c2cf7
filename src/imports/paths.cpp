// Paths of imports. Leaves: the functions of paths.h. Covered by tests/imports/imports_test.cpp.
#include "imports/paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
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

std::vector<uid_t> TrustedUsers(const fs::path& script) {
  std::vector<uid_t> users = {0, geteuid()};
  // sudo tells only root who called it; anyone else could set the variable.
  const char* caller = geteuid() == 0 ? std::getenv("SUDO_UID") : nullptr;
  if (caller != nullptr) {
    uid_t user = 0;
    const std::string_view text = caller;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), user);
    if (failed == std::errc() && end == text.data() + text.size()) users.push_back(user);
  }
  struct stat info{};
  if (!script.empty() && stat(script.c_str(), &info) == 0) users.push_back(info.st_uid);
  return users;
}

fs::path OthersPart(const fs::path& path, const std::vector<uid_t>& trusted) {
  std::error_code failed;
  fs::path part = fs::canonical(path, failed);
  if (failed) part = fs::absolute(path, failed);
  while (!part.empty()) {
    struct stat info{};
    const bool known = stat(part.c_str(), &info) == 0;
    if (known && std::find(trusted.begin(), trusted.end(), info.st_uid) == trusted.end()) return part;
    if (part == part.root_path()) break;
    part = part.parent_path();
  }
  return {};
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
