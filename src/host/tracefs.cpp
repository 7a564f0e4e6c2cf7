// Tracefs: finding it, reading events. Leaves: Tracefs, ParseTracepointFormat, MatchEventLines.
// Covered by tests/host/tracefs_test.cpp.
#include "host/tracefs.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "host/files.h"

namespace sonde {
namespace {

constexpr const char* kRoots[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The number behind "key:" in a field line.
std::optional<uint32_t> NumberOf(std::string_view line, std::string_view key) {
  const size_t at = line.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  uint32_t value = 0;
  const char* begin = line.data() + at + key.size();
  const auto [end, error] = std::from_chars(begin, line.data() + line.size(), value);
  return error == std::errc() && end != begin ? std::optional(value) : std::nullopt;
}

bool NameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "char prev_comm[16]" -> "char[16]", "prev_comm". The name is the last word before any brackets.
void SplitDeclaration(std::string_view declaration, TracepointField& field) {
  declaration = Trim(declaration);
  size_t end = declaration.size();
  while (end > 0 && declaration[end - 1] == ']') {
    const size_t open = declaration.rfind('[', end - 1);
    if (open == std::string_view::npos) break;
    end = open;
  }
  size_t begin = end;
  while (begin > 0 && NameCharacter(declaration[begin - 1]))
    --begin;
  field.name = declaration.substr(begin, end - begin);
  field.c_type = std::string(Trim(declaration.substr(0, begin))) + std::string(declaration.substr(end));
}

// "field:int common_pid;	offset:4;	size:4;	signed:1;"
std::optional<TracepointField> ParseField(std::string_view line) {
  const size_t semicolon = line.find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(semicolon);
  const auto offset = NumberOf(rest, "offset:");
  const auto size = NumberOf(rest, "size:");
  if (!offset || !size) return std::nullopt;
  TracepointField field;
  SplitDeclaration(line.substr(0, semicolon), field);
  field.offset = *offset;
  field.size = *size;
  field.is_signed = NumberOf(rest, "signed:").value_or(0) != 0;
  return field;
}

bool HasPathCharacters(std::string_view name) {
  return name.empty() || name.find('/') != std::string_view::npos || name == "." || name == "..";
}

bool HasStar(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

// A tracefs of one's own: mounted nowhere, reached through the descriptor, gone with the process. So a
// machine without the mount can be traced and is left as it was. -1 when the kernel or the caller's rights do
// not allow it. Constants: include/uapi/linux/mount.h.
int MountDetached() {
  constexpr unsigned kOpenCloseOnExec = 1;
  constexpr unsigned kCommandCreate = 6;
  constexpr unsigned kMountCloseOnExec = 1;
  const auto context = static_cast<int>(syscall(SYS_fsopen, "tracefs", kOpenCloseOnExec));
  if (context < 0) return -1;
  int mount = -1;
  if (syscall(SYS_fsconfig, context, kCommandCreate, nullptr, nullptr, 0) == 0) {
    mount = static_cast<int>(syscall(SYS_fsmount, context, kMountCloseOnExec, 0));
  }
  close(context);
  return mount;
}

// Why no root was found, and what helps.
Error NotMounted() {
  const auto known = ReadTextFile("/proc/filesystems");
  if (known && known->find("\ttracefs\n") == std::string::npos) {
    return Error("this kernel has no tracefs").Hint("tracepoints need a kernel with CONFIG_TRACING");
  }
  const auto mounts = ReadTextFile("/proc/self/mounts");
  for (const char* root : kRoots) {
    if (!mounts || mounts->find(" " + std::string(root) + " tracefs ") == std::string::npos) continue;
    return Error("tracefs cannot be read by this user")
        .Hint(
            "run as root, or with CAP_DAC_READ_SEARCH; or let everybody read it: mount -o remount,mode=755 " +
            std::string(root));
  }
  return Error("tracefs is not mounted")
      .Hint("as root: mount -t tracefs -o mode=755 tracefs /sys/kernel/tracing")
      .Hint("with CAP_SYS_ADMIN, which root has, sonde needs no mount");
}

}  // namespace

Result<TracepointFormat> ParseTracepointFormat(std::string_view text) {
  TracepointFormat format;
  ForEachLine(text, [&format](std::string_view line) {
    line = Trim(line);
    if (line.starts_with("ID:")) {
      const std::string_view number = Trim(line.substr(3));
      std::from_chars(number.data(), number.data() + number.size(), format.id);
    } else if (line.starts_with("field:")) {
      if (auto field = ParseField(line.substr(6))) format.fields.push_back(std::move(*field));
    }
  });
  if (format.fields.empty()) return Error("the format file has no fields");
  return format;
}

std::vector<EventName> MatchEventLines(std::string_view lines, std::string_view category,
                                       std::string_view event) {
  std::vector<EventName> matches;
  ForEachLine(lines, [&](std::string_view line) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view own = line.substr(0, colon);
    const std::string_view name = line.substr(colon + 1);
    if (WildcardMatch(event, name) && WildcardMatch(category, own)) matches.emplace_back(own, name);
  });
  std::sort(matches.begin(), matches.end());
  return matches;
}

Tracefs::~Tracefs() {
  if (detached_ >= 0) close(detached_);
}

Result<std::string> Tracefs::Root() {
  for (const char* root : kRoots) {
    if (!root_.empty()) break;
    if (MayRead(std::string(root) + "/events")) root_ = root;
  }
  if (root_.empty()) {
    detached_ = MountDetached();
    if (detached_ < 0) return NotMounted();
    root_ = "/proc/self/fd/" + std::to_string(detached_);
  }
  return root_;
}

Result<TracepointFormat> Tracefs::Format(const std::string& category, const std::string& event) {
  const std::string what = "cannot describe tracepoint " + category + ":" + event;
  auto root = Root();
  if (!root) return root.TakeError().While(what);
  if (HasPathCharacters(category) || HasPathCharacters(event)) return Error(what).While("no such name");
  auto text = ReadTextFile(*root + "/events/" + category + "/" + event + "/format");
  if (!text) return text.TakeError().While(what);
  auto format = ParseTracepointFormat(*text);
  if (!format) return format.TakeError().While(what);
  return format;
}

std::vector<EventName> Tracefs::Match(std::string_view category, std::string_view event) {
  auto root = Root();
  if (!root) return {};
  if (!HasStar(category) && !HasStar(event)) {
    if (HasPathCharacters(category) || HasPathCharacters(event)) return {};
    const EventName name{category, event};
    const std::string folder = *root + "/events/" + name.first + "/" + name.second;
    if (!MayRead(folder + "/format")) return {};
    return {name};
  }
  if (events_.empty()) {
    if (auto text = ReadTextFile(*root + "/available_events")) events_ = std::move(*text);
  }
  return MatchEventLines(events_, category, event);
}

}  // namespace sonde
