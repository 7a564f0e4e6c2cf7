// From the C pieces of a script to definitions: the text for the front end, kernel types in front of it,
// messages back to the script's places. Leaves: ParseC. Covered by tests/cdecl/*.
#include "cdecl/c_definitions.h"

#include <algorithm>
#include <set>

#include "cdecl/c_files.h"
#include "cdecl/c_inputs.h"
#include "cdecl/c_macros.h"
#include "cdecl/c_types.h"
#include "cdecl/clang_unit.h"
#include "cdecl/kernel_constants.h"

namespace sonde {
namespace {

constexpr const char* kKernelFile = "/sonde/kernel_types.h";
constexpr const char* kStandIns = "/sonde/headers";  // empty files for kernel headers that are not there
constexpr int kMostRounds = 16;  // each finds types that those of the round before made visible

// The same bytes as a CDefinitions, with accesses relocated at load.
class Relocatable final : public Definitions {
 public:
  void Use(CTypes& types) { types_ = &types; }
  TypePtr FindType(std::string_view name) override { return types_->FindType(name); }
  std::optional<Enumerator> FindEnumerator(std::string_view name) override {
    return types_->FindEnumerator(name);
  }
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return types_->FindField(type, name);
  }
  std::vector<StructField> Fields(const Type& type) override { return types_->Fields(type); }
  [[nodiscard]] bool relocatable() const override { return true; }

 private:
  CTypes* types_ = nullptr;
};

class ClangDefinitions final : public CDefinitions {
 public:
  // `missing` are headers of the kernel that are not there; `kernel_like`: the text names any, there or not.
  ClangDefinitions(std::unique_ptr<ClangUnit> unit, const CRequest& request,
                   const std::vector<std::string>& asked, uint32_t asked_from, ReadAgain read,
                   std::vector<std::string> missing, bool kernel_like)
      : unit_(std::move(unit)),
        types_(*unit_, *this, relocatable_, request.kernel, kKernelFile),
        macros_(*unit_, types_, asked, asked_from, std::move(read), {kRelocatableMark, kKernelFile}),
        missing_(std::move(missing)),
        kernel_(request.kernel) {
    relocatable_.Use(types_);
    if (!kernel_like || kernel_ == nullptr) return;
    constants_.emplace(unit_->clang(), kernel_->FindEnumerator("___GFP_IO_BIT").has_value());
  }

  TypePtr FindType(std::string_view name) override { return types_.FindType(name); }
  std::optional<Enumerator> FindEnumerator(std::string_view name) override {
    return types_.FindEnumerator(name);
  }
  std::vector<std::string> EnumeratorNames(std::string_view beginning) override {
    return types_.EnumeratorNames(beginning);
  }
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return types_.FindField(type, name);
  }
  std::vector<StructField> Fields(const Type& type) override { return types_.Fields(type); }
  // The text's own, else a constant that its kernel headers would have, unless the kernel has an enumerator
  // for it.
  std::optional<CMacro> FindMacro(std::string_view name) override {
    auto macro = macros_.Find(name);
    if (macro || !constants_ || types_.FindEnumerator(name)) return macro;
    macro = constants_->Find(name);
    return macro && !kernel_->FindEnumerator(name) ? macro : std::nullopt;
  }
  bool IsFunctionMacro(std::string_view name) override { return macros_.IsFunction(name); }
  [[nodiscard]] const std::vector<std::string>& missing_headers() const override { return missing_; }

 private:
  std::unique_ptr<ClangUnit> unit_;
  Relocatable relocatable_;
  CTypes types_;
  CMacros macros_;
  std::vector<std::string> missing_;
  Definitions* kernel_;
  std::optional<KernelConstants> constants_;
};

// Whether the text asks for a header of the kernel.
bool NamesKernelHeaders(const CRequest& request) {
  const auto names_one = [](const CPiece& piece) {
    for (size_t at = piece.text.find("include"); at != std::string::npos;
         at = piece.text.find("include", at + 1)) {
      const size_t open = piece.text.find_first_not_of("include \t", at);
      if (open != std::string::npos && IsKernelHeader(std::string_view(piece.text).substr(open + 1)))
        return true;
    }
    return false;
  };
  return std::any_of(request.pieces.begin(), request.pieces.end(), names_one) ||
         std::any_of(request.includes.begin(), request.includes.end(), IsKernelHeader);
}

