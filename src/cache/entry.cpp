// An entry as bytes and back; every length is checked by ByteReader. Leaves: Serialize, Open. Covered by
// tests/cache/entry_test.cpp.
#include "cache/entry.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "base/byte_reader.h"

namespace sonde::cache {
namespace {

constexpr std::string_view kMagic = "SONDEHAD";
constexpr uint32_t kVersion = 1;
constexpr size_t kSummedFrom = kMagic.size() + 2 * sizeof(uint32_t);

template <typename T>
void PutNumber(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, uint64_t{text.size()});
  out += text;
}

std::string TakeText(ByteReader& in) {
  return std::string(in.Take(in.Get<uint64_t>()));
}

uint32_t Sum(std::string_view bytes) {
  return static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

// Lists end with the bytes, whatever their length says.
template <typename T, typename Read>
void TakeList(ByteReader& in, std::vector<T>& list, Read read) {
  for (auto left = in.Get<uint64_t>(); left > 0 && in.ok(); --left)
    list.push_back(read());
}

Digest TakeDigest(ByteReader& in) {
  return in.Get<Digest>();
}

}  // namespace

std::string Serialize(const Entry& entry, const Digest& key) {
  std::string bytes(kMagic);
  PutNumber(bytes, kVersion);
  PutNumber(bytes, uint32_t{0});
  PutNumber(bytes, key);
  PutNumber(bytes, uint64_t{entry.questions.size()});
  for (const auto& [question, answer] : entry.questions) {
    PutText(bytes, question);
    PutNumber(bytes, answer);
  }
  PutNumber(bytes, uint64_t{entry.messages.size()});
  for (const auto& [text, rendered] : entry.messages) {
    PutText(bytes, text);
    PutNumber(bytes, static_cast<uint8_t>(rendered));
  }
  PutNumber(bytes, uint64_t{entry.predicates.size()});
  for (const std::string& name : entry.predicates)
    PutText(bytes, name);
  PutText(bytes, bundle::Serialize(entry.bundle));
  const uint32_t sum = Sum(std::string_view(bytes).substr(kSummedFrom));
  std::memcpy(bytes.data() + kSummedFrom - sizeof sum, &sum, sizeof sum);
  return bytes;
}

Result<Opened> Open(std::string_view bytes, const Digest& key) {
  ByteReader in(bytes);
  if (in.Take(kMagic.size()) != kMagic) return Error("it is no entry of the cache");
  if (in.Get<uint32_t>() != kVersion) return Error("it is of another version");
  const auto sum = in.Get<uint32_t>();
  if (!in.ok() || sum != Sum(bytes.substr(kSummedFrom))) return Error("its checksum is another");
  if (TakeDigest(in) != key) return Error("it is for another script");
  Opened opened;
  TakeList(in, opened.questions, [&] {
    std::string question = TakeText(in);
    return RecordedQuestion{std::move(question), TakeDigest(in)};
  });
  TakeList(in, opened.messages, [&] {
    std::string text = TakeText(in);
    return Message{std::move(text), in.Get<uint8_t>() != 0};
  });
  TakeList(in, opened.predicates, [&] { return TakeText(in); });
  opened.bundle = in.Take(in.Get<uint64_t>());
  if (!in.ok() || !in.empty()) return Error("its sizes do not fit");
  return opened;
}

}  // namespace sonde::cache
