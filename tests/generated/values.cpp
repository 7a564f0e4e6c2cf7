// Values of random programs that are no integers: strings, tuples, records, arrays, structs, pointers.
#include "program_writer.h"

namespace sonde::test {
namespace {

constexpr std::array kStrings = {"\"\"",     "\"a\"", "\"abc\"", "\"hello world\"", "\"tab\\t\\\"q\\\"\"",
                                 "\"\\x41\""};

}  // namespace

std::string ProgramWriter::Value(Kind kind, int depth) {
  if (kind == Kind::Int) return Int(depth);
  if (kind == Kind::Bool) return Bool(depth);
  if (kind == Kind::String) return String(depth);
  switch (random_.Below(depth > 0 && fuel_ > 0 ? 8 : 4)) {
    case 0:
    case 1:
      if (const Variable* variable = AnyVariable(kind, false)) return variable->name;
      [[fallthrough]];
    case 2:
      return maps_ ? MapOf(kind) : Fresh(kind, 0);
    case 3:
      return Fresh(kind, depth);
    case 4:
      --fuel_;
      return "(" + Condition() + " ? " + Value(kind, depth - 1) + " : " + Value(kind, depth - 1) + ")";
    case 5:
      --fuel_;
      return "(" + Block(kind, depth - 1) + ")";
    case 6:
      if (const std::string call = CallOf(kind, depth); !call.empty()) return call;
      [[fallthrough]];
    default:
      return Fresh(kind, depth);
  }
}

// A value that is made here, neither variable nor map. Int: no literal.
std::string ProgramWriter::Fresh(Kind kind, int depth) {
  switch (kind) {
    case Kind::Int:
      return "(" + Operand(depth) + " + 1)";
    case Kind::Bool:
      return "(" + Operand(depth) + " != 0)";
    case Kind::String:
      return depth > 0 ? "str(" + Operand(depth - 1) + ")" : "comm";
    case Kind::Pair:
      return "(" + Int(depth - 1) + ", " + String(depth - 1) + ")";
    case Kind::Nest:
      return "((" + Int(depth - 1) + ", " + String(depth - 1) + "), (" + Bool(depth - 1) + ", " +
             Int(depth - 1) + "))";
    case Kind::Record:
      if (random_.OneIn(3)) return "(b = " + String(depth - 1) + ", a = " + Int(depth - 1) + ")";
      return "(a = " + Int(depth - 1) + ", b = " + String(depth - 1) + ")";
    case Kind::Bytes:
      return "(uint8[8])(uint64)" + Operand(depth - 1);
    case Kind::Words:
      return "(uint32[4])" + std::string(random_.OneIn(2) ? "comm" : "curtask->comm");
    case Kind::Task:
      if (random_.OneIn(3)) return "(struct task_struct*)" + Operand(depth - 1);
      return random_.OneIn(2) ? "curtask" : "curtask->real_parent";
    case Kind::List:
      if (random_.OneIn(3)) return "(*(struct list_head*)" + Operand(depth - 1) + ")";
      return "curtask->children";
    case Kind::Enum:
      return random_.Pick(std::array{"PIDTYPE_PID", "PIDTYPE_TGID", "(enum pid_type)2"});
    case Kind::Stack:
      return "kstack(raw, 3)";
  }
  return {};
}

std::string ProgramWriter::String(int depth) {
  return random_.OneIn(3) ? random_.Pick(kStrings) : Text(depth);
}

// A string that is no literal.
std::string ProgramWriter::Text(int depth) {
  switch (random_.Below(depth > 0 && fuel_ > 0 ? 13 : 5)) {
    case 0:
    case 1:
      if (const Variable* variable = AnyVariable(Kind::String, false)) return variable->name;
      [[fallthrough]];
    case 2:
      if (maps_) return MapOf(Kind::String);
      [[fallthrough]];
    case 3:
      if (!strings_.empty()) return random_.Pick(strings_);
      [[fallthrough]];
    case 4:
      return random_.OneIn(6) ? "getopt(\"text\", \"default\")" : "comm";
    case 5:
      return "str(" + Operand(depth - 1) + ")";
    case 6:
      return "str(" + Operand(depth - 1) + ", " + (random_.OneIn(2) ? "8" : Operand(depth - 1)) + ")";
    case 7:
      return "(" + Value(Kind::Pair, depth - 1) + ").1";
    case 8:
      return "(" + Value(Kind::Nest, depth - 1) + ").0.1";
    case 9:
      return "(" + Value(Kind::Record, depth - 1) + ").b";
    case 10:
      return "(" + Value(Kind::Task, depth - 1) + ")->" + (random_.OneIn(2) ? "comm" : "real_parent->comm");
    case 11:
      --fuel_;
      if (const std::string call = CallOf(Kind::String, depth); !call.empty()) return call;
      return "(" + Block(Kind::String, depth - 1) + ")";
    default:
      --fuel_;
      return "(" + Condition() + " ? " + Text(depth - 1) + " : " + String(depth - 1) + ")";
  }
}

// A block or an `if` that has a value.
std::string ProgramWriter::Block(Kind kind, int depth) {
  const auto block = [&] {
    scopes_.emplace_back();
    std::string text = "{\n" + Body(random_.Below(2), 0);
    text += kind == Kind::String ? Text(depth) : kind == Kind::Int ? Operand(depth) : Value(kind, depth);
    scopes_.pop_back();
    return text + " }";
  };
  if (random_.OneIn(2)) return block();
  std::string text = "if (" + Bool(1) + ") " + block();
  text += " else ";
  return text + block();
}

}  // namespace sonde::test
