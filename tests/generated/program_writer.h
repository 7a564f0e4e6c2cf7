// The writer of well-typed programs: a method per construct, each makes text of a type that is asked for.
// A file per theme: programs.cpp, statements.cpp, loops.cpp, maps.cpp, integers.cpp, values.cpp.
// Covered by tests/generated/generated_test.cpp.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "random.h"

namespace sonde::test {

// The types a value can have. Every kind but Int has maps `@WORD` and `@WORD_at[KEY]` that hold it, and maps
// `@by_WORD[VALUE]` (an integer) and `@count_WORD[VALUE]` (count()) that it is a key of.
enum class Kind { Int, Bool, String, Pair, Nest, Record, Bytes, Words, Task, List, Enum, Stack };

struct KindRow {
  Kind kind;
  const char* word;
  const char* zero;  // a value of the type
};
inline constexpr std::array kKindRows = {
    KindRow{Kind::Int, "int", "0"},
    KindRow{Kind::Bool, "bool", "true"},
    KindRow{Kind::String, "string", "\"\""},
    KindRow{Kind::Pair, "pair", "(0, \"\")"},
    KindRow{Kind::Nest, "nest", "((0, \"\"), (true, 0))"},
    KindRow{Kind::Record, "record", "(a = 0, b = \"\")"},
    KindRow{Kind::Bytes, "bytes", "(uint8[8])(uint64)0"},
    KindRow{Kind::Words, "words", "(uint32[4])comm"},
    KindRow{Kind::Task, "task", "curtask"},
    KindRow{Kind::List, "list", "curtask->children"},
    KindRow{Kind::Enum, "enum", "PIDTYPE_PID"},
    KindRow{Kind::Stack, "stack", "kstack(raw, 3)"},
};
// What a value is most often, and what else it may be.
inline constexpr std::array kKinds = {Kind::Int,    Kind::Int,    Kind::Int,    Kind::Int,  Kind::Bool,
                                      Kind::Bool,   Kind::String, Kind::String, Kind::Pair, Kind::Nest,
                                      Kind::Record, Kind::Bytes,  Kind::Words,  Kind::Task, Kind::List,
                                      Kind::Enum,   Kind::Stack};
inline constexpr std::array kIntTypes = {"int8",  "int16",  "int32",  "int64",
                                         "uint8", "uint16", "uint32", "uint64"};
inline constexpr std::array kArithmetic = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"};

inline const KindRow& RowOf(Kind kind) {
  return kKindRows[static_cast<size_t>(kind)];
}

class ProgramWriter {
 public:
  explicit ProgramWriter(uint64_t seed) : random_(seed) {}
  std::string Program();

 private:
  struct Variable {
    std::string name;
    Kind kind;
    bool writable = true;
  };
  // A macro or function: how it is called, a letter per parameter. 'i' integer, 's' string, 'v' integer
  // variable, 'm' integer map with an integer key, 't' type.
  struct Callable {
    std::string name;
    std::string parameters;
    Kind result;
  };
  struct Loops {
    int depth = 0;
    int limit = 2;
  };

  // programs.cpp
  std::string Config();
  std::string Probe();
  std::string Macro();
  std::string Function();
  std::string Call(const Callable& callable, int depth);
  std::string CallOf(Kind kind, int depth);  // empty when there is none
  std::string FirstUses(const std::string& text) const;

  // statements.cpp
  std::string Body(uint32_t statements, int depth);
  std::string Block(int depth);
  std::string Statement(int depth);
  std::string Nested(int depth);
  std::string NewVariable();
  std::string Assign();
  std::string Printf();
  std::string Leave();

  // loops.cpp
  std::string Loop(int depth);
  std::string While(int depth);
  std::string ForRange(int depth);
  std::string ForMap(int depth);
  std::string LoopBody(int depth);

  // maps.cpp
  std::string MapStatement();
  std::string MapAssign();
  std::string Aggregate();
  std::string IntMap();
  std::string MapOf(Kind kind);
  std::string AggregateRead();
  std::string Filled(std::string map);
  std::string SmallKey();
  std::string HasKey();

  // integers.cpp
  std::string Int(int depth);
  std::string Number();
  std::string Operand(int depth);
  std::string PartOfValue(int depth);
  std::string Leaf();
  std::string Increment(bool statement);
  std::string Condition();
  std::string Bool(int depth);
  std::string Comparison(int depth);
  std::string Comptime();

  // values.cpp
  std::string Value(Kind kind, int depth);
  std::string Fresh(Kind kind, int depth);
  std::string String(int depth);
  std::string Text(int depth);
  std::string Block(Kind kind, int depth);

  const Variable* AnyVariable(Kind kind, bool writable);
  std::string NewName(const char* prefix) { return prefix + std::to_string(next_++); }

  Random random_;
  std::vector<std::vector<Variable>> scopes_;
  std::vector<const char*> ints_;  // fields of the probe's arguments
  std::vector<const char*> strings_;
  std::vector<Callable> callables_;
  bool large_ = false;
  std::string max_strlen_;
  std::string leave_ = "return;";  // how the block is left at once, empty in macros
  bool maps_ = true;               // maps may be named: not in macros
  Loops loops_;
  int fuel_ = 0;  // how many more nodes the probe may have
  int next_ = 0;  // number of the next variable
};

}  // namespace sonde::test
