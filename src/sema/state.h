// What inference knows about maps and variables, kept from one round over the program to the next. It only
// ever grows: types widen until a round changes nothing. Leaves: MapState, VariableState, Inference.
// Covered by tests/sema/state_test.cpp and the golden tests of maps and variables.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ast/ast.h"
#include "base/buckets.h"
#include "cdecl/c_definitions.h"
#include "cimports/object.h"
#include "types/definitions.h"
#include "types/type.h"

namespace sonde::sema {

// Not known yet: a map or variable that no round has given a type so far.
const TypePtr& UnknownType();
// Follows an error that was reported: everything that depends on it stays silent.
const TypePtr& ErrorType();

inline bool Unresolved(const TypePtr& type) {
  return type == UnknownType() || type == ErrorType();
}

// Equal in every respect, address spaces and flexible signs included.
bool Identical(const Type& a, const Type& b);

// A type that several places contribute to.
struct InferredType {
  TypePtr type = UnknownType();
  bool spaces_differ = false;  // two contributions point into different address spaces
  bool poisoned = false;       // a contribution had an error

  // False when `type` has nothing in common with the others; `changed` is set when this one widens.
  bool Add(const TypePtr& more, bool& changed);
};

enum class Shape : uint8_t { Unknown, Scalar, Keyed };

struct MapState {
  std::string name;
  const ast::MapDecl* declaration = nullptr;
  Shape shape = Shape::Unknown;
  SourceRange shape_at;                 // the use that decided the shape
  uint32_t shape_refused = UINT32_MAX;  // where a use of the other shape begins that was reported
  SourceRange key_at;                   // the first key that has a type
  InferredType key;
  InferredType value;
  SourceRange written_at;  // the first place that gives it a value; nothing: none so far
  bool written = false;    // some place gives it a value
  bool used = false;
  Buckets buckets;  // of the first hist or lhist that is assigned to it
};

// A scratch variable: one per declaration and instance of the probe.
struct VariableState {
  InferredType type;
  bool fixed = false;    // let $x: type
  bool waiting = false;  // let $x: typeof(...) of a type that is not known yet
  // What the kernel handed to the probe (sema/handed.h), if everything that is assigned is that; else null.
  std::shared_ptr<const typed::Expr> handed;
  bool other_values = false;  // something else is assigned, too
};

struct Inference {
  std::shared_ptr<const CImports> imported;     // C sources and BPF objects; null without any
  std::shared_ptr<CDefinitions> c_definitions;  // of the script's C text; null without any
  std::vector<MapState> maps;
  std::unordered_map<std::string, uint32_t> map_index;
  // Asked of sources so far, null for none.
  std::map<std::pair<Definitions*, std::string>, TypePtr> named_types;
  std::map<std::pair<OriginId, uint32_t>, TypePtr> structs;  // with their members, by origin and id
  std::map<std::pair<Definitions*, std::string>, std::optional<Enumerator>> enumerators;  // likewise
  std::vector<std::string> macro_names;  // of the script, to suggest
  bool changed = false;
  // Set once nothing more can be learnt: what is still unknown counts as an integer.
  bool use_defaults = false;

  uint32_t Map(const std::string& name);
};

}  // namespace sonde::sema
