// Well-typed programs. Every expression is made for a type that is asked for; the left operand is never a
// literal, so that nothing is folded and no folding can overflow. Loops count to small literals, as the
// verifier follows each round. Leaves: RandomProgram.
#include "generator.h"

#include <array>
#include <cctype>

#include "random.h"

namespace sonde::test {
namespace {

enum class Kind { Int, Bool, String, Tuple };  // a tuple is (int, string)

constexpr std::array kIntTypes = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"};
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
                                 "1e6"};
constexpr std::array kStrings = {"\"\"",     "\"a\"", "\"abc\"", "\"hello world\"", "\"tab\\t\\\"q\\\"\"",
                                 "\"\\x41\""};
constexpr std::array kBuiltins = {"pid", "tid", "uid", "cpu", "nsecs", "elapsed", "rand", "cpid", "numaid"};
constexpr std::array kArithmetic = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"};
constexpr std::array kComparisons = {"==", "!=", "<", "<=", ">", ">="};
constexpr std::array kKinds = {Kind::Int, Kind::Int, Kind::Int, Kind::Bool, Kind::String, Kind::Tuple};

// The maps of every program: what they hold never changes, so every use fits.
constexpr std::array kIntMaps = {"@n",         "@wide", "@keyed[KEY]", "@named[NAME]", "@both[KEY, NAME]",
                                 "@pair[PAIR]"};
constexpr std::array kStringMaps = {"@text", "@texts[KEY]"};
constexpr std::array kAggregates = {"@count[KEY]", "@sum", "@min[NAME]", "@max", "@avg[KEY]"};

struct Variable {
  std::string name;
  Kind kind;
  bool writable = true;
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  std::string Program() {
    std::string text = "config = { perf_rb_pages = 2; max_strlen = ";
    text += random_.Pick(std::array{"16", "64", "200", "1024"});
    text += "; on_stack_limit = ";
    text += random_.Pick(std::array{"0", "32", "64"});
    text += " }\n";
    std::string probes;
    for (uint32_t count = 1 + random_.Below(2); count > 0; --count)
      probes += Probe();
    return text + "begin { " + FirstUses(probes) + "}\n" + probes;
  }

 private:
  // Gives the maps of `probes` their types, whatever the rest does with them.
  static std::string FirstUses(const std::string& probes) {
    constexpr std::array kFirst = {"@n = 0",
                                   "@wide = (uint64)0",
                                   "@keyed[(int64)0] = (int32)0",
                                   "@named[\"\"] = 0",
                                   "@both[0, \"\"] = 0",
                                   "@pair[(0, \"\")] = (uint8)0",
                                   "@text = \"\"",
                                   "@texts[0] = \"\"",
                                   "@tuple = (0, \"\")",
                                   "@tuples[0] = (0, \"\")",
                                   "@truth = true",
                                   "@count[0] = count()",
                                   "@sum = sum(1)",
                                   "@min[\"\"] = min((uint64)1)",
                                   "@max = max(-1)",
                                   "@avg[0] = avg(1)",
                                   "@stats = stats(1)",
                                   "@hist[0] = hist(1, 2)",
                                   "@lhist = lhist(1, 0, 100, 5)"};
    std::string text;
    for (const std::string use : kFirst) {
      const std::string name = use.substr(0, use.find_first_of("[ "));
      for (size_t at = probes.find(name); at != std::string::npos; at = probes.find(name, at + 1)) {
        const char next = probes[at + name.size()];
        if (std::isalpha(static_cast<unsigned char>(next)) != 0) continue;
        text += use + "; ";
        break;
      }
    }
    return text;
  }

  std::string Probe() {
    struct Attach {
      const char* text;
      std::vector<const char*> ints;
      std::vector<const char*> strings;
    };
    static const std::vector<Attach> kAttach = {
        {"begin", {}, {}},
        {"end", {}, {}},
        {"interval:s:1", {}, {}},
        {"profile:hz:99", {}, {}},
        {"software:cpu-clock:1000000", {}, {}},
        {"tracepoint:syscalls:sys_exit_read", {"args.ret"}, {}},
        {"tracepoint:syscalls:sys_enter_read", {"args.fd", "args.count"}, {"str(args.buf, 8)"}},
        {"tracepoint:sched:sched_switch", {"args.prev_pid", "args.next_prio"}, {"args.prev_comm"}},
    };
    const Attach& attach = random_.Pick(kAttach);
    ints_ = attach.ints;
    strings_ = attach.strings;
    scopes_ = {{}};
    fuel_ = 30 + static_cast<int>(random_.Below(50));
    loops_ = 0;
    std::string text = attach.text;
    if (random_.OneIn(3)) text += " /" + Bool(2) + "/";
    return text + " {\n" + Body(3 + random_.Below(6), 3) + "}\n";
  }

