// Tables of ELF files. Leaves: ReadUnwindTable.
#include "unwind/table.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "symbols/elf_reader.h"
#include "unwind/call_frames.h"

namespace sonde::unwind {
namespace {

constexpr uint64_t kLargestSection = uint64_t{256} << 20U;  // Chromium's has 30 MiB

#if defined(__aarch64__)
constexpr Registers kRegisters = kArm64Registers;
#else
constexpr Registers kRegisters = kX86Registers;
#endif

auto Key(const UnwindRule& rule) {
  return std::tie(rule.cfa, rule.cfa_register, rule.ra, rule.fp, rule.cfa_offset, rule.cfa_added,
                  rule.ra_offset, rule.fp_offset);
}

struct Less {
  bool operator()(const UnwindRule& a, const UnwindRule& b) const { return Key(a) < Key(b); }
};

class TableMaker {
 public:
  explicit TableMaker(const ElfReader& reader) { reader.AddSegments(image_); }

  Status Add(const std::vector<Row>& rows) {
    table_.offsets.reserve(rows.size());
    table_.rules.reserve(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto offset = OffsetOf(rows, i);
      if (!offset) continue;
      if (*offset >= std::numeric_limits<uint32_t>::max()) return Error("its code lies beyond 4 GiB");
      const uint16_t rule = IndexOf(rows[i].rule);
      if (!table_.offsets.empty() && table_.rules.back() == rule) continue;
      table_.offsets.push_back(static_cast<uint32_t>(*offset));
      table_.rules.push_back(rule);
    }
    return Status::Ok();
  }

  UnwindTable Take() { return std::move(table_); }

 private:
  // The end of the last function may be the end of its segment.
  std::optional<uint64_t> OffsetOf(const std::vector<Row>& rows, size_t i) const {
    if (const auto offset = image_.FileOffset(rows[i].address)) return *offset;
    if (rows[i].rule.cfa != UNWIND_CFA_NONE || rows[i].address == 0) return std::nullopt;
    const auto before = image_.FileOffset(rows[i].address - 1);
    if (!before) return std::nullopt;
    return *before + 1;
  }

  uint16_t IndexOf(const UnwindRule& rule) {
    const auto known = index_.find(rule);
    if (known != index_.end()) return known->second;
    // More kinds of frames than any program has: the others are not known.
    if (table_.rule_list.size() >= UNWIND_MOST_RULES) return IndexOf(UnwindRule{});
    const auto index = static_cast<uint16_t>(table_.rule_list.size());
    table_.rule_list.push_back(rule);
    index_.emplace(rule, index);
    return index;
  }

  ElfImage image_;
  UnwindTable table_;
  std::map<UnwindRule, uint16_t, Less> index_;
};

// Rows must ascend: what a linker has put in front of others is left out.
Status CheckOrder(const UnwindTable& table) {
  if (std::adjacent_find(table.offsets.begin(), table.offsets.end(), std::greater_equal<>()) !=
      table.offsets.end())
    return Error("its segments are not in the order of their addresses");
  return Status::Ok();
}

Result<UnwindTable> TableOf(const ElfReader& reader, const char* name, bool is_debug) {
  TableMaker maker(reader);
  Status status = Status::Ok();
  reader.ForEachNamed(name, kLargestSection, [&](const GElf_Shdr& header, std::string_view bytes) {
    if (bytes.empty() || !status) return;
    auto rows = ReadCallFrames({bytes, header.sh_addr, is_debug}, kRegisters);
    status = rows ? maker.Add(*rows) : Status(rows.TakeError());
  });
  if (!status) return status.TakeError();
  UnwindTable table = maker.Take();
  status = CheckOrder(table);
  if (!status) return status.TakeError();
  return table;
}

}  // namespace

const UnwindRule& UnwindTable::At(uint32_t offset) const {
  static const UnwindRule kNone{};
  const auto behind = std::upper_bound(offsets.begin(), offsets.end(), offset);
  return behind == offsets.begin() ? kNone : rule_list[rules[behind - offsets.begin() - 1]];
}

Result<UnwindTable> ReadUnwindTable(const std::string& path) {
  ElfReader reader;
  if (Status status = reader.Open(path); !status) return status.TakeError();
  if (reader.AddressSize() != sizeof(uint64_t)) return Error(path + " is not a 64-bit program");
  auto table = TableOf(reader, ".eh_frame", false);
  if (table && table->offsets.empty()) table = TableOf(reader, ".debug_frame", true);
  if (!table) return table.TakeError().While(path);
  return table;
}

}  // namespace sonde::unwind
