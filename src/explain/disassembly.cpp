// Leaves: Disassemble.
#include "explain/disassembly.h"

#include <array>
#include <cstdio>

namespace sonde::explain {
namespace {

constexpr char kUnknown[] = "<unknown>";

std::string Hex(uint64_t value) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string SignedHex(int64_t value) {
  return value < 0 ? "-" + Hex(uint64_t{0} - static_cast<uint64_t>(value))
                   : Hex(static_cast<uint64_t>(value));
}

std::string Distance(int64_t distance) {
  return (distance < 0 ? "" : "+") + SignedHex(distance);
}

std::string Register(unsigned number, bool half = false) {
  return (half ? "w" : "r") + std::to_string(number);
}

// "r1 + 0x8"
std::string Address(unsigned base, int16_t offset) {
  return Register(base) + (offset < 0 ? " - " : " + ") +
         Hex(static_cast<uint64_t>(offset < 0 ? -offset : offset));
}

// "(u64 *)(r1 + 0x8)"
std::string Typed(unsigned width, unsigned base, int16_t offset, char sign = 'u') {
  return std::string("(") + sign + std::to_string(8 * width) + " *)(" + Address(base, offset) + ")";
}

const char* Sign(uint8_t operation, bool is_signed) {
  switch (operation) {
    case kAdd:
      return "+=";
    case kSub:
      return "-=";
    case kMul:
      return "*=";
    case kDiv:
      return is_signed ? "s/=" : "/=";
    case kOr:
      return "|=";
    case kAnd:
      return "&=";
    case kLsh:
      return "<<=";
    case kRsh:
      return ">>=";
    case kMod:
      return is_signed ? "s%=" : "%=";
    case kXor:
      return "^=";
    case kMov:
      return "=";
    case kArsh:
      return "s>>=";
    default:
      return nullptr;
  }
}

std::string Swap(const Instruction& one) {
  const std::string name = Register(one.destination);
  const char* how = one.cls() == Class::Alu64 ? "bswap" : one.by_register() ? "be" : "le";
  return name + " = " + how + std::to_string(one.immediate) + " " + name;
}

std::string Move(const Instruction& one, bool half) {
  if (one.offset == 0) return Register(one.source, half);
  if (one.offset == 1) {  // between address spaces, whose numbers are the halves of the immediate
    const auto spaces = static_cast<uint32_t>(one.immediate);
    return "addr_space_cast(" + Register(one.source) + ", " + Hex(spaces >> 16U) + ", " +
           Hex(spaces & 0xffffU) + ")";
  }
  return "(s" + std::to_string(one.offset) + ")" + Register(one.source, half);
}

std::string Arithmetic(const Instruction& one) {
  if (one.operation() == kEnd) return Swap(one);
  const bool half = one.cls() == Class::Alu;
  const std::string to = Register(one.destination, half);
  if (one.operation() == kNeg) return to + " = -" + to;
  const char* sign = Sign(one.operation(), one.offset != 0);
  if (sign == nullptr) return kUnknown;
  std::string operand = SignedHex(one.immediate);
  if (one.by_register()) operand = one.operation() == kMov ? Move(one, half) : Register(one.source, half);
  return to + " " + sign + " " + operand;
}

const char* Comparison(uint8_t operation) {
  switch (operation) {
    case kJeq:
      return "==";
    case kJgt:
      return ">";
    case kJge:
      return ">=";
    case kJset:
      return "&";
    case kJne:
      return "!=";
    case kJsgt:
      return "s>";
    case kJsge:
      return "s>=";
    case kJlt:
      return "<";
    case kJle:
      return "<=";
    case kJslt:
      return "s<";
    case kJsle:
      return "s<=";
    default:
      return nullptr;
  }
}

std::string Jump(const Instruction& one) {
  const bool half = one.cls() == Class::Jmp32;
  switch (one.operation()) {
    case kJa:
      if (one.by_register()) return "gotox " + Register(one.destination);
      return half ? "gotol " + Distance(one.immediate) : "goto " + Distance(one.offset);
    case kCall:
      return one.by_register() ? "callx " + Register(one.destination) : "call " + SignedHex(one.immediate);
    case kExit:
      return "exit";
    case kJcond:
      return "may_goto " + Distance(one.offset);
    default:
      break;
  }
  const char* sign = Comparison(one.operation());
  if (sign == nullptr) return kUnknown;
  const std::string operand = one.by_register() ? Register(one.source, half) : SignedHex(one.immediate);
  return "if " + Register(one.destination, half) + " " + sign + " " + operand + " goto " +
         Distance(one.offset);
}

// A value of up to four bytes is in the lower half of a register.
std::string ValueOf(unsigned number, unsigned width) {
  return Register(number, width < 8);
}

std::string Atomic(const Instruction& one) {
  const unsigned width = one.width();
  const bool half = width == 4;
  const std::string value = Register(one.source, width < 8), at = Address(one.destination, one.offset);
  const std::string place = Typed(width, one.destination, one.offset);
  switch (one.immediate) {
    case kXchg:
      return value + (half ? " = xchg32_32(" : " = xchg_64(") + at + ", " + value + ")";
    case kCmpXchg:
      return Register(0, half) + (half ? " = cmpxchg32_32(" : " = cmpxchg_64(") + at + ", " +
             Register(0, half) + ", " + value + ")";
    case kLoadAcquire:
      return ValueOf(one.destination, width) + " = load_acquire(" + Typed(width, one.source, one.offset) +
             ")";
    case kStoreRelease:
      return "store_release(" + place + ", " + value + ")";
    default:
      break;
  }
  const auto operation = static_cast<uint8_t>(one.immediate & ~kFetch);
  const bool known = operation == kAdd || operation == kAnd || operation == kOr || operation == kXor;
  if (!known || (one.immediate & ~0xff) != 0) return kUnknown;
  if ((one.immediate & kFetch) == 0) return "lock *" + place + " " + Sign(operation, false) + " " + value;
  const char* name = operation == kAdd ? "add" : operation == kAnd ? "and" : operation == kOr ? "or" : "xor";
  return value + " = atomic_fetch_" + name + "(" + place + ", " + value + ")";
}

std::string Load(const Instruction& one) {
  if (one.mode() == kMem) {
    return ValueOf(one.destination, one.width()) + " = *" + Typed(one.width(), one.source, one.offset);
  }
  return Register(one.destination) + " = *" + Typed(one.width(), one.source, one.offset, 's');
}

// What has to be there for an operation to be one: fields that it does not use are zero.
bool IsArithmetic(const Instruction& one) {
  const bool whole = one.cls() == Class::Alu64;
  switch (one.operation()) {
    case kEnd:
      return (one.immediate == 16 || one.immediate == 32 || one.immediate == 64) &&
             !(whole && one.by_register());
    case kNeg:
      return !one.by_register();
    case kDiv:
    case kMod:
      return one.offset == 0 || one.offset == 1;
    case kMov:
      if (!one.by_register()) return one.offset == 0;
      return one.offset == 0 || one.offset == 8 || one.offset == 16 ||
             (whole && (one.offset == 1 || one.offset == 32));
    default:
      return one.offset == 0;
  }
}

bool IsJump(const Instruction& one) {
  const bool half = one.cls() == Class::Jmp32;
  switch (one.operation()) {
    case kJa:
      return !half || !one.by_register();
    case kCall:
      return !half;
    case kExit:
      return !half && !one.by_register() && one.immediate == 0;
    case kJcond:
      return !half && !one.by_register();
    default:
      return Comparison(one.operation()) != nullptr;
  }
}

bool IsMemory(const Instruction& one) {
  switch (one.cls()) {
    case Class::Ld:
      return (one.next_immediate && one.offset == 0) ||
             ((one.mode() == kAbs || one.mode() == kInd) && one.width() < 8);
    case Class::Ldx:
      return one.mode() == kMem || (one.mode() == kMemSx && one.width() < 8);
    case Class::St:
      return one.mode() == kMem;
    default:
      break;
  }
  const bool ordered = one.immediate == kLoadAcquire || one.immediate == kStoreRelease;
  return one.mode() == kMem || (one.mode() == kAtomic && (one.width() >= 4 || ordered));
}

bool IsKnown(const Instruction& one) {
  return one.is_arithmetic() ? IsArithmetic(one) : one.is_jump() ? IsJump(one) : IsMemory(one);
}

// Of packets; the oldest form, which only programs for sockets have.
std::string LoadOfPacket(const Instruction& one) {
  const std::string type = "r0 = *(u" + std::to_string(8 * one.width()) + " *)skb[";
  return type + (one.mode() == kAbs ? SignedHex(one.immediate) : Register(one.source)) + "]";
}

}  // namespace

std::string Disassemble(const Instruction& one) {
  if (!IsKnown(one)) return kUnknown;
  switch (one.cls()) {
    case Class::Alu:
    case Class::Alu64:
      return Arithmetic(one);
    case Class::Jmp:
    case Class::Jmp32:
      return Jump(one);
    case Class::Ldx:
      return Load(one);
    case Class::St:
      return "*" + Typed(one.width(), one.destination, one.offset) + " = " + SignedHex(one.immediate);
    case Class::Stx:
      if (one.mode() == kAtomic) return Atomic(one);
      return "*" + Typed(one.width(), one.destination, one.offset) + " = " + ValueOf(one.source, one.width());
    case Class::Ld:
      if (one.next_immediate) {
        return Register(one.destination) + " = " + SignedHex(static_cast<int64_t>(one.wide())) + " ll";
      }
      return LoadOfPacket(one);
  }
  return kUnknown;
}

}  // namespace sonde::explain
