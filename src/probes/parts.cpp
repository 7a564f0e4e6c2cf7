// Splitting attach points. Leaves: SplitParts, FindParameters. Covered by tests/probes/parts_test.cpp.
#include "probes/parts.h"

#include <cctype>

namespace sonde {
namespace {

constexpr int kMostReplacements = 64;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsInName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

class Splitter {
 public:
  Splitter(const std::string& text, SourceRange range, const AttachWords& words, Diagnostics& diags)
      : text_(text), range_(range), words_(words), diags_(diags) {
    const bool verbatim = range.end - range.begin == text.size();
    for (uint32_t i = 0; i <= text.size(); ++i)
      origin_.push_back(verbatim ? range.begin + i : range.begin);
    if (!verbatim) origin_.back() = range.end;
  }

  std::optional<std::vector<ProbePart>> Run() {
    Begin('\0');
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!Quoted()) return std::nullopt;
      } else if (c == '$') {
        if (!Replace()) return std::nullopt;
      } else if (c == ':' || c == '@') {
        End();
        ++at_;
        Begin(c);
      } else {
        parts_.back().text += c;
        ++at_;
      }
    }
    End();
    return std::move(parts_);
  }

  const ParameterUse& use() const { return use_; }

 private:
  void Begin(char separator) { parts_.push_back({"", {origin_[at_], origin_[at_]}, separator}); }
  void End() { parts_.back().range.end = origin_[at_]; }

  bool Quoted() {
    const size_t open = at_++;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      parts_.back().text += text_[at_++];
    }
    if (at_ == text_.size()) {
      diags_.Report(DiagId::AttachQuote, {origin_[open], origin_[at_]});
      return false;
    }
    ++at_;
    return true;
  }

  // pid$target:libc:malloc:entry of DTrace
  [[nodiscard]] std::string HintDtrace() const {
    const bool at_return = text_.find(":return") != std::string::npos;
    const size_t first = text_.find(':');
    const size_t last = text_.rfind(':');
    if (first == std::string::npos || first == last)
      return "a function of a program is uprobe:PROGRAM:FUNCTION";
    return std::string("write ") + (at_return ? "uretprobe" : "uprobe") + text_.substr(first, last - first) +
           ", with -p PID for one process";
  }

  // Puts a parameter in the place of its name; it is read again, so it may hold separators.
  bool Replace() {
    const bool named = at_ + 1 < text_.size() && IsInName(text_[at_ + 1]) && !IsDigit(text_[at_ + 1]);
    return named ? ReplaceName() : ReplaceNumber();
  }

  bool ReplaceName() {
    size_t end = at_ + 1;
    while (end < text_.size() && IsInName(text_[end]))
      ++end;
    const std::string name = text_.substr(at_ + 1, end - at_ - 1);
    const auto found = words_.named.find(name);
    if (found == words_.named.end()) {
      ReportNoParameter().Hint(
          text_.starts_with("pid$target") ? HintDtrace()
          : words_.named_are_known
              ? "getopt(\"" + name + "\", \"\") somewhere in the script makes it what --" + name +
                    "=TEXT says"
              : "what --aot writes is attached to the same probes whatever its command line says");
      return false;
    }
    use_.named = true;
    use_.empty_named = use_.empty_named || found->second.empty();
    return Put(end, found->second);
  }

  Diagnostic& ReportNoParameter() {
    const std::string seen = at_ + 1 < text_.size() ? std::string(1, text_[at_ + 1]) : "end of text";
    return diags_.Report(DiagId::AttachPositional, {origin_[at_], origin_[std::min(at_ + 2, text_.size())]},
                         {seen});
  }

  bool ReplaceNumber() {
    size_t end = at_ + 1;
    uint64_t number = 0;
    while (end < text_.size() && IsDigit(text_[end])) {
      if (number < 1000000) number = number * 10 + static_cast<uint64_t>(text_[end] - '0');
      ++end;
    }
    if (end == at_ + 1 || text_[at_ + 1] == '0') {
      ReportNoParameter().Hint("only parameters are known here, $1 and so on: sonde -e '...' VALUE");
      return false;
    }
    const auto& given = words_.positional;
    const std::string value = number <= given.size() ? given[number - 1] : std::string();
    if (value.empty() && use_.empty_positional == 0) use_.empty_positional = number;
    return Put(end, value);
  }

  // In the place of what stands before `end`.
  bool Put(size_t end, const std::string& value) {
    if (++replacements_ > kMostReplacements) {
      diags_.Report(DiagId::AttachEndless, range_);
      return false;
    }
    const uint32_t origin = origin_[at_];
    const auto from = static_cast<std::ptrdiff_t>(at_);
    text_.replace(at_, end - at_, value);
    origin_.erase(origin_.begin() + from, origin_.begin() + static_cast<std::ptrdiff_t>(end));
    origin_.insert(origin_.begin() + from, value.size(), origin);
    return true;
  }

  std::string text_;
  SourceRange range_;
  const AttachWords& words_;
  Diagnostics& diags_;
  std::vector<uint32_t> origin_;  // offset in the script of each byte of text_, and of its end
  std::vector<ProbePart> parts_;
  size_t at_ = 0;
  int replacements_ = 0;
  ParameterUse use_;
};

}  // namespace

std::optional<std::vector<ProbePart>> SplitParts(const std::string& text, SourceRange range,
                                                 const AttachWords& words, Diagnostics& diags) {
  return Splitter(text, range, words, diags).Run();
}

ParameterUse FindParameters(const std::string& text, const AttachWords& words) {
  Diagnostics unheard;
  Splitter splitter(text, {0, 0}, words, unheard);
  splitter.Run();
  return splitter.use();
}

}  // namespace sonde
