// Hints at what was meant by a target or a number that is none. Leaves: what target_slips.h declares. Covered
// by tests/golden/diag-syntax/slips/*.
#include "parser/target_slips.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "defs/aggregations.h"
#include "defs/builtins.h"

namespace sonde {
namespace {

constexpr std::string_view kThread = "self";
constexpr std::string_view kClause = "this";

void Write(Diagnostic& error, SourceRange range, const std::string& instead) {
  error.Hint("write " + instead).Fix(range, instead);
}

// `$name` or `@name`, whichever the script has; else the one given. Only so far as people write: hostile text
// has a mistake at every word.
std::string Signed(const std::string& name, const Source& source, char otherwise) {
  constexpr size_t kSearched = 32768;
  const std::string_view text = std::string_view(source.text()).substr(0, kSearched);
  for (const char sign : {'$', '@'}) {
    const std::string full = sign + name;
    for (size_t at = text.find(full); at != std::string_view::npos; at = text.find(full, at + 1)) {
      const size_t end = at + full.size();
      const char next = end < text.size() ? text[end] : ' ';
      if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '_') return full;
    }
  }
  return otherwise + name;
}

void HintField(Diagnostic& error, const ast::FieldAccess& target) {
  const std::string& field = target.field.text;
  if (target.base->kind == ast::ExprKind::Identifier) {
    const std::string& base = ast::As<ast::Identifier>(*target.base).name;
    if (base == kThread) {
      error.hints.push_back("what belongs to a thread is kept in a map, by its number");
      return Write(error, target.range, "@" + field + "[tid]");
    }
    if (base == kClause) {
      error.hints.push_back("what belongs to a block is kept in a variable");
      return Write(error, target.range, "$" + field);
    }
    if (base == RowOf(BuiltinId::Args).name) {
      error.hints.push_back("the arguments of a probe can be read, not changed");
      return;
    }
  }
  if (target.base->kind == ast::ExprKind::Variable) {
    error.hints.push_back("a field is read, not written; a value of one's own is kept in $" + field +
                          " or @" + field);
    return;
  }
  if (target.base->kind == ast::ExprKind::Map && ast::As<ast::Map>(*target.base).keys.empty() &&
      !target.arrow) {
    error.hints.push_back("the name of a map has letters, digits and _ only");
    Write(error, target.range, ast::As<ast::Map>(*target.base).name + "_" + field);
  }
}

void HintIndex(Diagnostic& error, const ast::IndexAccess& target, const Source& source) {
  const std::string key(source.Slice(target.index->range));
  if (target.base->kind == ast::ExprKind::Identifier) {
    const std::string name = "@" + ast::As<ast::Identifier>(*target.base).name;
    error.hints.push_back("what has keys is a map, whose name begins with @");
    return Write(error, target.range, name + "[" + key + "]");
  }
  if (target.base->kind == ast::ExprKind::Variable) {
    const std::string name = "@" + ast::As<ast::Variable>(*target.base).name.substr(1);
    error.hints.push_back("a variable has no elements; what has keys is a map");
    return Write(error, target.range, name + "[" + key + "]");
  }
  if (target.base->kind == ast::ExprKind::Map) {
    const auto& map = ast::As<ast::Map>(*target.base);
    const SourceRange keys{map.name_range.end, map.range.end};
    std::string both(source.Slice(keys));
    if (both.empty()) return;
    both.pop_back();
    error.hints.push_back("several keys stand in one pair of brackets");
    Write(error, target.range, map.name + both + ", " + key + "]");
  }
}

bool IsBuiltinName(std::string_view name) {
  return std::any_of(std::begin(kBuiltins), std::end(kBuiltins),
                     [&](const BuiltinRow& row) { return row.name == name; });
}

bool IsAggregation(const ast::Expr& value) {
  if (value.kind != ast::ExprKind::Call) return false;
  const std::string& name = ast::As<ast::Call>(value).name.text;
  return std::any_of(std::begin(kAggregations), std::end(kAggregations),
                     [&](const AggregationRow& row) { return row.name == name; });
}

// Whether another block of the script has the bare word: what several probes name is a map.
bool InOtherBlock(const Source& source, const std::string& name, uint32_t at) {
  constexpr size_t kLongest = 4000;  // bytes; hostile text is long, and has an error at every word
  const std::string_view text = source.text();
  if (text.size() > kLongest) return false;
  const auto part_of_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  int depth = 0;
  size_t block = 0, own = SIZE_MAX, first = SIZE_MAX, last = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == at) own = block;
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) ++block;
    const bool begins = i == 0 || (!part_of_word(text[i - 1]) &&
                                   std::string_view("$@.>").find(text[i - 1]) == std::string_view::npos);
    if (!begins || text.substr(i, name.size()) != name) continue;
    if (i + name.size() < text.size() && part_of_word(text[i + name.size()])) continue;
    first = std::min(first, block);
    last = block;
  }
  return own != SIZE_MAX && first != SIZE_MAX && (first != own || last != own);
}

