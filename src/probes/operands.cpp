// Operands in the notes of static probes. Leaves: SplitArguments, ParseOperand. Covered by
// tests/probes/operands_test.cpp. Sources:
// https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation, the AT&T syntax of GNU as, the DWARF
// numbers of registers in the psABIs of x86-64 and arm64.
#include "probes/operands.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace sonde {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsSymbolChar(char c) {
  return IsDigit(c) || c == '_' || c == '.' || c == '$' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Text that is consumed from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] char front() const { return text_.empty() ? '\0' : text_.front(); }
  void SkipSpaces() {
    while (front() == ' ' || front() == '\t')
      text_.remove_prefix(1);
  }
  bool Take(char c) {
    if (front() != c || empty()) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool Take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  // What of the front are letters, digits, and what else symbols are made of.
  std::string_view TakeWord() {
    const auto end = std::find_if_not(text_.begin(), text_.end(), IsSymbolChar);
    const auto word = text_.substr(0, static_cast<size_t>(end - text_.begin()));
    text_.remove_prefix(word.size());
    return word;
  }

 private:
  std::string_view text_;
};

// Decimal, or hexadecimal after 0x.
bool ParseDigits(std::string_view text, uint64_t& value) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  return error == std::errc() && end == text.data() + text.size();
}

// "-5": two's complement.
bool TakeNumber(Cursor& text, uint64_t& value) {
  const bool negative = text.Take('-');
  if (!negative) text.Take('+');
  if (!ParseDigits(text.TakeWord(), value)) return false;
  if (negative) value = -value;
  return true;
}

// "12", "table+8", "4+table-16", or nothing: numbers and at most one symbol.
bool TakeSum(Cursor& text, Operand& operand) {
  for (bool first = true;; first = false) {
    const bool negative = text.Take('-');
    const bool sign = negative || text.Take('+');
    if (!sign && (!first || !IsSymbolChar(text.front()))) return true;
    const std::string_view word = text.TakeWord();
    if (word.empty()) return false;
    if (IsDigit(word[0])) {
      uint64_t value = 0;
      if (!ParseDigits(word, value)) return false;
      operand.number += negative ? -value : value;
      continue;
    }
    if (negative || !operand.symbol.empty()) return false;
    operand.symbol = word;
    operand.relative = true;
  }
}

// ---- x86

struct NamedRegister {
  std::string_view name;
  OperandRegister reg;
};

constexpr NamedRegister kX86Registers[] = {
    {"rax", {0, 8}}, {"eax", {0, 4}}, {"ax", {0, 2}},  {"al", {0, 1}},  {"ah", {0, 1, 8}},
    {"rdx", {1, 8}}, {"edx", {1, 4}}, {"dx", {1, 2}},  {"dl", {1, 1}},  {"dh", {1, 1, 8}},
    {"rcx", {2, 8}}, {"ecx", {2, 4}}, {"cx", {2, 2}},  {"cl", {2, 1}},  {"ch", {2, 1, 8}},
    {"rbx", {3, 8}}, {"ebx", {3, 4}}, {"bx", {3, 2}},  {"bl", {3, 1}},  {"bh", {3, 1, 8}},
    {"rsi", {4, 8}}, {"esi", {4, 4}}, {"si", {4, 2}},  {"sil", {4, 1}}, {"rdi", {5, 8}},
    {"edi", {5, 4}}, {"di", {5, 2}},  {"dil", {5, 1}}, {"rbp", {6, 8}}, {"ebp", {6, 4}},
    {"bp", {6, 2}},  {"bpl", {6, 1}}, {"rsp", {7, 8}}, {"esp", {7, 4}}, {"sp", {7, 2}},
    {"spl", {7, 1}},
};

// r8 to r15, with d, w or b behind it.
std::optional<OperandRegister> FindNumbered(std::string_view name) {
  if (!name.starts_with('r')) return std::nullopt;
  uint8_t number = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
  if (error != std::errc() || number < 8 || number > 15 || name[1] == '0') return std::nullopt;
  const std::string_view rest = name.substr(static_cast<size_t>(end - name.data()));
  if (rest.empty()) return OperandRegister{number, 8};
  if (rest == "d") return OperandRegister{number, 4};
  if (rest == "w") return OperandRegister{number, 2};
  if (rest == "b" || rest == "l") return OperandRegister{number, 1};
  return std::nullopt;
}

