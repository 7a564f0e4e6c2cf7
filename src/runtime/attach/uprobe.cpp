// uprobe and uretprobe: one uprobe_multi link per file where the program was loaded for it, else a perf
// event per place. Covered by tests/runtime/session_test.cpp.
#include <fcntl.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <span>

#include "probes/attach_point.h"
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// A target found in its file.
struct Place {
  std::string name;
  uint64_t file_offset = 0;
};

std::string NameOf(const bundle::ProbeMeta& probe, const bundle::AttachTarget& target) {
  return std::string(RowOf(probe.kind).name) + ":" + target.module + ":" + target.function;
}

bool AtReturnOf(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & AtReturn) != 0;
}

bool IsElf(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  char magic[4] = {};
  return pread(file.get(), magic, sizeof(magic), 0) == sizeof(magic) && std::memcmp(magic,
                                                                                    "\x7f"
                                                                                    "ELF",
                                                                                    sizeof(magic)) == 0;
}

Result<uint64_t> FileOffset(const bundle::AttachTarget& target, HostView& host) {
  // Code without the ELF format around it, which --unsafe admits, is mapped as it lies in the file.
  if (target.has_address && !IsElf(target.module)) return target.address + target.offset;
  if (target.has_address) {
    auto offset = host.UserFileOffset(target.module, target.address);
    if (!offset) return offset.TakeError();
    return *offset + target.offset;
  }
  auto function = host.FindUserFunction(target.module, target.function);
  if (!function) return function.TakeError();
  return function->file_offset + target.offset;
}

// The kernel emulates `push` but single-steps `endbr64`, which costs twenty times as much. Stack and
// arguments are the same behind it.
constexpr uint32_t kEndbrSize = 4;

bool BeginsEndbrPush(const std::string& path, uint64_t file_offset) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  unsigned char code[6] = {};
  if (pread(file.get(), code, sizeof(code), static_cast<off_t>(file_offset)) != sizeof(code)) return false;
  constexpr unsigned char kEndbr64[kEndbrSize] = {0xf3, 0x0f, 0x1e, 0xfa};
  if (std::memcmp(code, kEndbr64, sizeof(kEndbr64)) != 0) return false;
  const unsigned char first = code[4] == 0x41 ? code[5] : code[4];  // with the prefix for r8 to r15
  return (first & 0xf8) == 0x50;
}

// The kernel takes no user probe on an instruction with a LOCK or a segment prefix, but for a file that
// nobody has mapped yet it finds that out only later, silently: the probe would count nothing. Source:
// is_prefix_bad() in arch/x86/kernel/uprobes.c.
Status CheckFirstInstruction(const std::string& path, uint64_t file_offset) {
#if defined(__x86_64__)
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  unsigned char code[15] = {};
  const ssize_t size = pread(file.get(), code, sizeof(code), static_cast<off_t>(file_offset));
  for (ssize_t i = 0; i < size; ++i) {
    switch (code[i]) {
      case 0x26:
      case 0x2e:
      case 0x36:
      case 0x3e:
      case 0xf0:
        return Error(
                   "its first instruction has a LOCK or segment prefix, where the kernel places no user "
                   "probe")
            .Hint("probe a later instruction of the function (uprobe:FILE:FUNCTION+OFFSET), or its caller");
      case 0x64:
      case 0x65:
      case 0x66:
      case 0x67:
      case 0xf2:
      case 0xf3:
        break;  // another prefix may follow
      default:
        return Status::Ok();
    }
  }
#else
  (void)path;
  (void)file_offset;
#endif
  return Status::Ok();
}

// Places by file; what is not found goes to `missing`.
std::map<std::string, std::vector<Place>> FindPlaces(const bundle::ProbeMeta& probe, HostView& host,
                                                     Attached& attached) {
  std::map<std::string, std::vector<Place>> files;
  for (const bundle::AttachTarget& target : probe.targets) {
    auto offset = FileOffset(target, host);
    if (offset) {
      if (auto status = CheckFirstInstruction(target.module, *offset); !status) offset = status.TakeError();
    }
    if (offset) {
      if (!target.has_address && target.offset == 0 && BeginsEndbrPush(target.module, *offset)) {
        *offset += kEndbrSize;
        attached.shift = kEndbrSize;
      }
      files[target.module].push_back({NameOf(probe, target), *offset});
    } else {
      attached.missing.push_back({NameOf(probe, target), offset.TakeError()});
    }
  }
  return files;
}

Status AttachOne(const ProbePmu& pmu, const std::string& path, uint64_t file_offset, bool at_return,
                 const AttachContext& context, Attachments& to) {
  perf_event_attr attr{};
  attr.type = pmu.type;
  attr.config = at_return ? pmu.return_bit : 0;
  attr.config1 = reinterpret_cast<uint64_t>(path.c_str());
  attr.config2 = file_offset;
  const bool all = context.target_pid == 0;
  auto event = OpenPerfEvent(attr, all ? -1 : context.target_pid, all ? OnlineCpus().front() : -1);
  if (!event) return event.TakeError();
  if (Status status = StartPerfEvent(event->get(), context.program_fd); !status) return status;
  to.AddPerfEvent(std::move(*event), true);
  return Status::Ok();
}

void AttachRun(const std::string& path, std::span<const Place> places, bool at_return,
               const AttachContext& context, Attachments& to, Attached& attached) {
  std::vector<uint64_t> offsets;
  offsets.reserve(places.size());
  for (const Place& place : places)
    offsets.push_back(place.file_offset);
  const int fd = LinkUprobeMulti(context.program_fd, path, offsets, at_return, context.target_pid);
  if (fd >= 0) {
    to.AddLink(UniqueFd(fd), true);
    attached.count += places.size();
    return;
  }
  if (places.size() > 1 && (fd == -EINVAL || fd == -ENOENT || fd == -EIO)) {
    const size_t half = places.size() / 2;
    AttachRun(path, places.first(half), at_return, context, to, attached);
    AttachRun(path, places.subspan(half), at_return, context, to, attached);
    return;
  }
  for (const Place& place : places) {
    attached.missing.push_back({place.name, Error::FromErrno("uprobe_multi link", fd)});
  }
}

Error NoUprobes(const bundle::ProbeMeta& probe, HostView& host) {
  Error error(probe.name + ": this kernel has no uprobes (CONFIG_UPROBES is not set)");
  const std::string function = probe.targets.empty() ? "" : probe.targets[0].function;
  for (std::string& hint : SuggestAlternatives(probe.kind, function, host)) {
    error = std::move(error).Hint(std::move(hint));
  }
  return error;
}

Result<Attached> AttachPlaces(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  const bool at_return = AtReturnOf(probe);
  Attached attached{0, context.multi ? "uprobe_multi links" : "perf events"};
  const auto files = FindPlaces(probe, context.host, attached);
  if (context.multi) {
    for (const auto& [path, places] : files)
      AttachRun(path, places, at_return, context, to, attached);
    return attached;
  }
  auto pmu = FindProbePmu("uprobe");
  if (!pmu) return NoUprobes(probe, context.host);
  for (const auto& [path, places] : files) {
    for (const Place& place : places) {
      Status status = AttachOne(*pmu, path, place.file_offset, at_return, context, to);
      if (status.ok()) {
        ++attached.count;
      } else {
        attached.missing.push_back({place.name, status.TakeError()});
      }
    }
  }
  return attached;
}

}  // namespace

Result<Attached> Uprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachPlaces(probe, context, to);
}

Result<Attached> Uretprobe(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachPlaces(probe, context, to);
}

}  // namespace sonde::runtime::attach
