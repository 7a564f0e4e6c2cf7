// Instructions, symbols, lines (.BTF.ext, as linux/bpf.h declares its records) and relocations of an object.
// Leaves: ReadFunctions.
#include "explain/object.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

#include "base/byte_reader.h"
#include "btf/bpf_elf.h"
#include "btf/btf_ext.h"
#include "btf/raw_btf.h"

namespace sonde::explain {
namespace {

// Of enum bpf_core_relo_kind: what is asked about a field, a type or an enumerator.
std::string_view QuestionOf(uint32_t kind) {
  constexpr std::string_view kQuestions[] = {
      "offset of ",        "size of ",       "whether there is ", "signedness of ",    "left shift of ",
      "right shift of ",   "own number of ", "number of ",        "whether there is ", "size of ",
      "whether there is ", "value of ",      "whether it is "};
  return kind < std::size(kQuestions) ? kQuestions[kind] : "";
}

// "task_struct.mm.owner" of a type and a path "0:3:1": numbers of members; of arrays, elements.
std::string FieldOf(const RawBtf& btf, uint32_t type, std::string_view path) {
  std::string text;
  bool first = true;
  while (!path.empty()) {
    const size_t end = std::min(path.find(':'), path.size());
    const auto number =
        static_cast<uint32_t>(std::strtoul(std::string(path.substr(0, end)).c_str(), nullptr, 10));
    path.remove_prefix(std::min(end + 1, path.size()));
    while (btf_is_mod(&btf.Get(type)) || btf_is_typedef(&btf.Get(type)))
      type = btf.Get(type).type;
    const btf_type& current = btf.Get(type);
    if (std::exchange(first, false)) {  // an element of an array of the type, always the first
      text = std::string(btf.NameOf(type));
    } else if (btf_is_composite(&current) && number < btf_vlen(&current)) {
      const btf_member& member = btf_members(&current)[number];
      if (const auto name = btf.Name(member.name_off); !name.empty()) text += "." + std::string(name);
      type = member.type;
    } else if (btf_is_array(&current)) {
      text += "[" + std::to_string(number) + "]";
      type = btf_array(&current)->type;
    } else {
      return text;
    }
  }
  return text;
}

class Reader {
 public:
  Reader(const BpfElf& elf, const RawBtf& btf) : elf_(elf), btf_(btf) {}

  // False: it is damaged.
  bool ReadExt(const BtfExt& ext) {
    const bool lines =
        ForEachRecord<bpf_line_info>(ext.lines, [&](uint32_t section, const bpf_line_info& info) {
          lines_[{btf_.Name(section), info.insn_off}] = {std::string(btf_.Name(info.file_name_off)),
                                                         BPF_LINE_INFO_LINE_NUM(info.line_col),
                                                         BPF_LINE_INFO_LINE_COL(info.line_col)};
          return true;
        });
    return lines &&
           ForEachRecord<CoreRelocation>(ext.relocations, [&](uint32_t section, const CoreRelocation& one) {
             fields_[{btf_.Name(section), one.instruction}] =
                 std::string(QuestionOf(one.kind)) + FieldOf(btf_, one.type, btf_.Name(one.access));
             return true;
           });
  }

  void ReadRelocations() {
    for (const BpfSection& table : elf_.sections) {
      if (table.type != SHT_REL || table.info >= elf_.sections.size()) continue;
      const std::string_view section = elf_.sections[table.info].name;
      for (ByteReader records(table.bytes); records.left() >= sizeof(Elf64_Rel);) {
        const auto one = records.Get<Elf64_Rel>();
        const uint32_t number = ELF64_R_SYM(one.r_info);
        if (number < elf_.symbols.size()) symbols_[{section, one.r_offset}] = NameOf(elf_.symbols[number]);
      }
    }
  }

  [[nodiscard]] Function Read(const BpfSymbol& symbol) const {
    const BpfSection& section = elf_.sections[symbol.section];
    Function function{std::string(symbol.name), std::string(section.name), {}};
    Place place;
    for (const Instruction& one : Decode(section.bytes.substr(symbol.value, symbol.size))) {
      const std::pair<std::string_view, uint64_t> here{section.name,
                                                       symbol.value + uint64_t{one.index} * kUnit};
      if (const auto line = lines_.find(here); line != lines_.end()) place = line->second;
      Step step{one, place, {}, {}};
      if (const auto known = symbols_.find(here); known != symbols_.end()) step.symbol = known->second;
      if (const auto known = fields_.find(here); known != fields_.end()) step.field = known->second;
      function.steps.push_back(std::move(step));
    }
    return function;
  }

 private:
  // Of a section, its own name: what lies in it has no name that is known.
  [[nodiscard]] std::string NameOf(const BpfSymbol& symbol) const {
    const bool of_section = symbol.kind == STT_SECTION && symbol.section < elf_.sections.size();
    return std::string(of_section ? elf_.sections[symbol.section].name : symbol.name);
  }

  const BpfElf& elf_;
  const RawBtf& btf_;
  // By section and offset in bytes.
  std::map<std::pair<std::string_view, uint64_t>, Place> lines_;
  std::map<std::pair<std::string_view, uint64_t>, std::string> symbols_, fields_;
};

}  // namespace

Result<std::vector<Function>> ReadFunctions(std::string_view object) {
  if (Status status = CheckBpfObject(object); !status) return status.TakeError();
  auto elf = ReadBpfElf(object);
  if (!elf) return elf.TakeError();
  const BpfSection* types = elf->Find(".BTF");
  const BpfSection* lines = elf->Find(".BTF.ext");
  if (types == nullptr || lines == nullptr) return Error("the object has no types or lines");
  auto btf = RawBtf::Parse(types->bytes);
  if (!btf) return btf.TakeError();
  auto ext = ReadBtfExt(lines->bytes);
  if (!ext) return ext.TakeError();
  Reader reader(*elf, *btf);
  if (!reader.ReadExt(*ext)) return Error("the lines of the object are damaged");
  reader.ReadRelocations();
  std::vector<const BpfSymbol*> symbols;
  for (const BpfSymbol& symbol : elf->symbols) {
    const bool code = symbol.kind == STT_FUNC && symbol.section < elf->sections.size() &&
                      (elf->sections[symbol.section].flags & SHF_EXECINSTR) != 0;
    if (code) symbols.push_back(&symbol);
  }
  std::sort(symbols.begin(), symbols.end(), [](const BpfSymbol* a, const BpfSymbol* b) {
    return std::pair(a->section, a->value) < std::pair(b->section, b->value);
  });
  std::vector<Function> functions;
  functions.reserve(symbols.size());
  for (const BpfSymbol* symbol : symbols)
    functions.push_back(reader.Read(*symbol));
  return functions;
}

}  // namespace sonde::explain
