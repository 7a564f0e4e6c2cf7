// Descriptors of BPF programs and links in /proc. Leaves: FindOwners. What is written there of them is
// documented in the kernel's Documentation/filesystems/proc.rst: a program's fdinfo and a link's have the
// number behind "prog_id:".
#include "top/owners.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "host/files.h"

namespace sonde::top {
namespace {

namespace fs = std::filesystem;

// The names of a folder's entries that are numbers; it may be gone, or not for us.
std::vector<int> Numbers(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename();
    int number = 0;
    const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && rest == name.data() + name.size()) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

bool IsOfBpf(const std::string& descriptor) {
  std::array<char, 64> target{};
  const ssize_t length = readlink(descriptor.c_str(), target.data(), target.size());
  if (length <= 0) return false;
  const std::string_view text(target.data(), static_cast<size_t>(length));
  return text == "anon_inode:bpf-prog" || text.starts_with("anon_inode:bpf_link") ||
         text.starts_with("anon_inode:bpf-link");
}

std::optional<uint32_t> ProgramOf(const std::string& info) {
  const auto text = ReadTextFile(info);
  if (!text) return std::nullopt;
  std::optional<uint32_t> id;
  ForEachLine(*text, [&id](std::string_view line) {
    const auto words = SplitWords(line);
    uint32_t number = 0;
    if (words.size() == 2 && words[0] == "prog_id:" &&
        std::from_chars(words[1].data(), words[1].data() + words[1].size(), number).ec == std::errc())
      id = number;
  });
  return id;
}

}  // namespace

Owners FindOwners(const std::string& proc) {
  Owners owners;
  for (const int pid : Numbers(proc)) {
    const std::string process = proc + "/" + std::to_string(pid);
    for (const int fd : Numbers(process + "/fd")) {
      const std::string number = std::to_string(fd);
      if (!IsOfBpf(process + "/fd/" + number)) continue;
      const auto program = ProgramOf(process + "/fdinfo/" + number);
      if (!program) continue;
      std::vector<Owner>& known = owners[*program];
      if (!known.empty() && known.back().pid == pid) continue;
      auto name = ReadTextFile(process + "/comm");
      if (name && name->ends_with('\n')) name->pop_back();
      known.push_back({pid, name ? std::move(*name) : ""});
    }
  }
  return owners;
}

}  // namespace sonde::top
