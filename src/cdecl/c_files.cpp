// Limits on C texts. Leaves: CheckText. Covered by tests/cdecl/files_test.cpp.
#include "cdecl/c_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <unordered_map>

namespace sonde {
namespace {

constexpr off_t kLargestFile = 16 << 20;          // bytes; vmlinux.h of a large kernel has 4 MiB
constexpr off_t kLargestFollowed = 1 << 20;       // bytes of a file that is searched for further ones
constexpr size_t kMostFiles = 256;                // that are searched
constexpr uint64_t kLargestExpansion = 4U << 20;  // tokens of one macro

bool InWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// One line of the preprocessor, with what its backslashes join.
struct Directive {
  std::string_view text;  // behind the #
  size_t at;              // bytes from the start of the text
};

std::vector<Directive> DirectivesOf(std::string_view text) {
  std::vector<Directive> directives;
  for (size_t line = 0; line < text.size();) {
    size_t end = text.find('\n', line);
    while (end != std::string_view::npos && end > line && text[end - 1] == '\\')
      end = text.find('\n', end + 1);
    end = std::min(end, text.size());
    const size_t hash = text.find_first_not_of(" \t", line);
    if (hash < end && text[hash] == '#') directives.push_back({text.substr(hash + 1, end - hash - 1), hash});
    line = end + 1;
  }
  return directives;
}

// The names in "quotes" and <brackets> of a line.
std::vector<std::string> FilesNamed(std::string_view line) {
  std::vector<std::string> names;
  for (size_t open = line.find_first_of("\"<"); open != std::string_view::npos;) {
    const size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    if (close == std::string_view::npos) break;
    names.emplace_back(line.substr(open + 1, close - open - 1));
    open = line.find_first_of("\"<", close + 1);
  }
  return names;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

class Checker {
 public:
  Checker(const CRequest& request, Diagnostics& diags) : request_(request), diags_(diags) {}

  bool Run() {
    bool good = true;
    for (const std::string& header : request_.includes)
      good = Search({header}, ".", {0, 0}) && good;
    for (const CPiece& piece : request_.pieces) {
      const SourceRange whole{piece.begin, piece.begin + 1};
      good = good && Text(piece.text, FolderOf(request_.script->name()), [&](size_t at) {
               const auto begin = piece.begin + static_cast<uint32_t>(at);
               return at < piece.text.size() ? SourceRange{begin, begin + 1} : whole;
             });
    }
    return good && Macros();
  }

 private:
  bool Fail(SourceRange range, const std::string& text) {
    diags_.Report(DiagId::CError, range, {text});
    return false;
  }

  template <typename RangeAt>
  bool Text(std::string_view text, const std::string& folder, RangeAt range_at) {
    const auto directives = DirectivesOf(text);
    const bool reads = std::any_of(directives.begin(), directives.end(), [](const Directive& directive) {
      const size_t word = std::min(directive.text.find_first_not_of(" \t"), directive.text.size());
      const std::string_view rest = directive.text.substr(word);
      return rest.starts_with("include") || rest.starts_with("import") || rest.starts_with("embed");
    });
    if (!reads) return true;
    // Also names in macros: #include may be given one of those.
    return std::all_of(directives.begin(), directives.end(), [&](const Directive& directive) {
      return Search(FilesNamed(directive.text), folder, range_at(directive.at));
    });
  }

  bool Search(const std::vector<std::string>& names, const std::string& folder, SourceRange range) {
    for (const std::string& name : names) {
      const auto path = Find(name, folder);
      if (path && !File(*path, range)) return false;
    }
    return true;
  }

  // As the front end finds it; system headers are left to it.
  [[nodiscard]] std::optional<std::string> Find(const std::string& name, const std::string& folder) const {
    const auto exists = [](const std::string& path) {
      struct stat status{};
      return stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
    };
    if (name.empty() || name.find('\0') != std::string::npos) return std::nullopt;
    if (name[0] == '/') return exists(name) ? std::optional(name) : std::nullopt;
    std::vector<std::string> folders = {folder};
    folders.insert(folders.end(), request_.quote_dirs.begin(), request_.quote_dirs.end());
    folders.insert(folders.end(), request_.include_dirs.begin(), request_.include_dirs.end());
    for (const std::string& candidate : folders) {
      const std::string path = candidate + "/" + name;
      if (exists(path)) return path;
    }
    return std::nullopt;
  }

  bool File(const std::string& path, SourceRange range) {
    struct stat status{};
    if (!seen_.insert(path).second || stat(path.c_str(), &status) != 0) return true;
    if (!S_ISREG(status.st_mode)) return Fail(range, "'" + path + "' is not a regular file");
    if (status.st_size > kLargestFile) {
      return Fail(range, "'" + path + "' is too large for a header: " + std::to_string(status.st_size) +
                             " bytes, at most " + std::to_string(kLargestFile));
    }
    if (status.st_size > kLargestFollowed || seen_.size() > kMostFiles) return true;
    std::ifstream stream(path, std::ios::binary);
    std::string text(static_cast<size_t>(status.st_size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(stream.gcount()));
    return Text(text, FolderOf(path), [range](size_t) { return range; });
  }

  // ---- macros of the script: how many tokens they expand to, if they are used

  struct Macro {
    std::vector<std::string> words;  // names in the replacement
    SourceRange range;
    uint64_t size = 0;  // 0: not known yet
  };

  bool Macros() {
    std::unordered_map<std::string, Macro> macros;
    for (const CPiece& piece : request_.pieces) {
      for (const Directive& directive : DirectivesOf(piece.text)) {
        const auto begin = piece.begin + static_cast<uint32_t>(directive.at);
        AddMacro(directive.text, {begin, begin + 1}, macros);
      }
    }
    for (auto& [name, macro] : macros) {
      if (Size(name, macros) <= kLargestExpansion) continue;
      return Fail(macro.range, "the macro '" + name + "' expands to more than " +
                                   std::to_string(kLargestExpansion) + " tokens");
    }
    return true;
  }

  static void AddMacro(std::string_view line, SourceRange range,
                       std::unordered_map<std::string, Macro>& macros) {
    constexpr std::string_view kDefine = "define";
    const size_t word = line.find_first_not_of(" \t");
    if (word == std::string_view::npos || !line.substr(word).starts_with(kDefine)) return;
    std::vector<std::string> words;
    for (size_t at = word + kDefine.size(); at < line.size();) {
      const size_t begin = at;
      while (at < line.size() && InWord(line[at]))
        ++at;
      if (at > begin) words.emplace_back(line.substr(begin, at - begin));
      if (at == begin) ++at;
    }
    if (words.empty()) return;
    const std::string name = words.front();
    words.erase(words.begin());
    macros[name] = {std::move(words), range, 0};
  }

  // Arguments count where they stand; that they may be used twice is the front end's own limit.
  static uint64_t Size(const std::string& name, std::unordered_map<std::string, Macro>& macros) {
    Macro& macro = macros.at(name);
    if (macro.size != 0) return macro.size;
    macro.size = 1;  // within itself it is not replaced
    uint64_t size = 1;
    for (const std::string& word : macro.words) {
      size += macros.contains(word) ? Size(word, macros) : 1;
      if (size > kLargestExpansion) break;
    }
    return macro.size = std::min(size, kLargestExpansion + 1);
  }

  const CRequest& request_;
  Diagnostics& diags_;
  std::set<std::string> seen_;
};

}  // namespace

bool CheckText(const CRequest& request, Diagnostics& diags) {
  return Checker(request, diags).Run();
}

}  // namespace sonde
