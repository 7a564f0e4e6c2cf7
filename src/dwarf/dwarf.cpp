// DebugInfo on DWARF: opens the file when it is first asked. Every question may make libdw open files.
// Leaves: MakeDwarf. Covered by tests/dwarf/*.
#include "dwarf/dwarf.h"

#include <optional>

#include "dwarf/debug_search.h"
#include "dwarf/dwarf_file.h"
#include "dwarf/dwarf_types.h"
#include "dwarf/frames.h"
#include "dwarf/functions.h"
#include "dwarf/guarded_open.h"
#include "dwarf/source_lines.h"

namespace sonde {
namespace {

using namespace dwarf;

class DwarfInfo final : public DebugInfo {
 public:
  DwarfInfo(std::string path, std::vector<std::string> folders)
      : path_(std::move(path)), folders_(std::move(folders)) {}

  Status Available() override {
    const OpenGuard guard(&folders_);
    Open();
    return error_ ? Status(*error_) : Status::Ok();
  }
  Result<DebugFunction> FunctionAt(uint64_t address, std::string_view symbol) override {
    const OpenGuard guard(&folders_);
    if (!Open()) return *error_;
    return functions_->At(address, symbol);
  }
  Result<std::vector<CodeLine>> PlacesOf(std::string_view file, uint32_t line, uint32_t column) override {
    const OpenGuard guard(&folders_);
    if (!Open()) return *error_;
    return FindSourceLine(*file_, file, line, column);
  }
  std::vector<CodeLine> InlinedAt(std::string_view function, size_t most) override {
    const OpenGuard guard(&folders_);
    return Open() ? functions_->InlinedAt(function, most) : std::vector<CodeLine>();
  }
  std::vector<SourceFrame> FramesAt(uint64_t address) override {
    const OpenGuard guard(&folders_);
    return Open() ? FindFrames(*file_, address) : std::vector<SourceFrame>();
  }
  TypePtr FindType(std::string_view name) override {
    const OpenGuard guard(&folders_);
    return Open() ? types_->FindType(name) : nullptr;
  }
  std::optional<Enumerator> FindEnumerator(std::string_view name) override {
    const OpenGuard guard(&folders_);
    return Open() ? types_->FindEnumerator(name) : std::nullopt;
  }
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    const OpenGuard guard(&folders_);
    return Open() ? types_->FindField(type, name) : std::nullopt;
  }
  std::vector<StructField> Fields(const Type& type) override {
    const OpenGuard guard(&folders_);
    return Open() ? types_->Fields(type) : std::vector<StructField>();
  }

 private:
  bool Open() {
    if (file_ || error_) return file_ != nullptr;
    auto place = FindDebugInfo(path_, folders_);
    auto file = place ? DwarfFile::Open(path_, *place, folders_) : place.TakeError();
    if (!file) {
      error_ = file.TakeError();
      return false;
    }
    file_ = std::move(*file);
    types_.emplace(*file_, *this);
    functions_.emplace(*file_, *types_);
    return true;
  }

  std::string path_;
  std::vector<std::string> folders_;
  std::optional<Error> error_;
  std::unique_ptr<DwarfFile> file_;
  std::optional<DwarfTypes> types_;
  std::optional<Functions> functions_;
};

}  // namespace

std::unique_ptr<DebugInfo> MakeDwarf(std::string path, std::vector<std::string> folders) {
  return std::make_unique<DwarfInfo>(std::move(path), std::move(folders));
}

}  // namespace sonde