// The assignment with that target; of a value that is no line any more, its beginning.
std::string Assigned(const std::string& target, const ast::Expr& left, const ast::Expr& value,
                     const Source& source) {
  constexpr size_t kShown = 200;
  const std::string_view rest = source.Slice({left.range.end, value.range.end});
  return target + std::string(rest.substr(0, kShown)) + (rest.size() > kShown ? "..." : "");
}

// ($a, $b) = (1, 2): each part by itself.
std::optional<Slip> TupleSlip(const ast::Expr& target, const ast::Expr& value, const Source& source) {
  constexpr size_t kMostParts = 8;
  const auto& tuple = ast::As<ast::Tuple>(target);
  const uint32_t long_value = 200;
  if (tuple.elements.empty() || tuple.elements.size() > kMostParts ||
      value.range.end - value.range.begin > long_value)
    return std::nullopt;
  const bool parts = value.kind == ast::ExprKind::Tuple &&
                     ast::As<ast::Tuple>(value).elements.size() == tuple.elements.size();
  std::string instead = parts ? "" : "$t = " + std::string(source.Slice(value.range));
  for (size_t i = 0; i < tuple.elements.size(); ++i) {
    const ast::Expr& element = *tuple.elements[i];
    const bool name = element.kind == ast::ExprKind::Variable || element.kind == ast::ExprKind::Map ||
                      element.kind == ast::ExprKind::Identifier;
    if (!name) return std::nullopt;
    const std::string sign = element.kind == ast::ExprKind::Identifier ? "$" : "";
    instead += (instead.empty() ? "" : "; ") + sign + std::string(source.Slice(element.range)) + " = " +
               (parts ? std::string(source.Slice(ast::As<ast::Tuple>(value).elements[i]->range))
                      : "$t." + std::to_string(i));
  }
  const SourceRange whole{target.range.begin, value.range.end};
  return Slip{target.range, "a statement assigns one value", {"write " + instead}, {{whole, instead}}};
}

}  // namespace

std::optional<Slip> TargetSlip(const ast::Expr& target, bool compound, const ast::Expr& value,
                               const Source& source) {
  const auto word = [](const ast::Expr& expr) { return expr.kind == ast::ExprKind::Identifier; };
  const char sign = compound || IsAggregation(value) ? '@' : '$';
  if (word(target)) {
    const std::string& name = ast::As<ast::Identifier>(target).name;
    const bool shared = IsAggregation(value) || InOtherBlock(source, name, target.range.begin);
    const std::string instead = shared ? "@" + name : Signed(name, source, sign);
    return Slip{target.range,
                "`" + name + "` has no sign: the name of a variable begins with $, that of a map with @",
                {"write " + Assigned(instead, target, value, source)},
                {{target.range, instead}}};
  }
  if (target.kind == ast::ExprKind::Tuple) return TupleSlip(target, value, source);
  if (target.kind != ast::ExprKind::Binary) return std::nullopt;
  const auto& binary = ast::As<ast::Binary>(target);
  if (!word(*binary.right)) return std::nullopt;
  const std::string& name = ast::As<ast::Identifier>(*binary.right).name;
  if (binary.op == BinaryOp::Mul && word(*binary.left)) {  // char *name
    const std::string instead = Signed(name, source, '$');
    return Slip{target.range,
                "a variable has no declaration of its type; its name begins with $",
                {"write " + Assigned(instead, target, value, source)},
                {{target.range, instead}}};
  }
  const bool variable = binary.left->kind == ast::ExprKind::Variable;
  if (binary.op == BinaryOp::Sub && (variable || binary.left->kind == ast::ExprKind::Map)) {
    const std::string instead = std::string(source.Slice(binary.left->range)) + "_" + name;
    return Slip{
        target.range,
        std::string("the name of a ") + (variable ? "variable" : "map") + " has letters, digits and _ only",
        {"write " + Assigned(instead, target, value, source)},
        {{target.range, instead}}};
  }
  return std::nullopt;
}

void HintTarget(Diagnostic* error, const ast::Expr& target, const Source& source) {
  if (error == nullptr) return;
  switch (target.kind) {
    case ast::ExprKind::FieldAccess:
      return HintField(*error, ast::As<ast::FieldAccess>(target));
    case ast::ExprKind::IndexAccess:
      return HintIndex(*error, ast::As<ast::IndexAccess>(target), source);
    case ast::ExprKind::TupleAccess:
      error->hints.push_back("make a new one: $t = (1, 2), or keep the parts in variables of their own");
      return;
    case ast::ExprKind::Identifier:
      if (IsBuiltinName(ast::As<ast::Identifier>(target).name)) {
        const std::string& name = ast::As<ast::Identifier>(target).name;
        error->hints.push_back(name + " can be read, not changed: one more is " + name +
                               " + 1, a count of one's own @n++");
        return;
      }
      error->hints.push_back("the name of a variable begins with $, that of a map with @");
      return Write(*error, target.range, Signed(ast::As<ast::Identifier>(target).name, source, '@'));
    default:
      return;
  }
}

