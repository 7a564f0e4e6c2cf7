// Reading call frame information. Leaves: ReadCallFrames.
#include "unwind/call_frames.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "base/byte_reader.h"
#include "unwind/frame_program.h"

namespace sonde::unwind {
namespace {

// Encodings of addresses (Linux Standard Base 5, 10.5).
constexpr uint8_t kFormat = 0x0f, kRelativeTo = 0x70, kIndirect = 0x80;
constexpr uint8_t kOmitted = 0xff;
constexpr uint8_t kPlain = 0x00, kUdata2 = 0x02, kUdata4 = 0x03, kUdata8 = 0x04, kSdata2 = 0x0a,
                  kSdata4 = 0x0b, kSdata8 = 0x0c;
constexpr uint8_t kFromHere = 0x10;

constexpr uint32_t kLongLength = 0xffffffff;

struct Function {
  uint64_t begin = 0, end = 0;  // virtual addresses
  const CommonInformation* common = nullptr;
  std::string_view program;
};

class FrameReader {
 public:
  FrameReader(const Section& section, const Registers& registers)
      : section_(section), registers_(registers), reader_(section.bytes) {}

  Result<std::vector<Row>> Read() {
    while (!reader_.empty()) {
      if (!Entry()) break;
    }
    if (!reader_.ok()) return Error("its call frame information ends in the middle of an entry");
    std::stable_sort(functions_.begin(), functions_.end(),
                     [](const Function& a, const Function& b) { return a.begin < b.begin; });
    return Rows();
  }

 private:
  // False behind the last entry.
  bool Entry() {
    uint64_t length = reader_.Get<uint32_t>();
    const bool is_long = length == kLongLength;
    if (is_long) length = reader_.Get<uint64_t>();
    if (length == 0) return section_.is_debug;  // ends .eh_frame
    const uint64_t start = reader_.offset();
    const std::string_view bytes = reader_.Take(length);
    if (!reader_.ok()) return false;
    ByteReader entry(bytes);
    const uint64_t id = is_long && section_.is_debug ? entry.Get<uint64_t>() : entry.Get<uint32_t>();
    if (!entry.ok() || IsCommon(id, is_long)) return true;
    // Which entry it refers to: an offset in .debug_frame, in .eh_frame the distance from the field.
    const uint64_t common = section_.is_debug ? id : start - id;
    AddFunction(start, entry, CommonAt(common));
    return true;
  }

  [[nodiscard]] bool IsCommon(uint64_t id, bool is_long) const {
    if (!section_.is_debug) return id == 0;
    return id == (is_long ? ~uint64_t{0} : uint64_t{kLongLength});
  }

  const CommonInformation* CommonAt(uint64_t offset) {
    const auto known = commons_.find(offset);
    if (known != commons_.end()) return known->second ? &*known->second : nullptr;
    auto& made = commons_[offset];
    made = ReadCommon(offset);
    return made ? &*made : nullptr;
  }

  std::optional<CommonInformation> ReadCommon(uint64_t offset) {
    ByteReader reader(section_.bytes);
    reader.Seek(offset);
    uint64_t length = reader.Get<uint32_t>();
    const bool is_long = length == kLongLength;
    if (is_long) length = reader.Get<uint64_t>();
    ByteReader entry(reader.Take(length));
    const uint64_t id = is_long && section_.is_debug ? entry.Get<uint64_t>() : entry.Get<uint32_t>();
    if (!IsCommon(id, is_long)) return std::nullopt;
    CommonInformation common;
    const auto version = entry.Get<uint8_t>();
    std::string_view augmentation = entry.Text();
    if (version == 4) entry.Skip(2);  // sizes of addresses and segments
    common.code_factor = TakeUnsigned(entry);
    common.data_factor = TakeSigned(entry);
    const uint64_t return_address = version == 1 ? entry.Get<uint8_t>() : TakeUnsigned(entry);
    if (!entry.ok() || return_address != registers_.return_address) return std::nullopt;
    if (!augmentation.empty() && !ReadAugmentation(augmentation, entry, common)) return std::nullopt;
    common.program = entry.Take(entry.left());
    return common;
  }

