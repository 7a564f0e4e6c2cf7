// ntop, pton, macaddr (functions.md 7). Leaves: their rules.
// Covered by tests/golden/typed/functions/network.bt and tests/golden/diag/functions/*.
#include <arpa/inet.h>

#include <array>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr uint32_t kIpv4Bytes = 4;
constexpr uint32_t kIpv6Bytes = 16;
constexpr uint32_t kMacBytes = 6;

// Bytes of numbers or of text.
bool IsBytes(const Type& type) {
  return type.kind == TypeKind::String ||
         (type.kind == TypeKind::Array && type.element->kind == TypeKind::Integer);
}

// The part of a socket's address that is the address.
void AdviseInternetAddress(const Context& context, Diagnostic& diagnostic, const typed::Expr& value) {
  const Type& type = IsPointer(*value.type) ? *value.type->element : *value.type;
  const std::string written = context.Text(value.range);
  if (type.kind != TypeKind::Struct || written.empty()) return;
  const std::string name = Spell(type);
  const std::string sign = IsPointer(*value.type) ? "->" : ".";
  std::string inside;
  if (name == "struct sockaddr" && IsPointer(*value.type))
    inside = "((struct sockaddr_in *)" + written + ")->sin_addr.s_addr";
  if (name == "struct sockaddr_in") inside = written + sign + "sin_addr.s_addr";
  if (name == "struct sockaddr_in6") inside = written + sign + "sin6_addr.in6_u.u6_addr8";
  if (name == "struct in_addr") inside = written + sign + "s_addr";
  if (name == "struct in6_addr") inside = written + sign + "in6_u.u6_addr8";
  if (inside.empty()) return;
  diagnostic.Hint("the address is a part of the struct: write " + inside).Fix(value.range, inside);
}

// The address of ntop; `family` is set to what its type means. Null after a report.
ExprPtr CheckInternetAddress(Elaborator& elaborator, ExprPtr address, int& family) {
  address = AsBytes(std::move(address));
  const Type& type = *address->type;
  family = AF_INET;
  if (type.kind == TypeKind::Integer) return ToWord(elaborator.context, std::move(address));
  if (!IsBytes(type)) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::NtopArgument, address->range, {Spell(type)});
    AdviseInternetAddress(elaborator.context, diagnostic, *address);
    return nullptr;
  }
  if (type.size != kIpv4Bytes && type.size != kIpv6Bytes) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::NtopSize, address->range);
    if (IsLiteralString(*address))
      diagnostic.Hint("a text becomes an address by pton(" + elaborator.context.Text(address->range) + ")");
    return nullptr;
  }
  if (type.size == kIpv6Bytes) family = AF_INET6;
  return address;
}

// The bytes that a text means; empty after a report.
std::string ParseInternetAddress(Elaborator& elaborator, const std::string& text, SourceRange range) {
  const bool colon = text.find(':') != std::string::npos;
  const bool dot = text.find('.') != std::string::npos;
  std::array<char, kIpv6Bytes> bytes{};
  const bool parsed = text.find('\0') == std::string::npos &&
                      inet_pton(colon ? AF_INET6 : AF_INET, text.c_str(), bytes.data()) == 1;
  if (parsed) return {bytes.data(), colon ? kIpv6Bytes : kIpv4Bytes};
  elaborator.context.Report(colon || dot ? DiagId::PtonAddress : DiagId::PtonText, range, {text});
  return {};
}

}  // namespace

CallResult RuleNtop(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  int implied = AF_INET;
  ExprPtr address = CheckInternetAddress(elaborator, std::move(args.values.back()), implied);
  if (!address) return Failed(call);
  ExprPtr family;
  if (args.values.size() == 2) {
    family = std::move(args.values[0]);
    if (!IsInteger(*family->type)) {
      return Value(elaborator.context.ReportAndPoison(DiagId::OnlySupports, family->range,
                                                      {call.name.text, "integer", Spell(*family->type)}));
    }
  } else {
    family = MakeInteger(call.range, Number::Of(static_cast<uint64_t>(implied)));
  }
  Arguments both;
  both.values.push_back(ToWord(elaborator.context, std::move(family)));
  both.values.push_back(std::move(address));
  return Value(elaborator.context, FunctionId::Ntop, call, std::move(both));
}

CallResult RulePton(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ast::Expr& arg = *call.args[0];
  const ExprPtr text = elaborator.Expression(arg);
  if (Unresolved(text)) return Value(Unresolvable(text->type, call.range));
  if (!IsLiteralString(*text)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::PtonLiteral, arg.range));
  }
  std::string bytes = ParseInternetAddress(elaborator, TextOf(*text), arg.range);
  if (bytes.empty()) return Failed(call);
  const TypePtr type = ArrayType(IntegerType(1, false), static_cast<uint32_t>(bytes.size()));
  return Value(Reinterpret(MakeString(call.range, std::move(bytes)), WithSpace(type, AddressSpace::Kernel)));
}

CallResult RuleMacaddr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  if (IsLiteralString(*args.values[0])) {
    return Value(elaborator.context.ReportAndPoison(DiagId::MacaddrLiteral, call.args[0]->range));
  }
  ExprPtr address = AsBytes(std::move(args.values[0]));
  const Type& type = *address->type;
  if (!IsPointer(type) && !IsBytes(type)) {
    return Value(elaborator.context.ReportAndPoison(DiagId::OnlySupports, address->range,
                                                    {call.name.text, "array or pointer", Spell(type)}));
  }
  if (!IsPointer(type) && type.size < kMacBytes) {
    return Value(elaborator.context.ReportAndPoison(DiagId::MacaddrSize, address->range));
  }
  AddressSpace space = type.space;
  if (IsPointer(type) && space == AddressSpace::None) space = elaborator.context.DefaultSpace();
  if (IsPointer(type)) elaborator.context.WarnWithoutSpace(space, call.range);
  args.values[0] = std::move(address);
  CallResult result = Value(elaborator.context, FunctionId::Macaddr, call, std::move(args));
  static_cast<typed::Apply&>(*result.value).space = space;
  return result;
}

}  // namespace sonde::sema