  // ---- statements

  std::string Body(uint32_t statements, int depth) {
    std::string text;
    while (statements-- > 0 && fuel_ > 0)
      text += Statement(depth) + "\n";
    return text;
  }

  std::string Block(int depth) {
    scopes_.emplace_back();
    std::string text = "{\n" + Body(1 + random_.Below(3), depth) + "}";
    scopes_.pop_back();
    return text;
  }

  std::string Statement(int depth) {
    --fuel_;
    switch (random_.Below(depth > 0 ? 18 : 12)) {
      case 0:
      case 1:
      case 2:
        return NewVariable();
      case 3:
        return Assign();
      case 4:
        return IntMap() + " = " + Int(3) + ";";
      case 5:
        return StringMap() + " = " + String(2) + ";";
      case 6:
        return TupleStatement();
      case 7:
        return IntMap() + " " + random_.Pick(kArithmetic) + "= " + Int(2) + ";";
      case 8:
        return Increment(true) + ";";
      case 9:
        return Aggregate();
      case 10:
        return Printf();
      case 11:
        return MapStatement();
      case 12:
      case 13:
        return "if (" + Bool(2) + ") " + Block(depth - 1);
      case 14:
        return "if (" + Condition() + ") " + Block(depth - 1) + " else " + Block(depth - 1);
      case 15:
        return Loop(depth);
      case 16:
        return "unroll (" + std::to_string(1 + random_.Below(3)) + ") " + Block(depth - 1);
      default:
        return random_.OneIn(4) ? "if (" + Bool(1) + ") { return; }" : Block(depth - 1);
    }
  }

  std::string NewVariable() {
    const Kind kind = random_.Pick(kKinds);
    std::string name = "$v" + std::to_string(next_++);
    std::string text = name;
    // A declared type needs a value that is no literal: one that does not fit is an error.
    if (kind == Kind::Int && random_.OneIn(4)) {
      const std::string type = random_.Pick(kIntTypes);
      text = "let " + name + ": " + type + " = (" + type + ")" + Operand(2) + ";";
    } else {
      text += " = " + Value(kind, 3) + ";";
    }
    scopes_.back().push_back({name, kind});
    return text;
  }

  std::string Assign() {
    const Variable* variable = AnyVariable(random_.Pick(kKinds), true);
    if (variable == nullptr) return NewVariable();
    if (variable->kind == Kind::Int && random_.OneIn(2))
      return variable->name + " " + random_.Pick(kArithmetic) + "= " + Operand(2) + ";";
    if (variable->kind == Kind::Int) return variable->name + " = " + Operand(3) + ";";
    return variable->name + " = " + Value(variable->kind, 3) + ";";
  }

  std::string TupleStatement() {
    if (random_.OneIn(2)) return "@tuple = " + Tuple(2) + ";";
    return "@tuples[" + Int(1) + "] = " + Tuple(2) + ";";
  }

  std::string Aggregate() {
    switch (random_.Below(8)) {
      case 0:
        return "@count[" + Int(1) + "] = count();";
      case 1:
        return "@sum = sum(" + Int(2) + ");";
      case 2:
        return "@min[" + String(1) + "] = min(" + Int(2) + ");";
      case 3:
        return "@max = max(" + Int(2) + ");";
      case 4:
        return "@avg[" + Int(1) + "] = avg(" + Int(2) + ");";
      case 5:
        return "@stats = stats(" + Int(2) + ");";
      case 6:
        return "@hist[" + Int(1) + "] = hist(" + Int(2) + ", 2);";
      default:
        return "@lhist = lhist(" + Int(2) + ", 0, 100, 5);";
    }
  }

