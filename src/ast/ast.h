// The syntax tree of a script, as written: no types, no names resolved. Built by src/parser, read by
// src/sema and the printers; never changed after parsing.
//
// Nodes carry a kind tag; As<T>() casts a node whose kind is known. Ranges are byte offsets into the
// Source that was parsed. Covered by tests/golden/ast/*.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/source.h"
#include "defs/operators.h"

namespace sonde::ast {

enum class ExprKind : uint8_t {
#define EXPR_NODE(name) name,
#include "defs/ast_nodes.def"
};

enum class StmtKind : uint8_t {
#define STMT_NODE(name) name,
#include "defs/ast_nodes.def"
};

struct Expr {
  ExprKind kind;
  SourceRange range;

  Expr(ExprKind k, SourceRange r) : kind(k), range(r) {}
  virtual ~Expr() = default;
  Expr(const Expr&) = delete;
  Expr& operator=(const Expr&) = delete;
};

struct Stmt {
  StmtKind kind;
  SourceRange range;

  Stmt(StmtKind k, SourceRange r) : kind(k), range(r) {}
  virtual ~Stmt() = default;
  Stmt(const Stmt&) = delete;
  Stmt& operator=(const Stmt&) = delete;
};

using ExprPtr = std::unique_ptr<Expr>;
using StmtPtr = std::unique_ptr<Stmt>;
using ExprList = std::vector<ExprPtr>;

// Downcasts; the caller has looked at `kind`.
template <typename T, typename Node>
const T& As(const Node& node) {
  assert(node.kind == T::kKind);
  return static_cast<const T&>(node);
}

// A name together with where it stands.
struct Name {
  std::string text;
  SourceRange range;
};

// `base` followed by `*` and `[N]` suffixes, left to right: int32*[4].
struct TypeSuffix {
  enum Kind : uint8_t { Pointer, Array, UnsizedArray } kind;
  uint64_t count = 0;  // of Array
};
struct TypeName {
  enum class Tag : uint8_t { None, Struct, Union, Enum, Typeof } tag = Tag::None;
  std::string base;  // empty for Typeof
  std::vector<TypeSuffix> suffixes;
  // Operand of typeof(...): one of the two.
  ExprPtr typeof_expr;
  std::unique_ptr<TypeName> typeof_type;
  SourceRange range;
};
using TypeNamePtr = std::unique_ptr<TypeName>;

// An operand of sizeof and the like: a type or an expression.
struct TypeOrExpr {
  TypeNamePtr type;
  ExprPtr expr;
};

struct Block {
  std::vector<StmtPtr> statements;
  ExprPtr value;  // trailing expression without `;`, or null
  SourceRange range;
};
using BlockPtr = std::unique_ptr<Block>;

// Tells the places that make a variable from one another. What is written is where it begins; copies of it,
// as macros make them, have numbers of their own behind all offsets.
using DeclarationId = uint64_t;
inline constexpr DeclarationId kFirstCopy = uint64_t{1} << 32;

// ---- expressions ------------------------------------------------------------------------------

struct IntegerLiteral : Expr {
  static constexpr ExprKind kKind = ExprKind::IntegerLiteral;
  uint64_t value;
  std::string text;  // as written: the formatter keeps the spelling
  IntegerLiteral(SourceRange r, uint64_t v, std::string t) : Expr(kKind, r), value(v), text(std::move(t)) {}
};

struct StringLiteral : Expr {
  static constexpr ExprKind kKind = ExprKind::StringLiteral;
  std::string value;  // escapes resolved
  StringLiteral(SourceRange r, std::string v) : Expr(kKind, r), value(std::move(v)) {}
};

struct BoolLiteral : Expr {
  static constexpr ExprKind kKind = ExprKind::BoolLiteral;
  bool value;
  BoolLiteral(SourceRange r, bool v) : Expr(kKind, r), value(v) {}
};

// A bare word: a builtin, an enumerator, a macro without parentheses.
struct Identifier : Expr {
  static constexpr ExprKind kKind = ExprKind::Identifier;
  std::string name;
  Identifier(SourceRange r, std::string n) : Expr(kKind, r), name(std::move(n)) {}
};

// $1 ... $N
struct PositionalParam : Expr {
  static constexpr ExprKind kKind = ExprKind::PositionalParam;
  uint64_t index;
  PositionalParam(SourceRange r, uint64_t i) : Expr(kKind, r), index(i) {}
};

// $#
struct PositionalCount : Expr {
  static constexpr ExprKind kKind = ExprKind::PositionalCount;
  explicit PositionalCount(SourceRange r) : Expr(kKind, r) {}
};

struct Variable : Expr {
  static constexpr ExprKind kKind = ExprKind::Variable;
  std::string name;  // with the $
  Variable(SourceRange r, std::string n) : Expr(kKind, r), name(std::move(n)) {}
};

// @name or @name[key, ...]. Several keys are the same as one tuple key.
struct Map : Expr {
  static constexpr ExprKind kKind = ExprKind::Map;
  std::string name;  // with the @
  ExprList keys;     // empty: no [...]
  SourceRange name_range;
  Map(SourceRange r, std::string n, ExprList k, SourceRange nr)
      : Expr(kKind, r), name(std::move(n)), keys(std::move(k)), name_range(nr) {}
};

// NAME=value among the arguments of a call of one of the language's functions. After the expansion of macros
// there is none: arguments are in the order of their parameters.
struct NamedArgument : Expr {
  static constexpr ExprKind kKind = ExprKind::NamedArgument;
  Name name;
  ExprPtr value;
  NamedArgument(SourceRange r, Name n, ExprPtr v) : Expr(kKind, r), name(std::move(n)), value(std::move(v)) {}
};

// An argument may also be typeof(...), for macros with a type parameter.
struct Call : Expr {
  static constexpr ExprKind kKind = ExprKind::Call;
  Name name;
  ExprList args;
  // Of a call in the body of a function of the language (sema/macros.h): that function, which the script has
  // called. The name means the language's own then, whatever the script calls so.
  std::string_view speaks_for = {};
  Call(SourceRange r, Name n, ExprList a) : Expr(kKind, r), name(std::move(n)), args(std::move(a)) {}
};

struct Unary : Expr {
  static constexpr ExprKind kKind = ExprKind::Unary;
  UnaryOp op;
  ExprPtr operand;
  Unary(SourceRange r, UnaryOp o, ExprPtr e) : Expr(kKind, r), op(o), operand(std::move(e)) {}
};

struct Binary : Expr {
  static constexpr ExprKind kKind = ExprKind::Binary;
  BinaryOp op;
  ExprPtr left;
  ExprPtr right;
  SourceRange op_range;
  Binary(SourceRange r, BinaryOp o, ExprPtr l, ExprPtr rt, SourceRange orange)
      : Expr(kKind, r), op(o), left(std::move(l)), right(std::move(rt)), op_range(orange) {}
};

// c ? a : b, and c ?: b with a null `then`.
struct Ternary : Expr {
  static constexpr ExprKind kKind = ExprKind::Ternary;
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;
  Ternary(SourceRange r, ExprPtr c, ExprPtr t, ExprPtr e)
      : Expr(kKind, r), condition(std::move(c)), then(std::move(t)), otherwise(std::move(e)) {}
};

// base.field or base->field
struct FieldAccess : Expr {
  static constexpr ExprKind kKind = ExprKind::FieldAccess;
  ExprPtr base;
  Name field;
  bool arrow;
  FieldAccess(SourceRange r, ExprPtr b, Name f, bool a)
      : Expr(kKind, r), base(std::move(b)), field(std::move(f)), arrow(a) {}
};

// base.N
struct TupleAccess : Expr {
  static constexpr ExprKind kKind = ExprKind::TupleAccess;
  ExprPtr base;
  uint64_t index;
  TupleAccess(SourceRange r, ExprPtr b, uint64_t i) : Expr(kKind, r), base(std::move(b)), index(i) {}
};

// base[index]
struct IndexAccess : Expr {
  static constexpr ExprKind kKind = ExprKind::IndexAccess;
  ExprPtr base;
  ExprPtr index;
  IndexAccess(SourceRange r, ExprPtr b, ExprPtr i)
      : Expr(kKind, r), base(std::move(b)), index(std::move(i)) {}
};

struct Tuple : Expr {
  static constexpr ExprKind kKind = ExprKind::Tuple;
  ExprList elements;
  Tuple(SourceRange r, ExprList e) : Expr(kKind, r), elements(std::move(e)) {}
};

struct RecordField {
  Name name;
  ExprPtr value;
};
struct Record : Expr {
  static constexpr ExprKind kKind = ExprKind::Record;
  std::vector<RecordField> fields;
  Record(SourceRange r, std::vector<RecordField> f) : Expr(kKind, r), fields(std::move(f)) {}
};

struct Cast : Expr {
  static constexpr ExprKind kKind = ExprKind::Cast;
  TypeNamePtr type;
  ExprPtr operand;
  DeclarationId declaration;  // of what holds the operand when its address is taken
  Cast(SourceRange r, TypeNamePtr t, ExprPtr e)
      : Expr(kKind, r), type(std::move(t)), operand(std::move(e)), declaration(r.begin) {}
};

enum class TypeQueryOp : uint8_t { Sizeof, Offsetof, Typeinfo, Typeof };
// sizeof, offsetof, typeinfo; typeof only as an argument of a call.
struct TypeQuery : Expr {
  static constexpr ExprKind kKind = ExprKind::TypeQuery;
  TypeQueryOp op;
  TypeOrExpr operand;
  std::vector<Name> path;  // fields of offsetof
  bool bare = false;       // typeof of a type: written without, `struct foo`
  TypeQuery(SourceRange r, TypeQueryOp o, TypeOrExpr v, std::vector<Name> p)
      : Expr(kKind, r), op(o), operand(std::move(v)), path(std::move(p)) {}
};

struct Comptime : Expr {
  static constexpr ExprKind kKind = ExprKind::Comptime;
  ExprPtr operand;
  Comptime(SourceRange r, ExprPtr e) : Expr(kKind, r), operand(std::move(e)) {}
};

// if cond { } else { }, as statement and as expression. `otherwise` is a BlockExpr, another If, or null.
struct If : Expr {
  static constexpr ExprKind kKind = ExprKind::If;
  ExprPtr condition;
  BlockPtr then;
  ExprPtr otherwise;
  If(SourceRange r, ExprPtr c, BlockPtr t, ExprPtr e)
      : Expr(kKind, r), condition(std::move(c)), then(std::move(t)), otherwise(std::move(e)) {}
};

// Where a block comes from that stands for a call of a macro (sema/macros.h); never made by the parser.
struct Expansion {
  SourceRange call;
  bool failed = false;  // was reported: the block is empty
};
struct BlockExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::BlockExpr;
  BlockPtr block;
  std::unique_ptr<Expansion> expansion;  // or null
  BlockExpr(SourceRange r, BlockPtr b) : Expr(kKind, r), block(std::move(b)) {}
};

