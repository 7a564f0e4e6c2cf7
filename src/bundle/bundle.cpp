// Bundle as bytes: header, ELF, metadata through archives of cereal, with every size bounded. Leaves:
// Serialize, Deserialize. Covered by tests/bundle/bundle_test.cpp.
#include "bundle/bundle.h"

#include <zlib.h>

#include <cstring>
#include <optional>
#include <type_traits>
#include <variant>

#include "base/byte_reader.h"
#include "btf/bpf_elf.h"
#include "bundle/archives.h"
#include "bundle/fields.h"

namespace sonde::bundle {
namespace {

constexpr char kMagic[8] = {'S', 'O', 'N', 'D', 'E', 'B', 'P', 'F'};
// Of the file: it changes with the metadata, and did once more when the header got its checksum.
constexpr uint32_t kFileVersion = kBundleVersion + 1;
constexpr size_t kHeaderSize = 32;
constexpr uint64_t kMaxElfSize = 256ULL << 20;      // bytes
constexpr uint64_t kMaxMetadataSize = 64ULL << 20;  // bytes
constexpr uint64_t kMaxElements = 1ULL << 20;       // of one list
constexpr uint64_t kMaxText = 4ULL << 20;           // bytes of one string
constexpr int kMaxDepth = 64;                       // nested layouts

struct Header {
  char magic[8];
  uint32_t version;
  uint32_t checksum;
  uint64_t elf_size;
  uint64_t metadata_size;
};
static_assert(sizeof(Header) == kHeaderSize);

// Of the header, whose own field counts as zero, and what follows it.
uint32_t Checksum(Header header, std::string_view elf, std::string_view metadata) {
  header.checksum = 0;
  auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(&header), sizeof(header));
  sum = crc32_z(sum, reinterpret_cast<const Bytef*>(elf.data()), elf.size());
  return static_cast<uint32_t>(
      crc32_z(sum, reinterpret_cast<const Bytef*>(metadata.data()), metadata.size()));
}

using Writer = MemoryOutput;
using Reader = MemoryInput;

// Lists and strings are written here rather than by cereal's own headers, which believe any size.
template <typename T>
void Item(Writer& out, const T& value);
template <typename T>
void Item(Reader& in, T& value);

uint64_t ReadSize(Reader& in, uint64_t limit) {
  uint64_t size = 0;
  in(size);
  if (size > limit) throw cereal::Exception("a size is beyond its limit");
  return size;
}

void Put(Writer& out, const std::string& text) {
  out(static_cast<uint64_t>(text.size()), cereal::binary_data(text.data(), text.size()));
}
void Get(Reader& in, std::string& text) {
  text.resize(ReadSize(in, kMaxText));
  in(cereal::binary_data(text.data(), text.size()));
}

template <typename T>
void Put(Writer& out, const std::vector<T>& list) {
  out(static_cast<uint64_t>(list.size()));
  for (const T& element : list)
    Item(out, element);
}
// Grows as elements arrive, so a lying size ends with the input and not with the memory.
template <typename T>
void Get(Reader& in, std::vector<T>& list) {
  const uint64_t size = ReadSize(in, kMaxElements);
  list.clear();
  for (uint64_t i = 0; i < size; ++i)
    Item(in, list.emplace_back());
}

void Put(Writer& out, const std::pair<int64_t, std::string>& pair) {
  out(pair.first);
  Put(out, pair.second);
}
void Get(Reader& in, std::pair<int64_t, std::string>& pair) {
  in(pair.first);
  Get(in, pair.second);
}

// Any byte but 0 and 1 would be no bool at all.
void Put(Writer& out, bool flag) {
  out(static_cast<uint8_t>(flag));
}
void Get(Reader& in, bool& flag) {
  uint8_t byte = 0;
  in(byte);
  flag = byte != 0;
}

template <typename T>
void Put(Writer& out, const std::optional<T>& value) {
  Put(out, value.has_value());
  if (value) Item(out, *value);
}
template <typename T>
void Get(Reader& in, std::optional<T>& value) {
  bool is_there = false;
  Get(in, is_there);
  value.reset();
  if (is_there) Item(in, value.emplace());
}

template <typename... T>
void Put(Writer& out, const std::variant<T...>& value) {
  out(static_cast<uint8_t>(value.index()));
  std::visit([&](const auto& detail) { Item(out, detail); }, value);
}
// The alternative whose number is `index`; any other ends the reading.
template <size_t kIndex = 0, typename... T>
void GetAlternative(Reader& in, std::variant<T...>& value, uint8_t index) {
  if constexpr (kIndex == sizeof...(T)) {
    throw cereal::Exception("a value of an unknown sort");
  } else if (index == kIndex) {
    Item(in, value.template emplace<kIndex>());
  } else {
    GetAlternative<kIndex + 1>(in, value, index);
  }
}
template <typename... T>
void Get(Reader& in, std::variant<T...>& value) {
  uint8_t index = 0;
  in(index);
  GetAlternative(in, value, index);
}

class DepthGuard {
 public:
  DepthGuard() {
    if (++depth_ > kMaxDepth) throw cereal::Exception("values are nested too deeply");
  }
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  // A constructor that throws is not followed by the destructor, so the reader resets it.
  friend void ResetDepth();
  static thread_local int depth_;
};
thread_local int DepthGuard::depth_ = 0;
void ResetDepth() {
  DepthGuard::depth_ = 0;
}

// Structs that may hold others of their kind.
template <typename T>
constexpr bool kNests = std::is_same_v<T, Layout> || std::is_same_v<T, Location>;

template <typename Archive, typename T>
void AllFields(Archive& archive, T& value) {
  [[maybe_unused]] const std::conditional_t<kNests<std::remove_const_t<T>>, DepthGuard, std::monostate>
      guard{};
  Fields(value, [&](auto... fields) { (Item(archive, fields.value), ...); });
}

template <typename T>
constexpr bool kPlain = (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) || std::is_enum_v<T>;
template <typename T>
concept OwnForm = requires(Writer& out, const T& value) { Put(out, value); };

template <typename T>
void Item(Writer& out, const T& value) {
  if constexpr (std::is_enum_v<T>) {
    out(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (kPlain<T>) {
    out(value);
  } else if constexpr (std::is_class_v<T> && !OwnForm<T>) {
    AllFields(out, value);
  } else {
    Put(out, value);
  }
}

template <typename T>
void Item(Reader& in, T& value) {
  if constexpr (std::is_enum_v<T>) {
    std::underlying_type_t<T> number{};
    in(number);
    value = static_cast<T>(number);
  } else if constexpr (kPlain<T>) {
    in(value);
  } else if constexpr (std::is_class_v<T> && !OwnForm<T>) {
    AllFields(in, value);
  } else {
    Get(in, value);
  }
}

Result<Metadata> ReadMetadata(std::string_view bytes) {
  Metadata metadata;
  ResetDepth();
  try {
    Reader reader(bytes);
    Item(reader, metadata);
  } catch (const std::exception& problem) {
    ResetDepth();
    std::string_view text = problem.what();
    return Error("the bundle's metadata is damaged: " + std::string(text.substr(0, text.find('\n'))));
  }
  return metadata;
}

}  // namespace

std::string MakeHeader(std::string_view elf, std::string_view metadata) {
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kFileVersion;
  header.elf_size = elf.size();
  header.metadata_size = metadata.size();
  header.checksum = Checksum(header, elf, metadata);
  return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

std::string Serialize(const Bundle& bundle) {
  std::string metadata;
  Writer writer(metadata);
  Item(writer, bundle.metadata);
  std::string bytes = MakeHeader(bundle.elf, metadata);
  bytes.reserve(bytes.size() + bundle.elf.size() + metadata.size());
  bytes += bundle.elf;
  bytes += metadata;
  return bytes;
}

Result<Bundle> Deserialize(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto header = reader.Get<Header>();
  if (!reader.ok()) return Error("not a sonde bundle: the file is too short");
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) {
    return Error("not a sonde bundle: it does not begin with SONDEBPF");
  }
  if (header.version != kFileVersion) {
    return Error("the bundle has version " + std::to_string(header.version) + ", this sonde reads version " +
                 std::to_string(kFileVersion) + "; compile the script again");
  }
  const std::string_view elf = reader.Take(header.elf_size), archive = reader.Take(header.metadata_size);
  if (!reader.ok() || !reader.empty() || elf.size() > kMaxElfSize || archive.size() > kMaxMetadataSize) {
    return Error("the bundle is damaged: its sizes do not fit the file");
  }
  if (header.checksum != Checksum(header, elf, archive)) {
    return Error("the bundle is damaged: its checksum is another; copy the file or compile the script again");
  }
  auto metadata = ReadMetadata(archive);
  if (!metadata) return metadata.TakeError();
  if (Status status = Validate(*metadata); !status) return status.TakeError();
  if (Status status = CheckBpfObject(elf); !status) return status.TakeError().While("the bundle is damaged");
  return Bundle{std::string(elf), std::move(*metadata)};
}

}  // namespace sonde::bundle
