// What may repair an error: the words of its hints, and small edits around a syntax error. Leaves:
// CandidateEdits. Covered by tests/run/repair.test.
#include "cli/repair_edits.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace sonde {
namespace {

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '@';
}

bool IsBlank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

class Candidates {
 public:
  Candidates(const Diagnostic& error, const Source& source)
      : error_(error),
        text_(std::string_view(source.text()).substr(0, source.files()[0].range.end)),
        range_(error.range) {
    before_ = range_.begin;
    while (before_ > 0 && IsBlank(text_[before_ - 1]))
      --before_;
  }

  std::vector<Edits> All() {
    if (range_.end > text_.size() || range_.begin > range_.end) return {};
    for (const std::string& hint : error_.hints)
      FromHint(hint);
    if (error_.id == DiagId::SyntaxError) AroundSyntax();
    if (error_.id == DiagId::UnknownIdentifier) AroundName();
    return std::move(list_);
  }

 private:
  [[nodiscard]] std::string Found() const {
    return std::string(text_.substr(range_.begin, range_.end - range_.begin));
  }
  void Replace(SourceRange range, std::string text) {
    if (text_.substr(range.begin, range.end - range.begin) != text)
      list_.push_back({{range, std::move(text)}});
  }
  void Insert(uint32_t at, std::string_view text) { list_.push_back({{{at, at}, std::string(text)}}); }

  // ---- hints: what stands at their end is what to write

  void FromHint(std::string_view hint) {
    if (hint.starts_with("for example") || hint.find("...") != std::string_view::npos) return;
    constexpr std::string_view kMean = "did you mean ";
    if (hint.starts_with(kMean) && hint.ends_with('?')) {
      std::string_view meant = hint.substr(kMean.size(), hint.size() - kMean.size() - 1);
      if (meant.size() > 2 && meant.starts_with('`') && meant.ends_with('`'))
        meant = meant.substr(1, meant.size() - 2);
      return Instead(std::string(meant));
    }
    for (const std::string_view lead : {"write ", " is ", " by ", " with "}) {
      const size_t at = hint.rfind(lead);
      if (at != std::string_view::npos && at + lead.size() < hint.size())
        Instead(std::string(hint.substr(at + lead.size())));
    }
  }

  // `text` instead of what the error is about, or of the call that it belongs to.
  void Instead(const std::string& text) {
    if (text.find("PROGRAM") != std::string::npos || text.find("FUNCTION") != std::string::npos) return;
    const std::string found = Found();
    size_t kept = found.size();  // the stars of a pointer
    while (kept > 0 && (found[kept - 1] == '*' || IsBlank(found[kept - 1])))
      --kept;
    if (kept < found.size() && kept > 0)
      return Replace({range_.begin, range_.begin + static_cast<uint32_t>(kept)}, text);
    const size_t dot = text.rfind('.');
    const std::string_view base = std::string_view(text).substr(0, dot == std::string::npos ? 0 : dot + 1);
    if (!base.empty() && text_.substr(0, range_.begin).ends_with(base))
      return Replace(range_, text.substr(base.size()));
    const size_t assigned = found.find("+= ");
    if (assigned != std::string::npos && text.find('=') == std::string::npos)
      return Replace(range_, found.substr(0, assigned) + "= " + text);
    const uint32_t close = range_.end < text_.size() && text_[range_.end] == '(' ? Closing(range_.end) : 0;
    if (text.ends_with(')') && close != 0) return Replace({range_.begin, close + 1}, text);
    if (text.starts_with("print")) EnclosingPrint(text);
    if (!Doubles(text)) Replace(range_, text);
  }

  // print(RANGE) as a whole.
  void EnclosingPrint(const std::string& text) {
    if (range_.begin == 0 || text_[range_.begin - 1] != '(') return;
    uint32_t name = range_.begin - 1;
    while (name > 0 && IsWord(text_[name - 1]))
      --name;
    const bool alone = range_.end < text_.size() && text_[range_.end] == ')';
    if (alone && text_.substr(name).starts_with("print")) Replace({name, range_.end + 1}, text);
  }

  // Whether `text` goes on with what stands behind the range, which it means to replace too.
  [[nodiscard]] bool Doubles(std::string_view text) const {
    std::string_view rest = text_.substr(range_.end);
    while (!rest.empty() && IsBlank(rest.front()))
      rest.remove_prefix(1);
    const std::string_view sign = rest.substr(0, rest.find_first_of(" \t\n"));
    return sign.size() >= 2 && !IsWord(sign[0]) && text.find(sign) != std::string_view::npos;
  }

