// AttachSpec and ExpandedProbe: attach points, checked and expanded, as values. What every probe has is in
// AttachSpec itself, what its kind needs in one of the structs before it. Made by src/probes. Covered by
// tests/probes/*.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "defs/probe_types.h"

namespace sonde {

struct SpecialSpec {};  // begin, end, self

// interval, profile: one of the two is 0.
struct TimerSpec {
  uint64_t period = 0;     // ns
  uint64_t frequency = 0;  // hz
};

struct CountedSpec {
  std::string event;    // the name without alias
  uint64_t period = 0;  // events; the default is filled in
};

struct TracepointSpec {
  std::string category;  // may hold *, as may all names below
  std::string event;
};

struct RawTracepointSpec {
  std::string module;
  std::string event;
};

// kprobe, kretprobe, fentry, fexit: a function, or an address.
struct KernelSpec {
  std::string module;
  std::string function;
  uint64_t offset = 0;  // bytes behind the function's start
  std::optional<uint64_t> address;
  std::string signature;  // fentry, fexit: of the function found (SignatureOf in btf/trampoline.h)
};

// fentry, fexit on BPF programs of others.
struct BpfProgramSpec {
  uint32_t id = 0;       // the kernel's number of the program; 0: any
  std::string function;  // the program's, or one of its subprograms
};

struct SourceLine {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;  // 0: any
};

struct IterSpec {
  std::string object;  // the kind of objects, as BTF has it: "task"
  std::string pin;     // the file that runs it whenever it is read, an absolute path; empty: sonde reads
};

struct ExpandedProbe;

struct WatchSpec {
  uint64_t address = 0;
  uint32_t length = 0;  // bytes
  std::string mode;     // letters of "rwx", sorted
  // Of a watchpoint on an argument: the function, a uprobe, which says the address whenever it is entered.
  std::shared_ptr<const ExpandedProbe> function = nullptr;
  uint32_t argument = 0;
};

// uprobe, uretprobe.
struct UserSpec {
  std::string path;   // the file as it was written; once expanded the one to open
  std::string shown;  // once expanded: the file in names and messages, as it was written
  std::string function;
  std::string language;              // "cpp" when demangled names are matched
  uint64_t offset = 0;               // bytes behind the function's start
  std::optional<uint64_t> address;   // virtual, in the file
  std::optional<SourceLine> source;  // a place in the source, which expansion turns into an address
  uint64_t code_size = 0;            // bytes from its function's start to the place, when an instruction was
  uint64_t code_hash = 0;            // found to begin there, and their hash
};

// One place of a static probe, as its note describes it.
struct MarkerPlace {
  uint64_t address = 0;    // virtual, in the file
  uint64_t semaphore = 0;  // of the counter that says whether anybody looks; 0: none
  std::string arguments;   // as written: "-4@%edi 8@16(%rsp)"
};

// usdt.
struct UsdtSpec {
  std::string path;  // as those of UserSpec
  std::string shown;
  std::string provider;  // the namespace; empty: any, until expanded
  std::string name;
  std::vector<MarkerPlace> places;  // once expanded, by address
};

// A checked attach point.
struct AttachSpec {
  ProbeKind kind = ProbeKind::Begin;
  std::string user_name;  // of a name= prefix
  std::string name;       // normalised: "kprobe:vfs_read", "interval:s:1" (language.md 7.6)
  bool has_wildcard = false;
  SourceRange range;
  std::variant<SpecialSpec, TimerSpec, CountedSpec, TracepointSpec, RawTracepointSpec, KernelSpec, UserSpec,
               IterSpec, WatchSpec, UsdtSpec, BpfProgramSpec>
      detail;

  // The part of the kind, which must be `Detail`.
  template <typename Detail>
  Detail& As() {
    assert(std::holds_alternative<Detail>(detail));
    return *std::get_if<Detail>(&detail);
  }
  template <typename Detail>
  [[nodiscard]] const Detail& As() const {
    assert(std::holds_alternative<Detail>(detail));
    return *std::get_if<Detail>(&detail);
  }
};

// The traced program's file; null for probes that are not in programs.
inline const std::string* ProgramOf(const AttachSpec& spec) {
  if (const auto* user = std::get_if<UserSpec>(&spec.detail)) return &user->path;
  const auto* usdt = std::get_if<UsdtSpec>(&spec.detail);
  return usdt == nullptr ? nullptr : &usdt->path;
}

// Whether a probe watches what an argument of a function points to.
inline bool IsArmedLater(const AttachSpec& spec) {
  const auto* watch = std::get_if<WatchSpec>(&spec.detail);
  return watch != nullptr && watch->function != nullptr;
}

// What one attach point stands for after expansion: one BPF program each.
struct ExpandedProbe {
  AttachSpec spec;  // without wildcards, unless `multi`
  // The functions, when one program serves them all (kprobe and uprobe wildcards).
  std::vector<std::string> functions;
  bool multi = false;  // one program serves several functions, or places of a static probe
};

}  // namespace sonde