// ---- statements -------------------------------------------------------------------------------

struct ExprStmt : Stmt {
  static constexpr StmtKind kKind = StmtKind::ExprStmt;
  ExprPtr expr;
  ExprStmt(SourceRange r, ExprPtr e) : Stmt(kKind, r), expr(std::move(e)) {}
};

// target = value, or target op= value when `compound` is set. The target is a Variable or a Map.
struct Assign : Stmt {
  static constexpr StmtKind kKind = StmtKind::Assign;
  ExprPtr target;
  ExprPtr value;
  bool compound = false;
  BinaryOp op = BinaryOp::Add;  // of a compound assignment
  DeclarationId declaration;    // of the variable, where this is its first assignment
  Assign(SourceRange r, ExprPtr t, ExprPtr v)
      : Stmt(kKind, r), target(std::move(t)), value(std::move(v)), declaration(r.begin) {}
};

// let $x [: type] [= value];
struct Let : Stmt {
  static constexpr StmtKind kKind = StmtKind::Let;
  Name variable;
  TypeNamePtr type;  // or null
  ExprPtr value;     // or null
  DeclarationId declaration;
  Let(SourceRange r, Name n, TypeNamePtr t, ExprPtr v)
      : Stmt(kKind, r),
        variable(std::move(n)),
        type(std::move(t)),
        value(std::move(v)),
        declaration(r.begin) {}
};

