// Running the C front end. Leaves: ClangUnit. Covered by tests/cdecl/*.
#include "cdecl/clang_unit.h"

#include <algorithm>

namespace sonde {
namespace {

// Every macro and its uses are needed; a header that is not found must not hide what follows.
constexpr unsigned kParseOptions = CXTranslationUnit_DetailedPreprocessingRecord |
                                   CXTranslationUnit_KeepGoing | CXTranslationUnit_SkipFunctionBodies;

CXUnsavedFile Unsaved(const std::string& name, const std::string& text) {
  return {name.c_str(), text.data(), text.size()};
}

}  // namespace

ClangUnit::ClangUnit(const Libclang& clang, const std::string& name, const std::string& text,
                     const std::vector<std::pair<std::string, std::string>>& others,
                     const std::vector<std::string>& arguments)
    : clang_(clang), name_(name), index_(clang.createIndex(0, 0)) {
  std::vector<CXUnsavedFile> files{Unsaved(name, text)};
  for (const auto& [other, contents] : others)
    files.push_back(Unsaved(other, contents));
  std::vector<const char*> words;
  for (const auto& argument : arguments)
    words.push_back(argument.c_str());
  const auto failure =
      clang_.parseTranslationUnit2(index_, name.c_str(), words.data(), static_cast<int>(words.size()),
                                   files.data(), static_cast<unsigned>(files.size()), kParseOptions, &unit_);
  if (failure != CXError_Success) unit_ = nullptr;
}

ClangUnit::~ClangUnit() {
  if (unit_ != nullptr) clang_.disposeTranslationUnit(unit_);
  clang_.disposeIndex(index_);
}

std::pair<std::string, uint32_t> ClangUnit::Place(CXSourceLocation location) const {
  CXFile file = nullptr;
  unsigned offset = 0;
  clang_.getExpansionLocation(location, &file, nullptr, nullptr, &offset);
  if (file == nullptr) return {};
  return {clang_.Text(clang_.getFileName(file)), offset};
}

std::pair<std::string, uint32_t> ClangUnit::Place(CXCursor cursor) const {
  return Place(clang_.getCursorLocation(cursor));
}

ClangMessage ClangUnit::Read(CXDiagnostic diagnostic) const {
  ClangMessage message;
  message.error = clang_.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
  message.text = clang_.Text(clang_.getDiagnosticSpelling(diagnostic));
  std::tie(message.file, message.offset) = Place(clang_.getDiagnosticLocation(diagnostic));
  CXDiagnosticSet notes = clang_.getChildDiagnostics(diagnostic);  // belongs to the diagnostic
  for (unsigned i = 0; i < clang_.getNumDiagnosticsInSet(notes); ++i) {
    CXDiagnostic note = clang_.getDiagnosticInSet(notes, i);
    message.notes.push_back(Read(note));
    clang_.disposeDiagnostic(note);
  }
  return message;
}

std::vector<ClangMessage> ClangUnit::Messages() const {
  std::vector<ClangMessage> messages;
  for (unsigned i = 0; i < clang_.getNumDiagnostics(unit_); ++i) {
    CXDiagnostic diagnostic = clang_.getDiagnostic(unit_, i);
    if (clang_.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Warning) {
      ClangMessage message = Read(diagnostic);
      const bool known = std::any_of(messages.begin(), messages.end(), [&](const ClangMessage& m) {
        return m.file == message.file && m.offset == message.offset && m.text == message.text;
      });
      if (!known) messages.push_back(std::move(message));
    }
    clang_.disposeDiagnostic(diagnostic);
  }
  return messages;
}

std::vector<std::string> ClangUnit::Files() const {
  struct Found {
    const Libclang& clang;
    std::vector<std::string> names;
  } found{clang_, {}};
  const auto add = [](CXFile file, CXSourceLocation*, unsigned, CXClientData data) {
    auto& all = *static_cast<Found*>(data);
    all.names.push_back(all.clang.Text(all.clang.getFileName(file)));
  };
  clang_.getInclusions(unit_, add, &found);
  return found.names;
}

std::string ClangUnit::Contents(const std::string& file) const {
  const CXFile handle = clang_.getFile(unit_, file.c_str());
  if (handle == nullptr) return {};
  size_t size = 0;
  const char* bytes = clang_.getFileContents(unit_, handle, &size);
  return bytes != nullptr ? std::string(bytes, size) : std::string();
}

std::vector<ClangUnit::Token> ClangUnit::Tokens(CXCursor cursor) const {
  CXToken* tokens = nullptr;
  unsigned count = 0;
  clang_.tokenize(unit_, clang_.getCursorExtent(cursor), &tokens, &count);
  std::vector<Token> result;
  for (unsigned i = 0; i < count; ++i) {
    result.push_back(
        {clang_.getTokenKind(tokens[i]), clang_.Text(clang_.getTokenSpelling(unit_, tokens[i]))});
  }
  if (tokens != nullptr) clang_.disposeTokens(unit_, tokens, count);
  return result;
}

}  // namespace sonde
