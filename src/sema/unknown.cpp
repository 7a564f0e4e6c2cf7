// Reports of names that nothing has, with a guess at what was meant. Leaves: UnknownName, UnknownStruct,
// UnknownMap. Covered by tests/golden/diag/names/*, tests/golden/diag/maps/* and tests/golden/diag/access/*.
#include "sema/unknown.h"

#include <algorithm>

#include "base/nearest.h"
#include "defs/foreign_names.h"
#include "defs/registers.h"
#include "defs/usage_examples.h"
#include "sema/c_constants.h"
#include "sema/literals.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// A name that none of the tables has may be a macro of a header that is not there.
void HintMissingHeaders(Diagnostic& diagnostic, CDefinitions* c) {
  if (c == nullptr || c->missing_headers().empty()) return;
  std::string headers;
  for (const std::string& name : c->missing_headers())
    headers += (headers.empty() ? "" : ", ") + name;
  diagnostic.Hint(
      "if it is a macro of " + headers +
      ": the headers of this kernel are not installed; install them, or define the macro in the script");
}

// A map or variable of that name is meant, written without its sign. False if there is none.
bool SuggestSigil(Context& context, Diagnostic& diagnostic, const std::string& name, bool variable) {
  const auto& maps = context.inference.maps;
  const bool map = std::any_of(maps.begin(), maps.end(), [&](const MapState& state) {
    return state.written && state.name == "@" + name;
  });
  const SourceRange before{diagnostic.range.begin, diagnostic.range.begin};
  if (variable) diagnostic.Hint("did you mean `$" + name + "`?");
  if (map) diagnostic.Hint("did you mean `@" + name + "`?");
  if (map != variable) diagnostic.Fix(before, map ? "@" : "$");
  return map || variable;
}

// The same name in small letters. False if it is none.
bool SuggestLowerCase(Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == name || (!FindBuiltin(lower) && !FindFunction(lower) && !FindAggregation(lower))) return false;
  diagnostic.Hint("did you mean `" + lower + "`?").Fix(range, lower);
  return true;
}

// Calls of functions that have another shape here, in the words of the script: strcmp(a, b) == 0 is a == b,
// exists(@m[k]) is has_key(@m, k), length(@m) is len(@m). False for others.
bool SuggestCallOf(const Context& context, Diagnostic& diagnostic, const std::string& name,
                   SourceRange range) {
  const std::string_view text = context.source == nullptr ? std::string_view() : context.source->text();
  const std::string_view behind = text.substr(std::min<size_t>(range.end, text.size()), 200);
  const size_t close = behind.find(')');
  if (!behind.starts_with('(') || close == std::string_view::npos) return false;
  const std::string args(behind.substr(1, close - 1));
  const size_t comma = args.find(", ");
  const auto whole = [&](size_t more) {
    return SourceRange{range.begin, range.end + static_cast<uint32_t>(close + 1 + more)};
  };
  const std::string_view rest = behind.substr(close + 1);
  const size_t open = args.find('[');
  const bool nested = args.find('(') != std::string::npos || args.find('\n') != std::string::npos;
  if (name == "strcmp" && !nested && comma != std::string::npos) {
    for (const auto& [sign, meant] : {std::pair(" == 0", " == "), std::pair(" != 0", " != ")}) {
      if (!rest.starts_with(sign)) continue;
      const std::string instead = args.substr(0, comma) + meant + args.substr(comma + 2);
      diagnostic.Hint("texts are compared with == and !=: write " + instead)
          .Fix(whole(std::string_view(sign).size()), instead);
      return true;
    }
  }
  if (name == "exists" && !nested && args.starts_with('@') && open != std::string::npos &&
      args.ends_with(']')) {
    const std::string instead =
        "has_key(" + args.substr(0, open) + ", " + args.substr(open + 1, args.size() - open - 2) + ")";
    diagnostic.Hint("write " + instead).Fix(whole(0), instead);
    return true;
  }
  if (name == "length" && args.starts_with('@') && !nested && open == std::string::npos) {
    diagnostic.Hint("the number of keys is len(" + args + ")").Fix(range, "len");
    return true;
  }
  return false;
}

