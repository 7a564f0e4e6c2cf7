// FunctionId and its table, expanded from functions.def, which explains the columns. Leaves: FunctionId,
// FunctionRow, kFunctions. Covered by tests/defs/signature_test.cpp and tests/sema/names_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "defs/effects.h"
#include "defs/signature.h"

namespace sonde {

enum class FunctionId : uint8_t {
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) id,
#include "defs/functions.def"
};

enum class FunctionCode : uint8_t { Word, Memory, Either, Event, Constant, Node, Script };
enum class FunctionRule : uint8_t { Generic, Rule };

struct FunctionRow {
  FunctionId id;
  std::string_view name;
  Signature signature;
  std::string_view text;  // of the signature
  FunctionCode code;
  Effect effect;
  Fault fault;
  uint32_t weight;  // instructions
  FunctionRule rule;
  std::string_view help;
};

inline constexpr FunctionRow kFunctions[] = {
#define FUNCTION(id, signature, code, effect, fault, weight, rule, help) \
  {FunctionId::id,                                                       \
   ParseSignature(signature).name,                                       \
   ParseSignature(signature),                                            \
   signature,                                                            \
   FunctionCode::code,                                                   \
   Effect::effect,                                                       \
   Fault::fault,                                                         \
   weight,                                                               \
   FunctionRule::rule,                                                   \
   help},
#include "defs/functions.def"
};

constexpr const FunctionRow& RowOf(FunctionId id) {
  return kFunctions[static_cast<unsigned>(id)];
}

}  // namespace sonde
