// Linking BPF objects. Leaves: LinkBpfObjects. Covered by
// tests/run/cimports.test.
#include <bpf/libbpf.h>
#include <elf.h>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <deque>
#include <set>
#include <string_view>

#include "base/memory_file.h"
#include "btf/bpf_elf.h"
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

// Sets the visibility of all global functions outside of programs but of those in `shown`.
Status HideFunctions(std::string& elf, const std::set<std::string_view>& shown) {
  const auto object = ReadBpfElf(elf);
  if (!object) return object.error();
  const BpfSection* text = object->Find(".text");
  if (text == nullptr) return Status::Ok();
  for (const BpfSymbol& symbol : object->symbols) {
    if (symbol.section != object->IndexOf(*text) || symbol.kind != STT_FUNC) continue;
    if (symbol.binding == STB_LOCAL || shown.contains(symbol.name)) continue;
    elf[symbol.entry_offset + offsetof(Elf64_Sym, st_other)] = STV_HIDDEN;
  }
  return Status::Ok();
}

// C writes the license as a constant or as a variable, and the linker wants one kind.
Status UnifyLicense(std::string& elf) {
  const auto object = ReadBpfElf(elf);
  if (!object) return object.error();
  for (const BpfSection& section : object->sections) {
    if (section.name != "license") continue;
    const Elf64_Xword flags = SHF_ALLOC | SHF_WRITE;
    std::memcpy(elf.data() + section.header_offset + offsetof(Elf64_Shdr, sh_flags), &flags, sizeof flags);
  }
  return Status::Ok();
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
    if (Status status = UnifyLicense(elf); !status)
      return Status(status.TakeError().While("linking " + name));
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
  std::set<std::string_view> shown;
  for (const auto& object : objects) {
    if (!object.verified_alone) continue;
    for (const auto& function : object.functions)
      shown.insert(function.name);
  }
  if (Status status = HideFunctions(linked, shown); !status) return status.TakeError();
  return linked;
}

}  // namespace sonde