  // The parenthesis that closes the one at `open`; 0 if none does.
  [[nodiscard]] uint32_t Closing(uint32_t open) const {
    int depth = 0;
    for (uint32_t at = open; at < text_.size(); ++at) {
      if (text_[at] == '(') ++depth;
      if (text_[at] == ')' && --depth == 0) return at;
    }
    return 0;
  }

  // ---- syntax: signs that are missing, that are others, that are too many

  void AroundSyntax() {
    const std::string message = error_.args.empty() ? "" : error_.args[0];
    if (message.starts_with("unterminated string")) return Quote();
    const size_t sign = message.find("expected '");
    if (sign != std::string::npos) {
      const size_t from = sign + 10;
      const std::string expected = message.substr(from, message.find('\'', from) - from);
      Insert(before_, expected);
      Insert(range_.end, expected);
    }
    if (const std::string found = Found(); found == ")" || found == "]" || found == "}") Replace(range_, "");
    Exchange();
    for (const std::string_view missing : {";", ")", "]", ",", "}", "\"", "))", ")}"})
      Insert(before_, missing);
    const char first = range_.begin < text_.size() ? text_[range_.begin] : '\0';
    if (std::isalpha(static_cast<unsigned char>(first)) != 0) {
      for (const std::string_view missing : {"$", "@"})
        Insert(range_.begin, missing);
    }
    for (const std::string_view missing : {"(", "{"})
      if (first != ')') Insert(range_.begin, missing);
    Leave();
    Name();
  }

  // A sign for another that is near to it.
  void Exchange() {
    constexpr std::pair<std::string_view, std::string_view> kNear[] = {
        {"=", "=="}, {"==", "="}, {"]", ")"},  {")", "]"},   {"}", ")"},   {"[", "("}, {"{", "("},
        {";", ","},  {",", ";"},  {":", ";"},  {".", ","},   {";", ")"},   {":", ","}, {"]", "}"},
        {"&", "&&"}, {"->", "."}, {"|", "||"}, {"=>", ">="}, {"=<", "<="}, {";", ":"}, {"::", ":"},
    };
    for (const auto& [seen, meant] : kNear)
      if (Found() == seen) Replace(range_, std::string(meant));
    if (before_ == 0) return;
    const uint32_t last = before_ - 1;  // the sign before
    for (const auto& [seen, meant] : kNear)
      if (seen.size() == 1 && text_[last] == seen[0]) Replace({last, before_}, std::string(meant));
  }

  // Punctuation may be too much; words, numbers and operators are meant.
  void Leave() {
    const std::string found = Found();
    constexpr std::string_view kPunctuation = ")]},;:";
    if (found.size() == 1 && kPunctuation.find(found[0]) != std::string_view::npos) Replace(range_, "");
    if (before_ > 0 && kPunctuation.find(text_[before_ - 1]) != std::string_view::npos)
      Replace({before_ - 1, before_}, "");
  }

  // A word without its sign, or a text without quotes, before the error.
  void Name() {
    uint32_t begin = before_;
    while (begin > 0 && IsWord(text_[begin - 1]))
      --begin;
    if (begin == before_ || text_[begin] == '$' || text_[begin] == '@') return;
    Insert(begin, "$");
    Insert(begin, "@");
  }

  // The end of a text whose quote is missing: before a sign that ends what it belongs to.
  void Quote() {
    for (uint32_t at = range_.begin + 1; at <= text_.size(); ++at) {
      const bool end =
          at == text_.size() || std::string_view(")],;/}\n").find(text_[at]) != std::string_view::npos;
      if (!end) continue;
      uint32_t place = at;
      while (place > range_.begin + 1 && IsBlank(text_[place - 1]))
        --place;
      Insert(place, "\"");
    }
  }

  // ---- names

  void AroundName() {
    const std::string_view ahead = text_.substr(0, before_);
    std::string_view behind = text_.substr(range_.end);
    while (!behind.empty() && IsBlank(behind.front()))
      behind.remove_prefix(1);
    const bool compared = ahead.ends_with("==") || ahead.ends_with("!=") || behind.starts_with("==") ||
                          behind.starts_with("!=");
    if (compared) Replace(range_, "\"" + Found() + "\"");
  }

  const Diagnostic& error_;
  std::string_view text_;
  SourceRange range_;
  uint32_t before_;  // the end of what stands before the range
  std::vector<Edits> list_;
};

}  // namespace

std::vector<Edits> CandidateEdits(const Diagnostic& error, const Source& source) {
  return Candidates(error, source).All();
}

}  // namespace sonde