void HintLoopSource(Diagnostic* error, const ast::Expr& source_expr, const Source& source) {
  if (error == nullptr) return;
  const std::string text(source.Slice(source_expr.range).substr(0, 200));
  if (source_expr.kind == ast::ExprKind::Call) {  // keys(@a), range(5)
    const auto& call = ast::As<ast::Call>(source_expr);
    if (!call.args.empty() && call.args[0]->kind == ast::ExprKind::Map) {
      const std::string& map = ast::As<ast::Map>(*call.args[0]).name;
      error->hints.push_back("a loop goes over the map itself: for $kv : " + map +
                             " { ... }, where $kv.0 is the key");
      error->Fix(source_expr.range, map);
    } else if ((call.name.text == "range" || call.name.text == "seq") && !call.args.empty() &&
               call.args.size() <= 2) {
      const std::string first(source.Slice(call.args[0]->range));
      const std::string range = call.args.size() == 1
                                    ? "0.." + first
                                    : first + ".." + std::string(source.Slice(call.args[1]->range));
      error->Hint("a range is written " + range).Fix(source_expr.range, range);
    }
    return;
  }
  const bool number =
      source_expr.kind == ast::ExprKind::IntegerLiteral || source_expr.kind == ast::ExprKind::Variable;
  if (number)
    error->Hint("a loop goes over a range: for $i : 0.." + text + " { ... }")
        .Fix(source_expr.range, "0.." + text);
  if (source_expr.kind == ast::ExprKind::Map) {
    const auto& map = ast::As<ast::Map>(source_expr);
    error->hints.push_back("a loop goes over all of a map");
    Write(*error, source_expr.range, map.name);
  }
  if (source_expr.kind == ast::ExprKind::Identifier) Write(*error, source_expr.range, "@" + text);
}

void HintNumber(Diagnostic* error, std::string_view text, SourceRange range) {
  if (error == nullptr) return;
  if (text.starts_with("0b") || text.starts_with("0B")) {
    uint64_t value = 0;
    if (text.size() > 65 || text.find_first_not_of("01", 2) != std::string_view::npos) return;
    for (const char c : text.substr(2))
      value = value * 2 + static_cast<uint64_t>(c - '0');
    error->hints.push_back("there are no binary numbers");
    char hex[32];
    std::snprintf(hex, sizeof hex, "0x%llx", static_cast<unsigned long long>(value));
    return Write(*error, range, hex);
  }
  if (text == "0x" || text == "0X") return error->hints.push_back("digits of base 16 are missing: 0xff");
  if (text.size() > 1 && text[0] == '0' && text.find_first_not_of("0123456789") == std::string_view::npos) {
    error->hints.push_back("a number that begins with 0 is one of base 8");
    return Write(*error, range, std::string(text.substr(text.find_first_not_of('0'))));
  }
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string suffix(text.substr(digits));
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  constexpr std::pair<std::string_view, std::string_view> kTimes[] = {
      {"sec", "s"}, {"secs", "s"}, {"seconds", "s"}, {"msec", "ms"}, {"usec", "us"}, {"nsec", "ns"},
      {"min", "m"}, {"mins", "m"}, {"hours", "h"},   {"hour", "h"},  {"days", "d"}};
  for (const auto& [seen, meant] : kTimes) {
    if (suffix == seen) return Write(*error, range, std::string(text.substr(0, digits)) + std::string(meant));
  }
  const std::string unit = suffix.substr(0, 1);
  const std::string rest = suffix.empty() ? suffix : suffix.substr(1);
  constexpr std::string_view kUnits = "kmgt";
  const size_t power = unit.empty() ? std::string_view::npos : kUnits.find(unit);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib") || digits == 0 ||
      digits > 9)
    return;
  error->hints.push_back(
      "sizes are written in bytes; the letters that numbers have are of times: ns us ms s m h d");
  Write(*error, range,
        std::to_string(std::strtoull(std::string(text.substr(0, digits)).c_str(), nullptr, 10)
                       << (10 * (power + 1))));
}

void HintFraction(Diagnostic* error, std::string_view text, SourceRange range) {
  if (error == nullptr) return;
  const double value = std::strtod(std::string(text).c_str(), nullptr);
  if (value == std::floor(value) && value < 1e15)
    return Write(*error, range, std::to_string(static_cast<long long>(value)));
  error->hints.push_back(
      "programs in the kernel compute with whole numbers: take a smaller unit (1500ms for 1.5 s), or "
      "multiply before dividing: $n * 3 / 2 for $n * 1.5");
}

}  // namespace sonde
