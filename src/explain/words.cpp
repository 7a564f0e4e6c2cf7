// Words for instructions; facts from RFC 9669. Leaves: WordsFor, DefinedIn, FieldsOf.
#include "explain/words.h"

#include <array>
#include <cstdio>

#include "explain/helpers.h"

namespace sonde::explain {
namespace {

std::string Digits(uint64_t value, int digits) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%0*llx", digits, static_cast<unsigned long long>(value));
  return text.data();
}

std::string NameOf(unsigned number) {
  return number == 10 ? "the frame pointer r10" : "r" + std::to_string(number);
}

std::string Bytes(unsigned count) {
  return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

std::string At(unsigned base, int16_t offset) {
  const std::string from = base == 10 ? "r10" : "r" + std::to_string(base);
  if (offset == 0) return from;
  return from + (offset < 0 ? " - " + std::to_string(-offset) : " + " + std::to_string(offset));
}

struct Operation {
  std::string_view name;   // as the RFC has it
  std::string_view words;  // with %d for the destination, %s for the operand
};

Operation ArithmeticOf(const Instruction& one) {
  const bool is_signed = one.offset != 0;
  switch (one.operation()) {
    case kAdd:
      return {"ADD", "adds %s to %d"};
    case kSub:
      return {"SUB", "subtracts %s from %d"};
    case kMul:
      return {"MUL", "multiplies %d by %s"};
    case kDiv:
      return is_signed ? Operation{"SDIV", "divides %d by %s, both with signs; by zero it gives 0"}
                       : Operation{"DIV", "divides %d by %s; by zero it gives 0"};
    case kOr:
      return {"OR", "sets in %d the bits of %s"};
    case kAnd:
      return {"AND", "keeps in %d the bits of %s"};
    case kLsh:
      return {"LSH", "shifts %d to the left by %s"};
    case kRsh:
      return {"RSH", "shifts %d to the right by %s"};
    case kNeg:
      return {"NEG", "negates %d"};
    case kMod:
      return is_signed ? Operation{"SMOD", "leaves in %d the rest of dividing it by %s, both with signs"}
                       : Operation{"MOD", "leaves in %d the rest of dividing it by %s"};
    case kXor:
      return {"XOR", "flips in %d the bits of %s"};
    case kMov:
      if (!one.by_register() || one.offset == 0) return {"MOV", "sets %d to %s"};
      if (one.offset == 1) return {"MOV", "sets %d to %s, as an address of another address space"};
      return {"MOVSX", "sets %d to the lowest bits of %s, with their sign"};
    case kArsh:
      return {"ARSH", "shifts %d to the right by %s, with its sign"};
    case kEnd:
      return one.cls() == Class::Alu64 ? Operation{"BSWAP", "swaps the bytes of %d"}
             : one.by_register()       ? Operation{"TO_BE", "makes %d big endian"}
                                       : Operation{"TO_LE", "makes %d little endian"};
    default:
      return {"?", "is no operation that is known"};
  }
}

Operation JumpOf(const Instruction& one) {
  switch (one.operation()) {
    case kJa:
      return {"JA", ""};
    case kJeq:
      return {"JEQ", "%d is %s"};
    case kJgt:
      return {"JGT", "%d is greater than %s"};
    case kJge:
      return {"JGE", "%d is at least %s"};
    case kJset:
      return {"JSET", "%d and %s have a bit in common"};
    case kJne:
      return {"JNE", "%d is not %s"};
    case kJsgt:
      return {"JSGT", "%d is greater than %s, with signs"};
    case kJsge:
      return {"JSGE", "%d is at least %s, with signs"};
    case kCall:
      return {"CALL", ""};
    case kExit:
      return {"EXIT", ""};
    case kJlt:
      return {"JLT", "%d is less than %s"};
    case kJle:
      return {"JLE", "%d is at most %s"};
    case kJslt:
      return {"JSLT", "%d is less than %s, with signs"};
    case kJsle:
      return {"JSLE", "%d is at most %s, with signs"};
    case kJcond:
      return {"JCOND", ""};
    default:
      return {"?", "is no jump that is known"};
  }
}

std::string Filled(std::string_view words, const std::string& destination, const std::string& operand) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool place = words[i] == '%' && i + 1 < words.size();
    if (!place) {
      text += words[i];
    } else {
      text += words[++i] == 'd' ? destination : operand;
    }
  }
  return text;
}

