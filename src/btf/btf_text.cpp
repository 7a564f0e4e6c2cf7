// Kernel types as C source. Leaves: BtfText. Covered by tests/btf/btf_text_test.cpp.
#include "btf/btf_text.h"

#include <algorithm>

namespace sonde {
namespace {

constexpr int kDeepest = 32;  // declarators in declarators, nameless structs in structs
constexpr uint32_t kMostMembers = 1U << 16;
constexpr uint32_t kWord = 8;

bool IsQualifier(BtfKind kind) {
  return kind == BtfKind::Const || kind == BtfKind::Volatile || kind == BtfKind::Restrict;
}

const char* Keyword(BtfKind kind) {
  switch (kind) {
    case BtfKind::Const:
      return "const";
    case BtfKind::Volatile:
      return "volatile";
    case BtfKind::Restrict:
      return "restrict";
    case BtfKind::Struct:
      return "struct";
    case BtfKind::Union:
      return "union";
    default:
      return "enum";
  }
}

std::string Tabs(int level) {
  return std::string(static_cast<size_t>(level), '\t');
}

std::string Join(const std::string& base, const std::string& name) {
  return name.empty() ? base : base + " " + name;
}

}  // namespace

std::string BtfText::Define(uint32_t id) {
  budget_ = kMostMembers;
  return Body(id, 0);
}

std::string BtfText::Body(uint32_t id, int level) {
  const BtfRecord record = btf_.Get(id);
  const bool is_enum = record.kind == BtfKind::Enum || record.kind == BtfKind::Enum64;
  const std::string head = Join(Keyword(record.kind), std::string(btf_.Name(record.name)));
  if (level > kDeepest || budget_ == 0) return head + " {...}";
  const std::string inner = is_enum ? Enumerators(record, level + 1) : Members(record, level + 1);
  const bool packed = !is_enum && AlignmentOf(id, 0).packed;
  return head + " {\n" + inner + Tabs(level) + "}" + (packed ? " __attribute__((packed))" : "") +
         (level == 0 ? ";" : "");
}

std::string BtfText::Members(const BtfRecord& record, int level) {
  std::string text;
  for (uint32_t i = 0; i < record.count && budget_ > 0; ++i, --budget_) {
    const BtfMember member = RawBtf::Member(record, i);
    text += Tabs(level) + Declare(member.type, std::string(btf_.Name(member.name)), level);
    if (member.bit_size != 0) text += ": " + std::to_string(member.bit_size);
    text += ";\n";
  }
  return text;
}

std::string BtfText::Enumerators(const BtfRecord& record, int level) {
  const bool wide = record.kind == BtfKind::Enum64;
  std::string text;
  for (uint32_t i = 0; i < record.count; ++i) {
    const uint32_t at = i * (wide ? 3 : 2);
    uint64_t value = RawBtf::Word(record, at + 1);
    if (wide) value |= uint64_t{RawBtf::Word(record, at + 2)} << 32;
    const auto own = wide ? static_cast<int64_t>(value) : static_cast<int32_t>(value);
    text += Tabs(level) + std::string(btf_.Name(RawBtf::Word(record, at))) + " = " +
            (record.kind_flag ? std::to_string(own) : std::to_string(value)) + ",\n";
  }
  return text;
}

// C declares from the inside out: what stands around the name so far is wrapped by each level of the type.
std::string BtfText::Declare(uint32_t id, std::string name, int level, int depth) {
  const BtfRecord record = btf_.Get(id);
  if (depth > kDeepest) return Join("void", name);
  const auto inner = [&](std::string wrapped) {
    return Declare(record.size_or_type, std::move(wrapped), level, depth + 1);
  };
  switch (record.kind) {
    case BtfKind::Ptr: {
      const BtfKind target = btf_.KindOf(record.size_or_type);
      const bool binds_looser = target == BtfKind::Array || target == BtfKind::FuncProto;
      return inner(binds_looser ? "(*" + name + ")" : "*" + name);
    }
    case BtfKind::Array:
      return Declare(RawBtf::Word(record, 0), name + "[" + std::to_string(RawBtf::Word(record, 2)) + "]",
                     level, depth + 1);
    case BtfKind::FuncProto:
      return inner(name + "(" + Parameters(record, level, depth) + ")");
    case BtfKind::TypeTag:
      return inner(name);
    case BtfKind::Const:
    case BtfKind::Volatile:
    case BtfKind::Restrict: {
      uint32_t target = record.size_or_type;
      while (btf_.KindOf(target) == BtfKind::TypeTag)
        target = btf_.Get(target).size_or_type;
      // Of a pointer the qualifier stands behind the star, of anything else in front of it all.
      if (btf_.KindOf(target) == BtfKind::Ptr)
        return inner(Join(std::string(" ") + Keyword(record.kind), name));
      return Keyword(record.kind) + (" " + inner(std::move(name)));
    }
    default:
      return Join(BaseName(id, level), name);
  }
}

std::string BtfText::BaseName(uint32_t id, int level) {
  const BtfRecord record = btf_.Get(id);
  const std::string name(btf_.Name(record.name));
  switch (record.kind) {
    case BtfKind::Void:
      return "void";
    case BtfKind::Struct:
    case BtfKind::Union:
    case BtfKind::Enum:
    case BtfKind::Enum64:
      return name.empty() ? Body(id, level) : std::string(Keyword(record.kind)) + " " + name;
    case BtfKind::Fwd:
      return (record.kind_flag ? "union " : "struct ") + name;
    default:
      return name;
  }
}

std::string BtfText::Parameters(const BtfRecord& prototype, int level, int depth) {
  if (prototype.count == 0) return "void";
  std::string text;
  for (uint32_t i = 0; i < prototype.count; ++i) {
    const uint32_t type = RawBtf::Word(prototype, i * 2 + 1);
    if (i > 0) text += ", ";
    text += type == 0 ? "..." : Declare(type, "", level, depth + 1);
  }
  return text;
}

// BTF does not say what is packed: members that lie where their alignment forbids do, and a size that is none
// of it.
BtfText::Alignment BtfText::AlignmentOfMembers(const BtfRecord& record, int depth) {
  Alignment result;
  for (uint32_t i = 0; i < record.count; ++i) {
    const BtfMember member = RawBtf::Member(record, i);
    const uint32_t bytes = AlignmentOf(member.type, depth + 1).bytes;
    result.bytes = std::max(result.bytes, bytes);
    if (member.bit_size == 0 && member.bit_offset % (8 * bytes) != 0) result.packed = true;
  }
  if (record.size_or_type % result.bytes != 0) result.packed = true;
  if (result.packed) result.bytes = 1;
  return result;
}

BtfText::Alignment BtfText::AlignmentOf(uint32_t id, int depth) {
  const BtfRecord record = btf_.Get(id);
  if (depth > kDeepest) return {};
  switch (record.kind) {
    case BtfKind::Ptr:
      return {kWord, false};
    case BtfKind::Int:
    case BtfKind::Enum:
    case BtfKind::Enum64:
    case BtfKind::Float:
      return {std::clamp(record.size_or_type, 1U, 2 * kWord), false};
    case BtfKind::Array:
      return AlignmentOf(RawBtf::Word(record, 0), depth + 1);
    case BtfKind::Struct:
    case BtfKind::Union: {
      if (const auto known = alignments_.find(id); known != alignments_.end()) return known->second;
      alignments_.emplace(id, Alignment{});  // of a struct that contains itself, which only broken data does
      return alignments_[id] = AlignmentOfMembers(record, depth);
    }
    case BtfKind::Typedef:
    case BtfKind::TypeTag:
      return AlignmentOf(record.size_or_type, depth + 1);
    default:
      return IsQualifier(record.kind) ? AlignmentOf(record.size_or_type, depth + 1) : Alignment{};
  }
}

}  // namespace sonde
