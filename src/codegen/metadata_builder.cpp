// The metadata of a bundle under construction. Leaves: MetadataBuilder. Covered by tests/codegen/*.
#include "codegen/metadata_builder.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace sonde::codegen {
namespace {

void AddMembers(const Type& type, const std::string& prefix, uint32_t start,
                std::vector<bundle::KernelMember>& members) {
  for (const TypeMember& member : type.definition.members) {
    if (member.type->kind == TypeKind::None) continue;
    const uint32_t offset = start + 8 * member.offset + member.bit_offset;
    const uint32_t size = member.bit_size != 0 ? member.bit_size : 8 * member.type->size;
    members.push_back({prefix + member.name, offset, size});
    if (member.type->kind == TypeKind::Struct) {
      AddMembers(*member.type, prefix + member.name + ".", offset, members);
    }
  }
}

}  // namespace

uint32_t MetadataBuilder::LedgerWord(bundle::LedgerKind kind, uint32_t subject) {
  const auto [at, added] = ledger_words_.try_emplace({static_cast<int>(kind), subject},
                                                     static_cast<uint32_t>(built_.ledger.size()));
  if (added) built_.ledger.push_back({kind, subject});
  return at->second;
}

bundle::Location MetadataBuilder::Describe(SourceRange range) const {
  const size_t file = source_.FileAt(range.begin);
  const LineColumn begin = source_.Position(range.begin);
  const LineColumn end = source_.Position(range.end);
  const uint32_t end_column = end.line == begin.line ? end.column : begin.column + 1;
  // Of a line that holds half a program every statement would have a copy.
  constexpr size_t kLongestLine = 2000;
  std::string_view line = source_.Line(begin.line, file);
  if (line.size() > kLongestLine) line = {};
  return {
      begin.line, begin.column, end_column, std::string(line), file == 0 ? "" : source_.files()[file].name,
      {}};
}

uint32_t MetadataBuilder::LocationIndex(SourceRange range, const std::vector<SourceRange>& blocks) {
  const auto holds = [range](SourceRange block) {
    return block.begin <= range.begin && range.end <= block.end;
  };
  const auto outer = std::find_if(blocks.begin(), blocks.end(), holds);
  std::vector<uint32_t> key = {range.begin, range.end};
  for (auto at = outer; at != blocks.begin();)
    key.push_back((--at)->begin);
  const auto [known, added] =
      location_indices_.try_emplace(std::move(key), static_cast<uint32_t>(built_.locations.size()));
  if (!added) return known->second;
  bundle::Location location = Describe(range);
  for (auto at = outer; at != blocks.begin();)
    location.expanded_from.push_back(Describe(*--at));
  built_.locations.push_back(std::move(location));
  return known->second;
}

uint32_t MetadataBuilder::TextIndex(const std::string& text) {
  auto& texts = built_.texts;
  const auto known = std::find(texts.begin(), texts.end(), text);
  const auto index = static_cast<uint32_t>(known - texts.begin());
  if (known == texts.end()) texts.push_back(text);
  return index;
}

void MetadataBuilder::UseLayout(const Type& type, SourceRange range) {
  if (type.kind == TypeKind::Array) return UseLayout(*type.element, range);
  if (type.kind != TypeKind::Struct || type.definition.name.empty() || !relocated_.Has(type)) return;
  for (const auto& known : built_.kernel.layouts) {
    if (known.type == type.definition.name) return;
  }
  bundle::KernelLayout layout{type.definition.name, type.size, LocationIndex(range), {}};
  AddMembers(type, "", 0, layout.members);
  built_.kernel.layouts.push_back(std::move(layout));
}

}  // namespace sonde::codegen
