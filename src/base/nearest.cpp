// Names that differ as typing errors do. Leaves: FindNearest, Nearest. Covered by
// tests/base/nearest_test.cpp.
#include "base/nearest.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>

namespace sonde {
namespace {

constexpr size_t kMostEdits = 2;

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (!IsWordCharacter(c)) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += word;
  return text;
}

std::string DigitsOf(std::string_view word) {
  std::string digits;
  std::copy_if(word.begin(), word.end(), std::back_inserter(digits),
               [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits;
}

// Letters changed, left out, put in, or exchanged with their neighbours, to come from `a` to `b`.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> rows(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      size_t best = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      best = std::min({best, rows[i - 1][j] + 1, rows[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = std::min(best, rows[i - 2][j - 2] + 1);
      }
      rows[i][j] = best;
    }
  }
  return rows[a.size()][b.size()];
}

bool SameLetters(std::string a, std::string b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

// Edits, if someone who types `b` may come out at `a`. Short words are other words as soon as a letter
// differs (tcp, udp), and so are words with another beginning or other digits (ipv4, ipv6).
std::optional<size_t> TypingErrors(const std::string& a, const std::string& b) {
  if (a == b) return 0;
  for (const std::string_view ending : {"ed", "es", "ing"}) {  // switched for switch
    const bool either =
        (a.size() >= 4 && b == a + std::string(ending)) || (b.size() >= 4 && a == b + std::string(ending));
    if (either) return kMostEdits;
  }
  const size_t shorter = std::min(a.size(), b.size());
  const size_t longer = std::max(a.size(), b.size());
  if (longer - shorter > kMostEdits || DigitsOf(a) != DigitsOf(b)) return std::nullopt;
  const size_t distance = Distance(a, b);
  if (SameLetters(a, b)) {
    if (distance == 1 && shorter >= 3) return 1;  // neighbours exchanged
  }
  if (a.empty() || b.empty() || a[0] != b[0]) return std::nullopt;
  if (distance == 1)
    return (shorter == longer ? shorter >= 5 : longer >= 4) ? std::optional<size_t>(1) : std::nullopt;
  return distance == 2 && shorter >= 8 ? std::optional<size_t>(2) : std::nullopt;
}

// The same for names of several words.
std::optional<size_t> TypingErrors(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const std::string whole_a = Joined(a);
  const std::string whole_b = Joined(b);
  if (whole_a == whole_b) return 0;
  if (a.size() != b.size()) {  // a separator too much or too few, and nothing else but exchanged letters
    return SameLetters(whole_a, whole_b) ? TypingErrors(whole_a, whole_b) : std::nullopt;
  }
  size_t sum = 0;
  // What stands between other words is a word of four letters sooner than another name.
  constexpr size_t kSureWords = 3;
  for (size_t i = 0; i < a.size(); ++i) {
    auto errors = TypingErrors(a[i], b[i]);
    const bool sure = a.size() >= kSureWords && a[i].size() == 4 && b[i].size() == 4 && a[i][0] == b[i][0] &&
                      DigitsOf(a[i]) == DigitsOf(b[i]);
    if (!errors && sure && Distance(a[i], b[i]) == 1) errors = kMostEdits;
    if (!errors) return std::nullopt;
    sum += *errors;
  }
  return sum <= kMostEdits ? std::optional(sum) : std::nullopt;
}

// The only candidate that differs from a long name by one letter, and not by its first one or a digit: which
// word of it is another one is no matter where no other name comes near.
std::string OnlyOneOff(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr size_t kLong = 10;
  std::string only;
  for (const std::string& candidate : candidates) {
    const bool near_length = candidate.size() + 1 >= name.size() && candidate.size() <= name.size() + 1;
    if (name.size() < kLong || !near_length || candidate[0] != name[0] || candidate == only) continue;
    if (DigitsOf(candidate) != DigitsOf(name) || Distance(name, candidate) != 1) continue;
    if (!only.empty()) return {};
    only = candidate;
  }
  return only;
}

}  // namespace

Suggestion FindNearest(std::string_view name, const std::vector<std::string>& candidates) {
  const auto words = WordsOf(name);
  const size_t length = Joined(words).size();
  if (length == 0) return {};
  Suggestion best;
  size_t least = kMostEdits + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() + 8 < length || candidate.size() > name.size() + 8) continue;
    const auto errors = TypingErrors(words, WordsOf(candidate));
    if (errors && *errors < least) {
      best = {candidate, true};
      least = *errors;
    } else if (errors && *errors == least && candidate != best.name) {
      // Of names that differ in their separators (malloc, __malloc) the one that is as long.
      const auto off = [&](const std::string& each) {
        return each.size() > name.size() ? each.size() - name.size() : name.size() - each.size();
      };
      if (off(candidate) < off(best.name)) best.name = candidate;
      best.certain = false;
    }
  }
  return best;
}

std::string NearestFile(const std::string& path) {
  constexpr size_t kMostFiles = 2000;
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  std::error_code problem;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(folder, problem), end;
       !problem && at != end && names.size() < kMostFiles; at.increment(problem))
    names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  const std::string near = Nearest(path.substr(slash + 1), names);
  return near.empty() || slash == std::string::npos ? near : path.substr(0, slash + 1) + near;
}

std::string Nearest(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string near = FindNearest(name, candidates).name;
  return near.empty() ? OnlyOneOff(name, candidates) : near;
}

}  // namespace sonde