// The header of the message "'linux/mm_types.h' file not found" if it is one of the kernel's; empty else.
std::string MissingKernelHeader(const ClangMessage& message) {
  if (!message.error || !message.text.ends_with("' file not found")) return {};
  const size_t open = message.text.find('\'');
  const std::string name = message.text.substr(open + 1, message.text.rfind('\'') - open - 1);
  return IsKernelHeader(name) ? name : "";
}

// The text that the front end sees, and where its bytes come from.
struct MainFile {
  std::string name;
  std::string text;
  std::vector<std::pair<uint32_t, const CPiece*>> begins;  // offset in `text` of each piece
  std::vector<std::string> asked;
  uint32_t asked_from = 0;
};

MainFile WriteMainFile(const CRequest& request) {
  MainFile file{request.script->name(), {}, {}, {}, 0};
  for (const CPiece& piece : request.pieces) {
    file.begins.emplace_back(static_cast<uint32_t>(file.text.size()), &piece);
    file.text += piece.text + '\n';
  }
  file.asked_from = static_cast<uint32_t>(file.text.size());
  for (const std::string& word : request.words) {
    if (word == "defined" || word.starts_with("__VA_")) continue;
    file.asked.push_back(word);
    file.text += "#ifdef " + word + "\n#endif\n";
  }
  return file;
}

// The words in 'quotes' of a message that a kernel type or enumerator may be the answer to.
void AddQuotedNames(const std::string& text, std::set<std::string>& names) {
  for (size_t open = text.find('\''); open != std::string::npos;) {
    const size_t close = text.find('\'', open + 1);
    if (close == std::string::npos) return;
    std::string name = text.substr(open + 1, close - open - 1);
    while (!name.empty() && (name.back() == '*' || name.back() == ' '))
      name.pop_back();
    if (const size_t array = name.find('['); array != std::string::npos) name.resize(array);
    if (name.starts_with("const ")) name.erase(0, 6);
    if (!name.empty()) names.insert(name);
    open = text.find('\'', close + 1);
  }
}

bool PointsToKernelTypes(const ClangMessage& message) {
  return message.file == kKernelFile ||
         std::any_of(message.notes.begin(), message.notes.end(), PointsToKernelTypes);
}

size_t CountErrors(const std::vector<ClangMessage>& messages) {
  return static_cast<size_t>(std::count_if(messages.begin(), messages.end(),
                                           [](const ClangMessage& message) { return message.error; }));
}

class Front {
 public:
  Front(const CRequest& request, Diagnostics& diags)
      : request_(request), diags_(diags), main_(WriteMainFile(request)) {}

  std::unique_ptr<CDefinitions> Run();

 private:
  void Attempt(bool kernel_headers);
  void Parse(bool kernel_headers, const std::string& kernel_types);
  bool AddStandIns();
  void ReportMessages();
  void Report(const ClangMessage& message);
  std::shared_ptr<const Source> FileOf(const ClangMessage& message);
  [[nodiscard]] SourceRange PlaceOf(const std::string& header, SourceRange otherwise) const;
  SourceRange RangeOf(const ClangMessage& message, const std::shared_ptr<const Source>& file) const;

  const CRequest& request_;
  Diagnostics& diags_;
  MainFile main_;
  const Libclang* clang_ = nullptr;
  std::unique_ptr<ClangUnit> unit_;
  std::vector<std::string> arguments_;  // of the last reading
  std::vector<std::pair<std::string, std::string>> others_;
  std::vector<ClangMessage> messages_;
  std::vector<std::string> missing_;      // kernel headers with empty files in their place
  std::optional<ClangMessage> conflict_;  // with kernel types, which were left out then
  std::vector<std::pair<std::string, std::shared_ptr<const Source>>> files_;
};

