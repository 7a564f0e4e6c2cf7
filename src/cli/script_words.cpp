// Which words of a command line are the script's. Leaves: FirstWord, TakeUnknownOptions.
#include "cli/script_words.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace sonde {
namespace {

constexpr std::string_view kEnd = "--";

bool IsLong(std::string_view word) {
  return word.starts_with(kEnd) && word != kEnd;
}

// The option that the word is, or that it alone abbreviates; null if there is none.
const option* FindLong(std::string_view word, const option* names) {
  const std::string_view name = word.substr(kEnd.size(), word.find('=') - kEnd.size());
  const option* found = nullptr;
  int matches = 0;
  for (const option* at = names; at->name != nullptr; ++at) {
    const std::string_view known = at->name;
    if (known == name) return at;
    if (!known.starts_with(name)) continue;
    found = at;
    ++matches;
  }
  return matches == 1 ? found : nullptr;
}

bool IsWhole(std::string_view word, const option* names) {
  const option* found = FindLong(word, names);
  return found != nullptr && word.substr(kEnd.size(), word.find('=') - kEnd.size()) == found->name;
}

// How many of the words from this option on are its own: 2 where the next one is its argument.
size_t WordsOfOption(std::string_view word, const KnownOptions& known) {
  if (IsLong(word)) {
    const option* row = FindLong(word, known.names);
    const bool takes = row != nullptr && row->has_arg == required_argument;
    return takes && word.find('=') == std::string_view::npos ? 2 : 1;
  }
  for (size_t i = 1; i < word.size(); ++i) {
    const char* letter = word[i] == ':' ? nullptr : std::strchr(known.letters, word[i]);
    if (letter != nullptr && letter[1] == ':') return i + 1 == word.size() ? 2 : 1;
  }
  return 1;
}

bool IsOption(std::string_view word) {
  return word.size() > 1 && word[0] == '-';
}

}  // namespace

size_t FirstWord(const std::vector<char*>& argv, const KnownOptions& known) {
  for (size_t i = 1; i < argv.size(); i += WordsOfOption(argv[i], known)) {
    if (argv[i] == kEnd) break;
    if (!IsOption(argv[i])) return i;
  }
  return argv.size();
}

std::vector<std::string> TakeUnknownOptions(std::vector<char*>& argv, size_t from,
                                            const KnownOptions& known) {
  std::vector<std::string> taken;
  std::vector<char*> left(argv.begin(), argv.begin() + static_cast<std::ptrdiff_t>(from));
  for (size_t i = from; i < argv.size();) {
    const std::string_view word = argv[i];
    size_t count = IsOption(word) ? WordsOfOption(word, known) : 1;
    if (word == kEnd) count = argv.size() - i;
    if (IsLong(word) && !IsWhole(word, known.names)) {
      taken.emplace_back(word);
      count = 1;
    } else {
      const size_t end = std::min(i + count, argv.size());
      left.insert(left.end(), argv.begin() + static_cast<std::ptrdiff_t>(i),
                  argv.begin() + static_cast<std::ptrdiff_t>(end));
    }
    i += count;
  }
  argv = std::move(left);
  return taken;
}

}  // namespace sonde
