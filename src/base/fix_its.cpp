// Gathering and applying fix-its. Leaves: GatherFixes, ApplyFixes, InFile. Covered by
// tests/base/fix_its_test.cpp.
#include "base/fix_its.h"

#include <algorithm>
#include <set>

#include "base/script_file.h"

namespace sonde {
namespace {

// Two insertions at one place overlap: their order would be a guess.
bool Overlap(SourceRange a, SourceRange b) {
  if (a.begin == b.begin) return true;
  return a.begin < b.end && b.begin < a.end;
}

class Gatherer {
 public:
  explicit Gatherer(const Source& source) : source_(source) {}

  void Add(const Diagnostic& diagnostic) {
    const bool taken = !diagnostic.fixes.empty() && Take(diagnostic);
    if (!taken && diagnostic.severity == Severity::Error) result_.all_errors = false;
  }

  GatheredFixes Finish() {
    std::sort(result_.edits.begin(), result_.edits.end(),
              [](const FixIt& a, const FixIt& b) { return a.range.begin < b.range.begin; });
    result_.elsewhere.assign(elsewhere_.begin(), elsewhere_.end());
    return std::move(result_);
  }

 private:
  // False, and the file noted, when it is not the script.
  bool IsOwn(const Diagnostic& diagnostic, const FixIt& fix) {
    const Source& source = diagnostic.file ? *diagnostic.file : source_;
    const size_t file = source.FileAt(fix.range.begin);
    if (!diagnostic.file && file == 0 && source.FileAt(fix.range.end) == 0) return true;
    elsewhere_.insert(source.files()[file].name);
    return false;
  }

  // One mistake may be reported in several probes: the same edit counts once.
  [[nodiscard]] bool IsKnown(const FixIt& fix) const {
    return std::find(result_.edits.begin(), result_.edits.end(), fix) != result_.edits.end();
  }
  [[nodiscard]] bool Fits(const FixIt& fix) const {
    return IsKnown(fix) || std::none_of(result_.edits.begin(), result_.edits.end(),
                                        [&](const FixIt& other) { return Overlap(fix.range, other.range); });
  }

  bool Take(const Diagnostic& diagnostic) {
    for (const FixIt& fix : diagnostic.fixes)
      if (!IsOwn(diagnostic, fix) || !Fits(fix)) return false;
    for (const FixIt& fix : diagnostic.fixes)
      if (!IsKnown(fix)) result_.edits.push_back(fix);
    return true;
  }

  const Source& source_;
  GatheredFixes result_;
  std::set<std::string> elsewhere_;
};

}  // namespace

GatheredFixes GatherFixes(const Diagnostics& diagnostics, const Source& source) {
  Gatherer gatherer(source);
  for (const Diagnostic& diagnostic : diagnostics.all())
    gatherer.Add(diagnostic);
  return gatherer.Finish();
}

std::string ApplyFixes(std::string_view text, const std::vector<FixIt>& edits) {
  std::string result;
  size_t at = 0;
  for (const FixIt& edit : edits) {
    result += text.substr(at, edit.range.begin - at);
    result += edit.text;
    at = edit.range.end;
  }
  return result + std::string(text.substr(at));
}

std::vector<FixIt> InFile(std::vector<FixIt> edits, std::string_view bytes) {
  size_t at = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  uint32_t offset = 0;  // in the script, of the byte `at`
  const auto move = [&](uint32_t& place) {
    for (; offset < place && at < bytes.size(); ++offset)
      at += bytes.substr(at).starts_with("\r\n") ? 2 : 1;
    place = static_cast<uint32_t>(at);
  };
  for (FixIt& edit : edits) {
    move(edit.range.begin);
    move(edit.range.end);
  }
  return edits;
}

}  // namespace sonde