void Front::Parse(bool kernel_headers, const std::string& kernel_types) {
  // The annotation is what marks a struct as relocatable: the attribute exists for BPF targets only,
  // and layouts are those of the host's.
  std::vector<std::string> arguments = {"-x",
                                        "c",
                                        "-std=gnu11",
                                        "-ferror-limit=100",
                                        "-fno-caret-diagnostics",
                                        "-Dpreserve_access_index=annotate(\"sonde_preserve_access_index\")",
                                        "-Wno-gnu-variable-sized-type-not-at-end"};
  for (const auto& folder : request_.quote_dirs)
    arguments.push_back("-iquote" + folder);
  for (const auto& folder : request_.include_dirs)
    arguments.push_back("-I" + folder);
  if (kernel_headers) {
    arguments.insert(arguments.end(), request_.kernel_arguments.begin(), request_.kernel_arguments.end());
  }
  std::vector<std::pair<std::string, std::string>>& others = others_;
  others.clear();
  if (request_.declare && !conflict_) {
    arguments.emplace_back("-DBPFTRACE_HAVE_BTF");
    if (!kernel_types.empty()) {
      arguments.insert(arguments.end(), {"-include", kKernelFile});
      others.emplace_back(kKernelFile, kernel_types);
    }
  }
  if (!missing_.empty()) arguments.insert(arguments.end(), {"-idirafter", kStandIns});
  for (const auto& name : missing_)
    others.emplace_back(std::string(kStandIns) + "/" + name, "");
  for (const auto& header : request_.includes)
    arguments.insert(arguments.end(), {"-include", header});
  unit_ = std::make_unique<ClangUnit>(*clang_, main_.name, main_.text, others, arguments);
  arguments_ = std::move(arguments);
  messages_.clear();
  NoteInputs(*unit_, arguments_);
  if (unit_->ok()) {
    messages_ = unit_->Messages();
  } else {
    messages_.push_back({true, "the C front end gave up", {}, 0, {}});
  }
}

// Puts empty files in the place of kernel headers that were not found. True if there are new ones.
bool Front::AddStandIns() {
  const size_t known = missing_.size();
  for (const ClangMessage& message : messages_) {
    const std::string name = MissingKernelHeader(message);
    if (!name.empty() && std::find(missing_.begin(), missing_.end(), name) == missing_.end())
      missing_.push_back(name);
  }
  return missing_.size() > known;
}

// Repeats with kernel types in front, as long as errors name types that were not there yet.
void Front::Attempt(bool kernel_headers) {
  conflict_.reset();
  missing_.clear();
  std::set<std::string> names;
  Parse(kernel_headers, "");
  // Without BTF nothing could take the place of a header.
  if (request_.declare && AddStandIns()) Parse(kernel_headers, "");
  for (int round = 0; round < kMostRounds && CountErrors(messages_) > 0 && request_.declare; ++round) {
    const size_t known = names.size();
    for (const ClangMessage& message : messages_) {
      if (message.error) AddQuotedNames(message.text, names);
    }
    const std::string types = request_.declare({names.begin(), names.end()});
    if (names.size() == known || types.empty()) return;
    Parse(kernel_headers, types);
    const auto conflict = std::find_if(messages_.begin(), messages_.end(), [](const ClangMessage& m) {
      return m.error && PointsToKernelTypes(m);
    });
    if (conflict == messages_.end()) continue;
    conflict_ = *conflict;
    return Parse(kernel_headers, "");
  }
}

std::unique_ptr<CDefinitions> Front::Run() {
  if (!CheckText(request_, diags_)) return nullptr;
  const auto& library = Libclang::Load();
  const SourceRange first{request_.pieces.empty() ? 0 : request_.pieces.front().begin,
                          request_.pieces.empty() ? 0 : request_.pieces.front().begin + 1};
  if (!library) {
    Diagnostic& diagnostic = diags_.Report(DiagId::CLibraryMissing, first, {library.error().message});
    diagnostic.hints = library.error().hints;
    return nullptr;
  }
  clang_ = *library;
  const bool kernel_headers = !request_.kernel_arguments.empty();
  Attempt(kernel_headers);
  if (kernel_headers && CountErrors(messages_) > 0) {
    auto unit = std::move(unit_);
    auto messages = std::move(messages_);
    auto conflict = std::move(conflict_);
    auto missing = std::move(missing_);
    const auto arguments = arguments_;
    const auto others = others_;
    Attempt(false);
    if (CountErrors(messages_) >= CountErrors(messages)) {
      unit_ = std::move(unit);
      messages_ = std::move(messages);
      conflict_ = std::move(conflict);
      missing_ = std::move(missing);
      arguments_ = arguments;
      others_ = others;
    }
  }
  if (conflict_) {
    const auto file = FileOf(*conflict_);
    diags_.Report(DiagId::KernelTypesConflict, RangeOf(*conflict_, file), {conflict_->text}).file = file;
  }
  ReportMessages();
  if (CountErrors(messages_) > 0) return nullptr;
  if (request_.warnings) {
    for (const std::string& name : missing_)
      diags_.Report(DiagId::CHeaderMissing, PlaceOf(name, first), {name});
  }
  const auto again = [clang = clang_, name = main_.name, text = main_.text, others = others_,
                      arguments = arguments_](const std::string& more) {
    // Macros that are no expressions are errors there, however many.
    auto all = arguments;
    all.emplace_back("-ferror-limit=0");
    return std::make_unique<ClangUnit>(*clang, name, text + more, others, all);
  };
  return std::make_unique<ClangDefinitions>(std::move(unit_), request_, main_.asked, main_.asked_from, again,
                                            std::move(missing_), NamesKernelHeaders(request_));
}

