// The key of the compile cache, and its use. Leaves: what compile_cache.h declares. Covered by
// tests/run/cache.test.
#include "cli/compile_cache.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/console.h"
#include "base/environment.h"
#include "base/printable.h"
#include "base/sha256.h"
#include "cache/folder.h"
#include "cli/script_help.h"
#include "probes/parts.h"
#include "runtime/child.h"

namespace sonde {
namespace {

// ---- which sonde this is

std::string NoteIn(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(notes.data());
    const auto padded = [](uint64_t size) { return (size + 3) & ~uint64_t{3}; };
    const uint64_t text = sizeof *note + padded(note->n_namesz), end = text + padded(note->n_descsz);
    if (end > notes.size()) return {};
    if (note->n_type == NT_GNU_BUILD_ID) return std::string(notes.substr(text, note->n_descsz));
    notes.remove_prefix(end);
  }
  return {};
}

// The linker's digest of this program; empty if it was told to leave it out.
std::string BuildId() {
  std::string id;
  const auto look = [](dl_phdr_info* info, size_t, void* result) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const auto& header = info->dlpi_phdr[i];
      if (header.p_type != PT_NOTE) continue;
      const auto* begin = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
      auto& found = *static_cast<std::string*>(result);
      if (found.empty()) found = NoteIn({begin, header.p_memsz});
    }
    return 1;  // the first is the program itself
  };
  dl_iterate_phdr(look, &id);
  return id;
}

// ---- the key

class KeyMaker {
 public:
  void Add(std::string_view text) {
    Add(text.size());
    sum_.Add(text);
  }
  void Add(const std::string& text) { Add(std::string_view(text)); }
  template <typename T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  void Add(T value) {
    const auto number = static_cast<uint64_t>(value);
    sum_.Add({reinterpret_cast<const char*>(&number), sizeof number});
  }
  template <typename T>
  void Add(const std::vector<T>& list) {
    Add(list.size());
    for (const T& element : list)
      Add(element);
  }
  Digest Finish() { return sum_.Finish(); }

 private:
  Sha256 sum_;
};

// What the compiler makes of a command line. Each group is taken apart by name, so that an option that is
// added does not compile until somebody has decided here whether it is part of the key.
void AddOptions(KeyMaker& key, const Options& options) {
  const auto& [mode, stop_after, list_pattern, help_topic, shell, verbose, dumps, verify_ir, no_cache, script,
               run, out, files, host, profile] = options;
  (void)profile;  // it is a script and its words
  key.Add(verbose);
  const auto& [text, has_text, file, positional, unknown, unsafe, include_dirs, includes] = script;
  key.Add(has_text), key.Add(file), key.Add(positional), key.Add(unsafe), key.Add(include_dirs),
      key.Add(includes);
  // `parameters` are written into what is loaded, unless they name probes (AddNames); the limits are kept by
  // the session.
  const auto& [parameters, command, has_command, pids, follow, walked, probe_filter, limits, dry_run,
               purpose] = run;
  key.Add(has_command), key.Add(pids), key.Add(follow), key.Add(probe_filter);
  const auto words = runtime::SplitCommand(command);
  key.Add(words && !words->empty() ? words->front() : std::string());
  const auto& [target, flame, buffering, serve, live, quiet, warnings, read_warnings, strict, stats] = out;
  key.Add(warnings), key.Add(read_warnings);
  // What the files of these say is in the stamps of the host.
  const auto& [kernel_btf, no_features, debug_folders, traceable_functions] = host;
  key.Add(kernel_btf), key.Add(no_features), key.Add(debug_folders), key.Add(traceable_functions);
}

// Parameters that attach points have by name are part of what is compiled.
void AddNames(KeyMaker& key, const ast::Program& program, const Options& options) {
  const AttachWords words{options.script.positional, ValuesOfScript(program, options.run.parameters)};
  for (const auto& probe : program.probes) {
    for (const auto& point : probe.attach_points) {
      if (!FindParameters(point.text, words).named) continue;
      for (const auto& [name, value] : words.named)
        key.Add(name), key.Add(value);
      return;
    }
  }
}

// What clang looks at in the environment, beside what is sonde's.
constexpr const char* kOfClang[] = {"CPATH", "C_INCLUDE_PATH",  "CCC_OVERRIDE_OPTIONS",
                                    "PATH",  "LD_LIBRARY_PATH", "SUDO_UID"};

void AddEnvironment(KeyMaker& key) {
  for (const Setting& setting : AllSettings())
    key.Add(setting.variable), key.Add(setting.text);
  for (const char* name : kOfClang) {
    const char* value = std::getenv(name);
    key.Add(value != nullptr), key.Add(std::string_view(value != nullptr ? value : ""));
  }
}

}  // namespace

bool MayCache(const Options& options) {
  const char* off = FindSetting("NO_CACHE");
  const bool wanted = !options.no_cache && (off == nullptr || *off == '\0');
  const FileOptions& files = options.files;
  return wanted && options.mode == Mode::Run && options.stop_after == Stage::All && options.dumps.empty() &&
         !options.verify_ir && files.aot.empty() && files.elf.empty() && files.llvm.empty() &&
         options.run.purpose == Purpose::Trace;
}

CompileCache::CompileCache(const LoadedScript& script, const cache::Message& said, const Options& options)
    : verbose_(options.verbose) {
  const std::string id = BuildId();
  if (id.empty()) return;
  KeyMaker key;
  key.Add(id);
  key.Add(said.text), key.Add(said.rendered);
  for (const auto& file : script.source.files())
    key.Add(file.name), key.Add(file.range.begin), key.Add(file.range.end);
  key.Add(script.source.text());
  // What these files hold is among what is recorded, not which they are: a folder may have got another one.
  for (const auto& import : script.program.c_imports)
    key.Add(import.kind), key.Add(import.path);
  AddOptions(key, options);
  AddNames(key, script.program, options);
  AddEnvironment(key);
  key_ = key.Finish();
}

void CompileCache::Say(const std::string& text) const {
  if (verbose_) TellError("compile cache: " + OneLine(text) + "\n");
}

std::optional<cache::Entry> CompileCache::Find(HostView& host) const {
  if (!key_) return std::nullopt;
  const auto folder = cache::Folder::Open();
  const auto bytes = folder ? folder->Read(*key_) : std::nullopt;
  if (!bytes) return std::nullopt;
  auto opened = cache::Open(*bytes, *key_);
  if (!opened) return Say("an entry is not used: " + opened.error().Text()), std::nullopt;
  if (const std::string change = FirstChange(opened->questions, host); !change.empty())
    return Say("an entry is out of date: " + change), std::nullopt;
  auto bundle = bundle::Deserialize(opened->bundle);
  if (!bundle) return Say("an entry is not used: " + bundle.error().Text()), std::nullopt;
  folder->Touch(*key_);
  Say("compiled before");
  return cache::Entry{std::move(opened->questions), std::move(opened->messages),
                      std::move(opened->predicates), std::move(*bundle)};
}

void CompileCache::Keep(const CompileOutcome& outcome, const Recording& recording) const {
  if (!key_) return Say("not kept: this sonde has no build id");
  if (!recording.gap.empty()) return Say("not kept: it rests on " + recording.gap);
  const auto folder = cache::Folder::Open();
  if (!folder) return Say("not kept: " + folder.error().Text());
  const cache::Entry entry{recording.questions, outcome.messages, outcome.predicates, *outcome.bundle};
  if (Status status = folder->Write(*key_, cache::Serialize(entry, *key_)); !status)
    Say("not kept: " + status.error().Text());
}

}  // namespace sonde
