// Reading BTF from files. Leaves: BtfBytes. Covered by tests/btf/btf_test.cpp and split_btf_test.cpp.
#include "btf/btf_bytes.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace sonde {
namespace {

// Kernels before 6.16 or so refuse to map the file; then it is read.
Result<std::unique_ptr<BtfBytes>> ReadWhole(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("open " + path, errno);
  struct stat info{};
  fstat(fd, &info);
  const auto size = static_cast<size_t>(info.st_size);
  void* map = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  if (map != MAP_FAILED) {
    close(fd);
    return std::make_unique<BtfBytes>(map, size);
  }
  std::string text(size + 1, '\0');
  size_t filled = 0;
  ssize_t got = 0;
  while ((got = read(fd, text.data() + filled, text.size() - filled)) > 0) {
    filled += static_cast<size_t>(got);
    if (filled == text.size()) text.resize(text.size() * 2);
  }
  const int error = errno;
  close(fd);
  if (got < 0) return Error::FromErrno("read " + path, error);
  text.resize(filled);
  return std::make_unique<BtfBytes>(std::move(text));
}

struct ElfCloser {
  void operator()(Elf* elf) const { elf_end(elf); }
};

// A copy: the file may be a whole vmlinux, which nobody needs to keep mapped.
Result<std::string> SectionBtf(std::string_view file) {
  elf_version(EV_CURRENT);
  // libelf declares no const; it does not write to what is only read.
  const std::unique_ptr<Elf, ElfCloser> elf(elf_memory(const_cast<char*>(file.data()), file.size()));
  size_t names = 0;
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF || elf_getshdrstrndx(elf.get(), &names) != 0) {
    return Error("the ELF file is damaged");
  }
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* name = elf_strptr(elf.get(), names, header.sh_name);
    if (name == nullptr || std::string_view(name) != ".BTF") continue;
    const Elf_Data* data = header.sh_type == SHT_NOBITS ? nullptr : elf_rawdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return Error("the ELF file's section .BTF is damaged");
    return std::string(static_cast<const char*>(data->d_buf), data->d_size);
  }
  return Error("the ELF file has no section .BTF");
}

}  // namespace

BtfBytes::~BtfBytes() {
  if (map_ != nullptr) munmap(map_, size_);
}

Result<std::unique_ptr<BtfBytes>> BtfBytes::Read(const std::string& path) {
  auto whole = ReadWhole(path);
  if (!whole || !(*whole)->view().starts_with("\x7f"
                                              "ELF"))
    return whole;
  auto section = SectionBtf((*whole)->view());
  if (!section) return section.TakeError().While(path);
  return std::make_unique<BtfBytes>(std::move(*section));
}

}  // namespace sonde
