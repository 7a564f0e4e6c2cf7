// The typed program: what sema hands to codegen. Every name is resolved, every implicit conversion is a
// Convert node, every check is done: codegen reports no user errors. Built by sema/check.h, read by
// src/codegen and by the dump of `-d types`. Covered by tests/golden/typed/*.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "base/source.h"
#include "btf/btf.h"
#include "cimports/object.h"
#include "defs/builtins.h"
#include "defs/events.h"
#include "defs/map_functions.h"
#include "probes/attach_point.h"
#include "types/type.h"

namespace sonde::typed {

using ast::BinaryOp;
using ast::UnaryOp;

enum class ExprKind : uint8_t {
  Integer,  // integer, bool, enum and pointer constants
  String,   // constant text
  Builtin,
  Variable,
  MapRead,
  MapHasKey,
  MapFind,
  FoundValue,
  MapLength,
  StackLength,
  MapDelete,
  Unary,
  Binary,
  Convert,
  Ternary,
  Increment,
  ContextField,
  Field,
  Dereference,
  Index,
  Tuple,
  TupleElement,
  ReadString,
  ReadBuffer,
  StringLength,
  FindText,
  Address,
  Symbol,
  Stack,
  IfValue,
  Parameter,
  Call,
  ImportedCall,
  MapAddress,
};

struct Expr {
  ExprKind kind;
  TypePtr type;
  SourceRange range;
  Expr(ExprKind k, TypePtr t, SourceRange r) : kind(k), type(std::move(t)), range(r) {}
  virtual ~Expr() = default;
};
using ExprPtr = std::unique_ptr<Expr>;

template <typename T, typename Node>
const T& As(const Node& node) {
  assert(node.kind == T::kKind);
  return static_cast<const T&>(node);
}

#define SONDE_TYPED_EXPR(Name)                      \
  static constexpr ExprKind kKind = ExprKind::Name; \
  Name(TypePtr t, SourceRange r) : Expr(kKind, std::move(t), r) {}

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
};

struct String : Expr {  // type String[length + 1]
  SONDE_TYPED_EXPR(String)
  std::string text;
};

// pid, comm, nsecs ... `probe` and `probetype` are String nodes, kstack and ustack Stack nodes.
struct Builtin : Expr {
  SONDE_TYPED_EXPR(Builtin)
  BuiltinId id = BuiltinId::Pid;
  uint32_t argument = 0;  // N of argN
};

struct Variable : Expr {  // a scratch variable; type is that of Probe::variables[slot]
  SONDE_TYPED_EXPR(Variable)
  uint32_t slot = 0;
};

// The value of a map. Missing keys read as zero. A castable aggregation is read as the integer that
// `type` says, combined over all CPUs (count, sum: added; avg: total / count; min, max). One of stats that is
// printed is read as the record { count, average, total }.
struct MapRead : Expr {
  SONDE_TYPED_EXPR(MapRead)
  uint32_t map = 0;
  ExprPtr key;  // null for a scalar map; already of the map's key type (a Tuple for several parts)
};

struct MapHasKey : Expr {  // Bool
  SONDE_TYPED_EXPR(MapHasKey)
  uint32_t map = 0;
  ExprPtr key;
};

// Bool: whether the key exists; if so, variable `slot` has become `value`, which holds a FoundValue.
struct MapFind : Expr {
  SONDE_TYPED_EXPR(MapFind)
  uint32_t map = 0;
  ExprPtr key;
  uint32_t slot = 0;
  ExprPtr value;
};

// What a MapFind found; a castable aggregation is combined over all CPUs.
struct FoundValue : Expr {
  SONDE_TYPED_EXPR(FoundValue)
  uint32_t map = 0;
};

struct MapLength : Expr {  // the number of entries, a 64-bit integer
  SONDE_TYPED_EXPR(MapLength)
  uint32_t map = 0;
};

struct StackLength : Expr {  // the number of frames, a 64-bit integer
  SONDE_TYPED_EXPR(StackLength)
  ExprPtr operand;
};