// A name of another tool, or of another language. False if it is none.
bool SuggestForeign(const Context& context, Diagnostic& diagnostic, const std::string& name,
                    SourceRange range) {
  const ForeignNameRow* row = FindForeignName(name);
  if (row == nullptr) return false;
  if (SuggestCallOf(context, diagnostic, name, range)) return true;
  const std::string instead(row->instead);
  if (!instead.empty()) {
    diagnostic.Hint("what is `" + name + "` in " + std::string(row->origin) + " is `" + instead + "` here");
    diagnostic.Fix(range, instead);
  }
  if (!row->hint.empty()) diagnostic.Hint(std::string(row->hint));
  return true;
}

// A number that has a name in C. False if it is none.
bool SuggestNumber(const Context& context, Diagnostic& diagnostic, const std::string& name,
                   SourceRange range) {
  const auto known = FindCConstant(name);
  const std::string near = known || name.size() < 5 ? std::string() : NearCConstant(name);
  if (!near.empty()) {
    const CConstant meant = *FindCConstant(near);
    diagnostic.Hint("did you mean " + near + "? In C it is " + std::to_string(meant.value) +
                    (meant.error ? ", and a system call returns " + std::to_string(-meant.value) : ""));
    return true;
  }
  if (!known) return false;
  const bool negated = range.begin > 0 && context.Text({range.begin - 1, range.begin}) == "-";
  const std::string number = std::to_string(known->value);
  if (known->error && !negated) {
    diagnostic.Hint(name + " is " + number +
                    " in C; a system call that fails returns it below zero: write -" + number);
    diagnostic.Fix(range, "-" + number);
    return true;
  }
  if (known->value == 0 && name.starts_with("O_")) {
    diagnostic.Hint(name + " is 0 in C, no bit of its own: write (args.flags & 3) == 0");
    return true;
  }
  diagnostic.Hint(name + " is " + number + " in C: write " + (negated ? "-" : "") + number);
  diagnostic.Fix(range, number);
  return true;
}

// An enumerator of the script's C text or of the kernel that is nearly called so. False if there is none.
bool SuggestEnumerator(Context& context, Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  constexpr size_t kShortest = 5;  // shorter ones are other words
  constexpr size_t kBeginning = 2;
  if (name.size() < kShortest || name.find('_') == std::string::npos) return false;
  const std::string beginning = name.substr(0, kBeginning);
  std::vector<std::string> names;
  if (const auto& c = context.inference.c_definitions) names = c->EnumeratorNames(beginning);
  if (const auto btf = context.host.KernelBtf()) {
    std::vector<std::string> more = (*btf)->EnumeratorNames(beginning);
    names.insert(names.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  const Suggestion near = FindNearest(name, names);
  const std::string meant = near.name.empty() ? Nearest(name, names) : near.name;
  if (meant.empty()) return false;
  diagnostic.Hint("did you mean `" + meant + "`?");
  if (near.certain) diagnostic.Fix(range, meant);
  return true;
}

// nsecs_ms, elapsed_us: a time in another unit. False if it is none.
bool SuggestUnit(Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  const size_t cut = name.rfind('_');
  if (cut == std::string::npos || cut == 0) return false;
  constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"us", "1000"}, {"ms", "1000000"}, {"s", "1000000000"}, {"sec", "1000000000"}, {"secs", "1000000000"}};
  const std::string base = name.substr(0, cut);
  const bool time = base == RowOf(BuiltinId::Nsecs).name || base == RowOf(BuiltinId::Elapsed).name;
  for (const auto& [unit, divisor] : kUnits) {
    if (!time || name.substr(cut + 1) != unit) continue;
    const std::string instead = base + " / " + std::string(divisor);
    diagnostic.Hint("times are in nanoseconds: write " + instead).Fix(range, "(" + instead + ")");
    return true;
  }
  return false;
}

