// ElfImage: loading a file with its debug file; addresses and offsets. Leaves: ElfImage, ReadElfFunctions,
// FindElfSymbol, HasElfSection. Covered by tests/symbols/elf_test.cpp.
#include "symbols/elf_image.h"

#include <algorithm>

#include "symbols/debug_files.h"
#include "symbols/elf_reader.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

// Symbols that begin before an address but end before it too may hide the one around it: steps back to look.
constexpr int kStepsBack = 32;

constexpr const char* kDebugRoot = "/usr/lib/debug";

// The debug file of a file that `reader` has open; false when there is none.
bool OpenDebugFile(const std::string& path, const ElfReader& reader, const std::string& debug_root,
                   ElfReader& debug_reader) {
  const DebugReference reference = reader.Debug();
  std::string debug;
  for (const std::string& folder : DebugFolders()) {
    if (debug.empty()) debug = FindDebugFileIn(path, reference, folder);
  }
  if (debug.empty()) debug = FindDebugFile(path, reference, debug_root);
  return !debug.empty() && debug_reader.Open(debug);
}

}  // namespace

Result<std::shared_ptr<const ElfImage>> ElfImage::Load(const std::string& path,
                                                       const std::string& debug_root) {
  ElfReader reader;
  if (auto opened = reader.Open(path); !opened) return opened.TakeError();
  auto image = std::make_shared<ElfImage>();
  reader.AddSegments(*image);
  reader.AddSymbols(*image);
  if (std::string id = reader.Debug().build_id; !id.empty())
    image->build_id_ = std::make_shared<const std::string>(std::move(id));
  ElfReader debug_reader;
  if (!reader.HasSymbolTable() && OpenDebugFile(path, reader, debug_root, debug_reader))
    debug_reader.AddSymbols(*image);
  ElfReader::Sort(*image);
  return std::shared_ptr<const ElfImage>(std::move(image));
}

const ElfSymbol* ElfImage::Covering(uint64_t address) const {
  auto next = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                               [](uint64_t a, const ElfSymbol& s) { return a < s.address; });
  const ElfSymbol* found = nullptr;
  auto at = next;
  for (int step = 0; step < kStepsBack && at != symbols_.begin(); ++step) {
    --at;
    if (found != nullptr && at->address != found->address) break;
    // Without a size a symbol reaches to the next one.
    if (at->size == 0
            ? (found == nullptr && next != symbols_.end() && std::prev(next)->address == at->address)
            : address - at->address < at->size) {
      found = &*at;
    }
  }
  return found;
}

Result<uint64_t> ElfImage::FileOffset(uint64_t address) const {
  for (const auto& segment : segments_) {
    if (address >= segment.address && address - segment.address < segment.file_size) {
      return address - segment.address + segment.offset;
    }
  }
  return Error("address " + std::to_string(address) + " is in no part of the file that is loaded");
}

bool ElfImage::AddressOfOffset(uint64_t offset, uint64_t& address) const {
  for (const auto& segment : segments_) {
    if (offset >= segment.offset && offset - segment.offset < segment.file_size) {
      address = offset - segment.offset + segment.address;
      return true;
    }
  }
  return false;
}

Result<std::vector<ElfFunction>> ReadElfFunctions(const std::string& path) {
  auto image = ElfImage::Load(path);
  if (!image) return image.TakeError().While("cannot read the symbols of " + path);
  std::vector<ElfFunction> functions;
  functions.reserve((*image)->symbols().size());
  for (const auto& symbol : (*image)->symbols()) {
    const auto offset = (*image)->FileOffset(symbol.address);
    if (!offset) continue;
    functions.push_back({std::string((*image)->NameOf(symbol)), symbol.address, symbol.size, *offset});
  }
  std::sort(functions.begin(), functions.end(), [](const ElfFunction& a, const ElfFunction& b) {
    return std::tie(a.name, a.address) < std::tie(b.name, b.address);
  });
  return functions;
}

Result<ElfImage> ElfImage::LoadSegments(const std::string& path) {
  ElfReader reader;
  if (auto opened = reader.Open(path); !opened) return opened.TakeError();
  ElfImage image;
  reader.AddSegments(image);
  return image;
}

bool HasElfSection(const std::string& path, std::string_view name) {
  ElfReader reader;
  if (!reader.Open(path)) return false;
  bool found = false;
  reader.ForEachNamed(name, 0, [&](const GElf_Shdr&, std::string_view) { found = true; });
  return found;
}

Result<ElfPlace> FindElfSymbol(const std::string& path, const std::string& name) {
  ElfReader reader;
  if (auto opened = reader.Open(path); !opened) return opened.TakeError();
  auto places = reader.PlacesOf(name);
  ElfReader debug_reader;
  if (!reader.HasSymbolTable() && OpenDebugFile(path, reader, kDebugRoot, debug_reader)) {
    for (const ElfPlace& place : debug_reader.PlacesOf(name))
      AddPlace(places, place);
  }
  if (places.empty()) return Error("the file has no symbol " + name);
  if (places.size() > 1) return Error("the file has several symbols " + name);
  return places.front();
}

}  // namespace sonde