struct MapDelete : Expr {  // Bool: whether the key existed; key null: a scalar map becomes unset
  SONDE_TYPED_EXPR(MapDelete)
  uint32_t map = 0;
  ExprPtr key;
};

// Negate and BitNot on 64-bit integers, Not on a Bool.
struct Unary : Expr {
  SONDE_TYPED_EXPR(Unary)
  UnaryOp op = UnaryOp::Negate;
  ExprPtr operand;
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
};

// integer/bool/enum/pointer -> integer or pointer: truncate, or extend by the source's sign;
// integer/pointer/bool -> Bool: != 0; string -> Bool: not empty;
// string -> longer string; tuple -> tuple element-wise, record -> record by names; buffer -> longer buffer;
// integer -> integer array of at least its size (extended), integer array -> integer of its size,
// string -> integer array of its size and back.
struct Convert : Expr {
  SONDE_TYPED_EXPR(Convert)
  ExprPtr operand;
};

// condition is Bool and evaluated once. `then` null (c ?: b): `value` is evaluated once, tested, and is
// the result when true; it has `type`.
struct Ternary : Expr {
  SONDE_TYPED_EXPR(Ternary)
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;
  ExprPtr value;
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
};

// args.NAME: read from the context, no helper. Tracepoints: `argument.offset` bytes into the record;
// raw tracepoints: the u64 argument with that index; uprobes: `argument.place`, in registers or in the user's
// memory. data_loc: the address of the data in the record. String type (char[N] in the record): copied.
struct ContextField : Expr {
  SONDE_TYPED_EXPR(ContextField)
  ProbeArgument argument;
};

// A field of a kernel struct, CO-RE relocated. `base` is a Pointer to a Struct or another Field whose
// type is a Struct (embedded: same base pointer, offset added). Integer, pointer, enum: loaded;
// String (char[N]), Struct, Array: read.
struct Field : Expr {
  SONDE_TYPED_EXPR(Field)
  ExprPtr base;
  TypePtr struct_type;  // the Struct that has the field
  StructField field;
};

// *p: a pointer or number is read from the pointer's address space; a struct or array is only named, and read
// where it becomes a value.
struct Dereference : Expr {
  SONDE_TYPED_EXPR(Dereference)
  ExprPtr operand;
};

// Element `index` (Integer, 64 bit) of an array, pointer or string. One outside an array is counted and reads
// something.
struct Index : Expr {
  SONDE_TYPED_EXPR(Index)
  ExprPtr base;
  ExprPtr index;
};

struct Tuple : Expr {  // also a record, in the order of its type
  SONDE_TYPED_EXPR(Tuple)
  std::vector<ExprPtr> elements;
};

struct TupleElement : Expr {
  SONDE_TYPED_EXPR(TupleElement)
  ExprPtr base;
  uint32_t index = 0;
};

// str(): up to type->size bytes, NUL included, from `address` (Integer or Pointer; `space` says where). A
// String as address is the text itself, to be cut.
struct ReadString : Expr {
  SONDE_TYPED_EXPR(ReadString)
  ExprPtr address;
  ExprPtr length;  // null, or a 64-bit unsigned limit in bytes, NUL included
  AddressSpace space = AddressSpace::None;
};

// buf(): bytes from `address` as in ReadString, or those of a String or Array. `length` is a 64-bit unsigned
// number of bytes, at most type->size - 4 of which are read.
struct ReadBuffer : Expr {
  SONDE_TYPED_EXPR(ReadBuffer)
  ExprPtr address;
  ExprPtr length;
  AddressSpace space = AddressSpace::None;
};

struct StringLength : Expr {  // uint64: characters of a String before its NUL
  SONDE_TYPED_EXPR(StringLength)
  ExprPtr operand;
};

// int64: where the String `needle` first begins in the String `text`, or -1.
struct FindText : Expr {
  SONDE_TYPED_EXPR(FindText)
  ExprPtr text;
  ExprPtr needle;
};

// The address of a Variable, or of a struct or array in memory that `operand` reaches (Field, Index,
// Dereference, ContextField). Type Pointer, also one that is a reference.
struct Address : Expr {
  SONDE_TYPED_EXPR(Address)
  ExprPtr operand;
};

