// Expressions of the typed program. Built by src/sema, read by src/codegen and dump.h. Covered by
// tests/golden/typed/*.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "defs/builtins.h"
#include "defs/functions.h"
#include "defs/operators.h"
#include "typed/node.h"
#include "types/argument.h"
#include "types/definitions.h"

namespace sonde::typed {

// What sizeof, offsetof or the name of an enumerator says about a kernel type; looked up again at load.
struct KernelFact {
  enum class Kind : uint8_t { TypeSize, FieldOffset, EnumValue };
  Kind kind = Kind::TypeSize;
  TypePtr type;                                         // size of, enumeration
  std::vector<std::pair<TypePtr, StructField>> path{};  // offset of: each field and its struct
  std::string enumerator{};
};

struct Integer : Expr {
  SONDE_TYPED_EXPR(Integer)
  uint64_t bits = 0;  // two's complement, extended to 64 bits by the type's sign
  // A number about kernel types, or computed from such: `bits` is what it is where the script is compiled,
  // for all that must be known then; these say what it is on the kernel that runs the program.
  std::shared_ptr<const KernelFact> fact;
  ExprPtr live;
  [[nodiscard]] bool is_live() const { return fact || live; }
  SONDE_TYPED_PARTS(live)
};

struct String : Expr {  // type String[length + 1]
  SONDE_TYPED_EXPR(String)
  std::string text;
  SONDE_TYPED_PARTS()
};

// pid, comm, nsecs ... `probe` and `probetype` are String nodes, kstack and ustack Stack nodes.
struct Builtin : Expr {
  SONDE_TYPED_EXPR(Builtin)
  BuiltinId id = BuiltinId::Pid;
  uint32_t argument = 0;  // N of argN
  SONDE_TYPED_PARTS()
};

struct Variable : Expr {  // a scratch variable; type is that of Probe::variables[slot]
  SONDE_TYPED_EXPR(Variable)
  uint32_t slot = 0;
  SONDE_TYPED_PARTS()
};

// The value of a map. Missing keys read as zero. A castable aggregation is read as the integer that
// `type` says, combined over all CPUs (count, sum: added; avg: total / count; min, max). One of stats that is
// printed is read as the record { count, average, total }.
struct MapRead : Expr {
  SONDE_TYPED_EXPR(MapRead)
  uint32_t map = 0;
  ExprPtr key;  // null for a scalar map; already of the map's key type (a Tuple for several parts)
  SONDE_TYPED_PARTS(key)
};

// Bool: whether the key exists; if so, variable `slot` has become `value`, which holds a FoundValue.
struct MapFind : Expr {
  SONDE_TYPED_EXPR(MapFind)
  uint32_t map = 0;
  ExprPtr key;
  uint32_t slot = 0;
  ExprPtr value;
  SONDE_TYPED_PARTS(key, value)
};

// What a MapFind found; a castable aggregation is combined over all CPUs.
struct FoundValue : Expr {
  SONDE_TYPED_EXPR(FoundValue)
  uint32_t map = 0;
  SONDE_TYPED_PARTS()
};

// Negate and BitNot on 64-bit integers, Not on a Bool.
struct Unary : Expr {
  SONDE_TYPED_EXPR(Unary)
  UnaryOp op = UnaryOp::Negate;
  ExprPtr operand;
  SONDE_TYPED_PARTS(operand)
};

// Both operands have the same type (converted before), except:
//  - shifts: the amount is any 64-bit integer;
//  - pointer + integer, pointer - integer: `scale` is the size of the pointee.
// Arithmetic is on 64-bit integers, signed when the left type is signed. Comparisons are on integers
// of equal type, Bool, pointers (unsigned), strings (up to the first NUL or the smaller capacity; Equal and
// NotEqual only), tuples of equal shape, arrays of equal size, symbols, stacks, buffers (bytes). And/Or have
// Bool operands and short-circuit.
struct Binary : Expr {
  SONDE_TYPED_EXPR(Binary)
  BinaryOp op = BinaryOp::Add;
  ExprPtr left;
  ExprPtr right;
  uint32_t scale = 1;
  uint32_t limit = 0;  // Equal, NotEqual of strings: compare so many bytes at most; 0: all
  SONDE_TYPED_PARTS(left, right)
};

// integer/bool/enum/pointer -> integer or pointer: truncate, or extend by the source's sign;
// integer/pointer/bool -> Bool: != 0; string -> Bool: not empty;
// string -> longer string; tuple -> tuple element-wise, record -> record by names; buffer -> longer buffer;
// integer -> integer array of at least its size (extended), integer array -> integer of its size,
// string -> integer array of its size and back.
struct Convert : Expr {
  SONDE_TYPED_EXPR(Convert)
  ExprPtr operand;
  SONDE_TYPED_PARTS(operand)
};

// condition is Bool and evaluated once. `then` null (c ?: b): `value` is evaluated once, tested, and is
// the result when true; it has `type`.
struct Ternary : Expr {
  SONDE_TYPED_EXPR(Ternary)
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;
  ExprPtr value;
  SONDE_TYPED_PARTS(condition, value, then, otherwise)
};

// ++ and -- of a variable or an integer map. Steps by `step` (pointee size for pointers).
// On a map it is one atomic add: no counts are lost.
struct Increment : Expr {
  SONDE_TYPED_EXPR(Increment)
  bool is_map = false;
  uint32_t slot = 0;  // variable
  uint32_t map = 0;
  ExprPtr key;  // of a keyed map
  bool decrement = false;
  bool prefix = false;
  bool result_used = true;
  uint64_t step = 1;
  SONDE_TYPED_PARTS(key)
};

// args.NAME: read from where `argument.place` says, no helper unless that is the traced program's memory. Of
// a Dereference: the address of the data in the record. String type (char[N] in the record): copied.
struct ContextField : Expr {
  SONDE_TYPED_EXPR(ContextField)
  ProbeArgument argument;
  SONDE_TYPED_PARTS()
};

// A field of a kernel struct, CO-RE relocated. `base` is a Pointer to a Struct or another Field whose
// type is a Struct (embedded: same base pointer, offset added). Integer, pointer, enum: loaded;
// String (char[N]), Struct, Array: read.
struct Field : Expr {
  SONDE_TYPED_EXPR(Field)
  ExprPtr base;
  TypePtr struct_type;  // the Struct that has the field
  StructField field;
  SONDE_TYPED_PARTS(base)
};

// *p: a pointer or number is read from the pointer's address space; a struct or array is only named, and read
// where it becomes a value.
struct Dereference : Expr {
  SONDE_TYPED_EXPR(Dereference)
  ExprPtr operand;
  SONDE_TYPED_PARTS(operand)
};

// Element `index` (Integer, 64 bit) of an array, pointer or string. One outside an array is counted and reads
// something.
struct Index : Expr {
  SONDE_TYPED_EXPR(Index)
  ExprPtr base;
  ExprPtr index;
  SONDE_TYPED_PARTS(base, index)
};

struct Tuple : Expr {  // also a record, in the order of its type
  SONDE_TYPED_EXPR(Tuple)
  std::vector<ExprPtr> elements;
  SONDE_TYPED_PARTS(elements)
};

struct TupleElement : Expr {
  SONDE_TYPED_EXPR(TupleElement)
  ExprPtr base;
  uint32_t index = 0;
  SONDE_TYPED_PARTS(base)
};

// The address of a Variable, or of a struct or array in memory that `operand` reaches (Field, Index,
// Dereference, ContextField). Type Pointer, also one that is a reference.
struct Address : Expr {
  SONDE_TYPED_EXPR(Address)
  ExprPtr operand;
  SONDE_TYPED_PARTS(operand)
};

// if with a value, and a block as a value (condition null: `then` always).
struct IfValue : Expr {
  SONDE_TYPED_EXPR(IfValue)
  ExprPtr condition;
  Block then;
  Block otherwise;
  SONDE_TYPED_PARTS(condition, then, otherwise)
};

// A call of a function of the language (defs/functions.def) that codegen's Lower<Id> makes code of:
//   delete    Bool, whether the key existed; without a key: a scalar map becomes unset
//   str       up to type->size bytes, NUL included, from an address in `space`; a String as address is the
//   text itself,
//             to be cut. The second argument is a 64-bit unsigned limit in bytes, NUL included
//   buf       bytes from an address in `space`, or those of a String or Array; the second argument is a
//   64-bit unsigned
//             number of bytes, at most type->size - 4 of which are read
//   len       of the map, or of the stack that is the argument: a 64-bit integer
//   strlen    characters before the NUL; strstr: where the second String first begins in the first, or -1
//   nsecs     of the clock that the argument, a literal, numbers (defs/clocks.h)
//   strftime  a Timestamp: the format, a literal, and a 64-bit integer of the clock that its type says
//   ntop      an Inet: the family, a 64-bit integer; and an integer, or 4 or 16 bytes
//   macaddr   a MacAddress: an address in `space`, or at least 6 bytes
//   cgroup_path  a CgroupPath: a 64-bit integer, and the filter, a literal
//   pid, tid  in the initial namespace
//   comm      a tuple of a thread's number, a 64-bit integer, and of where a task has its name, a constant
//   kaddr     its number in Program::kernel_addresses, a constant; percpu_kaddr: a tuple of that and of that
//             of the kernel's array __per_cpu_offset, and for one CPU its number, a 64-bit integer
//   ksym, usym   type KernelSymbol or UserSymbol; without an argument: of the traced function (`func`)
struct Apply : Expr {
  static constexpr uint32_t kNoMap = UINT32_MAX;
  SONDE_TYPED_EXPR(Apply)
  Apply(FunctionId id, TypePtr t, SourceRange r) : Expr(kKind, std::move(t), r), function(id) {}