// Where the script names the header; `otherwise` when another header does.
SourceRange Front::PlaceOf(const std::string& header, SourceRange otherwise) const {
  for (const CPiece& piece : request_.pieces) {
    const size_t at = piece.text.find(header);
    if (at == std::string::npos) continue;
    const auto begin = static_cast<uint32_t>(piece.begin + at);
    return {begin, begin + static_cast<uint32_t>(header.size())};
  }
  return otherwise;
}

// Null for the script itself.
std::shared_ptr<const Source> Front::FileOf(const ClangMessage& message) {
  if (message.file.empty() || message.file == main_.name || message.file == kKernelFile) return nullptr;
  const auto known = std::find_if(files_.begin(), files_.end(),
                                  [&](const auto& file) { return file.first == message.file; });
  if (known != files_.end()) return known->second;
  auto source = std::make_shared<const Source>(message.file, unit_->Contents(message.file));
  files_.emplace_back(message.file, source);
  return source;
}

// The word at `at`, the name of a header with its quotes, or one byte.
uint32_t EndOfWord(const std::string& text, uint32_t at) {
  const auto in_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  uint32_t end = at;
  while (end < text.size() && in_word(text[end]))
    ++end;
  if (end != at || end == text.size() || text[end] == '\n') return end;
  const char close = text[at] == '"' ? '"' : text[at] == '<' ? '>' : '\0';
  const size_t line_end = std::min(text.find('\n', at), text.size());
  const size_t found = close != '\0' ? text.find(close, at + 1) : std::string::npos;
  return found < line_end ? static_cast<uint32_t>(found) + 1 : at + 1;
}

// What of the message's file, or of the script, it is about.
SourceRange Front::RangeOf(const ClangMessage& message, const std::shared_ptr<const Source>& file) const {
  uint32_t at = message.offset;
  if (message.file != main_.name && !file) return {0, 0};
  if (!file) {
    const auto next =
        std::upper_bound(main_.begins.begin(), main_.begins.end(), at,
                         [](uint32_t offset, const auto& piece) { return offset < piece.first; });
    if (next == main_.begins.begin()) return {0, 0};
    const auto& [begin, piece] = *std::prev(next);
    at = piece->begin + (at - begin);
  }
  const std::string& text = file ? file->text() : request_.script->text();
  at = std::min(at, static_cast<uint32_t>(text.size()));
  return {at, EndOfWord(text, at)};
}

void Front::Report(const ClangMessage& message) {
  auto file = FileOf(message);
  Diagnostic& diagnostic = diags_.Report(message.error ? DiagId::CError : DiagId::CWarning,
                                         RangeOf(message, file), {message.text});
  diagnostic.file = file;
  for (const ClangMessage& note : message.notes) {
    if (note.file.empty() || note.file == kKernelFile) continue;
    auto note_file = FileOf(note);
    diagnostic.Note(RangeOf(note, note_file), note.text).notes.back().file = note_file;
  }
  if (message.error && message.text.ends_with("file not found")) {
    if (message.file.empty()) diagnostic.Hint("the header is named by --include, not by the script");
    diagnostic.Hint("-I DIR adds a folder to those searched for headers");
  }
}

void Front::ReportMessages() {
  for (const ClangMessage& message : messages_) {
    if (message.error || request_.warnings) Report(message);
  }
}

}  // namespace

std::unique_ptr<CDefinitions> ParseC(const CRequest& request, Diagnostics& diags) {
  return Front(request, diags).Run();
}

}  // namespace sonde
