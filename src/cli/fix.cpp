// Repairing scripts. Leaves: FixScript, LineToType. Covered by tests/run/fix.test and tests/golden/fix/*.
#include "cli/fix.h"

#include <unistd.h>

#include <set>

#include "base/console.h"
#include "base/diagnostics.h"
#include "base/excerpt.h"
#include "base/files.h"
#include "base/fix_its.h"
#include "base/printable.h"
#include "base/script_file.h"
#include "cli/pipeline.h"
#include "runtime/session.h"

namespace sonde {
namespace {

// Repairs may uncover mistakes; two that undo each other must not go on for ever.
constexpr int kMostRounds = 8;

bool IsFile(const Options& options) {
  return !options.script.has_text && options.script.file != "-";
}

Result<std::string> ReadBytes(const Options& options) {
  if (options.script.has_text) return options.script.text;
  if (!IsFile(options)) return ReadScriptFrom(STDIN_FILENO);
  return ReadScriptAsWritten(options.script.file, ScriptFrom::RegularFile);
}

class Fixer {
 public:
  Fixer(const Options& options, HostView& host, std::string bytes)
      : options_(options),
        host_(host),
        name_(IsFile(options) ? options.script.file : "stdin"),
        bytes_(std::move(bytes)) {}

  // Returns whether errors are left, which are printed.
  bool Run() {
    for (int round = 1;; ++round) {
      Diagnostics diags;
      const Source source = FindProblems({name_, CleanScript(bytes_)}, host_, options_, diags);
      const GatheredFixes fixes = GatherFixes(diags, source);
      elsewhere_.insert(fixes.elsewhere.begin(), fixes.elsewhere.end());
      if (fixes.edits.empty() || round > kMostRounds) return PrintDiagnostics(diags, source, host_, options_);
      for (const FixIt& edit : fixes.edits)
        Tell(edit, source);
      bytes_ = ApplyFixes(bytes_, InFile(fixes.edits, bytes_));
      count_ += fixes.edits.size();
    }
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] size_t count() const { return count_; }

  void TellElsewhere() const {
    for (const std::string& file : elsewhere_)
      TellError("HINT: " + OneLine(file) +
                " needs a repair too; --fix writes the script only, not what it imports\n");
  }

 private:
  static void Tell(const FixIt& edit, const Source& source) {
    const std::string old(source.Slice(edit.range));
    const std::string what = old.empty()         ? "added `" + edit.text + "`"
                             : edit.text.empty() ? "removed `" + old + "`"
                                                 : "`" + old + "` is now `" + edit.text + "`";
    TellError(PlaceText(MakeExcerpt(source, edit.range)) + ": " + OneLine(what) + "\n");
  }

  const Options& options_;
  HostView& host_;
  std::string name_;
  std::string bytes_;
  size_t count_ = 0;
  std::set<std::string> elsewhere_;
};

Status Deliver(const Fixer& fixer, const Options& options) {
  if (options.script.has_text) {
    Tell(stdout, LineToType(fixer.bytes()) + "\n");
  } else if (!IsFile(options)) {
    Tell(stdout, fixer.bytes());
  } else if (fixer.count() > 0) {
    return ReplaceFile(options.script.file, {fixer.bytes()}, 0644, SpecialFile::Refuse);
  }
  return Status::Ok();
}

}  // namespace

int FixScript(const Options& options, HostView& host) {
  auto bytes = ReadBytes(options);
  if (!bytes) {
    TellError("ERROR: failed to open file '" + options.script.file + "': " + bytes.error().Text() + "\n");
    return 1;
  }
  Fixer fixer(options, host, std::move(*bytes));
  const bool wrong = fixer.Run();
  fixer.TellElsewhere();
  if (fixer.count() == 0) TellError("Nothing to repair.\n");
  if (Status status = Deliver(fixer, options); !status) return runtime::PrintError(status.error()), 1;
  return wrong ? 1 : 0;
}

std::string LineToType(std::string_view script) {
  std::string text = "-e '";
  for (const char c : script)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace sonde