// _ = value;
struct Discard : Stmt {
  static constexpr StmtKind kKind = StmtKind::Discard;
  ExprPtr value;
  Discard(SourceRange r, ExprPtr v) : Stmt(kKind, r), value(std::move(v)) {}
};

struct While : Stmt {
  static constexpr StmtKind kKind = StmtKind::While;
  ExprPtr condition;
  BlockPtr body;
  While(SourceRange r, ExprPtr c, BlockPtr b) : Stmt(kKind, r), condition(std::move(c)), body(std::move(b)) {}
};

struct Unroll : Stmt {
  static constexpr StmtKind kKind = StmtKind::Unroll;
  ExprPtr count;
  BlockPtr body;
  Unroll(SourceRange r, ExprPtr c, BlockPtr b) : Stmt(kKind, r), count(std::move(c)), body(std::move(b)) {}
};

// for $v : @map { } or for $v : begin..end { }
struct For : Stmt {
  static constexpr StmtKind kKind = StmtKind::For;
  Name variable;
  ExprPtr map;    // set for a loop over a map
  ExprPtr begin;  // both set for a range
  ExprPtr end;
  BlockPtr body;
  DeclarationId declaration;
  For(SourceRange r, Name v, ExprPtr m, ExprPtr b, ExprPtr e, BlockPtr body_block)
      : Stmt(kKind, r),
        variable(std::move(v)),
        map(std::move(m)),
        begin(std::move(b)),
        end(std::move(e)),
        body(std::move(body_block)),
        declaration(r.begin) {}
};

