// Finding and checking the places of uprobes. Leaves: FindUserSites. Covered by
// tests/runtime/session_test.cpp and tests/run/uprobe-places.test.
#include "runtime/attach/uprobe_sites.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "host/instructions.h"

namespace sonde::runtime::attach {
namespace {

// A probe for one function has its own name, unless the script gave it another; those of a wildcard are named
// one by one.
std::string NameOf(const bundle::ProbeMeta& probe, const bundle::UserTarget& target) {
  const std::string type = std::string(RowOf(probe.kind).name) + ":";
  if (!probe.multi && probe.name.starts_with(type)) return probe.name;
  return type + (probe.shown_target.empty() ? target.path : probe.shown_target) + ":" + target.function;
}

bool IsElf(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  char magic[4] = {};
  return pread(file.get(), magic, sizeof(magic), 0) == sizeof(magic) && std::memcmp(magic,
                                                                                    "\x7f"
                                                                                    "ELF",
                                                                                    sizeof(magic)) == 0;
}

// Where the code of a target is in `file`: functions of one name (static ones of several files) may be
// several.
Result<std::vector<uint64_t>> FileOffsets(const bundle::UserTarget& target, const FilePart& file,
                                          HostView& host) {
  std::vector<uint64_t> offsets;
  // Code without the ELF format around it, which --unsafe admits, is mapped as it lies in the file.
  if (target.address && file.offset == 0 && !IsElf(file.path))
    return std::vector<uint64_t>{*target.address + target.offset};
  if (target.address) {
    auto offset = host.UserFileOffset(target.path, *target.address);
    if (!offset) return offset.TakeError();
    offsets.push_back(file.offset + *offset + target.offset);
    return offsets;
  }
  auto functions = host.FindUserFunctions(target.path, target.function);
  if (!functions) return functions.TakeError();
  for (const UserFunction& function : *functions)
    offsets.push_back(file.offset + function.file_offset + target.offset);
  return offsets;
}

// The program was made for the code that the file had then. In another build of it an instruction may not
// begin there, and a breakpoint would change what the program does.
Status CheckCode(const bundle::UserTarget& target, const std::string& path, uint64_t file_offset) {
  if (target.code_size == 0) return Status::Ok();
  if (target.code_size > file_offset) return Error("the file is not the one that this was made for");
  auto hash = HashCodeInFile(path, file_offset - target.code_size, target.code_size);
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

Status CheckPlace(const bundle::UserTarget& target, const std::string& path, uint64_t file_offset) {
  if (Status status = CheckCode(target, path, file_offset); !status) return status;
  return CheckFirstInstruction(path, file_offset);
}

}  // namespace

UserSites FindUserSites(const bundle::ProbeMeta& probe, HostView& host, Attached& attached) {
  if (AtMarkerOf(probe)) return FindMarkerSites(probe, host, attached);
  UserSites files;
  for (size_t number = 0; number < probe.targets.size(); ++number) {
    const auto& target = bundle::As<bundle::UserTarget>(probe.targets[number]);
    auto file = host.PartOf(target.path);
    auto offsets = file ? FileOffsets(target, *file, host) : Result<std::vector<uint64_t>>(file.error());
    if (!offsets) {
      attached.missing.push_back({NameOf(probe, target), offsets.TakeError()});
      continue;
    }
    for (uint64_t offset : *offsets) {
      if (Status status = CheckPlace(target, file->path, offset); !status) {
        attached.missing.push_back({NameOf(probe, target), status.TakeError()});
        continue;
      }
      if (!target.address && target.offset == 0 && BeginsEndbrPush(file->path, offset)) {
        offset += kEndbrSize;
        attached.shift = kEndbrSize;
      }
      files[file->path].push_back({NameOf(probe, target), offset, number});
    }
  }
  return files;
}

}  // namespace sonde::runtime::attach