std::optional<OperandRegister> FindX86(std::string_view name) {
  const auto found = std::find_if(std::begin(kX86Registers), std::end(kX86Registers),
                                  [name](const NamedRegister& row) { return row.name == name; });
  return found == std::end(kX86Registers) ? FindNumbered(name) : std::optional(found->reg);
}

Error NotUnderstood() {
  return Error("it lies where sonde cannot read it");
}

Error WhyNoX86Register(std::string_view name) {
  const auto begins = [name](std::string_view with) { return name.starts_with(with); };
  if (begins("xmm") || begins("ymm") || begins("zmm") || begins("st") || begins("mm"))
    return Error("it is in a register of floating-point numbers, %" + std::string(name));
  if (name == "fs" || name == "gs") return Error("it is thread-local");
  return NotUnderstood();
}

// A register that takes part in an address.
std::optional<OperandRegister> AddressRegister(std::string_view name, Operand& operand) {
  const auto found = FindX86(name);
  if (!found || found->bytes < 4) return std::nullopt;
  operand.address_size = std::min(operand.address_size, found->bytes);
  return found;
}

// "(%rip)", "(%rbp,%rax,4)", "(,%rax,8)", "(%eax)", behind the opening parenthesis.
bool TakeX86Address(Cursor& text, Operand& operand) {
  if (text.Take('%')) {
    const std::string_view name = text.TakeWord();
    // Only with a symbol: a mere distance from the next instruction leads nowhere.
    if (name == "rip") return !operand.symbol.empty() && text.Take(')');
    operand.base = AddressRegister(name, operand);
    if (!operand.base) return false;
  }
  if (text.Take(',')) {
    if (!text.Take('%')) return false;
    operand.index = AddressRegister(text.TakeWord(), operand);
    if (!operand.index) return false;
    if (text.Take(',')) {
      constexpr std::string_view kScales[] = {"1", "2", "4", "8"};
      const auto* found = std::find(std::begin(kScales), std::end(kScales), text.TakeWord());
      if (found == std::end(kScales)) return false;
      operand.scale = static_cast<uint8_t>(found - std::begin(kScales));
    }
  }
  return (operand.base || operand.index) && text.Take(')');
}

Status ParseX86(Cursor text, Operand& operand) {
  if (text.Take('$')) {
    if (TakeNumber(text, operand.number) && text.empty()) return Status::Ok();
    return NotUnderstood();
  }
  if (text.Take('%')) {
    const std::string_view name = text.TakeWord();
    operand.kind = Operand::Kind::Register;
    operand.base = FindX86(name);
    if (!operand.base) return WhyNoX86Register(name);
    return text.empty() ? Status::Ok() : Status(NotUnderstood());
  }
  operand.kind = Operand::Kind::Memory;
  if (!TakeSum(text, operand)) return NotUnderstood();
  if (text.Take('(') && !TakeX86Address(text, operand)) return NotUnderstood();
  const bool somewhere = operand.base || operand.index || !operand.symbol.empty();
  return somewhere && text.empty() ? Status::Ok() : Status(NotUnderstood());
}

// ---- arm64

constexpr uint8_t kStackPointer = 31;

// x0 to x30, w0 to w30, sp.
std::optional<OperandRegister> FindArm64(std::string_view name) {
  if (name == "sp") return OperandRegister{kStackPointer, 8};
  if (name == "wsp") return OperandRegister{kStackPointer, 4};
  if (name == "fp") return OperandRegister{29, 8};
  if (name == "lr") return OperandRegister{30, 8};
  if (!name.starts_with('x') && !name.starts_with('w')) return std::nullopt;
  uint8_t number = 0;
  const char* const end = name.data() + name.size();
  const auto [behind, error] = std::from_chars(name.data() + 1, end, number);
  if (error != std::errc() || behind != end || number > 30) return std::nullopt;
  return OperandRegister{number, static_cast<uint8_t>(name[0] == 'x' ? 8 : 4)};
}

