// Bytes to values. Leaves: Decoder. Covered by tests/runtime/decoder_test.cpp.
#include "runtime/decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/demangle.h"

namespace sonde::runtime {
namespace {

using bundle::Layout;
using bundle::ValueKind;
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

output::Frame Decoder::KernelFrame(uint64_t address) const {
  ResolvedSymbol symbol = kernel_.Resolve(address);
  if (symbol.name.empty()) ++unnamed_kernel_;
  return {.address = address,
          .symbol = std::move(symbol.name),
          .offset = symbol.offset,
          .module = std::move(symbol.module),
          .space = AddressSpace::Kernel};
}

output::Frame Decoder::UserFrame(int pid, uint64_t address) const {
  ResolvedSymbol symbol = user_.Resolve(pid, address, config_.cpp_demangle);
  if (symbol.name.empty()) ++unnamed_user_;
  return {.address = address,
          .symbol = std::move(symbol.name),
          .offset = symbol.offset,
          .module = std::move(symbol.module),
          .space = AddressSpace::User};
}

output::Frame Decoder::TargetFrame(const bundle::AttachTarget& target) const {
  const bool demangled = config_.cpp_demangle && !target.function.empty();
  return {.address = target.address,
          .symbol = demangled ? Demangle(target.function).text : target.function,
          .module = target.module,
          .space = AddressSpace::User};
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
  const bool named = layout.stack_mode == StackMode::Default || layout.stack_mode == StackMode::Perf;
  output::Stack stack{.mode = layout.stack_mode};
  for (uint64_t i = 0; i < frames; ++i) {
    uint64_t address = Load(bytes, header + 8 * i, 8);
    if (user && i == 0 && !shifts_.empty()) {
      address = Unshifted(static_cast<uint32_t>(Load(bytes, 4, 4)), pid, address);
    }
    stack.unwind_failed = address == kUnwindFailure;
    if (stack.unwind_failed) break;
    if (!named) {
      stack.frames.push_back({.address = address, .space = user ? AddressSpace::User : AddressSpace::Kernel});
    } else {
      stack.frames.push_back(user ? UserFrame(pid, address) : KernelFrame(address));
    }
  }
  return Value{std::move(stack)};
}

// An address of 0 has no name, and none is missed.
Value Decoder::DecodeKernelSymbol(Bytes bytes) const {
  const uint64_t address = Load(bytes, 0, 8);
  if (address == 0) return Value{output::Symbol{{.space = AddressSpace::Kernel}}};
  return Value{output::Symbol{KernelFrame(address)}};
}

Value Decoder::DecodeUserSymbol(Bytes bytes) const {
  const uint64_t address = Load(bytes, 0, 8);
  const int pid = static_cast<int>(Load(bytes, 8, 4));
  const uint64_t probe = Load(bytes, 12, 4);
  const uint64_t target = address - bundle::kTargetOfProbe;
  if (probe < probes_.size() && target < probes_[probe].targets.size()) {
    return Value{output::Symbol{TargetFrame(probes_[probe].targets[target])}};
  }
  if (address == 0) return Value{output::Symbol{{.space = AddressSpace::User}}};
  return Value{output::Symbol{UserFrame(pid, address)}};
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
    case ValueKind::KernelSymbol:
      return DecodeKernelSymbol(bytes);
    case ValueKind::UserSymbol:
      return DecodeUserSymbol(bytes);
    case ValueKind::KernelStack:
    case ValueKind::UserStack:
      return DecodeStack(layout, bytes);
  }
  return {};
}

}  // namespace sonde::runtime
