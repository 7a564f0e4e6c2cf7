// Bytes to values. Leaves: Decoder. Covered by tests/runtime/decoder_test.cpp.
#include "runtime/decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/demangle.h"
#include "output/text.h"

namespace sonde::runtime {
namespace {

using bundle::Layout;
using bundle::StackMode;
using bundle::ValueKind;
using output::Value;
using Bytes = std::span<const std::byte>;

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

std::string Hex(uint64_t number) {
  std::string text;
  output::AppendHex(text, number);
  return text;
}

output::EnumValue EnumOf(const Layout& layout, uint64_t bits) {
  const auto number = static_cast<int64_t>(bits);
  for (const auto& [value, name] : layout.enumerators) {
    if (value == number) return {number, name};
  }
  return {number, {}};
}

}  // namespace

Value Decoder::DecodeNumber(const Layout& layout, Bytes bytes) const {
  const uint64_t bits = LoadNumber(layout, bytes);
  switch (layout.kind) {
    case ValueKind::Bool:
      return Value{bits != 0};
    case ValueKind::Pointer:
      return Value{output::Pointer{bits}};
    case ValueKind::Enum:
      return Value{EnumOf(layout, bits)};
    default:
      if (layout.is_signed) return Value{static_cast<int64_t>(bits)};
      return Value{bits};
  }
}

// `trailer` follows what has no NUL.
Value Decoder::DecodeString(Bytes bytes, const std::string& trailer) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  const size_t length = strnlen(text, bytes.size());
  std::string decoded(text, length);
  if (length == bytes.size() && length > 0) decoded += trailer;
  return Value{output::Text{std::move(decoded)}};
}

Value Decoder::DecodeArray(const Layout& layout, Bytes bytes) const {
  output::Array array;
  const Layout& element = layout.children[0];
  for (uint32_t i = 0; i < layout.count; ++i) {
    array.elements.push_back(Decode(element, bytes.subspan(size_t{i} * element.size)));
  }
  return Value{std::move(array)};
}

std::string Decoder::Frame(const ResolvedSymbol& symbol, uint64_t address, StackMode mode, bool user) const {
  if (symbol.name.empty()) ++(user ? unnamed_user_ : unnamed_kernel_);
  const std::string place =
      symbol.name.empty() ? "0x" + Hex(address) : symbol.name + "+" + std::to_string(symbol.offset);
  if (mode != StackMode::Perf) return "        " + place;
  std::string line = "\t" + Hex(address) + " " + place;
  if (user) line += symbol.module.empty() ? " ([unknown])" : " (" + symbol.module + ")";
  return line;
}

uint64_t Decoder::Unshifted(uint32_t probe, int pid, uint64_t address) const {
  const auto shift = shifts_.find(probe);
  if (shift == shifts_.end() || user_.Resolve(pid, address, false).offset != shift->second) return address;
  return address - shift->second;
}

Value Decoder::DecodeStack(const Layout& layout, Bytes bytes) const {
  const bool user = layout.kind == ValueKind::UserStack;
  const size_t header = user ? 16 : 8;
  const int pid = user ? static_cast<int>(Load(bytes, 0, 4)) : 0;
  const uint64_t frames = std::min<uint64_t>(Load(bytes, header - 8, 8), layout.count);
  output::Stack stack;
  for (uint64_t i = 0; i < frames; ++i) {
    uint64_t address = Load(bytes, header + 8 * i, 8);
    if (user && i == 0 && !shifts_.empty()) {
      address = Unshifted(static_cast<uint32_t>(Load(bytes, 4, 4)), pid, address);
    }
    if (address == UINT64_MAX) {
      stack.lines.emplace_back("        <unwind failure>");
      break;
    }
    if (layout.stack_mode == StackMode::Raw || layout.stack_mode == StackMode::BuildId) {
      stack.lines.push_back(Hex(address));
      continue;
    }
    const ResolvedSymbol symbol =
        user ? user_.Resolve(pid, address, config_.cpp_demangle) : kernel_.Resolve(address);
    stack.lines.push_back(Frame(symbol, address, layout.stack_mode, user));
  }
  return Value{std::move(stack)};
}

// ksym and usym: the name without offset, else the address.
Value Decoder::NameOf(const ResolvedSymbol& symbol, uint64_t address, bool user) const {
  if (!symbol.name.empty()) return Value{output::Symbol{symbol.name}};
  if (address == 0) return Value{output::Symbol{"0"}};
  ++(user ? unnamed_user_ : unnamed_kernel_);
  return Value{output::Symbol{"0x" + Hex(address)}};
}

std::string Decoder::NameOf(const bundle::AttachTarget& target) const {
  if (target.function.empty()) return "0x" + Hex(target.address);
  return config_.cpp_demangle ? Demangle(target.function).text : target.function;
}

Value Decoder::DecodeUserSymbol(Bytes bytes) const {
  const uint64_t address = Load(bytes, 0, 8);
  const int pid = static_cast<int>(Load(bytes, 8, 4));
  const uint64_t probe = Load(bytes, 12, 4);
  const uint64_t target = address - bundle::kTargetOfProbe;
  if (probe < probes_.size() && target < probes_[probe].targets.size()) {
    return Value{output::Symbol{NameOf(probes_[probe].targets[target])}};
  }
  return NameOf(address == 0 ? ResolvedSymbol{} : user_.Resolve(pid, address, config_.cpp_demangle), address,
                true);
}

Value Decoder::Decode(const Layout& layout, Bytes bytes) const {
  if (bytes.size() < size_t{layout.offset} + layout.size) return {};
  bytes = bytes.subspan(layout.offset, layout.size);
  switch (layout.kind) {
    case ValueKind::None:
      return {};
    case ValueKind::Integer:
    case ValueKind::Bool:
    case ValueKind::Pointer:
    case ValueKind::Enum:
      return DecodeNumber(layout, bytes);
    case ValueKind::Float: {
      const uint64_t bits = Load(bytes, 0, layout.size);
      if (layout.size == 8) return Value{output::Float{std::bit_cast<double>(bits), false}};
      return Value{output::Float{std::bit_cast<float>(static_cast<uint32_t>(bits)), true}};
    }
    case ValueKind::String:
      return DecodeString(bytes, config_.str_trunc_trailer);
    case ValueKind::Characters:
      return DecodeString(bytes, {});
    case ValueKind::Buffer: {
      const size_t length = std::min<size_t>(Load(bytes, 0, 4), bytes.size() - 4);
      return Value{output::Bytes{std::string(reinterpret_cast<const char*>(bytes.data()) + 4, length)}};
    }
    case ValueKind::Array:
      return DecodeArray(layout, bytes);
    case ValueKind::Tuple: {
      output::Tuple tuple;
      for (const Layout& child : layout.children)
        tuple.elements.push_back(Decode(child, bytes));
      return Value{std::move(tuple)};
    }
    case ValueKind::Struct: {
      output::Record record;
      for (const Layout& child : layout.children)
        record.fields.push_back({child.name, Decode(child, bytes)});
      return Value{std::move(record)};
    }
    case ValueKind::KernelSymbol: {
      const uint64_t address = Load(bytes, 0, 8);
      return NameOf(address == 0 ? ResolvedSymbol{} : kernel_.Resolve(address), address, false);
    }
    case ValueKind::UserSymbol:
      return DecodeUserSymbol(bytes);
    case ValueKind::KernelStack:
    case ValueKind::UserStack:
      return DecodeStack(layout, bytes);
  }
  return {};
}

}  // namespace sonde::runtime
