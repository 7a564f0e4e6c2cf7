// Finding binaries. Leaves: ResolveBinaryPath, MatchBinaryPaths, FindInLoaderCache.
// Covered by tests/host/binaries_test.cpp.
#include "host/binaries.h"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/foreign_file.h"
#include "host/archives.h"
#include "host/files.h"
#include "host/host_view.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibraryFolders[] = {
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib",
    "/usr/lib",
    "/usr/local/lib",
};

constexpr uint64_t kLargestBinary = uint64_t{1} << 40;
constexpr uint64_t kLargestLoaderCache = uint64_t{64} << 20;

bool IsFile(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool IsElf(const std::string& path, uint64_t offset = 0) {
  const auto file = ForeignFile::Open(path, kLargestBinary);
  char magic[4] = {};
  return file && file->ReadAt(offset, magic, 4) == 4 && std::memcmp(magic, "\177ELF", 4) == 0;
}

std::string LinkTarget(const std::string& path) {
  std::error_code error;
  return fs::read_symlink(path, error).string();
}

// What to put before paths of that process: empty when it sees the same mounts.
std::string RootOf(int pid) {
  if (pid == 0) return {};
  const std::string process = "/proc/" + std::to_string(pid);
  const std::string theirs = LinkTarget(process + "/ns/mnt");
  const bool same_mounts = theirs.empty() || theirs == LinkTarget("/proc/self/ns/mnt");
  const bool same_root = LinkTarget(process + "/root") == LinkTarget("/proc/self/root");
  return same_mounts && same_root ? std::string() : process + "/root";
}

std::vector<std::string> PathFolders() {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  std::vector<std::string> folders;
  while (true) {
    const size_t colon = rest.find(':');
    folders.emplace_back(colon == 0 || rest.empty() ? std::string_view(".") : rest.substr(0, colon));
    if (colon == std::string_view::npos) return folders;
    rest.remove_prefix(colon + 1);
  }
}

std::string Absolute(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

// "libc" is meant by "libc.so" and "libc.so.6", not by "libcrypt.so.1".
bool NamesLibrary(std::string_view library, std::string_view file) {
  if (file == library) return true;
  if (!file.starts_with(library)) return false;
  const std::string_view rest = file.substr(library.size());
  return rest == ".so" || rest.starts_with(".so.");
}

// Empty when there is none. The root may be a process' own, where anything stands under that name.
std::string ReadLoaderCache(const std::string& root) {
  const auto file = ForeignFile::Open("/etc/ld.so.cache", OpenRules{kLargestLoaderCache, false, root});
  if (!file) return {};
  auto text = file->ReadAll();
  return text ? std::move(*text) : std::string();
}

std::string FindLibrary(std::string_view name, const std::string& root) {
  for (const std::string& path : FindInLoaderCache(ReadLoaderCache(root), name)) {
    if (IsElf(root + path)) return root + path;
  }
  for (const char* folder : kLibraryFolders) {
    std::error_code error;
    std::set<std::string> matches;
    for (const auto& entry : fs::directory_iterator(root + folder, error)) {
      const std::string file = entry.path().filename().string();
      if (NamesLibrary(name, file) && IsElf(entry.path().string())) matches.insert(entry.path().string());
    }
    if (!matches.empty()) return *matches.begin();
  }
  return {};
}

// Folders of PATH may be links to each other: a file counts once.
std::vector<std::string> AllOnPath(std::string_view name, const std::string& root) {
  std::vector<std::string> found;
  for (const std::string& folder : PathFolders()) {
    std::string path = root + (root.empty() ? Absolute(folder) : folder) + "/" + std::string(name);
    if (!IsFile(path) || access(path.c_str(), X_OK) != 0) continue;
    const bool known = std::any_of(found.begin(), found.end(), [&](const std::string& other) {
      std::error_code error;
      return fs::equivalent(path, other, error);
    });
    if (!known) found.push_back(std::move(path));
  }
  return found;
}

// Files that the process has mapped executable: the last column of its maps.
void AddMappedFiles(const std::string& pid, const std::string& root, std::set<std::string>& files) {
  const auto maps = ReadTextFile("/proc/" + pid + "/maps");
  if (!maps) return;
  ForEachLine(*maps, [&](std::string_view line) {
    const auto words = SplitWords(line);
    if (words.size() < 6 || words[1].size() < 3 || words[1][2] != 'x' || words[5][0] != '/') return;
    const std::string_view path = line.substr(static_cast<size_t>(words[5].data() - line.data()));
    if (!path.ends_with(" (deleted)")) files.insert(root + std::string(path));
  });
}

std::set<std::string> MappedFiles(int pid) {
  std::set<std::string> files;
  if (pid != 0) {
    AddMappedFiles(std::to_string(pid), RootOf(pid), files);
    return files;
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    int process = 0;
    std::from_chars(name.data(), name.data() + name.size(), process);
    AddMappedFiles(name, RootOf(process), files);
  }
  return files;
}

void AddGlob(const std::string& pattern, std::set<std::string>& files) {
  glob_t found{};
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; ++i)
      files.insert(found.gl_pathv[i]);
  }
  globfree(&found);
}

}  // namespace