struct Jump : Stmt {
  static constexpr StmtKind kKind = StmtKind::Jump;
  JumpKind jump;
  ExprPtr value;  // of return, or null
  Jump(SourceRange r, JumpKind j, ExprPtr v) : Stmt(kKind, r), jump(j), value(std::move(v)) {}
};

// import "file"; inside a block
struct ImportStmt : Stmt {
  static constexpr StmtKind kKind = StmtKind::ImportStmt;
  std::string path;
  ImportStmt(SourceRange r, std::string p) : Stmt(kKind, r), path(std::move(p)) {}
};

// ---- top level --------------------------------------------------------------------------------

// The text of one attach point, quotes and $N still in it; src/probes splits it.
struct AttachPoint {
  std::string text;
  SourceRange range;
};

struct Probe {
  std::vector<AttachPoint> attach_points;
  ExprPtr predicate;  // or null
  BlockPtr body;
  SourceRange range;
  bool angle_brackets = false;  // written < ... >
};

struct MacroParam {
  enum Kind : uint8_t { VariableParam, MapParam, ExprParam } kind;
  Name name;
};
struct Macro {
  Name name;
  std::vector<MacroParam> params;
  BlockPtr body;
  SourceRange range;
};

struct FunctionParam {
  Name name;
  TypeOrExpr type;
};
struct Function {
  Name name;
  std::vector<FunctionParam> params;
  TypeOrExpr return_type;
  BlockPtr body;
  SourceRange range;
};

// let @name = hash(1000);
struct MapDecl {
  Name name;
  Name type;
  uint64_t max_entries;
  SourceRange range;
};

// A preprocessor line or a struct/union/enum definition, verbatim.
struct CStatement {
  std::string text;
  SourceRange range;
};

struct ConfigEntry {
  Name key;
  enum Kind : uint8_t { String, Integer, Bool, Word } kind;
  std::string text;     // String, Word
  uint64_t number = 0;  // Integer, Bool
  SourceRange range;
};

struct Import {
  std::string path;
  SourceRange range;
};

// An imported file that is not a script. Its functions, for `source` and `object`, are for the script to
// call.
struct CImport {
  enum Kind : uint8_t { Header, CSource, Object } kind;
  std::string path;   // as it can be opened
  SourceRange range;  // of the import that found it
};

struct Comment {
  std::string text;  // with its marks
  SourceRange range;
};

struct Program {
  std::vector<CStatement> c_statements;
  std::vector<ConfigEntry> config;
  bool has_config = false;
  SourceRange config_word;         // `config`, if there is a block
  std::vector<Import> imports;     // as written; src/imports merges what they name
  std::vector<CImport> c_imports;  // the C files among them, from src/imports
  std::vector<Probe> probes;
  std::vector<Macro> macros;
  std::vector<Function> functions;
  std::vector<MapDecl> map_decls;
  std::vector<Comment> comments;  // in source order, for the formatter
};

}  // namespace sonde::ast