std::string Operand(const Instruction& one) {
  return one.by_register() ? NameOf(one.source) : std::to_string(one.immediate);
}

std::string Halves(const Instruction& one) {
  const bool half = one.cls() == Class::Alu || one.cls() == Class::Jmp32;
  return half ? ", in 32 bits" : "";
}

std::string ArithmeticWords(const Instruction& one) {
  if (one.operation() == kEnd) {
    return Filled(ArithmeticOf(one).words,
                  "the lowest " + std::to_string(one.immediate) + " bits of " + NameOf(one.destination), "");
  }
  return Filled(ArithmeticOf(one).words, NameOf(one.destination), Operand(one)) + Halves(one);
}

std::string CallWords(const Instruction& one) {
  if (one.by_register()) return "calls the function whose address is in " + NameOf(one.destination);
  switch (one.source) {
    case kCallsOwn:
      return "calls the program's own function at " + std::to_string(*one.target());
    case kCallsKernel:
      return "calls the kernel's function with the type " + std::to_string(one.immediate);
    default:
      break;
  }
  const std::string_view name = HelperName(one.immediate);
  return name.empty() ? "calls the helper " + std::to_string(one.immediate) : "calls " + std::string(name);
}

std::string JumpWords(const Instruction& one) {
  const std::string to = one.target() ? "goes on at " + std::to_string(*one.target()) : "";
  switch (one.operation()) {
    case kJa:
      return one.by_register() ? "goes on at the address in " + NameOf(one.destination) : to;
    case kCall:
      return CallWords(one);
    case kExit:
      return "returns r0";
    case kJcond:
      return to + " once the kernel says that it has run for long enough";
    default:
      return to + " if " + Filled(JumpOf(one).words, NameOf(one.destination), Operand(one)) + Halves(one);
  }
}

std::string AtomicWords(const Instruction& one) {
  const std::string place = Bytes(one.width()) + " at " + At(one.destination, one.offset);
  const std::string value = NameOf(one.source);
  switch (one.immediate) {
    case kXchg:
      return "exchanges " + value + " with " + place + ", atomically";
    case kCmpXchg:
      return "stores " + value + " into " + place +
             " if they are r0, and sets r0 to what was there, atomically";
    case kLoadAcquire:
      return "loads " + Bytes(one.width()) + " from " + At(one.source, one.offset) + " into " +
             NameOf(one.destination) + ", before all later accesses";
    case kStoreRelease:
      return "stores " + value + " into " + place + ", after all earlier accesses";
    default:
      break;
  }
  Instruction plain = one;
  plain.opcode = static_cast<uint8_t>(one.immediate & ~kFetch) | 0x08U | static_cast<uint8_t>(Class::Alu64);
  plain.offset = 0;
  std::string words = Filled(ArithmeticOf(plain).words, place, value);
  if ((one.immediate & kFetch) != 0) words += ", and sets " + value + " to what was there";
  return words + ", atomically";
}

std::string WideWords(const Instruction& one) {
  constexpr uint8_t kMapByFd = 1, kValueByFd = 2, kTypeId = 3, kOwnFunction = 4;
  const std::string to = "sets " + NameOf(one.destination) + " to ";
  switch (one.source) {
    case kMapByFd:
      return to + "a map";
    case kValueByFd:
      return to + "the address of a map's value";
    case kTypeId:
      return to + "the address of a variable of the kernel";
    case kOwnFunction:
      return to + "a function of the program";
    default:
      return to + Digits(one.wide(), 1);
  }
}

std::string MemoryWords(const Instruction& one) {
  switch (one.cls()) {
    case Class::Ld:
      if (one.next_immediate) return WideWords(one);
      return "loads " + Bytes(one.width()) + " of the packet into r0";
    case Class::Ldx:
      return "loads " + Bytes(one.width()) + " from " + At(one.source, one.offset) + " into " +
             NameOf(one.destination) + (one.mode() == kMemSx ? ", with their sign" : "");
    case Class::St:
      return "stores " + std::to_string(one.immediate) + " into " + Bytes(one.width()) + " at " +
             At(one.destination, one.offset);
    default:
      break;
  }
  if (one.mode() == kAtomic) return AtomicWords(one);
  return "stores " + NameOf(one.source) + " into " + Bytes(one.width()) + " at " +
         At(one.destination, one.offset);
}