// The format that glibc has written since 2.1; an older header may stand before it.
std::vector<std::string> FindInLoaderCache(std::string_view cache, std::string_view library) {
  std::vector<std::string> paths;
  const size_t begin = cache.find("glibc-ld.so.cache1.1");
  if (begin == std::string_view::npos) return paths;
  cache.remove_prefix(begin);
  constexpr size_t kHeader = 48;
  constexpr size_t kEntry = 24;
  const auto load = [&](size_t at) {
    uint32_t value = 0;
    if (at + 4 <= cache.size()) std::memcpy(&value, cache.data() + at, 4);
    return value;
  };
  const auto text = [&](uint32_t at) {
    if (at >= cache.size()) return std::string_view();
    return cache.substr(at, strnlen(cache.data() + at, cache.size() - at));
  };
  const uint32_t count = load(20);
  for (uint32_t i = 0; i < count && kHeader + kEntry * (i + size_t{1}) <= cache.size(); ++i) {
    const size_t entry = kHeader + kEntry * i;
    if (NamesLibrary(library, text(load(entry + 4)))) paths.emplace_back(text(load(entry + 8)));
  }
  return paths;
}

Result<Binary> ResolveBinaryPath(std::string_view name, int pid) {
  const std::string root = RootOf(pid);
  const std::string text(name);
  const std::string missing = "'" + text + "' does not exist or is not executable";
  if (name.empty()) {
    if (pid == 0) return Error("no target is named and no process is selected");
    const std::string target = LinkTarget("/proc/" + std::to_string(pid) + "/exe");
    if (target.empty())
      return Error("process " + std::to_string(pid) + " has no executable that can be read");
    return Binary{root + target, target};
  }
  if (name.find('/') != std::string_view::npos) {
    const std::string path = name[0] == '/' ? root + text : Absolute(text);
    if (SplitMemberPath(path)) {
      const auto part = FindPart(path);
      if (!part) return part.error();
      if (!IsElf(part->path, part->offset)) return Error("the member is no ELF file");
      return Binary{path, text};
    }
    if (!IsFile(path)) return Error(missing);
    return Binary{path, text};
  }
  const auto on_path = AllOnPath(name, root);
  std::string found = on_path.empty() ? std::string() : on_path.front();
  if (found.empty()) found = FindLibrary(name, root);
  if (found.empty() && IsElf(Absolute(text))) found = Absolute(text);
  if (found.empty()) return Error(missing);
  return Binary{found, found};
}

std::vector<std::string> FindPathsOnPath(std::string_view name, int pid) {
  if (name.empty() || name.find('/') != std::string_view::npos) return {};
  return AllOnPath(name, RootOf(pid));
}

std::vector<Binary> MatchBinaryPaths(std::string_view pattern, int pid) {
  std::set<std::string> files;
  const std::string root = RootOf(pid);
  const std::string text(pattern);
  const bool relative = pattern.find('/') != std::string_view::npos && pattern[0] != '/';
  if (pattern == "*") {
    files = MappedFiles(pid);
  } else if (pattern.find('/') != std::string_view::npos) {
    AddGlob(relative ? text : root + text, files);
  } else {
    auto folders = PathFolders();
    folders.insert(folders.end(), std::begin(kLibraryFolders), std::end(kLibraryFolders));
    for (const std::string& folder : folders)
      AddGlob(fs::path(root + folder) / text, files);
  }
  std::vector<Binary> found;
  for (const std::string& file : files) {
    if (!IsElf(file)) continue;
    const bool rooted = !root.empty() && pattern[0] == '/' && file.starts_with(root);
    found.push_back({relative ? Absolute(file) : file, rooted ? file.substr(root.size()) : file});
  }
  return found;
}

}  // namespace sonde
