// Functions as trampolines see them. Leaves: what trampoline.h declares. Covered by
// tests/btf/trampoline_test.cpp.
#include "btf/trampoline.h"

#include <algorithm>

namespace sonde {
namespace {

constexpr uint32_t kWord = 8;                   // bytes
constexpr uint32_t kLargestStruct = 2 * kWord;  // that registers hold
#if defined(__aarch64__)
constexpr uint32_t kRegisters = 8;
#else
constexpr uint32_t kRegisters = 6;
#endif

bool IsScalar(const Type& type) {
  const bool integer =
      type.kind == TypeKind::Integer || type.kind == TypeKind::Bool || type.kind == TypeKind::Enum;
  return type.kind == TypeKind::Pointer || (integer && type.size <= kWord);
}

uint32_t WordsOf(const Type& type) {
  return std::max((type.size + kWord - 1) / kWord, 1U);
}

// Size and sign, which tell how the word of a scalar is read.
std::string Form(const Type& type) {
  return (type.is_signed ? "s" : "") + std::to_string(type.kind == TypeKind::Pointer ? kWord : type.size);
}

}  // namespace

std::string WhyNoTrampoline(const BtfFunction& function) {
  if (function.variadic) return "takes a variable number of arguments";
  for (const BtfParameter& parameter : function.parameters) {
    const Type& type = *parameter.type;
    if (type.kind == TypeKind::Struct && type.size > kLargestStruct)
      return "takes a struct of " + std::to_string(type.size) + " bytes, which is not passed in registers";
    if (type.kind != TypeKind::Struct && !IsScalar(type))
      return "has a parameter of the type " + parameter.c_type;
  }
  if (ParameterWords(function) > kRegisters)
    return "has more parameters than the " + std::to_string(kRegisters) + " that registers hold";
  const Type& result = *function.result;
  if (result.kind == TypeKind::Void || IsScalar(result)) return {};
  return "returns a value of the type " + function.c_result;
}

uint32_t ParameterWords(const BtfFunction& function) {
  uint32_t words = 0;
  for (const BtfParameter& parameter : function.parameters)
    words += WordsOf(*parameter.type);
  return words;
}

std::vector<ProbeArgument> TrampolineArguments(const BtfFunction& function) {
  std::vector<ProbeArgument> arguments;
  uint32_t word = 0;
  for (const BtfParameter& parameter : function.parameters) {
    ProbeArgument argument;
    argument.name = parameter.name.empty() ? "arg" + std::to_string(arguments.size()) : parameter.name;
    argument.type = parameter.type;
    argument.place.kind = Place::Kind::Trampoline;
    argument.place.offset = word;
    word += WordsOf(*parameter.type);
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

std::string SignatureOf(const BtfFunction& function) {
  std::string text;
  for (const BtfParameter& parameter : function.parameters)
    text += parameter.name + ":" + Form(*parameter.type) + " ";
  return text + "->" + (function.result->kind == TypeKind::Void ? "void" : Form(*function.result));
}

}  // namespace sonde
