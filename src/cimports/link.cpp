// Linking BPF objects. Leaves: LinkBpfObjects. Covered by tests/cimports/link_test.cpp and
// tests/run/cimports.test.
#include <bpf/libbpf.h>
#include <elf.h>
#include <gelf.h>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <deque>

#include "cimports/memory_file.h"
#include "cimports/object.h"

namespace sonde {
namespace {

// What libbpf would print while it links.
class Messages {
 public:
  Messages() : before_(libbpf_set_print(Collect)) { text().clear(); }
  ~Messages() { libbpf_set_print(before_); }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  static std::string& text() {
    thread_local std::string collected;
    return collected;
  }

 private:
  static int Collect(libbpf_print_level level, const char* format, va_list arguments) {
    if (level != LIBBPF_WARN) return 0;
    char line[512];
    const int size = std::vsnprintf(line, sizeof line, format, arguments);
    text() += line;
    return size;
  }

  libbpf_print_fn_t before_;
};

Error Failed(const std::string& what, int code) {
  std::string why = Messages::text();
  while (!why.empty() && why.back() == '\n')
    why.pop_back();
  return why.empty() ? Error::FromErrno(what, code) : Error(what + ": " + why);
}

// Sets the visibility of all global functions outside of programs.
Status HideFunctions(std::string& elf) {
  elf_version(EV_CURRENT);
  Elf* reader = elf_memory(elf.data(), elf.size());
  if (reader == nullptr) return Error("the linked object cannot be read");
  Elf_Scn* text = nullptr;
  Elf_Scn* symbols = nullptr;
  GElf_Shdr header{}, table{};
  size_t names = 0;
  elf_getshdrstrndx(reader, &names);
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(reader, section)) != nullptr;) {
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* name = elf_strptr(reader, names, header.sh_name);
    if (name != nullptr && std::string_view(name) == ".text") text = section;
    if (header.sh_type == SHT_SYMTAB) symbols = section, table = header;
  }
  const size_t index = text == nullptr ? 0 : elf_ndxscn(text);
  if (text != nullptr && symbols != nullptr && table.sh_offset + table.sh_size <= elf.size()) {
    for (size_t at = table.sh_offset; at + sizeof(Elf64_Sym) <= table.sh_offset + table.sh_size;
         at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      elf.copy(reinterpret_cast<char*>(&symbol), sizeof symbol, at);
      if (symbol.st_shndx != index || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
      if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL) continue;
      elf[at + offsetof(Elf64_Sym, st_other)] = STV_HIDDEN;
    }
  }
  elf_end(reader);
  return Status::Ok();
}

// C writes the license as a constant or as a variable, and the linker wants one kind.
void UnifyLicense(std::string& elf) {
  elf_version(EV_CURRENT);
  Elf* reader = elf_memory(elf.data(), elf.size());
  GElf_Ehdr file{};
  GElf_Shdr header{};
  size_t names = 0;
  if (reader != nullptr && gelf_getehdr(reader, &file) != nullptr && elf_getshdrstrndx(reader, &names) == 0) {
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(reader, section)) != nullptr;) {
      if (gelf_getshdr(section, &header) == nullptr) continue;
      const char* name = elf_strptr(reader, names, header.sh_name);
      if (name == nullptr || std::string_view(name) != "license") continue;
      const size_t at =
          file.e_shoff + elf_ndxscn(section) * file.e_shentsize + offsetof(Elf64_Shdr, sh_flags);
      const Elf64_Xword flags = SHF_ALLOC | SHF_WRITE;
      if (at + sizeof flags <= elf.size()) std::memcpy(elf.data() + at, &flags, sizeof flags);
    }
  }
  elf_end(reader);
}

}  // namespace

Result<std::string> LinkBpfObjects(const std::string& main, const std::vector<BpfObject>& objects) {
  const Messages messages;
  const MemoryFile output;
  std::deque<MemoryFile> inputs;
  struct Closer {
    void operator()(bpf_linker* linker) const { bpf_linker__free(linker); }
  };
  const std::unique_ptr<bpf_linker, Closer> linker(bpf_linker__new(output.path().c_str(), nullptr));
  if (linker == nullptr) return Failed("the objects cannot be linked", errno);
  const auto add = [&](std::string elf, const std::string& name) -> Status {
    UnifyLicense(elf);
    const MemoryFile& file = inputs.emplace_back();
    if (Status status = file.Write(elf); !status) return status;
    const int code = bpf_linker__add_file(linker.get(), file.path().c_str(), nullptr);
    return code == 0 ? Status::Ok() : Status(Failed("linking " + name, -code));
  };
  if (Status status = add(main, "the script"); !status) return status.TakeError();
  for (const auto& object : objects) {
    if (Status status = add(object.elf, object.path); !status) return status.TakeError();
  }
  const int code = bpf_linker__finalize(linker.get());
  if (code != 0) return Failed("linking the imported objects", -code);
  std::string linked = output.Read();
  if (Status status = HideFunctions(linked); !status) return status.TakeError();
  return linked;
}

}  // namespace sonde