// ksym(), usym(), func: type KernelSymbol or UserSymbol. `address` null: the traced function (`func`).
struct Symbol : Expr {
  SONDE_TYPED_EXPR(Symbol)
  ExprPtr address;
};

struct Stack : Expr {  // type KernelStack or UserStack
  SONDE_TYPED_EXPR(Stack)
};

struct Stmt;
using StmtPtr = std::unique_ptr<Stmt>;
struct Block {
  std::vector<StmtPtr> statements;
  ExprPtr value;  // of a block used as a value, or null
};

// if with a value, and a block as a value (condition null: `then` always).
struct IfValue : Expr {
  SONDE_TYPED_EXPR(IfValue)
  ExprPtr condition;
  Block then;
  Block otherwise;
};

// A call of Probe::functions[function]; type Void, or that of the function's result.
struct Call : Expr {
  SONDE_TYPED_EXPR(Call)
  uint32_t function = 0;
  std::vector<ExprPtr> args;  // of the types of the function's parameters
};

// A call of Program::imported->functions[function], at most five arguments. Where C wants a pointer, an
// argument is a Pointer, a MapAddress, or a String or Array whose address is passed. Type Void, or the
// result's: an Integer, Bool or Pointer.
struct ImportedCall : Expr {
  SONDE_TYPED_EXPR(ImportedCall)
  uint32_t function = 0;
  std::vector<ExprPtr> args;
};

// The BPF map of a keyed map, only as an argument of an ImportedCall.
struct MapAddress : Expr {
  SONDE_TYPED_EXPR(MapAddress)
  uint32_t map = 0;
};

// getopt(): Program::parameters[parameter], a constant of the run.
struct Parameter : Expr {
  SONDE_TYPED_EXPR(Parameter)
  uint32_t parameter = 0;
};
#undef SONDE_TYPED_EXPR

enum class StmtKind : uint8_t {
  Evaluate,
  AssignVariable,
  AssignMap,
  UpdateMap,
  Aggregate,
  Emit,
  If,
  While,
  Repeat,
  ForRange,
  ForMap,
  Jump,
};

struct Stmt {
  StmtKind kind;
  SourceRange range;
  Stmt(StmtKind k, SourceRange r) : kind(k), range(r) {}
  virtual ~Stmt() = default;
};

#define SONDE_TYPED_STMT(Name)                      \
  static constexpr StmtKind kKind = StmtKind::Name; \
  explicit Name(SourceRange r) : Stmt(kKind, r) {}

struct Evaluate : Stmt {  // value dropped
  SONDE_TYPED_STMT(Evaluate)
  ExprPtr expr;
};
// `value` null: set to zero (let $x; reached again in a loop).
struct AssignVariable : Stmt {
  SONDE_TYPED_STMT(AssignVariable)
  uint32_t slot = 0;
  ExprPtr value;
};
// @m[key] = value, both already of the map's types.
struct AssignMap : Stmt {
  SONDE_TYPED_STMT(AssignMap)
  uint32_t map = 0;
  ExprPtr key;
  ExprPtr value;
};
// @m[key] op= operand on an integer map: the key is evaluated once. Result is converted to the value type.
// `operand` is a 64-bit integer; is_signed says how / % >> work.
struct UpdateMap : Stmt {
  SONDE_TYPED_STMT(UpdateMap)
  uint32_t map = 0;
  ExprPtr key;
  BinaryOp op = BinaryOp::Add;
  ExprPtr operand;
  bool is_signed = true;
};
// @m[key] = count() and the like; operand (64-bit integer) is null for count.
struct Aggregate : Stmt {
  SONDE_TYPED_STMT(Aggregate)
  uint32_t map = 0;
  ExprPtr key;
  ExprPtr operand;
};
// An asynchronous request to user space: Program::events[event] with the values in `args`.
// Exit also leaves the probe.
struct Emit : Stmt {
  SONDE_TYPED_STMT(Emit)
  uint32_t event = 0;
  std::vector<ExprPtr> args;
};
struct If : Stmt {
  SONDE_TYPED_STMT(If)
  ExprPtr condition;  // Bool
  Block then;
  Block otherwise;
};
struct While : Stmt {
  SONDE_TYPED_STMT(While)
  ExprPtr condition;  // Bool
  Block body;
};
// The body `count` times in a row (unroll). break and continue mean an enclosing While.
struct Repeat : Stmt {
  SONDE_TYPED_STMT(Repeat)
  uint32_t count = 1;
  Block body;
};
// for $v : begin..end. Both ends are 64-bit integers, evaluated once, begin first; `slot` is $v.
struct ForRange : Stmt {
  SONDE_TYPED_STMT(ForRange)
  uint32_t slot = 0;
  ExprPtr begin;
  ExprPtr end;
  Block body;
};
// for $v : @map. `slot` is a Tuple of the map's key type and its value type (a castable aggregation as a
// 64-bit integer of its sign).
struct ForMap : Stmt {
  SONDE_TYPED_STMT(ForMap)
  uint32_t slot = 0;
  uint32_t map = 0;
  Block body;
};
struct Jump : Stmt {
  SONDE_TYPED_STMT(Jump)
  ast::JumpKind jump = ast::JumpKind::Return;
  ExprPtr value;                 // of return: a 64-bit integer, or null
  bool leaves_function = false;  // return in a function: the value is in its result variable
};
#undef SONDE_TYPED_STMT

