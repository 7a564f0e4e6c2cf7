// Type: the types of the language. Immutable, shared, compared by structure with Same().
// Struct types carry no fields: they name a definition (types/definitions.h) that is asked when a field is
// used, so recursive kernel types cost nothing. Covered by tests/types/type_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "defs/address_space.h"
#include "defs/aggregations.h"
#include "defs/clocks.h"
#include "defs/stack_modes.h"
#include "defs/value_kinds.h"

namespace sonde {

enum class TypeKind : uint8_t {
  None,  // no value: (), a block without one
  Void,  // result of printf and the like; pointee of void*
  Integer,
  Bool,
  Float,  // float, double: read, stored and printed; nothing is computed with them
  String,
  Buffer,  // bytes of any value with their number: buf()
  Pointer,
  Array,
  Tuple,  // a record when its elements have names
  Struct,
  Enum,
  Late,  // stored, compared and shown, nothing else; what is shown is found out then: a row of
         // value_kinds.def
  KernelStack,
  UserStack,
  Aggregate,  // count, hist ...: only as a map's value
};

// Numbers a source of definitions (definitions.h); 0: none.
using OriginId = uint32_t;

struct Type;
using TypePtr = std::shared_ptr<const Type>;

// A field of a struct whose layout is known. Bit-fields as in StructField: `type` is the storage unit.
struct TypeMember {
  std::string name;
  TypePtr type;
  uint32_t offset = 0;  // bytes
  uint32_t bit_offset = 0;
  uint32_t bit_size = 0;  // 0: no bit-field
};

// A struct or an enumeration, as the source that defines it says.
struct TypeDefinition {
  std::string name;                 // "struct task_struct"; empty: nameless
  OriginId origin = 0;              // where it is defined; 0: unknown
  uint32_t id = 0;                  // number in its origin
  std::vector<TypeMember> members;  // of a struct that is used as a value: its fields
  std::vector<std::pair<int64_t, std::string>> enumerators;  // of an enumeration
};

// What a pointer is besides the address of something.
struct PointerTraits {
  bool user = false;       // leads into the memory of a process: BTF tags it so, or a program defines it
  bool reference = false;  // stands for what it points to: a variable holding a struct or array
  bool kept = false;       // leads to a variable: what is kept there leads where its own type says
};

// What the bits stand for, where the kind does not tell.
struct Meaning {
  ValueKind late = ValueKind::None;  // of Late
  Clock clock = Clock::None;         // of an Integer: what it was read from
};

struct Type {
  TypeKind kind = TypeKind::None;
  uint32_t size = 0;       // bytes; capacity of a string, with its NUL; 4 + those of a buffer
  bool is_signed = false;  // Integer, Enum; sign of an Aggregate
  bool flexible = false;   // Integer: a literal whose sign adapts (language.md 3.3)
  bool whole = false;      // String: an array of characters of C, which is not cut when it has no NUL
  // Pointer, and Integer used as an address: where it leads. Struct, Array: where the pointers in it lead,
  // wherever the bytes are kept.
  AddressSpace space = AddressSpace::None;
  TypePtr element;                            // Pointer: pointee; Array: element
  uint32_t count = 0;                         // Array: elements; stacks: frame limit
  std::vector<TypePtr> elements;              // Tuple
  std::vector<std::string> names;             // Tuple: of a record's elements, else empty
  TypeDefinition definition;                  // Struct, Enum
  PointerTraits pointer;                      // Pointer
  Aggregation function = Aggregation::None;   // Aggregate
  StackMode stack_mode = StackMode::Default;  // stacks
  Meaning meaning;                            // Late, Integer
};

TypePtr NoneType();
TypePtr VoidType();
TypePtr BoolType();
// float and double: 4 and 8 bytes. Their bits stand for them wherever a value is one register.
TypePtr FloatType(uint32_t bytes);
TypePtr IntegerType(uint32_t bytes, bool is_signed, AddressSpace space = AddressSpace::None);
// A time: 64 bits, unsigned.
TypePtr TimeType(Clock clock);
// The type of an integer literal: the smallest signed type that holds it, sign-flexible when not negative.
TypePtr LiteralType(uint64_t value, bool negative);
TypePtr StringType(uint32_t capacity);
// char[count] of C.
TypePtr CharactersType(uint32_t count);
TypePtr PointerType(TypePtr pointee, AddressSpace space);
TypePtr ArrayType(TypePtr element, uint32_t count);
TypePtr TupleType(std::vector<TypePtr> elements);
// A tuple with names.
TypePtr RecordType(std::vector<std::string> names, std::vector<TypePtr> elements);
// The bytes of a buffer follow a 32-bit length.
TypePtr BufferType(uint32_t bytes);
// A pointer that reads as what it points to (language.md 3.11).
TypePtr ReferenceType(TypePtr pointee, AddressSpace space);
TypePtr StructType(std::string name, uint32_t size, OriginId origin = 0, uint32_t id = 0);
TypePtr AggregateType(Aggregation function, bool is_signed);
// Of a row of value_kinds.def that names a type.
TypePtr LateType(ValueKind kind);
// `limit` frames; a kernel stack is u64 count + limit addresses, a user stack has u32 pid and u32 probe
// first.
TypePtr StackType(bool user, uint32_t limit, StackMode mode);

// The type with another address space; itself where that is its own.
TypePtr WithSpace(const TypePtr& type, AddressSpace space);

// The type with another clock, if it is an integer; itself where that is its own.
TypePtr WithClock(const TypePtr& type, Clock clock);

// Structural equality; the flexible flag, address spaces and clocks do not count.
bool Same(const Type& a, const Type& b);

// The spelling used in messages: `uint64`, `string[16]`, `(int64,string[4])`, `struct foo *` ...
std::string Spell(const Type& type);
// The same without sizes and names: `int`, `string`, `pointer`, `record` ...
std::string SpellBase(const Type& type);

// Alignment in tuples, bytes (language.md 3.9). That of a struct is known once it has its members.
uint32_t AlignOf(const Type& type);

// Offsets of a tuple's elements and its padded size, bytes.
struct TupleLayout {
  std::vector<uint32_t> offsets;
  uint32_t size = 0;
};
TupleLayout LayOut(const std::vector<TypePtr>& elements);

// Promotion of two integer types (language.md 3.4).
TypePtr Promote(const TypePtr& a, const TypePtr& b);

// The common type of two values that meet in one variable, map or ?:; null if there is none
// (language.md 3.13): integers promote, strings widen, tuples merge element-wise.
TypePtr Merge(const TypePtr& a, const TypePtr& b);

inline bool IsInteger(const Type& t) {
  return t.kind == TypeKind::Integer || t.kind == TypeKind::Enum;
}
inline bool IsPointer(const Type& t) {
  return t.kind == TypeKind::Pointer;
}
inline bool IsFloat(const Type& t) {
  return t.kind == TypeKind::Float;
}
// Whether the value is a floating-point number, or a composite with one.
bool HasFloat(const Type& type);
inline bool IsRecord(const Type& t) {
  return t.kind == TypeKind::Tuple && !t.names.empty();
}
// What lies in memory as one piece that a variable refers to rather than copies.
inline bool IsComposite(const Type& t) {
  return t.kind == TypeKind::Array || t.kind == TypeKind::Struct;
}
// The element of a record with this name; its size if there is none.
size_t ElementNamed(const Type& record, const std::string& name);
inline bool IsCastable(const Type& t) {
  return t.kind == TypeKind::Aggregate && RowOf(t.function).castable;
}

}  // namespace sonde
