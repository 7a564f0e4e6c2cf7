// Raw BTF: checking and indexing the bytes, finding names. Leaves: RawBtf. Covered by
// tests/btf/raw_btf_test.cpp.
#include "btf/raw_btf.h"

#include <cstring>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint16_t kMagic = 0xeb9f;
constexpr uint16_t kForeignMagic = 0x9feb;
constexpr uint32_t kHeaderSize = 24;
constexpr uint32_t kRecordSize = 12;
constexpr size_t kScansBeforeHash = 12;
constexpr size_t kLongestName = 1024;   // the kernel's own limit is 512
constexpr size_t kLongestChain = 4096;  // of slots to step over before giving up on a hash
constexpr BtfKinds kHashed = KindBit(BtfKind::Int) | KindBit(BtfKind::Struct) | KindBit(BtfKind::Union) |
                             KindBit(BtfKind::Enum) | KindBit(BtfKind::Typedef) | KindBit(BtfKind::Func) |
                             KindBit(BtfKind::Enum64) | KindBit(BtfKind::Fwd);

// As the format has them.
struct Header {
  uint16_t magic;
  uint8_t version;
  uint8_t flags;
  uint32_t length;
  uint32_t type_offset;  // from the end of the header
  uint32_t type_size;
  uint32_t string_offset;
  uint32_t string_size;
};
static_assert(sizeof(Header) == kHeaderSize);
struct Record {
  uint32_t name;
  uint32_t info;
  uint32_t size_or_type;
};
static_assert(sizeof(Record) == kRecordSize);

// Of a record that Parse() has seen.
Record Load(const char* at) {
  Record record;
  std::memcpy(&record, at, sizeof(record));
  return record;
}

// Bytes behind the record; -1 for a kind that is not known, whose length nobody can tell.
int64_t ExtraSize(BtfKind kind, uint32_t count) {
  switch (kind) {
    case BtfKind::Int:
    case BtfKind::Var:
    case BtfKind::DeclTag:
      return 4;
    case BtfKind::Array:
      return 12;
    case BtfKind::Struct:
    case BtfKind::Union:
    case BtfKind::DataSec:
    case BtfKind::Enum64:
      return int64_t{12} * count;
    case BtfKind::Enum:
    case BtfKind::FuncProto:
      return int64_t{8} * count;
    case BtfKind::Ptr:
    case BtfKind::Fwd:
    case BtfKind::Typedef:
    case BtfKind::Volatile:
    case BtfKind::Const:
    case BtfKind::Restrict:
    case BtfKind::Func:
    case BtfKind::Float:
    case BtfKind::TypeTag:
      return 0;
    default:
      return -1;
  }
}

BtfKind KindIn(uint32_t info) {
  return static_cast<BtfKind>((info >> 24) & 0x1f);
}

uint32_t HashOf(std::string_view name) {
  uint32_t hash = 2166136261U;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash ^ (hash >> 15);
}

struct Sections {
  std::string_view types;
  std::string_view strings;
};

Result<Sections> ReadHeader(std::string_view bytes, bool is_split) {
  ByteReader reader(bytes);
  const auto header = reader.Get<Header>();
  if (!reader.ok()) return Error("BTF is too short for its header");
  if (header.magic == kForeignMagic) return Error("this BTF has the byte order of another machine");
  if (header.magic != kMagic) return Error("not BTF: wrong magic number");
  if (header.version != 1) return Error("BTF version " + std::to_string(header.version) + " is not known");
  const auto types = reader.Piece(uint64_t{header.length} + header.type_offset, header.type_size);
  const auto strings = reader.Piece(uint64_t{header.length} + header.string_offset, header.string_size);
  if (header.length < kHeaderSize || !types || !strings) {
    return Error("BTF sections reach past the end of the data");
  }
  if (is_split && strings->empty()) return Sections{*types, *strings};
  if (strings->empty() || strings->back() != '\0') return Error("BTF strings do not end with a zero byte");
  return Sections{*types, *strings};
}

}  // namespace

Result<RawBtf> RawBtf::Parse(std::string_view bytes, const RawBtf* base) {
  auto sections = ReadHeader(bytes, base != nullptr);
  if (!sections) return sections.TakeError();
  RawBtf btf;
  if (base != nullptr) {
    btf.base_ = base;
    btf.first_ = base->type_count();
    btf.first_string_ = base->first_string_ + static_cast<uint32_t>(base->strings_.size());
  }
  btf.types_ = sections->types;
  btf.strings_ = sections->strings;
  btf.starts_.reserve(btf.types_.size() / 28 + 1);
  if (base == nullptr) btf.starts_.push_back(0);  // void
  for (ByteReader reader(btf.types_); !reader.empty();) {
    const auto at = static_cast<uint32_t>(reader.offset());
    const uint32_t info = reader.Get<Record>().info;
    if (!reader.ok()) return Error("a BTF type is cut off");
    const int64_t extra = ExtraSize(KindIn(info), info & 0xffff);
    if (extra < 0) return Error("BTF has a type of unknown kind");
    reader.Skip(static_cast<uint64_t>(extra));
    if (!reader.ok()) return Error("a BTF type is cut off");
    btf.starts_.push_back(at);
  }
  return btf;
}

