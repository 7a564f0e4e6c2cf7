// Kernel types as C source. Leaves: BtfText. Covered by tests/btf/btf_text_test.cpp.
#include "btf/btf_text.h"

namespace sonde {
namespace {

constexpr std::string_view kCounted = "___";
constexpr std::string_view kEnd = "\n\n";  // behind each definition that libbpf prints

// What a definition defines: "struct list_head" of "struct list_head {...};".
std::string_view Defined(std::string_view definition) {
  return definition.substr(0, definition.find(" {"));
}

// `text`: definitions, the last one asked for and those in front of it.
template <typename Take>
void ForEachDefinition(std::string_view text, Take take) {
  while (!text.empty()) {
    const size_t end = text.find(kEnd);
    take(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + kEnd.size());
  }
}

}  // namespace

// One dump serves all definitions while names are unique: making one costs as much as printing ten structs.
std::string BtfText::Define(uint32_t id, const std::string& name, bool unique) {
  if (!unique) return PrintAnew(id);
  ForEachDefinition(dump_.Print(id), [this](std::string_view definition) {
    printed_.emplace(Defined(definition), definition);
  });
  // Of several things with one name libbpf counts those that it prints in one dump: "Opt_gid___2".
  const auto known = printed_.find(name);
  const bool counted = known == printed_.end() || known->second.find(kCounted) != std::string::npos;
  return counted ? PrintAnew(id) : known->second;
}

std::string BtfText::PrintAnew(uint32_t id) const {
  std::string_view last;
  const std::string text = BtfDump(types_).Print(id);
  ForEachDefinition(text, [&last](std::string_view definition) { last = definition; });
  return std::string(last);
}

}  // namespace sonde