  std::string Printf() {
    static constexpr std::array kIntFormats = {"%d",    "%ld",  "%u", "%lx", "%5hhd",
                                               "%-8lu", "%#lx", "%s", "%c",  "%p"};
    std::string format;
    std::string args;
    for (uint32_t count = random_.Below(5); count > 0; --count) {
      const Kind kind = random_.Pick(kKinds);
      format += kind == Kind::Int ? random_.Pick(kIntFormats) : "%s";
      format += " ";
      args += ", " + Value(kind, 2);
    }
    if (random_.OneIn(4)) return "print(" + Value(random_.Pick(kKinds), 2) + ");";
    return "printf(\"" + format + "\\n\"" + args + ");";
  }

  std::string MapStatement() {
    switch (random_.Below(6)) {
      case 0:
        return "_ = delete(@keyed, " + Int(1) + ");";
      case 1:
        return "delete(@both, (" + Int(1) + ", " + String(1) + "));";
      case 2:
        return "clear(@named);";
      case 3:
        return "zero(@keyed);";
      case 4:
        return "print(@hist);";
      default:
        return "print(@sum);";
    }
  }

  std::string Loop(int depth) {
    if (loops_ >= 2) return Block(depth - 1);
    ++loops_;
    const std::string counter = "$i" + std::to_string(next_++);
    scopes_.back().push_back({counter, Kind::Int, false});
    std::string text = counter + " = 0; while (" + counter + " < " + std::to_string(1 + random_.Below(4)) +
                       ") {\n" + counter + "++;\n";
    scopes_.emplace_back();
    text += Body(1 + random_.Below(2), 0);
    if (random_.OneIn(2))
      text += "if (" + Bool(1) + ") { " + (random_.OneIn(2) ? "break" : "continue") + "; }\n";
    text += Body(1, 0);
    scopes_.pop_back();
    --loops_;
    return text + "}";
  }

  // ---- expressions

  std::string Value(Kind kind, int depth) {
    switch (kind) {
      case Kind::Int:
        return Int(depth);
      case Kind::Bool:
        return Bool(depth);
      case Kind::String:
        return String(depth);
      case Kind::Tuple:
        return Tuple(depth);
    }
    return {};
  }

  std::string Int(int depth) { return random_.OneIn(4) ? random_.Pick(kNumbers) : Operand(depth); }

  // An integer that is no literal.
  std::string Operand(int depth) {
    if (depth <= 0 || fuel_ <= 0) return Leaf();
    --fuel_;
    switch (random_.Below(14)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return "(" + Operand(depth - 1) + " " + random_.Pick(kArithmetic) + " " + Int(depth - 1) + ")";
      case 4:
        return "(" + std::string(random_.Pick(kIntTypes)) + ")" + Operand(depth - 1);
      case 5:
        return (random_.OneIn(2) ? "(-" : "(~") + Operand(depth - 1) + ")";
      case 6:
        return "(" + Condition() + " ? " + Operand(depth - 1) + " : " + Int(depth - 1) + ")";
      case 7:
        return "(" + Operand(depth - 1) + " ?: " + Int(depth - 1) + ")";
      case 8:
        return "(" + Bool(depth - 1) + " + " + Int(depth - 1) + ")";
      case 9:
        return "(uint64)*(" + std::string(random_.Pick(kIntTypes)) + "*)" + Operand(depth - 1);
      case 10:
        return "(" + Increment(false) + ")";
      case 11:
        return "((" + Tuple(depth - 1) + ").0 + 0)";
      case 12:
        return "(" + Filled(random_.Pick(kAggregates)) + " + " + Int(depth - 1) + ")";
      default:
        return Leaf();
    }
  }

  std::string Leaf() {
    switch (random_.Below(6)) {
      case 0:
      case 1:
        if (const Variable* variable = AnyVariable(Kind::Int, false)) return variable->name;
        [[fallthrough]];
      case 2:
        return IntMap();
      case 3:
        if (!ints_.empty()) return random_.Pick(ints_);
        [[fallthrough]];
      case 4:
        return random_.Pick(kBuiltins);
      default:
        return "(" + std::string(random_.Pick(kIntTypes)) + ")" +
               random_.Pick(std::array{"1", "100", "0", "-1", "18446744073709551615"});
    }
  }

  std::string Increment(bool statement) {
    std::string target = IntMap();
    if (const Variable* variable = AnyVariable(Kind::Int, true); variable != nullptr && random_.OneIn(2))
      target = variable->name;
    const char* op = random_.OneIn(2) ? "++" : "--";
    return statement || random_.OneIn(2) ? target + op : op + target;
  }

