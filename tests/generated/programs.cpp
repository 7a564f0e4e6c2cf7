// Whole programs: settings, macros, functions, probes. Every map a probe names is first assigned in `begin`,
// which fixes its type whatever the rest does. Leaves: RandomProgram.
#include <cctype>

#include "generator.h"
#include "program_writer.h"

namespace sonde::test {
namespace {

// The integer maps and aggregations of every program. What the other kinds have follows from kKindRows.
constexpr std::array kFirstUses = {"@n = 0",
                                   "@wide = (uint64)0",
                                   "@keyed[(int64)0] = (int32)0",
                                   "@named[\"\"] = 0",
                                   "@both[0, \"\"] = 0",
                                   "@deep[(0, (\"\", true)), 0] = (uint8)0",
                                   "@count[0] = count()",
                                   "@sum = sum(1)",
                                   "@min[\"\"] = min((uint64)1)",
                                   "@max = max(-1)",
                                   "@avg[0] = avg(1)",
                                   "@stats = stats(1)",
                                   "@hist[0] = hist(1, 2)",
                                   "@lhist = lhist(1, 0, 100, 5)"};

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Whether `text` names the map.
bool Names(const std::string& text, const std::string& map) {
  for (size_t at = text.find(map); at != std::string::npos; at = text.find(map, at + 1))
    if (at + map.size() == text.size() || !IsWord(text[at + map.size()])) return true;
  return false;
}

}  // namespace

// Few programs are large: many small ones try more beginnings in the same time.
std::string ProgramWriter::Program() {
  large_ = random_.OneIn(5);
  std::string text = Config();
  std::string items;
  const uint32_t most = large_ ? 3 : 1;
  for (uint32_t count = random_.Below(most + 1); count > 0; --count)
    items += Macro();
  for (uint32_t count = random_.Below(most + 1); count > 0; --count)
    items += Function();
  for (uint32_t count = 1 + random_.Below(most); count > 0; --count)
    items += Probe();
  return text + "begin { " + FirstUses(items) + "}\n" + items;
}

// Most programs have small strings; a few have the longest there are.
std::string ProgramWriter::Config() {
  max_strlen_ = random_.Pick(std::array{"16", "16", "64", "64", "200", "1024", "1024", "8192", "65536"});
  std::string text = "config = { max_map_keys = 16; perf_rb_pages = ";
  text += max_strlen_.size() > 4 ? "256" : "2";
  text += "; max_strlen = " + max_strlen_ + "; on_stack_limit = ";
  text += random_.Pick(std::array{"0", "32", "64"});
  return text + " }\n";
}

std::string ProgramWriter::FirstUses(const std::string& text) const {
  std::string uses;
  const auto use = [&](const std::string& assignment) {
    if (Names(text, assignment.substr(0, assignment.find_first_of("[ ")))) uses += assignment + "; ";
  };
  for (const char* assignment : kFirstUses)
    use(assignment);
  for (const auto& row : kKindRows) {
    const std::string word = row.word;
    const std::string zero = row.zero;
    use("@" + word + " = " + zero);
    use("@" + word + "_at[0] = " + zero);
    use("@by_" + word + "[" + zero + "] = 0");
    use("@count_" + word + "[" + zero + "] = count()");
  }
  return uses;
}

std::string ProgramWriter::Probe() {
  struct Attach {
    const char* text;
    std::vector<const char*> ints;
    std::vector<const char*> strings;
  };
  static const std::vector<Attach> kAttach = {
      {"begin", {}, {}},
      {"end", {}, {}},
      {"begin, end", {}, {}},
      {"interval:s:1", {}, {}},
      {"interval:s:1, profile:hz:99", {}, {}},
      {"profile:hz:99", {}, {}},
      {"software:cpu-clock:1000000", {}, {}},
      {"tracepoint:syscalls:sys_exit_read", {"args.ret"}, {}},
      {"tracepoint:syscalls:sys_exit_read, tracepoint:syscalls:sys_exit_write", {"args.ret"}, {}},
      {"tracepoint:syscalls:sys_enter_read", {"args.fd", "args.count"}, {"str(args.buf, 8)"}},
      {"tracepoint:sched:sched_switch", {"args.prev_pid", "args.next_prio"}, {"args.prev_comm"}},
      {"rawtracepoint:sched_switch", {"(uint64)arg0", "args.prev.pid"}, {"args.next.comm"}},
  };
  const Attach& attach = random_.Pick(kAttach);
  ints_ = attach.ints;
  strings_ = attach.strings;
  scopes_ = {{}};
  leave_ = "return;";
  loops_ = {};
  fuel_ = static_cast<int>(large_ ? 30 + random_.Below(50) : 5 + random_.Below(15));
  std::string text = attach.text;
  if (random_.OneIn(3)) text += " /" + Bool(2) + "/";
  return text + " {\n" + (large_ ? Body(3 + random_.Below(6), 3) : Body(1 + random_.Below(3), 2)) + "}\n";
}

// A macro sees its parameters and what it declares, no maps of its own choice.
std::string ProgramWriter::Macro() {
  Callable macro{NewName("m"), {}, random_.Pick(kKinds)};
  std::string head;
  std::string use;
  scopes_ = {{}};
  for (uint32_t count = random_.Below(4); count > 0; --count) {
    const char letter = random_.Pick(std::array{'i', 'i', 's', 'v', 'm', 't'});
    const std::string name = NewName(letter == 'v' ? "$q" : letter == 'm' ? "@q" : "q");
    macro.parameters += letter;
    head += (head.empty() ? "" : ", ") + name;
    if (letter == 'm') {
      use += name + "[0]++;\n";
    } else if (letter == 't') {
      use += "let $" + name + ": typeof(" + name + ") = (typeof(" + name + "))pid;\n";
      scopes_.back().push_back({"$" + name, Kind::Int});
    } else {
      scopes_.back().push_back({name, letter == 's' ? Kind::String : Kind::Int, letter == 'v'});
    }
  }
  ints_ = {};
  strings_ = {};
  maps_ = false;
  leave_.clear();
  loops_ = {0, 1};
  fuel_ = 12;
  std::string text = "macro " + macro.name + "(" + head + ") {\n" + use + Body(random_.Below(3), 1);
  text += Fresh(macro.result, 2) + "\n}\n";
  maps_ = true;
  callables_.push_back(macro);
  return text;
}

// A function of the script; it may call macros, no other function: the kernel allows eight frames.
std::string ProgramWriter::Function() {
  Callable function{NewName("f"), {}, random_.OneIn(2) ? Kind::String : Kind::Int};
  std::string head;
  scopes_ = {{}};
  for (uint32_t count = random_.Below(5); count > 0; --count) {
    const bool text = random_.OneIn(3);
    const std::string name = NewName("$q");
    function.parameters += text ? 's' : 'i';
    head += (head.empty() ? "" : ", ") + name + ": ";
    head += text ? "string[" + max_strlen_ + "]" : random_.Pick(kIntTypes);
    // What is assigned to a declared variable must fit, so only integers may change, by casts.
    scopes_.back().push_back({name, text ? Kind::String : Kind::Int, false});
  }
  const bool text = function.result == Kind::String;
  const std::string type = text ? "string[" + max_strlen_ + "]" : random_.Pick(kIntTypes);
  ints_ = {};
  strings_ = {};
  leave_ = text ? "return \"left\";" : "return (" + type + ")pid;";
  loops_ = {0, 1};
  fuel_ = 15;
  std::string body = Body(1 + random_.Below(4), 2);
  body += "return " + (text ? Text(2) : "(" + type + ")" + Operand(2)) + ";\n";
  callables_.push_back(function);
  return "fn " + function.name + "(" + head + "): " + type + " {\n" + body + "}\n";
}

std::string ProgramWriter::Call(const Callable& callable, int depth) {
  std::string text = callable.name + "(";
  const std::string variable =
      AnyVariable(Kind::Int, true) != nullptr ? AnyVariable(Kind::Int, true)->name : "";
  for (const char letter : callable.parameters) {
    if (text.back() != '(') text += ", ";
    switch (letter) {
      case 'i':
        text += callable.name[0] == 'f' ? Operand(depth - 1) : Leaf();
        break;
      case 's':
        text += callable.name[0] == 'f' ? String(depth - 1) : Text(0);
        break;
      case 'v':
        text += variable;
        break;
      case 'm':
        text += random_.OneIn(2) ? "@keyed" : "@by_int";
        break;
      default:
        text += "typeof(" + std::string(random_.Pick(kIntTypes)) + ")";
    }
  }
  return text + ")";
}

std::string ProgramWriter::CallOf(Kind kind, int depth) {
  if (!maps_ || fuel_ <= 0) return {};  // a macro calls nothing
  std::vector<const Callable*> found;
  for (const auto& callable : callables_) {
    if (callable.result != kind) continue;
    const bool needs_variable = callable.parameters.find('v') != std::string::npos;
    if (needs_variable && AnyVariable(Kind::Int, true) == nullptr) continue;
    if (callable.name[0] == 'f' && leave_ != "return;") continue;
    found.push_back(&callable);
  }
  if (found.empty()) return {};
  fuel_ -= 3;
  return Call(*random_.Pick(found), depth);
}

std::string RandomProgram(uint64_t seed) {
  return ProgramWriter(seed).Program();
}

}  // namespace sonde::test