// ", lsl 3", ", sxtw 2", ", uxtw" behind an index.
bool TakeArm64Shift(Cursor& text, Operand& operand) {
  if (!text.Take(',')) return operand.index->bytes == 8;
  text.SkipSpaces();
  const std::string_view how = text.TakeWord();
  operand.index->is_signed = how == "sxtw" || how == "sxtx";
  const bool wide = how == "lsl" || how == "sxtx" || how == "uxtx";
  if (!wide && how != "sxtw" && how != "uxtw") return false;
  if (wide != (operand.index->bytes == 8)) return false;
  text.SkipSpaces();
  if (text.front() == ']') return how != "lsl";
  text.Take('#');
  uint64_t bits = 0;
  if (!TakeNumber(text, bits) || bits > 4) return false;
  operand.scale = static_cast<uint8_t>(bits);
  return true;
}

// "[sp, 16]", "[x0]", "[x0, x1]", "[x0, w1, sxtw 2]", behind the opening bracket.
bool TakeArm64Address(Cursor& text, Operand& operand) {
  text.SkipSpaces();
  operand.base = FindArm64(text.TakeWord());
  if (!operand.base || operand.base->bytes != 8) return false;
  text.SkipSpaces();
  if (text.Take(',')) {
    text.SkipSpaces();
    const bool marked = text.Take('#');
    if (marked || text.front() == '-' || IsDigit(text.front())) {
      if (!TakeNumber(text, operand.number)) return false;
    } else {
      operand.index = FindArm64(text.TakeWord());
      text.SkipSpaces();
      if (!operand.index || !TakeArm64Shift(text, operand)) return false;
    }
    text.SkipSpaces();
  }
  return text.Take(']');
}

Status ParseArm64(Cursor text, Operand& operand) {
  if (text.Take('[')) {
    operand.kind = Operand::Kind::Memory;
    if (TakeArm64Address(text, operand) && text.empty()) return Status::Ok();
    return NotUnderstood();
  }
  const bool marked = text.Take('#');
  if (marked || text.front() == '-' || IsDigit(text.front())) {
    if (TakeNumber(text, operand.number) && text.empty()) return Status::Ok();
    return NotUnderstood();
  }
  const std::string_view name = text.TakeWord();
  if (!text.empty()) return NotUnderstood();
  if (name == "xzr" || name == "wzr") return Status::Ok();  // always 0
  operand.kind = Operand::Kind::Register;
  operand.base = FindArm64(name);
  if (operand.base) return Status::Ok();
  const bool floating =
      name.size() >= 2 && std::string_view("bhsdqv").find(name[0]) != std::string_view::npos;
  if (floating && IsDigit(name[1]))
    return Error("it is in a register of floating-point numbers, " + std::string(name));
  return NotUnderstood();
}

// "-4", "8", "8f": bytes and sign.
Status ParseSize(std::string_view text, Operand& operand) {
  operand.is_signed = text.starts_with('-');
  if (operand.is_signed) text.remove_prefix(1);
  if (text.ends_with('f')) return Error("it is a floating-point number");
  uint64_t size = 0;
  if (!ParseDigits(text, size)) return Error("its size is not a number");
  if (size != 1 && size != 2 && size != 4 && size != 8)
    return Error("it has " + std::to_string(size) + " bytes");
  operand.size = static_cast<uint8_t>(size);
  return Status::Ok();
}

}  // namespace

std::vector<std::string_view> SplitArguments(std::string_view arguments) {
  std::vector<std::string_view> split;
  size_t begin = 0;
  int depth = 0;
  for (size_t i = 0; i <= arguments.size(); ++i) {
    const char c = i < arguments.size() ? arguments[i] : ' ';
    if (c == '[') ++depth;
    if (c == ']') --depth;
    const bool last = i == arguments.size();
    if (!last && (depth > 0 || (c != ' ' && c != '\t'))) continue;
    if (i > begin) split.push_back(arguments.substr(begin, i - begin));
    begin = i + 1;
  }
  return split;
}

// Without a size, as the first versions of the format had it, the operand is a word.
Result<Operand> ParseOperand(std::string_view argument, OperandSyntax syntax) {
  Operand operand;
  if (const size_t at = argument.find('@'); at != std::string_view::npos) {
    if (Status status = ParseSize(argument.substr(0, at), operand); !status) return status.TakeError();
    argument.remove_prefix(at + 1);
  }
  Status status = syntax == OperandSyntax::Arm64 ? ParseArm64(Cursor(argument), operand)
                                                 : ParseX86(Cursor(argument), operand);
  if (!status) return status.TakeError();
  return operand;
}

}  // namespace sonde