  std::string Condition() { return random_.OneIn(3) ? Operand(2) : Bool(2); }

  std::string Bool(int depth) {
    if (depth <= 0 || fuel_ <= 0) {
      if (const Variable* variable = AnyVariable(Kind::Bool, false)) return variable->name;
      return "@truth";
    }
    --fuel_;
    switch (random_.Below(9)) {
      case 0:
      case 1:
      case 2:
        return "(" + Operand(depth - 1) + " " + random_.Pick(kComparisons) + " " + Int(depth - 1) + ")";
      case 3:
        return "(" + Bool(depth - 1) + (random_.OneIn(2) ? " && " : " || ") + Bool(depth - 1) + ")";
      case 4:
        return "(" + String(depth - 1) + (random_.OneIn(2) ? " == " : " != ") + Text(depth - 1) + ")";
      case 5:
        return "(" + Tuple(depth - 1) + (random_.OneIn(2) ? " == " : " != ") + Tuple(depth - 1) + ")";
      case 6:
        return "(!" + Operand(depth - 1) + ")";
      case 7:
        return "has_key(@both, (" + Int(0) + ", " + String(0) + "))";
      default:
        return "(bool)" + Operand(depth - 1);
    }
  }

  std::string String(int depth) { return random_.OneIn(3) ? random_.Pick(kStrings) : Text(depth); }

  // A string that is no literal.
  std::string Text(int depth) {
    switch (random_.Below(depth > 0 ? 8 : 5)) {
      case 0:
      case 1:
        if (const Variable* variable = AnyVariable(Kind::String, false)) return variable->name;
        [[fallthrough]];
      case 2:
        return StringMap();
      case 3:
        if (!strings_.empty()) return random_.Pick(strings_);
        [[fallthrough]];
      case 4:
        return "comm";
      case 5:
        return "str(" + Operand(depth - 1) + ")";
      case 6:
        return "str(" + Operand(depth - 1) + ", " + (random_.OneIn(2) ? "8" : Operand(depth - 1)) + ")";
      default:
        return "(" + Condition() + " ? " + Text(depth - 1) + " : " + String(depth - 1) + ")";
    }
  }

  std::string Tuple(int depth) {
    const Variable* variable = AnyVariable(Kind::Tuple, false);
    switch (random_.Below(5)) {
      case 0:
        if (variable != nullptr) return variable->name;
        [[fallthrough]];
      case 1:
        return "@tuple";
      case 2:
        return "@tuples[" + Int(depth - 1) + "]";
      default:
        return "(" + Int(depth - 1) + ", " + String(depth - 1) + ")";
    }
  }

  // ---- names

  std::string IntMap() { return Filled(random_.Pick(kIntMaps)); }
  std::string StringMap() { return Filled(random_.Pick(kStringMaps)); }

  // Keys are small, or expressions would grow without end.
  std::string Filled(std::string map) {
    Replace(map, "KEY", "KEY", 0);
    Replace(map, "NAME", "NAME", 1);
    Replace(map, "PAIR", "PAIR", 2);
    return map;
  }
  void Replace(std::string& map, const char* what, std::string_view word, int kind) {
    const size_t at = map.find(what);
    if (at == std::string::npos) return;
    const std::string number = random_.OneIn(2) ? "tid" : "7";
    const std::string text = random_.OneIn(2) ? "comm" : "\"k\"";
    map.replace(at, word.size(), kind == 0 ? number : kind == 1 ? text : "(" + number + ", " + text + ")");
  }

  const Variable* AnyVariable(Kind kind, bool writable) {
    std::vector<const Variable*> found;
    for (const auto& scope : scopes_)
      for (const auto& variable : scope)
        if (variable.kind == kind && (variable.writable || !writable)) found.push_back(&variable);
    return found.empty() ? nullptr : random_.Pick(found);
  }

  Random random_;
  std::vector<std::vector<Variable>> scopes_;
  std::vector<const char*> ints_;
  std::vector<const char*> strings_;
  int fuel_ = 0;  // how many more nodes the probe may have
  int loops_ = 0;
  int next_ = 0;  // number of the next variable
};

}  // namespace

std::string RandomProgram(uint64_t seed) {
  return Generator(seed).Program();
}

}  // namespace sonde::test
