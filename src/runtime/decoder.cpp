// Bytes to values. Leaves: Decoder. Covered by tests/runtime/decoder_test.cpp.
#include "runtime/decoder.h"

#include <arpa/inet.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

#include "base/demangle.h"
#include "defs/clocks.h"
#include "runtime/time_text.h"

namespace sonde::runtime {
namespace {

using bundle::Layout;
using output::Value;
using Bytes = std::span<const std::byte>;

constexpr uint64_t kUnwindFailure = UINT64_MAX;  // instead of an address: more could not be found

uint64_t Load(Bytes bytes, size_t offset, size_t size) {
  uint64_t number = 0;
  std::memcpy(&number, bytes.data() + offset, size);  // little endian, as all hosts of BPF objects here
  return number;
}

uint64_t SignExtended(uint64_t bits, uint32_t width) {
  if (width >= 64) return bits;
  const uint64_t sign = uint64_t{1} << (width - 1);
  bits &= (sign << 1) - 1;
  return (bits ^ sign) - sign;
}

// The number's bits, sign-extended where the layout says so.
uint64_t LoadNumber(const Layout& layout, Bytes bytes) {
  uint64_t bits = Load(bytes, 0, layout.size);
  uint32_t width = layout.size * 8;
  if (layout.bit_size != 0) {
    bits >>= layout.bit_offset;
    width = layout.bit_size;
    if (width < 64) bits &= (uint64_t{1} << width) - 1;
  }
  return layout.is_signed ? SignExtended(bits, width) : bits;
}

std::string TextOf(Bytes bytes) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  return {text, strnlen(text, bytes.size())};
}

}  // namespace