struct ClassWords {
  std::string_view name, words;
};

constexpr ClassWords kClasses[] = {{"LD", "load of 64-bit immediates and packets"},
                                   {"LDX", "load from memory into a register"},
                                   {"ST", "store of an immediate into memory"},
                                   {"STX", "store of a register into memory"},
                                   {"ALU", "arithmetic in 32 bits"},
                                   {"JMP", "jump that compares 64 bits"},
                                   {"JMP32", "jump that compares 32 bits"},
                                   {"ALU64", "arithmetic in 64 bits"}};

ClassWords ModeOf(const Instruction& one) {
  switch (one.mode()) {
    case kImm:
      return {"IMM", "64-bit immediate"};
    case kAbs:
      return {"ABS", "packet, at a place that is known"};
    case kInd:
      return {"IND", "packet, at a place in a register"};
    case kMem:
      return {"MEM", "plain"};
    case kMemSx:
      return {"MEMSX", "with the sign"};
    case kAtomic:
      return {"ATOMIC", "atomic; the immediate says what"};
    default:
      return {"?", "unknown"};
  }
}

void AddOpcode(const Instruction& one, std::vector<Field>& fields) {
  const ClassWords& cls = kClasses[one.opcode & 0x07U];
  fields.push_back({"opcode", Digits(one.opcode, 2), ""});
  fields.push_back(
      {"class", Digits(one.opcode & 0x07U, 1), std::string(cls.name) + ": " + std::string(cls.words)});
  if (one.is_arithmetic() || one.is_jump()) {
    const auto name = one.is_jump() ? JumpOf(one).name : ArithmeticOf(one).name;
    fields.push_back({"operation", Digits(one.operation(), 2), std::string(name)});
    fields.push_back(
        {"operand", Digits(one.opcode & 0x08U, 2), one.by_register() ? "X: a register" : "K: the immediate"});
    return;
  }
  const ClassWords mode = ModeOf(one);
  fields.push_back({"mode", Digits(one.mode(), 2), std::string(mode.name) + ": " + std::string(mode.words)});
  fields.push_back({"width", Digits(one.opcode & 0x18U, 2), Bytes(one.width())});
}

}  // namespace

std::string WordsFor(const Instruction& one) {
  return one.is_arithmetic() ? ArithmeticWords(one) : one.is_jump() ? JumpWords(one) : MemoryWords(one);
}

std::string DefinedIn(const Instruction& one) {
  const std::string rfc = "RFC 9669, ";
  if (one.is_arithmetic()) return rfc + (one.operation() == kEnd ? "4.2" : "4.1");
  if (one.is_jump()) {
    if (one.operation() == kJcond) return "Linux, may_goto";  // newer than the RFC
    if (one.operation() != kCall) return rfc + "4.3";
    return rfc + (one.source == kCallsOwn ? "4.3.2" : "4.3.1");
  }
  if (one.next_immediate) return rfc + "5.4";
  switch (one.mode()) {
    case kMemSx:
      return rfc + "5.2";
    case kAtomic:
      return rfc + "5.3";
    case kAbs:
    case kInd:
      return rfc + "5.5";
    default:
      return rfc + "5.1";
  }
}

std::vector<Field> FieldsOf(const Instruction& one) {
  std::vector<Field> fields;
  AddOpcode(one, fields);
  fields.push_back({"destination", Digits(one.destination, 1), "r" + std::to_string(one.destination)});
  fields.push_back({"source", Digits(one.source, 1), "r" + std::to_string(one.source)});
  fields.push_back({"offset", Digits(static_cast<uint16_t>(one.offset), 4), std::to_string(one.offset)});
  fields.push_back(
      {"immediate", Digits(static_cast<uint32_t>(one.immediate), 8), std::to_string(one.immediate)});
  if (one.next_immediate) {
    fields.push_back({"next immediate", Digits(static_cast<uint32_t>(*one.next_immediate), 8),
                      std::to_string(*one.next_immediate)});
  }
  return fields;
}

}  // namespace sonde::explain