// A word that is compared with a text. False if it is not.
bool SuggestText(const Context& context, Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  constexpr uint32_t kLongest = 8;  // letters of what is looked for
  const std::string before = context.Text({range.begin - std::min(range.begin, kLongest), range.begin});
  for (const std::string_view text : {"comm == ", "comm != ", "comm==", "comm!="}) {
    if (!before.ends_with(text)) continue;
    diagnostic.Hint("a text stands in quotes: write " + std::string(text) + "\"" + name + "\"")
        .Fix(range, "\"" + name + "\"");
    return true;
  }
  return false;
}

// A function without its parentheses. False if it is none.
bool SuggestCall(Diagnostic& diagnostic, const std::string& name, SourceRange range) {
  const auto function = FindFunction(name);
  if (!function && !FindAggregation(name)) return false;
  const bool empty =
      function ? RowOf(*function).signature.least == 0 : name == RowOf(Aggregation::Count).name;
  const std::string example(ExampleOf(name));
  if (empty) {
    diagnostic.Hint(name + " is a function: write " + name + "()").Fix({range.end, range.end}, "()");
  } else {
    diagnostic.Hint(name + " is a function" + (example.empty() ? "" : ", for example " + example));
  }
  return true;
}

}  // namespace

bool SuggestRegister(const Context& context, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range) {
  const bool wide = name.size() == 3 && (name[0] == 'r' || name[0] == 'e');
  for (const std::string& known : {name, wide ? name.substr(1) : name}) {
    if (!FindRegister(known)) continue;
    const std::string call = "reg(\"" + known + "\")";
    const bool inside = range.begin >= 4 && context.Text({range.begin - 4, range.begin}) == "reg(";
    diagnostic.Hint("a register is read by " + call + "; arguments of a function are arg0, arg1")
        .Fix(range, inside ? "\"" + known + "\"" : call);
    return true;
  }
  return false;
}

bool SuggestEnvironment(Diagnostic& diagnostic, const std::string& name) {
  constexpr std::string_view kShell[] = {"HOME", "USER", "PATH",   "PWD",     "SHELL", "HOSTNAME",
                                         "UID",  "EUID", "RANDOM", "LOGNAME", "PPID",  "OLDPWD"};
  if (std::find(std::begin(kShell), std::end(kShell), name) == std::end(kShell)) return false;
  diagnostic.Hint(
      "a script does not see the variables of the shell: give it as a parameter, sonde -e '... str($1) "
      "...' \"$" +
      name + "\"");
  return true;
}