Value Decoder::Decode(const Layout& layout, Bytes bytes) const {
  if (bytes.size() < size_t{layout.offset} + layout.size) return {};
  bytes = bytes.subspan(layout.offset, layout.size);
  switch (layout.kind) {
#define VALUE_KIND(id, shape, size, shown, flags, type) \
  case ValueKind::id:                                   \
    return Value{Decode##id(layout, bytes)};
#include "defs/value_kinds.def"
  }
  return {};
}

output::Nothing Decoder::DecodeNone(const Layout& /*layout*/, Bytes /*bytes*/) const {
  return {};
}

Value Decoder::DecodeInteger(const Layout& layout, Bytes bytes) const {
  const uint64_t bits = LoadNumber(layout, bytes);
  if (layout.is_signed) return Value{static_cast<int64_t>(bits)};
  return Value{bits};
}

output::Bool Decoder::DecodeBool(const Layout& layout, Bytes bytes) const {
  return LoadNumber(layout, bytes) != 0;
}

output::Float Decoder::DecodeFloat(const Layout& layout, Bytes bytes) const {
  const uint64_t bits = Load(bytes, 0, layout.size);
  if (layout.size == 8) return {std::bit_cast<double>(bits), false};
  return {std::bit_cast<float>(static_cast<uint32_t>(bits)), true};
}

output::Pointer Decoder::DecodePointer(const Layout& layout, Bytes bytes) const {
  return {LoadNumber(layout, bytes)};
}

output::EnumValue Decoder::DecodeEnum(const Layout& layout, Bytes bytes) const {
  const auto number = static_cast<int64_t>(LoadNumber(layout, bytes));
  for (const auto& [value, name] : layout.enumerators) {
    if (value == number) return {number, name};
  }
  return {number, {}};
}

output::Text Decoder::DecodeString(const Layout& /*layout*/, Bytes bytes) const {
  std::string text = TextOf(bytes);
  if (text.size() == bytes.size() && !text.empty()) text += config_.str_trunc_trailer;
  return {std::move(text)};
}

output::Text Decoder::DecodeCharacters(const Layout& /*layout*/, Bytes bytes) const {
  return {TextOf(bytes)};
}

output::Bytes Decoder::DecodeBuffer(const Layout& /*layout*/, Bytes bytes) const {
  const size_t length = std::min<size_t>(Load(bytes, 0, 4), bytes.size() - 4);
  return {std::string(reinterpret_cast<const char*>(bytes.data()) + 4, length)};
}

output::Array Decoder::DecodeArray(const Layout& layout, Bytes bytes) const {
  output::Array array;
  const Layout& element = layout.children[0];
  for (uint32_t i = 0; i < layout.count; ++i) {
    array.elements.push_back(Decode(element, bytes.subspan(size_t{i} * element.size)));
  }
  return array;
}

output::Tuple Decoder::DecodeTuple(const Layout& layout, Bytes bytes) const {
  output::Tuple tuple;
  for (const Layout& child : layout.children)
    tuple.elements.push_back(Decode(child, bytes));
  return tuple;
}

output::Record Decoder::DecodeStruct(const Layout& layout, Bytes bytes) const {
  output::Record record;
  for (const Layout& child : layout.children)
    record.fields.push_back({child.name, Decode(child, bytes)});
  return record;
}

output::Frame Decoder::KernelFrame(uint64_t address) const {
  ResolvedSymbol symbol = kernel_.Resolve(address);
  if (symbol.name.empty()) ++unnamed_kernel_;
  return {.address = address,
          .symbol = std::move(symbol.name),
          .offset = symbol.offset,
          .module = std::move(symbol.module),
          .build_id = std::move(symbol.build_id),
          .space = AddressSpace::Kernel};
}

output::Frame Decoder::UserFrame(uint64_t address, ResolvedSymbol symbol) const {
  if (symbol.name.empty()) ++unnamed_user_;
  return {.address = address,
          .symbol = std::move(symbol.name),
          .offset = symbol.offset,
          .module = std::move(symbol.module),
          .jit = symbol.jit,
          .file_address = symbol.file_address,
          .build_id = std::move(symbol.build_id),
          .space = AddressSpace::User};
}

void Decoder::AppendUserFrames(int pid, uint64_t address, bool is_call,
                               std::vector<output::Frame>& frames) const {
  ResolvedSymbol symbol = user_.Resolve(pid, address, config_.cpp_demangle);
  const std::string file(lines_ != nullptr ? symbol.file : std::string_view());
  const uint64_t in_file = symbol.file_address;
  output::Frame frame = UserFrame(address, std::move(symbol));
  if (file.empty()) return frames.push_back(std::move(frame));
  // The address behind a call may be another line's, or another function's.
  AppendSourceFrames(lines_->At(file, in_file - (is_call ? 1 : 0)), std::move(frame), frames);
}

// Modules and BPF programs are not in the core kernel's file.
void Decoder::AppendKernelFrames(uint64_t address, bool is_call, std::vector<output::Frame>& frames) const {
  output::Frame frame = KernelFrame(address);
  if (lines_ == nullptr || !frame.module.empty()) return frames.push_back(std::move(frame));
  AppendSourceFrames(lines_->AtKernel(address - (is_call ? 1 : 0)), std::move(frame), frames);
}

void Decoder::AppendSourceFrames(const std::vector<SourceFrame>& sources, output::Frame frame,
                                 std::vector<output::Frame>& frames) const {
  for (const SourceFrame& source : sources) {
    output::Frame& shown = source.inlined ? frames.emplace_back() : frame;
    shown.file = source.file;
    shown.line = source.line;
    if (!source.inlined) continue;
    shown.address = frame.address;
    shown.symbol = config_.cpp_demangle ? Demangle(source.function).text : source.function;
    shown.module = frame.module;
    shown.file_address = frame.file_address;
    shown.build_id = frame.build_id;
    shown.inlined = true;
    shown.space = frame.space;
  }
  frames.push_back(std::move(frame));
}

output::Frame Decoder::TargetFrame(const bundle::UserTarget& target) const {
  const bool demangled = config_.cpp_demangle && !target.function.empty();
  return {.address = target.address.value_or(0),
          .symbol = demangled ? Demangle(target.function).text : target.function,
          .module = target.path,
          .space = AddressSpace::User};
}

uint64_t Decoder::Unshifted(uint32_t probe, int pid, uint64_t address) const {
  const auto shift = shifts_.find(probe);
  if (shift == shifts_.end() || user_.Resolve(pid, address, false).offset != shift->second) return address;
  return address - shift->second;
}

// `frames`: the number of addresses present, then the addresses.
output::Stack Decoder::StackOf(const Layout& layout, Bytes frames, int pid, uint32_t probe) const {
  const bool user = layout.kind == ValueKind::UserStack;
  const bool named = layout.stack_mode == StackMode::Default || layout.stack_mode == StackMode::Perf;
  const uint64_t count = std::min<uint64_t>(Load(frames, 0, 8), layout.count);
  const AddressSpace space = user ? AddressSpace::User : AddressSpace::Kernel;
  output::Stack stack{.mode = layout.stack_mode, .space = space};
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t address = Load(frames, 8 + 8 * i, 8);
    if (user && i == 0 && !shifts_.empty()) address = Unshifted(probe, pid, address);
    stack.unwind_failed = address == kUnwindFailure;
    if (stack.unwind_failed) break;
    if (!named) {
      stack.frames.push_back({.address = address, .space = space});
    } else if (user) {
      AppendUserFrames(pid, address, i > 0, stack.frames);
    } else {
      AppendKernelFrames(address, i > 0, stack.frames);
    }
  }
  return stack;
}