struct VariableInfo {
  std::string name;  // with the $
  TypePtr type;
};

struct MapInfo {
  std::string name;  // with the @
  bool has_keys = false;
  bool tuple_key = false;    // the key is a tuple: several parts, or one tuple
  TypePtr key;               // null for a scalar map
  TypePtr value;             // plain type, or Aggregate
  uint64_t max_entries = 0;  // of keyed maps
  bool lru = false;
  uint32_t hist_bits = 0;
  int64_t lhist_min = 0, lhist_max = 0, lhist_step = 0;
  bool used = false;  // false: declared only
};

// A named parameter: Bool, a 64-bit Integer, or a String.
struct ParameterInfo {
  std::string name;
  TypePtr type;
  uint64_t bits = 0;  // default of a Bool or Integer
  std::string text;   // default of a String
  std::string description;
  SourceRange range;
};

struct EventInfo {
  EventKind kind = EventKind::Printf;
  std::string text;  // printf, time: the format
  int32_t map = -1;  // PrintMap, ClearMap, ZeroMap
  uint32_t top = 0;
  uint32_t divisor = 0;
  std::vector<TypePtr> args;
  SourceRange range;
};

// A function of the script, as one probe calls it: its parameters and variables are variables of the probe.
struct Function {
  std::string name;
  std::vector<uint32_t> params;  // slots
  int32_t result = -1;           // slot; -1: none
  Block body;
  SourceRange range;
};

// One BPF program.
struct Probe {
  ExpandedProbe target;
  std::vector<VariableInfo> variables;
  std::vector<Function> functions;  // callees come before callers
  ExprPtr predicate;                // Bool, or null
  Block body;
  bool has_loops = false;  // a ForRange or ForMap somewhere in predicate or body
  SourceRange range;
};

struct Config {
#define CONFIG_TYPE_Number uint64_t
#define CONFIG_TYPE_Boolean bool
#define CONFIG_TYPE_String std::string
#define CONFIG(field, key, type, value, help) CONFIG_TYPE_##type field = value;
#include "defs/config.def"
#undef CONFIG_TYPE_Number
#undef CONFIG_TYPE_Boolean
#undef CONFIG_TYPE_String
};

struct Program {
  std::vector<Probe> probes;  // declaration order, expanded
  std::vector<MapInfo> maps;
  std::vector<EventInfo> events;
  std::vector<ParameterInfo> parameters;
  Config config;
  std::shared_ptr<const CImports> imported;    // null without imported objects
  std::shared_ptr<Definitions> c_definitions;  // the types above may name it as their origin; may be null
};

}  // namespace sonde::typed