  // "zPLR" and the like: which data follow, and how functions' addresses are written.
  bool ReadAugmentation(std::string_view letters, ByteReader& entry, CommonInformation& common) {
    if (letters[0] != 'z') return false;
    ByteReader data(entry.Take(TakeUnsigned(entry)));
    common.has_augmentation = true;
    for (const char letter : letters.substr(1)) {
      if (letter == 'R') {
        common.encoding = data.Get<uint8_t>();
      } else if (letter == 'L') {
        data.Skip(1);
      } else if (letter == 'P') {
        SkipEncoded(data, data.Get<uint8_t>());
      } else if (letter == 'S') {
        common.is_signal = true;
      } else if (letter != 'B' && letter != 'G') {  // arm64: signed return addresses, tagged stacks
        return false;
      }
    }
    return data.ok() && entry.ok();
  }

  static void SkipEncoded(ByteReader& data, uint8_t encoding) {
    if (encoding != kOmitted) TakeFormatted(data, encoding);
  }

  static uint64_t TakeFormatted(ByteReader& data, uint8_t encoding) {
    switch (encoding & kFormat) {
      case kUdata2:
        return data.Get<uint16_t>();
      case kUdata4:
        return data.Get<uint32_t>();
      case kSdata2:
        return static_cast<uint64_t>(int64_t{data.Get<int16_t>()});
      case kSdata4:
        return static_cast<uint64_t>(int64_t{data.Get<int32_t>()});
      case kPlain:
      case kUdata8:
      case kSdata8:
        return data.Get<uint64_t>();
      default:
        data.Skip(data.left() + 1);
        return 0;
    }
  }

  void AddFunction(uint64_t entry_offset, ByteReader& entry, const CommonInformation* common) {
    if (common == nullptr) return;
    const uint8_t encoding = section_.is_debug ? kPlain : common->encoding;
    if ((encoding & kIndirect) != 0) return;
    const uint64_t here = section_.address + entry_offset + entry.offset();
    Function function;
    function.begin = TakeFormatted(entry, encoding);
    if ((encoding & kRelativeTo) == kFromHere) {
      function.begin += here;
    } else if ((encoding & kRelativeTo) != 0) {
      return;
    }
    const uint64_t size = TakeFormatted(entry, encoding & kFormat & 0x7U);  // never signed
    if (common->has_augmentation) entry.Skip(TakeUnsigned(entry));
    if (!entry.ok() || size == 0 || function.begin + size < function.begin) return;
    function.end = function.begin + size;
    function.common = common;
    function.program = entry.Take(entry.left());
    functions_.push_back(function);
  }

  Result<std::vector<Row>> Rows() {
    std::vector<Row> rows;
    FrameProgram program(registers_);
    uint64_t end = 0;
    for (const Function& function : functions_) {
      if (function.begin < end) continue;  // one of two that claim the same code
      if (!rows.empty() && function.begin > end) rows.push_back({end, {}});
      program.Run(*function.common, function.program, function.begin, function.end, rows);
      end = function.end;
      if (rows.size() > kMostRows) return Error("it has too much call frame information");
    }
    if (!rows.empty()) rows.push_back({end, {}});
    return rows;
  }

  const Section& section_;
  const Registers& registers_;
  ByteReader reader_;
  std::unordered_map<uint64_t, std::optional<CommonInformation>> commons_;  // by offset
  std::vector<Function> functions_;
};

}  // namespace

// It has no padding.
bool Equal(const UnwindRule& a, const UnwindRule& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

Result<std::vector<Row>> ReadCallFrames(const Section& section, const Registers& registers) {
  return FrameReader(section, registers).Read();
}

}  // namespace sonde::unwind