output::Stack Decoder::DecodeKernelStack(const Layout& layout, Bytes bytes) const {
  return StackOf(layout, bytes, 0, 0);
}

output::Stack Decoder::DecodeUserStack(const Layout& layout, Bytes bytes) const {
  const auto pid = static_cast<int>(Load(bytes, 0, 4));
  return StackOf(layout, bytes.subspan(8), pid, static_cast<uint32_t>(Load(bytes, 4, 4)));
}

// An address of 0 has no name, and none is missed.
output::Symbol Decoder::DecodeKernelSymbol(const Layout& /*layout*/, Bytes bytes) const {
  const uint64_t address = Load(bytes, 0, 8);
  if (address == 0) return {{.space = AddressSpace::Kernel}};
  return {KernelFrame(address)};
}

output::Symbol Decoder::DecodeUserSymbol(const Layout& /*layout*/, Bytes bytes) const {
  const uint64_t address = Load(bytes, 0, 8);
  const int pid = static_cast<int>(Load(bytes, 8, 4));
  const uint64_t probe = Load(bytes, 12, 4);
  const uint64_t target = address - bundle::kTargetOfProbe;
  if (probe < probes_.size() && target < probes_[probe].targets.size()) {
    const auto* function = std::get_if<bundle::UserTarget>(&probes_[probe].targets[target]);
    if (function != nullptr) return {TargetFrame(*function)};
  }
  if (address == 0) return {{.space = AddressSpace::User}};
  return {UserFrame(address, user_.Resolve(pid, address, config_.cpp_demangle))};
}

output::Text Decoder::DecodeTimestamp(const Layout& /*layout*/, Bytes bytes) const {
  constexpr uint64_t kSecond = 1000000000;
  uint64_t time = Load(bytes, 8, 8);
  if (Load(bytes, 4, 4) == static_cast<uint64_t>(TimeOrigin::Boot)) time += wall_clock_;
  const timespec parts{static_cast<time_t>(time / kSecond), static_cast<long>(time % kSecond)};
  std::string text = TimeText(TextAt(Load(bytes, 0, 4)), parts, config_.max_strlen, "fkl");
  failed_times_ = failed_times_ || text.empty();
  if (text.empty()) text = "(?)";
  return {std::move(text)};
}

// A family that is none of the two has no text.
output::Text Decoder::DecodeInet(const Layout& /*layout*/, Bytes bytes) const {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(static_cast<int>(Load(bytes, 0, 4)), bytes.data() + 8, text, sizeof(text));
  return {text};
}

output::Text Decoder::DecodeMacAddress(const Layout& /*layout*/, Bytes bytes) const {
  const auto* part = reinterpret_cast<const unsigned char*>(bytes.data());
  char text[18];
  std::snprintf(text, sizeof(text), "%02X:%02X:%02X:%02X:%02X:%02X", part[0], part[1], part[2], part[3],
                part[4], part[5]);
  return {text};
}

output::Text Decoder::DecodeUserName(const Layout& /*layout*/, Bytes bytes) const {
  return {std::string(names_.UserName(Load(bytes, 0, 8)))};
}

output::Text Decoder::DecodeCgroupPath(const Layout& /*layout*/, Bytes bytes) const {
  return {std::string(names_.CgroupPath(Load(bytes, 8, 8), TextAt(Load(bytes, 0, 8))))};
}

}  // namespace sonde::runtime
