// ClangUnit: one run of the C front end over a text, and what it said. Covered by tests/cdecl/*.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cdecl/libclang.h"

namespace sonde {

// A message of the front end. `offset` counts bytes of `file`.
struct ClangMessage {
  bool error = false;
  std::string text;
  std::string file;  // empty: about the whole
  uint32_t offset = 0;
  std::vector<ClangMessage> notes;
};

class ClangUnit {
 public:
  // Parses `text` as the C file `name`, which need not exist. `others` are further files (name, text) that
  // exist only here.
  ClangUnit(const Libclang& clang, const std::string& name, const std::string& text,
            const std::vector<std::pair<std::string, std::string>>& others,
            const std::vector<std::string>& arguments);
  ~ClangUnit();
  ClangUnit(const ClangUnit&) = delete;
  ClangUnit& operator=(const ClangUnit&) = delete;

  // False when the front end broke down: there is nothing to ask then.
  [[nodiscard]] bool ok() const { return unit_ != nullptr; }
  [[nodiscard]] const Libclang& clang() const { return clang_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] CXCursor Root() const { return clang_.getTranslationUnitCursor(unit_); }
  // Errors and warnings, in order; those that are about the same place and say the same come once.
  [[nodiscard]] std::vector<ClangMessage> Messages() const;
  // The names of all files that were read, as the front end found them.
  [[nodiscard]] std::vector<std::string> Files() const;
  // The text of a file that was read; empty when it is not known.
  [[nodiscard]] std::string Contents(const std::string& file) const;
  // File name and byte offset of the cursor; the name is empty for what the front end defines itself.
  [[nodiscard]] std::pair<std::string, uint32_t> Place(CXCursor cursor) const;

  struct Token {
    CXTokenKind kind;
    std::string text;
  };
  [[nodiscard]] std::vector<Token> Tokens(CXCursor cursor) const;

 private:
  [[nodiscard]] ClangMessage Read(CXDiagnostic diagnostic) const;
  [[nodiscard]] std::pair<std::string, uint32_t> Place(CXSourceLocation location) const;

  const Libclang& clang_;
  std::string name_;
  CXIndex index_ = nullptr;
  CXTranslationUnit unit_ = nullptr;
};

}  // namespace sonde
