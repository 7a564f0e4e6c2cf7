// Integers and truth values of random programs. The left operand is never a literal, so that nothing is
// folded and no folding can overflow.
#include "program_writer.h"

namespace sonde::test {
namespace {

constexpr std::array kNumbers = {"0",
                                 "1",
                                 "-1",
                                 "2",
                                 "7",
                                 "63",
                                 "64",
                                 "127",
                                 "128",
                                 "-128",
                                 "255",
                                 "32767",
                                 "65536",
                                 "2147483647",
                                 "-2147483648",
                                 "4294967296",
                                 "9223372036854775807",
                                 "-9223372036854775808",
                                 "0xff00",
                                 "1ms",
                                 "1e6",
                                 "3d",
                                 "0777",
                                 "1_000"};
constexpr std::array kBuiltins = {"pid",   "tid",     "uid",  "gid",    "cpu",    "ncpus",
                                  "nsecs", "elapsed", "rand", "numaid", "cgroup", "jiffies"};
constexpr std::array kComparisons = {"==", "!=", "<", "<=", ">", ">="};
constexpr std::array kComparable = {Kind::Pair, Kind::Nest, Kind::Record, Kind::Bytes, Kind::Words,
                                    Kind::Task, Kind::Enum, Kind::Stack,  Kind::String};

}  // namespace

std::string ProgramWriter::Int(int depth) {
  return random_.OneIn(4) ? Number() : Operand(depth);
}

// An integer that is known while compiling.
std::string ProgramWriter::Number() {
  if (!random_.OneIn(6)) return random_.Pick(kNumbers);
  switch (random_.Below(4)) {
    case 0:
      return "sizeof((true, " + Value(random_.Pick(kKinds), 0) + "))";
    case 1:
      return "sizeof(struct task_struct*[3])";
    case 2:
      return "offsetof(struct task_struct, comm)";
    default:
      return "comptime (" + std::to_string(random_.Below(9)) + " * 3 + 1)";
  }
}

// An integer that is no literal.
std::string ProgramWriter::Operand(int depth) {
  if (depth <= 0 || fuel_ <= 0) return Leaf();
  --fuel_;
  switch (random_.Below(maps_ ? 18 : 16)) {
    case 0:
    case 1:
    case 2:
      return "(" + Operand(depth - 1) + " " + random_.Pick(kArithmetic) + " " + Int(depth - 1) + ")";
    case 3:
      return "(" + std::string(random_.Pick(kIntTypes)) + ")" + Operand(depth - 1);
    case 4:
      return (random_.OneIn(2) ? "(-" : "(~") + Operand(depth - 1) + ")";
    case 5:
      return "(" + Condition() + " ? " + Operand(depth - 1) + " : " + Int(depth - 1) + ")";
    case 6:
      return "(" + Operand(depth - 1) + " ?: " + Int(depth - 1) + ")";
    case 7:
      return "(" + Bool(depth - 1) + " + " + Int(depth - 1) + ")";
    case 8:
      return "(uint64)*(" + std::string(random_.Pick(kIntTypes)) + "*)" + Operand(depth - 1);
    case 9:
    case 10:
    case 11:
    case 12:
      return PartOfValue(depth);
    case 13:
      return "(" + Block(Kind::Int, depth - 1) + ")";
    case 14:
      if (const std::string call = CallOf(Kind::Int, depth); !call.empty()) return call;
      [[fallthrough]];
    case 15:
      return Leaf();
    case 16:
      return "(" + Increment(false) + ")";
    default:
      return "(" + AggregateRead() + " + " + Int(depth - 1) + ")";
  }
}

// What other kinds consist of.
std::string ProgramWriter::PartOfValue(int depth) {
  static constexpr std::array kFields = {"pid",
                                         "tgid",
                                         "flags",
                                         "utime",
                                         "sched_reset_on_fork",
                                         "real_parent->pid",
                                         "real_parent.real_parent->tgid",
                                         "sched_contributes_to_load"};
  const std::string index = random_.OneIn(2) ? "3" : "(uint8)" + Operand(depth - 1);
  switch (random_.Below(14)) {
    case 0:
      return "((" + Value(Kind::Pair, depth - 1) + ").0 + 0)";
    case 1:
      return "((" + Value(Kind::Nest, depth - 1) + ")" + (random_.OneIn(2) ? ".0.0" : ".1.1") + " + 0)";
    case 2:
      return "((" + Value(Kind::Record, depth - 1) + ").a + 0)";
    case 3:
      return "((" + Value(Kind::Bytes, depth - 1) + ")[" + index + "])";
    case 4:
      return "((" + Value(Kind::Words, depth - 1) + ")[" + index + "])";
    case 5:
    case 6:
      return "(" + Value(Kind::Task, depth - 1) + ")->" + random_.Pick(kFields);
    case 7:
      return "(uint64)(" + Value(Kind::List, depth - 1) + ").next";
    case 8:
      return "(" + Value(Kind::Enum, depth - 1) + " + " + Operand(0) + ")";
    case 9:
      return "strlen(" + Text(depth - 1) + ")";
    case 10:
      return "strncmp(" + Text(depth - 1) + ", " + String(depth - 1) + ", " +
             std::to_string(1 + random_.Below(20)) + ")";
    case 11:
      return "strstr(" + Text(depth - 1) + ", " + String(depth - 1) + ")";
    case 12:
      return "(" + Text(depth - 1) + ")[" + (random_.OneIn(2) ? "0" : "(uint16)" + Operand(depth - 1)) + "]";
    default:
      return "(uint64)(" + Value(Kind::Task, depth - 1) + " + " + Operand(0) + ")";
  }
}

std::string ProgramWriter::Leaf() {
  switch (random_.Below(7)) {
    case 0:
    case 1:
      if (const Variable* variable = AnyVariable(Kind::Int, false)) return variable->name;
      [[fallthrough]];
    case 2:
      if (maps_) return IntMap();
      [[fallthrough]];
    case 3:
      if (!ints_.empty()) return random_.Pick(ints_);
      [[fallthrough]];
    case 4:
      return random_.Pick(kBuiltins);
    case 5:
      return "getopt(\"number\", 42)";
    default:
      return "(" + std::string(random_.Pick(kIntTypes)) + ")" +
             random_.Pick(std::array{"1", "100", "0", "-1", "18446744073709551615"});
  }
}

std::string ProgramWriter::Increment(bool statement) {
  std::string target = IntMap();
  if (const Variable* variable = AnyVariable(Kind::Int, true); variable != nullptr && random_.OneIn(2))
    target = variable->name;
  const char* op = random_.OneIn(2) ? "++" : "--";
  return statement || random_.OneIn(2) ? target + op : op + target;
}

std::string ProgramWriter::Condition() {
  return random_.OneIn(3) ? Operand(2) : Bool(2);
}

std::string ProgramWriter::Bool(int depth) {
  if (depth <= 0 || fuel_ <= 0) {
    if (const Variable* variable = AnyVariable(Kind::Bool, false)) return variable->name;
    return maps_ ? "@bool" : "getopt(\"flag\")";
  }
  --fuel_;
  switch (random_.Below(maps_ ? 13 : 11)) {
    case 0:
    case 1:
      return "(" + Operand(depth - 1) + " " + random_.Pick(kComparisons) + " " + Int(depth - 1) + ")";
    case 2:
    case 3:
      return "(" + Bool(depth - 1) + (random_.OneIn(2) ? " && " : " || ") + Bool(depth - 1) + ")";
    case 4:
    case 5:
      return Comparison(depth);
    case 6:
      return "(!" + Operand(depth - 1) + ")";
    case 7:
      return "(" + Value(Kind::Nest, depth - 1) + ").1.0";
    case 8:
      return "strcontains(" + Text(depth - 1) + ", " + String(depth - 1) + ")";
    case 9:
      if (const std::string call = CallOf(Kind::Bool, depth); !call.empty()) return call;
      return "(" + Block(Kind::Bool, depth - 1) + ")";
    case 10:
      return "(bool)" + Operand(depth - 1);
    default:
      return HasKey();
  }
}

std::string ProgramWriter::Comparison(int depth) {
  const Kind kind = random_.Pick(kComparable);
  const std::string left = kind == Kind::String ? Text(depth - 1) : Value(kind, depth - 1);
  return "(" + left + (random_.OneIn(2) ? " == " : " != ") + Value(kind, depth - 1) + ")";
}

// A condition that is decided while compiling.
// No maps: what a condition inspects is locked, and the branch behind it might widen it.
std::string ProgramWriter::Comptime() {
  switch (random_.Below(5)) {
    case 0:
      return "is_integer(" + std::string(RowOf(random_.Pick(kKinds)).zero) + ")";
    case 1:
      return "is_str(" + std::string(RowOf(random_.Pick(kKinds)).zero) + ")";
    case 2:
      return "is_literal(pid)";
    case 3:
      return "sizeof(struct list_head) == 16";
    default:
      return random_.OneIn(2) ? "1 + 1 == 2" : "true && 3 < 2";
  }
}

}  // namespace sonde::test
