// Limits on C texts. Leaves: CheckText. Covered by tests/cdecl/files_test.cpp.
#include "cdecl/c_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

#include "cdecl/macro_sizes.h"

namespace sonde {
namespace {

constexpr off_t kLargestFile = 16 << 20;     // bytes; vmlinux.h of a large kernel has 4 MiB
constexpr off_t kLargestFollowed = 1 << 20;  // bytes of a file that is searched for further ones
constexpr size_t kMostFiles = 256;           // that are searched

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
      good = Search({header}, {"", true}, {0, 0}) && good;
    for (const CPiece& piece : request_.pieces) {
      const SourceRange whole{piece.begin, piece.begin + 1};
      good = good && Text(piece.text, {std::string(request_.script->name()), true}, [&](size_t at) {
               const auto begin = piece.begin + static_cast<uint32_t>(at);
               return at < piece.text.size() ? SourceRange{begin, begin + 1} : whole;
             });
    }
    return good && Macros();
  }

 private:
  // Where a text is. The user's own ones are measured; the headers of kernels and libraries are not, for what
  // they may expand to in one configuration or another says nothing.
  struct TextFile {
    std::string path;
    bool own = false;
  };

  bool Fail(SourceRange range, const std::string& text) {
    diags_.Report(DiagId::CError, range, {text});
    return false;
  }

  template <typename RangeAt>
  bool Text(std::string_view text, const TextFile& from, RangeAt range_at) {
    const auto directives = DirectivesOf(text);
    const bool reads = std::any_of(directives.begin(), directives.end(), [](const Directive& directive) {
      const size_t word = std::min(directive.text.find_first_not_of(" \t"), directive.text.size());
      const std::string_view rest = directive.text.substr(word);
      return rest.starts_with("include") || rest.starts_with("import") || rest.starts_with("embed");
    });
    if (!reads) return true;
    // Also names in macros: #include may be given one of those.
    return std::all_of(directives.begin(), directives.end(), [&](const Directive& directive) {
      return Search(FilesNamed(directive.text), from, range_at(directive.at));
    });
  }

  bool Search(const std::vector<std::string>& names, const TextFile& from, SourceRange range) {
    for (const std::string& name : names) {
      const auto found = Find(name, from);
      if (found && !File(*found, range)) return false;
    }
    return true;
  }

  // As the front end finds it; system headers are left to it.
  [[nodiscard]] std::optional<TextFile> Find(const std::string& name, const TextFile& from) const {
    const auto exists = [](const std::string& path) {
      struct stat status{};
      return stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
    };
    if (name.empty() || name.find('\0') != std::string::npos) return std::nullopt;
    if (name[0] == '/') return exists(name) ? std::optional(TextFile{name, from.own}) : std::nullopt;
    std::vector<std::string> folders = {FolderOf(from.path)};
    folders.insert(folders.end(), request_.quote_dirs.begin(), request_.quote_dirs.end());
    const size_t own = folders.size();
    folders.insert(folders.end(), request_.include_dirs.begin(), request_.include_dirs.end());
    for (size_t i = 0; i < folders.size(); ++i) {
      TextFile found{folders[i] + "/" + name, from.own && i < own};
      if (exists(found.path)) return found;
    }
    return std::nullopt;
  }

  bool File(const TextFile& found, SourceRange range) {
    const std::string& path = found.path;
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
    if (found.own) own_.emplace_back(text, range);
    return Text(text, found, [range](size_t) { return range; });
  }

  // ---- macros of the script: how many tokens they, and the text with them, expand to

  // Notes the macros of a text and adds what is no directive to `rest`.
  template <typename RangeAt>
  void Take(std::string_view text, std::string& rest, RangeAt range_at) {
    size_t done = 0;
    for (const Directive& directive : DirectivesOf(text)) {
      sizes_.Define(directive.text);
      defined_.emplace_back(MacroSizes::NameIn(directive.text), range_at(directive.at));
      rest += text.substr(done, directive.at - done);
      done = directive.at + 1 + directive.text.size();
    }
    rest += text.substr(done);
    rest += '\n';
  }

  bool Macros() {
    std::string text;
    for (const auto& [header, range] : own_)
      Take(header, text, [&range = range](size_t) { return range; });
    for (const CPiece& piece : request_.pieces) {
      Take(piece.text, text, [&](size_t at) {
        const auto begin = piece.begin + static_cast<uint32_t>(at);
        return SourceRange{begin, begin + 1};
      });
    }
    const std::string much = " expands to more than " + std::to_string(MacroSizes::kLargest) + " tokens";
    for (const auto& [name, range] : defined_) {
      if (sizes_.SizeOf(name) > MacroSizes::kLargest) return Fail(range, "the macro '" + name + "'" + much);
    }
    if (request_.pieces.empty() || sizes_.SizeOfText(text) <= MacroSizes::kLargest) return true;
    const uint32_t begin = request_.pieces.front().begin;
    return Fail({begin, begin + 1}, "the C text" + much);
  }

  const CRequest& request_;
  Diagnostics& diags_;
  std::set<std::string> seen_;
  std::vector<std::pair<std::string, SourceRange>> own_;  // headers of the user's, and who includes them
  MacroSizes sizes_;
  std::vector<std::pair<std::string, SourceRange>> defined_;
};

}  // namespace

std::vector<std::string> NamesIn(std::string_view text) {
  std::vector<std::string> names;
  for (const Directive& directive : DirectivesOf(text)) {
    for (std::string& name : FilesNamed(directive.text))
      names.push_back(std::move(name));
  }
  return names;
}

bool CheckText(const CRequest& request, Diagnostics& diags) {
  return Checker(request, diags).Run();
}

}  // namespace sonde
