// Slips in characters and texts: quotes of word processors and of other languages, signs of comments, what a
// shell takes out of a script. Leaves: StrayCharacter, FormattedText, ShellTook. Covered by
// tests/golden/diag-syntax/slips/*.
#include <algorithm>
#include <cctype>
#include <utility>

#include "defs/functions.h"
#include "parser/slips.h"

namespace sonde {
namespace {

struct Lookalike {
  std::string_view seen;
  std::string_view meant;
  std::string_view name;
};

// Characters of word processors and web pages, with what they look like.
constexpr Lookalike kLookalikes[] = {
    {"\u201c", "\"", "a curly quote"},
    {"\u201d", "\"", "a curly quote"},
    {"\u201e", "\"", "a curly quote"},
    {"\u00ab", "\"", "a foreign quote"},
    {"\u00bb", "\"", "a foreign quote"},
    {"\u2018", "'", "a curly quote"},
    {"\u2019", "'", "a curly quote"},
    {"\u00a0", " ", "a blank that does not break lines"},
    {"\u2013", "-", "a dash"},
    {"\u2014", "-", "a dash"},
    {"\u2212", "-", "a minus sign"},
    {"\u2260", "!=", "a sign for unequal"},
    {"\u2264", "<=", "a sign for at most"},
    {"\u2265", ">=", "a sign for at least"},
    {"\u00d7", "*", "a multiplication sign"},
};

const Lookalike* FindLookalike(std::string_view text) {
  const auto* row = std::find_if(std::begin(kLookalikes), std::end(kLookalikes),
                                 [&](const Lookalike& look) { return text.starts_with(look.seen); });
  return row == std::end(kLookalikes) ? nullptr : row;
}

// Where the next quote of word processors, or `quote`, stands in `line` behind its first `skip` bytes.
struct Close {
  size_t at;
  size_t size;
};
std::optional<Close> FindClose(std::string_view line, size_t skip, std::string_view quote) {
  for (size_t at = skip; at < line.size(); ++at) {
    if (!quote.empty() && line.substr(at).starts_with(quote)) return Close{at, quote.size()};
    const Lookalike* look = FindLookalike(line.substr(at));
    if (quote.empty() && look != nullptr && (look->meant == "\"" || look->meant == "'"))
      return Close{at, look->seen.size()};
    if (quote.empty() && line[at] == '"') return Close{at, 1};
  }
  return std::nullopt;
}

// A text in other quotes becomes one in double quotes. `open`: bytes of the opening quote.
std::optional<Slip> OtherQuotes(const SlipView& view, size_t open, std::string_view quote,
                                std::string message) {
  const uint32_t begin = view.Range(0).begin;
  const std::string_view line = view.LineFrom(begin);
  const auto close = FindClose(line, open, quote);
  if (!close) return std::nullopt;
  std::string text = "\"" + std::string(line.substr(open, close->at - open)) + "\"";
  const SourceRange whole{begin, begin + static_cast<uint32_t>(close->at + close->size)};
  Slip slip{{begin, begin + static_cast<uint32_t>(open)}, std::move(message), {}, {}};
  slip.hints.push_back("texts stand in double quotes: " + text);
  slip.fixes.push_back({whole, text});
  slip.resume = view.TokenAt(whole.end);
  return slip;
}

std::optional<Slip> LookalikeCharacter(const SlipView& view, std::string_view text) {
  const Lookalike* look = FindLookalike(text);
  if (look == nullptr) return std::nullopt;
  const std::string seen(look->seen);
  const std::string message = "unexpected character " + seen + ": " + std::string(look->name);
  if (look->meant == "\"" || look->meant == "'") {
    if (auto slip = OtherQuotes(view, look->seen.size(), "", message)) return slip;
  }
  const uint32_t begin = view.Range(0).begin;
  const SourceRange range{begin, begin + static_cast<uint32_t>(look->seen.size())};
  const std::string meant(look->meant == "'" ? "\"" : look->meant);
  Slip slip{range, message, {}, {{range, meant}}};
  slip.hints.push_back(meant == " " ? "put an ordinary blank there" : "write " + meant);
  return slip;
}

// The rest of the line is a comment of the shell or of Python.
Slip ShellComment(const SlipView& view) {
  const uint32_t begin = view.Range(0).begin;
  const std::string_view line = view.LineFrom(begin);
  const size_t word = std::min(line.find_first_not_of(" \t", 1), line.size());
  for (const std::string_view directive : {"define", "include", "undef", "ifdef", "ifndef"}) {
    if (!line.substr(word).starts_with(directive)) continue;
    const std::string shown(line.substr(0, line.find_last_not_of(" \t\r") + 1));
    Slip slip{{begin, begin + static_cast<uint32_t>(shown.size())},
              "lines of C stand before the first probe, not in a block",
              {"put " + shown + " in a line of its own at the beginning of the script"},
              {}};
    slip.resume = view.TokenAt(begin + static_cast<uint32_t>(line.size()));
    return slip;
  }
  Slip slip{{begin, begin + 1}, "unexpected character '#': comments begin with //", {}, {}};
  slip.fixes.push_back({{begin, begin + 1}, "//"});
  slip.hints.push_back("write //" + std::string(line.substr(1)));
  slip.resume = view.TokenAt(begin + static_cast<uint32_t>(line.size()));
  return slip;
}

// printf(hello\n): what stands in the parentheses is a text.
std::optional<Slip> BareWords(const SlipView& view) {
  const uint32_t begin = view.Range(-1).begin;
  const std::string_view line = view.LineFrom(begin);
  const size_t close = line.find_first_of("),");
  if (close == std::string_view::npos) return std::nullopt;
  const std::string text = "\"" + std::string(line.substr(0, close)) + "\"";
  const SourceRange range{begin, begin + static_cast<uint32_t>(close)};
  return Slip{range,
              "a text stands in quotes",
              {"write " + view.Between(-3, -1) + text + ")"},
              {{range, text}},
              view.TokenAt(range.end)};
}

std::optional<Slip> Backslash(const SlipView& view) {
  const SourceRange range = view.Range(0);
  const std::string_view line = view.LineFrom(range.end);
  const char next = line.empty() ? '\0' : line[0];
  if (next == 'n' && view.Kind(-1) == Tok::T_IDENT && view.Kind(-2) == Tok::T_LPAREN && view.Touch(-1))
    return BareWords(view);
  if (next != '$' && next != '!' && next != '"' && next != '@') return std::nullopt;
  Slip slip{range, "unexpected character '\\'", {}, {{range, ""}}};
  if (next == '"') {  // those behind it are as superfluous
    constexpr size_t kMostFixes = 20;
    for (size_t at = line.find("\\\"", 1); at != std::string_view::npos && slip.fixes.size() < kMostFixes;
         at = line.find("\\\"", at + 2)) {
      const uint32_t where = range.end + static_cast<uint32_t>(at);
      slip.fixes.push_back({{where, where + 1}, ""});
    }
    slip.stop = true;  // what the quotes enclose was read in another way
  }
  slip.hints.push_back(
      std::string("in single quotes the shell needs no backslash: write ") + next +
      (next == '!'   ? "="
       : next == '"' ? ""
                     : std::string(line.substr(
                           1, line.find_first_not_of(
                                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", 1) -
                                  1))) +
      ", without it");
  return slip;
}

// What a shell would put there: $(date), ${HOME}, ${1}, `date`. `open`: bytes before the name, `close` ends
// it.
std::optional<Slip> ShellValue(const SlipView& view, size_t open, char close) {
  const uint32_t begin = view.Range(0).begin;
  const std::string_view line = view.LineFrom(begin);
  const size_t end = line.find(close, open);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string name(line.substr(open, end - open));
  const bool digits = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
  const SourceRange whole{begin, begin + static_cast<uint32_t>(end) + 1};
  Slip slip{whole, "no shell reads what stands in a script", {}, {}};
  if (digits) {
    slip.message = "a parameter has no braces";
    slip.hints.push_back("write $" + name);
    slip.fixes.push_back({whole, "$" + name});
  } else {
    const std::string outside = close == '}' ? "$" + name : "$(" + name + ")";
    slip.hints.push_back(
        "the first word behind the script is $1, a text str($1): sonde -e '... str($1) ...' \"" + outside +
        "\"");
  }
  slip.resume = view.TokenAt(whole.end);
  return slip;
}

// A `$` that no name touches.
std::optional<Slip> LoneDollar(const SlipView& view) {
  const SourceRange range = view.Range(0);
  const std::string_view behind = view.LineFrom(range.end);
  if (behind.starts_with('(')) return ShellValue(view, 2, ')');
  if (behind.starts_with('{')) return ShellValue(view, 2, '}');
  if (view.Kind(1) == Tok::T_VARIABLE && (view.Text(1) == "$parms" || view.Text(1) == "$vars")) {
    return Slip{
        {range.begin, view.Range(1).end},
        "there is no `$" + std::string(view.Text(1)) + "`",
        {"all arguments of tracepoints and fentry probes are printed by print(args); one is args.NAME"},
        {},
        1};
  }
  if (view.Kind(1) == Tok::T_VARIABLE && view.Touch(0)) {
    Slip slip{range, "unexpected character '$': one is enough", {}, {{range, ""}}};
    slip.hints.push_back("write " + std::string(view.Text(1)));
    return slip;
  }
  if (!behind.empty() && std::string_view("@*?!").find(behind[0]) != std::string_view::npos) {
    const std::string sign = std::string("$") + behind[0];
    const bool all = behind[0] == '@' || behind[0] == '*';
    return Slip{{range.begin, range.begin + 2},
                "there is no `" + sign + "`",
                {all ? "the parameters of a script are $1, $2 and so on, their number $#"
                     : "what the shell has in it is none of a script; a parameter is $1"},
                {},
                view.TokenAt(range.begin + 2)};
  }
  if (view.Kind(1) != Tok::T_IDENT) return std::nullopt;
  const std::string name = "$" + std::string(view.Text(1));
  Slip slip{{range.begin, view.Range(1).end}, "a variable is written without a blank behind the $", {}, {}};
  slip.hints.push_back("write " + name);
  slip.fixes.push_back({{range.begin, view.Range(1).end}, name});
  return slip;
}

// A text that is never closed: its quote is probably missing before the parenthesis that ends the call.
std::optional<Slip> UnclosedText(const SlipView& view) {
  const SourceRange range = view.Range(0);
  const std::string_view text = view.Text(0);
  const bool argument = view.Kind(-1) == Tok::T_LPAREN || view.Kind(-1) == Tok::T_COMMA;
  const size_t end = text.find(argument ? ')' : ';');
  if (end == std::string_view::npos) return std::nullopt;
  const uint32_t at = range.begin + static_cast<uint32_t>(end);
  Slip slip{{range.begin, range.begin + 1}, "unterminated string", {}, {{{at, at}, "\""}}};
  slip.hints.push_back("this \" has no second one: " + std::string(text.substr(0, end)) + "\"");
  return slip;
}

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

}  // namespace

std::optional<Slip> StrayCharacter(const SlipView& view) {
  if (view.Kind(0) != Tok::T_INVALID) return std::nullopt;
  const std::string_view text = view.Text(0);
  if (text == "#") return ShellComment(view);
  if (text == "\\") return Backslash(view);
  if (text == "$") return LoneDollar(view);
  if (text == "'") {
    const std::string_view line = view.LineFrom(view.Range(0).begin);
    if (line.size() > 2 && line[2] == '\'') return std::nullopt;  // one character
    return OtherQuotes(view, 1, "'", "unexpected character '''");
  }
  if (text == "`") {
    auto slip = OtherQuotes(view, 1, "`", "unexpected character '`'");
    if (slip) {
      slip->hints.push_back(
          "what a command prints comes in by a parameter: sonde -e '... str($1) ...' \"$(date)\"");
      slip->fixes.clear();
    }
    return slip;
  }
  if (text.starts_with('"')) return UnclosedText(view);
  return LookalikeCharacter(view, text);
}

// f"pid {pid}" of Python.
std::optional<Slip> FormattedText(const SlipView& view) {
  if (view.Kind(0) != Tok::T_STRING || view.Kind(-1) != Tok::T_IDENT || !view.Touch(-1)) return std::nullopt;
  if (view.Text(-1).size() > 2) return std::nullopt;
  std::string format;
  std::string values;
  const std::string_view text = view.Text(0);
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t close = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      format += text[at];
      continue;
    }
    const std::string value(text.substr(at + 1, close - at - 1));
    const bool is_text = value == "comm" || value == "probe" || value == "func" || value.starts_with("str(");
    format += is_text ? "%s" : "%d";
    values += ", " + value;
    at = close;
  }
  const bool newline = !format.ends_with("\\n\"") && format.size() > 1;
  if (newline) format.insert(format.size() - 1, "\\n");
  Slip slip{{view.Range(-1).begin, view.Range(0).end}, "there are no texts with values in them", {}, {}};
  slip.hints.push_back("give the values behind a format: printf(" + format + values + ")");
  slip.fixes.push_back({slip.range, format + values});
  const std::string printf(RowOf(FunctionId::Printf).name);
  const bool printed = view.Kind(-2) == Tok::T_LPAREN && IsName(view.Text(-3)) && view.Text(-3) != printf;
  if (printed) slip.fixes.push_back({view.Range(-3), printf});
  return slip;
}

