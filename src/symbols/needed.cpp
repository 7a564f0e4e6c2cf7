// Names in the dynamic section. Leaves: NeededFiles.
#include "symbols/needed.h"

#include <elf.h>

#include "base/byte_reader.h"
#include "symbols/elf_reader.h"

namespace sonde {
namespace {

constexpr uint64_t kLargest = uint64_t{16} << 20U;  // bytes of a section

}  // namespace

std::vector<std::string> NeededFiles(const std::string& path) {
  ElfReader reader;
  if (!reader.Open(path) || reader.AddressSize() != sizeof(uint64_t)) return {};
  std::vector<std::string> names;
  std::string_view entries, texts;
  reader.ForEachNamed(".dynamic", kLargest,
                      [&](const GElf_Shdr&, std::string_view bytes) { entries = bytes; });
  reader.ForEachNamed(".dynstr", kLargest, [&](const GElf_Shdr&, std::string_view bytes) { texts = bytes; });
  reader.ForEachNamed(".interp", kLargest, [&](const GElf_Shdr&, std::string_view bytes) {
    names.emplace_back(bytes.substr(0, bytes.find('\0')));
  });
  ByteReader dynamic(entries);
  while (!dynamic.empty()) {
    const auto entry = dynamic.Get<Elf64_Dyn>();
    if (!dynamic.ok() || entry.d_tag == DT_NULL) break;
    if (entry.d_tag != DT_NEEDED) continue;
    if (const auto name = ByteReader(texts).TextAt(entry.d_un.d_val)) names.emplace_back(*name);
  }
  return names;
}

}  // namespace sonde
