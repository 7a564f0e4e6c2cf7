// Reads imported files and merges their programs. Leaves: LoadProgram.
// Covered by tests/imports/imports_test.cpp and tests/run/imports.test.
#include "imports/imports.h"

#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "base/foreign_file.h"
#include "base/script_file.h"
#include "imports/paths.h"
#include "parser/parser.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;
using imports::FileKind;

constexpr uint64_t kLargestImport = uint64_t{256} << 20;

template <typename T>
void MoveTo(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

class Loader {
 public:
  Loader(Source source, Diagnostics& diags) : source_(std::move(source)), diags_(diags) {}

  LoadedScript Run(const std::string& script) && {
    if (!script.empty()) IsNew(script);
    trusted_ = imports::TrustedUsers(script);
    ast::Program program = ParseProgram(source_, diags_);
    if (!diags_.has_errors()) Follow(program, fs::path(script).parent_path());
    MergeInto(program);
    return {std::move(source_), std::move(program)};
  }

 private:
  // Adds what the imports of `program` lead to. An import is added when all of its own imports have been, so
  // what it defines comes after what it needs.
  void Follow(const ast::Program& program, const fs::path& directory) {
    for (const auto& import : program.imports)
      Follow(import, directory);
  }

  void Follow(const ast::Import& import, const fs::path& directory) {
    const fs::path path = imports::Resolve(directory, import.path);
    std::error_code failed;
    const bool is_directory = fs::is_directory(path, failed);
    if (import.path.empty() || (!is_directory && !fs::exists(path, failed))) return NotFound(import, path);
    if (!is_directory && !imports::KindOf(path)) {
      diags_.Report(DiagId::ImportType, import.range, {import.path})
          .Hint("what can be imported: .bt, .h, .bpf.c and .bpf.o files, and directories of them");
      return;
    }
    if (!MayTrust(path, import)) return NotFound(import, path);
    if (!is_directory) return File(path, import);
    for (const auto& file : imports::Supported(path)) {
      if (MayTrust(file, import)) File(file, import);
    }
  }

  bool MayTrust(const fs::path& path, const ast::Import& import) {
    if (imports::IsWritableByEveryone(path)) {
      diags_.Report(DiagId::ImportWritable, import.range, {path.string()});
      return false;
    }
    const fs::path part = imports::OthersPart(path, trusted_);
    if (part.empty()) return true;
    diags_.Report(DiagId::ImportOwner, import.range, {path.string(), part.string()});
    return false;
  }

  void NotFound(const ast::Import& import, const fs::path& path) {
    Diagnostic& error = diags_.Report(DiagId::ImportNotFound, import.range, {import.path});
    if (import.path.empty()) return;
    error.Hint("looked for " + path.string());
    const std::string similar = imports::SimilarName(path);
    if (!similar.empty() && similar != path.filename()) {
      error.Hint("did you mean `" + (fs::path(import.path).parent_path() / similar).string() + "`?");
    }
  }

  // Every file counts once, whatever names it is reached by.
  bool IsNew(const fs::path& path) {
    std::error_code failed;
    const fs::path real = fs::canonical(path, failed);
    return seen_.insert(failed ? path : real).second;
  }

  void File(const fs::path& path, const ast::Import& import) {
    if (!IsNew(path)) return;
    // Whoever reads it, clang among them, would wait for a pipe and read a device for ever.
    if (auto file = ForeignFile::Open(path.string(), kLargestImport); !file) {
      return Unreadable(path, import, file.error());
    }
    switch (*imports::KindOf(path)) {
      case FileKind::Script:
        return Script(path, import);
      case FileKind::Header:
        return c_imports_.push_back({ast::CImport::Header, path.string(), import.range});
      case FileKind::CSource:
        return c_imports_.push_back({ast::CImport::CSource, path.string(), import.range});
      case FileKind::Object:
        return c_imports_.push_back({ast::CImport::Object, path.string(), import.range});
    }
  }

  void Unreadable(const fs::path& path, const ast::Import& import, const Error& error) {
    const std::string& reason = error.causes.empty() ? error.message : error.causes.back();
    diags_.Report(DiagId::ImportUnreadable, import.range, {path.string(), reason});
  }

  void Script(const fs::path& path, const ast::Import& import) {
    auto text = ReadScript(path.string(), ScriptFrom::RegularFile);
    if (text && !source_.HasRoomFor(text->size())) text = Error("it is too large");
    if (!text) {
      diags_.Report(DiagId::ImportUnreadable, import.range, {path.string(), text.error().Text()});
      return;
    }
    const size_t index = source_.Add(path.string(), *text);
    ast::Program program = ParseProgram(source_, diags_, index);
    if (program.has_config) diags_.Report(DiagId::ImportConfig, program.config_word);
    Follow(program, path.parent_path());
    merged_.push_back(std::move(program));
  }

  // What was imported comes before what is the script's own, except for macros: the first definition that
  // fits a call is taken, and the script's own shall be able to refine one of a library.
  void MergeInto(ast::Program& script) {
    ast::Program all;
    const auto add = [&all](ast::Program& part) {
      MoveTo(all.c_statements, part.c_statements);
      MoveTo(all.probes, part.probes);
      MoveTo(all.functions, part.functions);
      MoveTo(all.map_decls, part.map_decls);
    };
    for (auto& part : merged_)
      add(part);
    add(script);
    script.c_statements = std::move(all.c_statements);
    script.probes = std::move(all.probes);
    script.functions = std::move(all.functions);
    script.map_decls = std::move(all.map_decls);
    for (auto& part : merged_)
      MoveTo(script.macros, part.macros);
    script.c_imports = std::move(c_imports_);
  }

  Source source_;
  Diagnostics& diags_;
  std::vector<uid_t> trusted_;
  std::set<fs::path> seen_;
  std::vector<ast::Program> merged_;
  std::vector<ast::CImport> c_imports_;
};

}  // namespace

LoadedScript LoadProgram(Source source, const std::string& script, Diagnostics& diags) {
  return Loader(std::move(source), diags).Run(script);
}

}  // namespace sonde