// The shell replaces $NAME in double quotes, by nothing most of the time: an operand is missing.
std::optional<Slip> ShellTook(const SlipView& view) {
  if (!view.FromShell()) return std::nullopt;
  const TokenKind found = view.Kind(0);
  const TokenKind before = view.Kind(-1);
  const bool assigned = view.StartsStatement(0) && found >= Tok::T_ASSIGN && found <= Tok::T_SHR_ASSIGN;
  const bool compared = found >= Tok::T_EQ && found <= Tok::T_GT &&
                        (before == Tok::T_PREDICATE_OPEN || before == Tok::T_COND_LPAREN);
  const bool argument = before == Tok::T_COMMA && found == Tok::T_RPAREN && !view.Touch(-1);
  const bool ends = found == Tok::T_PREDICATE_CLOSE || found == Tok::T_RPAREN || found == Tok::T_SEMI;
  const bool operand = ends && (before == Tok::T_ASSIGN || (before >= Tok::T_EQ && before <= Tok::T_GT));
  const bool key = before == Tok::T_KEY_LBRACKET && found == Tok::T_RBRACKET;
  if (!assigned && !compared && !argument && !key && !operand) return std::nullopt;
  Slip slip{
      view.Range(0),
      key ? "expected expression: a key is missing" : "expected expression: something is missing before it",
      {},
      {}};
  if (argument) slip.hints.emplace_back("if nothing is missing, leave the comma before ) out");
  slip.hints.push_back(
      "if the script stands in double quotes, the shell took a $NAME out of it: put it in single quotes, "
      "sonde -e 'begin { $x = 1; print($x) }'");
  slip.stop = true;
  return slip;
}

}  // namespace sonde
