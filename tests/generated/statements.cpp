// Statements of random programs.
#include "program_writer.h"

namespace sonde::test {

std::string ProgramWriter::Body(uint32_t statements, int depth) {
  std::string text;
  while (statements-- > 0 && fuel_ > 0)
    text += Statement(depth) + "\n";
  return text;
}

std::string ProgramWriter::Block(int depth) {
  scopes_.emplace_back();
  std::string text = "{\n" + Body(1 + random_.Below(3), depth) + "}";
  scopes_.pop_back();
  return text;
}

std::string ProgramWriter::Statement(int depth) {
  --fuel_;
  if (depth > 0 && random_.OneIn(3)) return Nested(depth);
  switch (random_.Below(maps_ ? 12 : 5)) {
    case 0:
    case 1:
    case 2:
      return NewVariable();
    case 3:
      return Assign();
    case 4:
      return Printf();
    case 5:
    case 6:
      return MapAssign();
    case 7:
      return IntMap() + " " + random_.Pick(kArithmetic) + "= " + Int(2) + ";";
    case 8:
      return Increment(true) + ";";
    case 9:
    case 10:
      return Aggregate();
    default:
      return MapStatement();
  }
}

// Statements that contain statements.
std::string ProgramWriter::Nested(int depth) {
  switch (random_.Below(8)) {
    case 0:
      return "if (" + Bool(2) + ") " + Block(depth - 1);
    case 1:
      return "if (" + Condition() + ") " + Block(depth - 1) + " else " + Block(depth - 1);
    case 2:
      return "if (" + Condition() + ") " + Block(depth - 1) + " else if (" + Bool(1) + ") " +
             Block(depth - 1) + " else " + Block(depth - 1);
    case 3:
      return "if comptime (" + Comptime() + ") " + Block(depth - 1) + " else " + Block(depth - 1);
    case 4:
      return "unroll (" + std::to_string(1 + random_.Below(3)) + ") " + Block(depth - 1);
    case 5:
      return random_.OneIn(3) ? Leave() : Block(depth - 1);
    default:
      return Loop(depth);
  }
}

std::string ProgramWriter::Leave() {
  if (leave_.empty()) return Printf();
  const bool exits = loops_.depth == 0 && leave_ == "return;" && random_.OneIn(3);
  return "if (" + Bool(1) + ") { " + (exits ? "exit();" : leave_) + " }";
}

std::string ProgramWriter::NewVariable() {
  const Kind kind = random_.Pick(kKinds);
  const std::string name = NewName("$v");
  std::string text = name;
  bool writable = true;
  // A declared type needs a value that is no literal: one that does not fit is an error.
  if (kind == Kind::Int && random_.OneIn(4)) {
    const std::string type = random_.Pick(kIntTypes);
    text = "let " + name + ": " + type + " = (" + type + ")" + Operand(2) + ";";
  } else if (kind == Kind::String && random_.OneIn(4)) {
    text = "let " + name + ": string[" + max_strlen_ + "] = " + String(2) + ";";
  } else if (random_.OneIn(8)) {
    text = "let " + name + "; " + name + " = " + Value(kind, 2) + ";";
  } else {
    text += " = " + Value(kind, 3) + ";";
  }
  scopes_.back().push_back({name, kind, writable});
  return text;
}

std::string ProgramWriter::Assign() {
  const Variable* variable = AnyVariable(random_.Pick(kKinds), true);
  if (variable == nullptr) return NewVariable();
  const std::string name = variable->name;
  const Kind kind = variable->kind;
  if (kind != Kind::Int) return name + " = " + Value(kind, 3) + ";";
  if (random_.OneIn(2)) return name + " " + random_.Pick(kArithmetic) + "= " + Operand(2) + ";";
  return name + " = " + Operand(3) + ";";
}

std::string ProgramWriter::Printf() {
  static constexpr std::array kIntFormats = {"%d",    "%ld",  "%u", "%lx", "%5hhd",
                                             "%-8lu", "%#lx", "%s", "%c",  "%p"};
  static constexpr std::array kOthers = {"probe",           "probetype", "ksym(kptr(curtask))",
                                         "usym((uint64)7)", "ustack(2)", "kstack(perf, 5)"};
  if (random_.OneIn(4)) return "print(" + Value(random_.Pick(kKinds), 2) + ");";
  std::string format;
  std::string args;
  for (uint32_t count = random_.Below(5); count > 0; --count) {
    const Kind kind = random_.Pick(kKinds);
    if (leave_ == "return;" && random_.OneIn(10)) {
      format += "%s ";
      args += std::string(", ") + random_.Pick(kOthers);
      continue;
    }
    if (random_.OneIn(12)) {
      format += "%r ";
      args += ", buf(curtask, " + (random_.OneIn(2) ? "8" : "(uint8)" + Operand(1)) + ")";
      continue;
    }
    format += kind == Kind::Int ? random_.Pick(kIntFormats) : "%s";
    format += " ";
    args += ", " + Value(kind, 2);
  }
  return "printf(\"" + format + "\\n\"" + args + ");";
}

const ProgramWriter::Variable* ProgramWriter::AnyVariable(Kind kind, bool writable) {
  std::vector<const Variable*> found;
  for (const auto& scope : scopes_)
    for (const auto& variable : scope)
      if (variable.kind == kind && (variable.writable || !writable)) found.push_back(&variable);
  return found.empty() ? nullptr : random_.Pick(found);
}

}  // namespace sonde::test
