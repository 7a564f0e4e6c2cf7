// Opening files with debug information. Leaves: OpenGuard, OpenPause, OpenDebugFile. Covered by
// tests/dwarf/hostile_test.cpp.
#include "dwarf/guarded_open.h"

#include <fcntl.h>
#include <gelf.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <memory>

#include "base/file_watch.h"
#include "symbols/elf_reader.h"

namespace sonde::dwarf {
namespace {

constexpr uint64_t kLargestFile = uint64_t{1} << 40;  // sparse ones are read where they have something

thread_local bool guarded = false;
thread_local const std::vector<std::string>* unit_folders = nullptr;

struct CloseElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};

// What a section says that it unpacks to; its size when it is not compressed.
uint64_t UnpackedSize(const ForeignFile& file, Elf_Scn* section, const GElf_Shdr& header) {
  if (header.sh_type == SHT_NOBITS) return 0;
  if ((header.sh_flags & SHF_COMPRESSED) != 0) {
    GElf_Chdr packed;
    return gelf_getchdr(section, &packed) != nullptr ? packed.ch_size : 0;
  }
  // The old form, .zdebug: "ZLIB" and eight bytes, the highest first.
  unsigned char start[12] = {};
  if (file.ReadAt(header.sh_offset, start, sizeof(start)) != sizeof(start)) return 0;
  if (std::memcmp(start, "ZLIB", 4) != 0) return 0;
  uint64_t size = 0;
  for (int i = 4; i < 12; ++i)
    size = size << 8 | start[i];
  return size;
}

Status CheckSections(const ForeignFile& file) {
  if (!HasSaneCounts(file)) return Error(file.path() + " is not an ELF file");
  elf_version(EV_CURRENT);
  const std::unique_ptr<Elf, CloseElf> elf(elf_begin(file.fd(), ELF_C_READ, nullptr));
  uint64_t unpacked = 0;
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const uint64_t size = UnpackedSize(file, section, header);
    unpacked = size > kLargestUnpacked ? size : unpacked + size;
    if (unpacked > kLargestUnpacked) {
      return Error("the compressed debug information of " + file.path() + " unpacks to more than " +
                   InWords(kLargestUnpacked))
          .Hint("unpack it: objcopy --decompress-debug-sections");
    }
  }
  return Status::Ok();
}

// What libdw asks for, or a split unit of that name in another folder: libdw compares the unit's id.
Result<ForeignFile> OpenForLibdw(const std::string& path) {
  auto file = OpenDebugFile(path);
  if (file || unit_folders == nullptr || !path.ends_with(".dwo")) return file;
  const std::string name = path.substr(path.rfind('/') + 1);
  for (const std::string& folder : *unit_folders) {
    if (!folder.starts_with('/')) continue;
    if (auto other = OpenDebugFile(folder + "/" + name)) return other;
  }
  return file;
}

}  // namespace

OpenGuard::OpenGuard(const std::vector<std::string>* folders)
    : before_(guarded), folders_before_(unit_folders) {
  guarded = true;
  unit_folders = folders;
}

OpenGuard::~OpenGuard() {
  guarded = before_;
  unit_folders = folders_before_;
}

OpenPause::OpenPause() : before_(guarded) {
  guarded = false;
}

OpenPause::~OpenPause() {
  guarded = before_;
}

Result<ForeignFile> OpenDebugFile(const std::string& path) {
  const OpenPause pause;
  FileWatch::Note(path);
  auto file = ForeignFile::Open(path, kLargestFile);
  if (!file) return file.TakeError();
  if (auto status = CheckSections(*file); !status) return status.TakeError();
  return file;
}

}  // namespace sonde::dwarf

// NOLINTBEGIN(bugprone-reserved-identifier): the names that the linker's --wrap gives
extern "C" {
int __real_open(const char* path, int flags, ...);

int __wrap_open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | __O_TMPFILE)) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  constexpr int kOther = O_CREAT | O_PATH | O_ACCMODE | O_DIRECTORY;
  if (!sonde::dwarf::guarded || (flags & kOther) != O_RDONLY) return __real_open(path, flags, mode);
  const auto file = sonde::dwarf::OpenForLibdw(path);
  if (file) return fcntl(file->fd(), F_DUPFD_CLOEXEC, 0);
  errno = ENOENT;
  return -1;
}
}
// NOLINTEND(bugprone-reserved-identifier)