  FunctionId function = FunctionId::Str;
  uint32_t map = kNoMap;      // that the call is about
  std::vector<ExprPtr> args;  // without the map; a key is of the map's key type already
  AddressSpace space = AddressSpace::None;
  SONDE_TYPED_PARTS(args)
};

// A call of Probe::functions[function]; type Void, or that of the function's result.
struct Call : Expr {
  SONDE_TYPED_EXPR(Call)
  uint32_t function = 0;
  std::vector<ExprPtr> args;  // of the types of the function's parameters
  SONDE_TYPED_PARTS(args)
};

// A call of Program::imported->functions[function], at most five arguments. Where C wants a pointer, an
// argument is a Pointer, a MapAddress, or a String or Array whose address is passed. Type Void, or the
// result's: an Integer, Bool or Pointer.
struct ImportedCall : Expr {
  SONDE_TYPED_EXPR(ImportedCall)
  uint32_t function = 0;
  std::vector<ExprPtr> args;
  SONDE_TYPED_PARTS(args)
};

// The BPF map of a keyed map, only as an argument of an ImportedCall.
struct MapAddress : Expr {
  SONDE_TYPED_EXPR(MapAddress)
  uint32_t map = 0;
  SONDE_TYPED_PARTS()
};

// getopt(): Program::parameters[parameter], a constant of the run.
struct Parameter : Expr {
  SONDE_TYPED_EXPR(Parameter)
  uint32_t parameter = 0;
  SONDE_TYPED_PARTS()
};

}  // namespace sonde::typed
