// uprobe and uretprobe: one uprobe_multi link per file where the program was loaded for it, else a perf
// event per place. Covered by tests/runtime/session_test.cpp.
#include <fcntl.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <span>

#include "host/instructions.h"
#include "probes/attach_point.h"
#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// A target found in its file.
struct Place {
  std::string name;
  uint64_t file_offset = 0;
  uint64_t target = 0;  // its number in the probe
};

// A probe for one function has its own name, unless the script gave it another; those of a wildcard are named
// one by one.
std::string NameOf(const bundle::ProbeMeta& probe, const bundle::AttachTarget& target) {
  const std::string type = std::string(RowOf(probe.kind).name) + ":";
  if (!probe.multi && probe.name.starts_with(type)) return probe.name;
  return type + (probe.shown_target.empty() ? target.module : probe.shown_target) + ":" + target.function;
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

// Where the code of a target is: functions of one name (static ones of several files) may be several.
Result<std::vector<uint64_t>> FileOffsets(const bundle::AttachTarget& target, HostView& host) {
  std::vector<uint64_t> offsets;
  // Code without the ELF format around it, which --unsafe admits, is mapped as it lies in the file.
  if (target.has_address && !IsElf(target.module))
    return std::vector<uint64_t>{target.address + target.offset};
  if (target.has_address) {
    auto offset = host.UserFileOffset(target.module, target.address);
    if (!offset) return offset.TakeError();
    offsets.push_back(*offset + target.offset);
    return offsets;
  }
  auto functions = host.FindUserFunctions(target.module, target.function);
  if (!functions) return functions.TakeError();
  for (const UserFunction& function : *functions)
    offsets.push_back(function.file_offset + target.offset);
  return offsets;
}

// The program was made for the code that the file had then. In another build of it an instruction may not
// begin there, and a breakpoint would change what the program does.
Status CheckCode(const bundle::AttachTarget& target, uint64_t file_offset) {
  if (target.code_size == 0) return Status::Ok();
  if (target.code_size > file_offset) return Error("the file is not the one that this was made for");
  auto hash = HashCodeInFile(target.module, file_offset - target.code_size, target.code_size);
  if (!hash) return hash.TakeError();
  if (*hash == target.code_hash) return Status::Ok();
  return Error("the code before this place is not what it was when the program was compiled")
      .Hint("compile it again for this file");
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

Status CheckPlace(const bundle::AttachTarget& target, uint64_t file_offset) {
  if (Status status = CheckCode(target, file_offset); !status) return status;
  return CheckFirstInstruction(target.module, file_offset);
}

// Places by file; what is not found goes to `missing`.
std::map<std::string, std::vector<Place>> FindPlaces(const bundle::ProbeMeta& probe, HostView& host,
                                                     Attached& attached) {
  std::map<std::string, std::vector<Place>> files;
  for (size_t number = 0; number < probe.targets.size(); ++number) {
    const bundle::AttachTarget& target = probe.targets[number];
    auto offsets = FileOffsets(target, host);
    if (!offsets) {
      attached.missing.push_back({NameOf(probe, target), offsets.TakeError()});
      continue;
    }
    for (uint64_t offset : *offsets) {
      if (Status status = CheckPlace(target, offset); !status) {
        attached.missing.push_back({NameOf(probe, target), status.TakeError()});
        continue;
      }
      if (!target.has_address && target.offset == 0 && BeginsEndbrPush(target.module, offset)) {
        offset += kEndbrSize;
        attached.shift = kEndbrSize;
      }
      files[target.module].push_back({NameOf(probe, target), offset, number});
    }
  }
  return files;
}

// A program that serves several places is told by a cookie which one it is in: builtins.cpp of codegen.
Status Start(int event, const Place& place, bool several, int program_fd, Attachments& to) {
  if (!several) return StartPerfEvent(event, program_fd);
  auto link = LinkPerfEvent(event, program_fd, bundle::kTargetOfProbe + place.target);
  if (!link) return link.TakeError();
  to.AddLink(std::move(*link), true);
  return Status::Ok();
}

Status AttachOne(const perf_event_attr& attr, const Place& place, bool several, const AttachContext& context,
                 Attachments& to) {
  const bool all = context.targets.empty();
  for (const int process : all ? std::vector<int>{-1} : context.targets) {
    auto event = OpenPerfEvent(attr, process, all ? OnlineCpus().front() : -1);
    if (!event) return event.TakeError();
    if (Status status = Start(event->get(), place, several, context.program_fd, to); !status) return status;
    to.AddPerfEvent(std::move(*event), true);
  }
  return Status::Ok();
}

perf_event_attr AttrOf(const ProbePmu& pmu, const std::string& path, uint64_t file_offset, bool at_return) {
  perf_event_attr attr{};
  attr.type = pmu.type;
  attr.config = at_return ? pmu.return_bit : 0;
  attr.config1 = reinterpret_cast<uint64_t>(path.c_str());
  attr.config2 = file_offset;
  return attr;
}

// One link for each process. 0, or a negative errno: then nothing was attached.
int LinkRun(const std::string& path, std::span<const uint64_t> offsets, bool at_return,
            const AttachContext& context, Attachments& to) {
  std::vector<UniqueFd> links;
  for (const int process : context.targets.empty() ? std::vector<int>{0} : context.targets) {
    const int fd = LinkUprobeMulti(context.program_fd, path, offsets, at_return, process);
    if (fd < 0) return fd;
    links.emplace_back(fd);
  }
  for (UniqueFd& link : links)
    to.AddLink(std::move(link), true);
  return 0;
}

// Several names of one place: one call is one event.
std::vector<uint64_t> DistinctOffsets(std::span<const Place> places) {
  std::vector<uint64_t> offsets;
  offsets.reserve(places.size());
  for (const Place& place : places)
    offsets.push_back(place.file_offset);
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  return offsets;
}

void AttachRun(const std::string& path, std::span<const Place> places, bool at_return,
               const AttachContext& context, Attachments& to, Attached& attached) {
  const int error = LinkRun(path, DistinctOffsets(places), at_return, context, to);
  if (error == 0) {
    attached.count += places.size();
    return;
  }
  if (places.size() > 1 && (error == -EINVAL || error == -ENOENT || error == -EIO)) {
    const size_t half = places.size() / 2;
    AttachRun(path, places.first(half), at_return, context, to, attached);
    AttachRun(path, places.subspan(half), at_return, context, to, attached);
    return;
  }
  for (const Place& place : places) {
    attached.missing.push_back({place.name, Error::FromErrno("uprobe_multi link", error)});
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
    std::map<uint64_t, bool> done;  // several names of one place: one call is one event
    for (const Place& place : places) {
      if (const auto known = done.find(place.file_offset); known != done.end() && known->second) {
        ++attached.count;
        continue;
      }
      const perf_event_attr attr = AttrOf(*pmu, path, place.file_offset, at_return);
      Status status = AttachOne(attr, place, probe.multi, context, to);
      done[place.file_offset] = status.ok();
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