ExprPtr UnknownName(Context& context, DiagId id, const std::string& name, SourceRange range, bool function,
                    bool variable) {
  if (const DeletedNameRow* row = FindDeletedName(name)) {
    context
        .Report(DiagId::DeletedName, range,
                {std::string(row->prefix), std::string(row->deprecated), std::string(row->last)})
        .Hint(std::string(row->hint));
    return Poison(range);
  }
  Diagnostic& diagnostic = context.Report(id, range, {name});
  std::vector<std::string> own = context.inference.macro_names;
  for (const auto& other : context.program.functions) {
    if (function) own.push_back(other.name.text);
  }
  const Suggestion near = Suggest(name, function, own);
  if (context.inference.c_definitions && context.inference.c_definitions->IsFunctionMacro(name)) {
    diagnostic.Hint("function-like macros of C are not available; a `macro` of the script can do the same");
  } else if (!function && SuggestSigil(context, diagnostic, name, variable)) {
    return Poison(range);
  } else if (!function && SuggestText(context, diagnostic, name, range)) {
    return Poison(range);
  } else if (!function &&
             (SuggestNumber(context, diagnostic, name, range) ||
              SuggestRegister(context, diagnostic, name, range) || SuggestUnit(diagnostic, name, range))) {
    return Poison(range);
  } else if (SuggestForeign(context, diagnostic, name, range) || SuggestLowerCase(diagnostic, name, range) ||
             (!function && SuggestCall(diagnostic, name, range))) {
    return Poison(range);
  } else if (!function && near.name.empty() && SuggestEnumerator(context, diagnostic, name, range)) {
    return Poison(range);
  } else if (!near.name.empty()) {
    diagnostic.Hint("did you mean `" + near.name + "`?");
    if (near.certain) diagnostic.Fix(range, near.name);
  } else if (!function) {
    HintMissingHeaders(diagnostic, context.inference.c_definitions.get());
    const bool constant = name.size() > 2 && name.find('_') != std::string::npos &&
                          name.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    if (constant) {
      diagnostic.Hint(
          "if it is a number that C has a name for, write the number, or define it before the first probe: "
          "#define " +
          name + " 1");
      return Poison(range);
    }
    const bool shell = context.source != nullptr && context.source->name() == "stdin";
    diagnostic.Hint("if it is a text, write \"" + name + "\"" +
                    (shell ? ": the shell takes single quotes inside of single quotes away" : "") +
                    "; a variable is $" + name + ", a map @" + name);
  }
  if (diagnostic.hints.empty()) diagnostic.Hint("`sonde -h functions` lists what there is");
  return Poison(range);
}

void SuggestType(Context& context, Diagnostic& diagnostic, const std::string& name) {
  constexpr size_t kShortest = 10;  // letters of "struct abc"
  const auto btf = context.host.KernelBtf();
  if (!btf || name.size() < kShortest) return;
  std::vector<std::string> names;
  for (const auto& found : (*btf)->MatchDefinitions(name.substr(0, name.size() - 1) + "*", false))
    names.push_back(found.name);
  if (names.empty()) {  // a letter of the last word is wrong
    const size_t word = std::max(name.rfind('_') + 1, name.find(' ') + 3);
    for (const auto& found : (*btf)->MatchDefinitions(name.substr(0, word) + "*", false))
      names.push_back(found.name);
    const std::string near = Nearest(name, names);
    if (!near.empty()) diagnostic.Hint("did you mean `" + near + "`?");
    return;
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  const std::string near = Nearest(name, names);
  if (!names.empty()) diagnostic.Hint("did you mean `" + (near.empty() ? names.front() : near) + "`?");
}

ExprPtr UnknownStruct(Context& context, const Type& type, SourceRange range) {
  Diagnostic& diagnostic = context.Report(DiagId::UnknownStruct, range, {Spell(type)});
  const auto btf = context.host.KernelBtf();
  if (!btf) diagnostic.Hint("kernel types need kernel BTF: " + btf.error().Text());
  SuggestType(context, diagnostic, Spell(type));
  return Poison(range);
}

ExprPtr UnknownMap(Context& context, const std::string& name, SourceRange range) {
  std::vector<std::string> written;
  for (const auto& map : context.inference.maps) {
    if (map.written) written.push_back(map.name);
  }
  Diagnostic& diagnostic = context.Report(DiagId::UndefinedMap, range, {name});
  const Suggestion near = FindNearest(name, written);
  if (!near.name.empty()) diagnostic.Hint("did you mean `" + near.name + "`?");
  const std::string written_here = context.Text(range);
  const bool keyed = written_here.find('[') != std::string::npos;
  if (near.name.empty())
    diagnostic.Hint(
        "nothing sets it: a probe does, by " +
        (keyed ? written_here + " = nsecs, say" : name + " = count() or " + name + "[comm] = count()"));
  if (near.certain)
    diagnostic.Fix({range.begin, range.begin + static_cast<uint32_t>(name.size())}, near.name);
  return Poison(range);
}

}  // namespace sonde::sema