BtfRecord RawBtf::Get(uint32_t id) const {
  BtfRecord record;
  if (id == 0 || id >= type_count()) return record;
  if (id < first_) return base_->Get(id);
  const Record raw = Load(Start(id));
  record.kind = KindIn(raw.info);
  record.kind_flag = (raw.info >> 31) != 0;
  record.count = raw.info & 0xffff;
  record.name = raw.name;
  record.size_or_type = raw.size_or_type;
  const int64_t extra = ExtraSize(record.kind, record.count);
  record.extra = {Start(id) + kRecordSize, static_cast<size_t>(extra)};
  return record;
}

BtfKind RawBtf::KindOf(uint32_t id) const {
  if (id == 0 || id >= type_count()) return BtfKind::Void;
  if (id < first_) return base_->KindOf(id);
  return KindIn(Load(Start(id)).info);
}

std::string_view RawBtf::Name(uint32_t offset) const {
  if (offset < first_string_) return base_->Name(offset);
  offset -= first_string_;
  if (offset >= strings_.size()) return {};
  const char* text = strings_.data() + offset;  // the section ends with a zero byte
  return {text, strnlen(text, kLongestName)};
}

BtfMember RawBtf::Member(const BtfRecord& record, uint32_t index) {
  const uint32_t position = Word(record, index * 3 + 2);
  BtfMember member{Word(record, index * 3), Word(record, index * 3 + 1), position, 0};
  if (record.kind_flag) {
    member.bit_offset = position & 0xffffff;
    member.bit_size = position >> 24;
  }
  return member;
}

uint32_t RawBtf::Word(const BtfRecord& record, uint32_t index) {
  return ByteReader(record.extra).At<uint32_t>(uint64_t{index} * 4).value_or(0);
}

uint32_t RawBtf::Find(std::string_view name, BtfKinds kinds) {
  if (name.empty()) return 0;
  std::pair<std::string, BtfKinds> key{name, kinds};
  if (const auto hit = found_.find(key); hit != found_.end()) return hit->second;
  if (!hash_tried_ && found_.size() >= kScansBeforeHash) BuildHash();
  const uint32_t id =
      hash_.empty() || (kinds & ~kHashed) != 0 ? Scan(name, kinds, first_id()) : LookUp(name, kinds);
  found_.emplace(std::move(key), id);
  return id;
}

uint32_t RawBtf::Scan(std::string_view name, BtfKinds kinds, uint32_t from) const {
  for (uint32_t id = from; id < type_count(); ++id) {
    const Record record = Load(Start(id));
    if ((KindBit(KindIn(record.info)) & kinds) == 0) continue;
    uint32_t offset = record.name;
    if (offset < first_string_) {
      if (base_->Name(offset) == name) return id;
      continue;
    }
    offset -= first_string_;
    if (offset >= strings_.size() || strings_.size() - offset <= name.size()) continue;
    const char* text = strings_.data() + offset;
    if (text[0] == name[0] && std::memcmp(text, name.data(), name.size()) == 0 && text[name.size()] == '\0') {
      return id;
    }
  }
  return 0;
}

uint32_t RawBtf::LookUp(std::string_view name, BtfKinds kinds) const {
  const size_t mask = hash_.size() - 1;
  for (size_t slot = HashOf(name) & mask; hash_[slot] != 0; slot = (slot + 1) & mask) {
    const uint32_t id = hash_[slot];
    if ((KindBit(KindOf(id)) & kinds) != 0 && NameOf(id) == name) return id;
  }
  return 0;
}

// Linear probing in order of ids: of several types with one name and kind the first is met first. Data in
// which names repeat absurdly often stays without a hash.
void RawBtf::BuildHash() {
  hash_tried_ = true;
  size_t size = 16;
  while (size < starts_.size() * 2)
    size *= 2;
  hash_.assign(size, 0);
  for (uint32_t id = first_id(); id < type_count(); ++id) {
    if ((KindBit(KindOf(id)) & kHashed) == 0) continue;
    const std::string_view name = NameOf(id);
    if (name.empty()) continue;
    size_t slot = HashOf(name) & (size - 1);
    for (size_t steps = 0; hash_[slot] != 0; slot = (slot + 1) & (size - 1)) {
      if (++steps > kLongestChain) return hash_.clear();
    }
    hash_[slot] = id;
  }
}

}  // namespace sonde
