// Leaves: Record, FirstChange. A question and its answer become bytes by one set of overloads, so that
// recording and asking again cannot differ. Covered by tests/host/recording_host_test.cpp.
#include "host/recording_host.h"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/byte_reader.h"
#include "base/file_watch.h"
#include "host/stamps.h"

namespace sonde {
namespace {

// ---- values as bytes

template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
void Put(std::string& out, T value) {
  const auto number = static_cast<uint64_t>(value);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}
void Put(std::string& out, std::string_view text) {
  Put(out, text.size());
  out += text;
}
void Put(std::string& out, const std::string& text) {
  Put(out, std::string_view(text));
}

// Every field: a structured binding does not compile once there is another.
void Put(std::string& out, const TracepointField& value) {
  const auto& [c_type, name, offset, size, is_signed] = value;
  Put(out, c_type), Put(out, name), Put(out, offset), Put(out, size), Put(out, is_signed);
}
void Put(std::string& out, const KernelFunction& value) {
  const auto& [name, module] = value;
  Put(out, name), Put(out, module);
}
void Put(std::string& out, const BpfFunction& value) {
  const auto& [program, name, result_size, result_is_signed] = value;
  Put(out, program), Put(out, name), Put(out, result_size), Put(out, result_is_signed);
}
void Put(std::string& out, const UserFunction& value) {
  const auto& [name, address, size, file_offset] = value;
  Put(out, name), Put(out, address), Put(out, size), Put(out, file_offset);
}
void Put(std::string& out, const UserSymbol& value) {
  const auto& [address, size] = value;
  Put(out, address), Put(out, size);
}
void Put(std::string& out, const UserMarker& value) {
  const auto& [provider, name, arguments, address, semaphore] = value;
  Put(out, provider), Put(out, name), Put(out, arguments), Put(out, address), Put(out, semaphore);
}
void Put(std::string& out, const KernelSymbol& value) {
  const auto& [name, module, address, size] = value;
  Put(out, name), Put(out, module), Put(out, address), Put(out, size);
}
void Put(std::string& out, const InstructionSpan& value) {
  const auto& [begin, end, code_hash] = value;
  Put(out, begin), Put(out, end), Put(out, code_hash);
}
void Put(std::string& out, const Binary& value) {
  const auto& [path, shown] = value;
  Put(out, path), Put(out, shown);
}
void Put(std::string& out, const FilePart& value) {
  const auto& [path, offset] = value;
  Put(out, path), Put(out, offset);
}
void Put(std::string& out, const KernelHeaders& value) {
  const auto& [source, build, arch] = value;
  Put(out, source), Put(out, build), Put(out, arch);
}
void Put(std::string& out, const std::pair<std::string, std::string>& value) {
  Put(out, value.first), Put(out, value.second);
}
void Put(std::string& out, const std::optional<bool>& value) {
  Put(out, value ? static_cast<int>(*value) : 2);
}
template <typename T>
void Put(std::string& out, const std::vector<T>& list) {
  Put(out, list.size());
  for (const T& element : list)
    Put(out, element);
}
void Put(std::string& out, const TracepointFormat& value) {
  const auto& [id, fields] = value;
  Put(out, id), Put(out, fields);
}
// Errors become messages of the compiler, or make it choose another way.
template <typename T>
void Put(std::string& out, const Result<T>& result) {
  Put(out, result.ok());
  if (result) return Put(out, *result);
  const Error& error = result.error();
  Put(out, error.message), Put(out, error.causes), Put(out, error.hints), Put(out, error.code);
}

// ---- and back: arguments only

template <typename T>
T Take(ByteReader& in) {
  if constexpr (std::is_same_v<T, std::string>) {
    return std::string(in.Take(in.Get<uint64_t>()));
  } else if constexpr (std::is_same_v<T, KernelSymbol>) {
    KernelSymbol symbol{Take<std::string>(in), Take<std::string>(in)};
    symbol.address = in.Get<uint64_t>();
    symbol.size = in.Get<uint64_t>();
    return symbol;
  } else if constexpr (std::is_same_v<T, UserFunction>) {
    UserFunction function{Take<std::string>(in)};
    function.address = in.Get<uint64_t>();
    function.size = in.Get<uint64_t>();
    function.file_offset = in.Get<uint64_t>();
    return function;
  } else {
    return static_cast<T>(in.Get<uint64_t>());
  }
}

// ---- the questions

// What a question about cgroups gives beside its result.
std::pair<int, uint64_t> FindCgroup(HostView& host, const std::string& path) {
  uint64_t id = 0;
  const int code = host.CgroupId(path, id);
  return {code, code == 0 ? id : 0};
}
void Put(std::string& out, const std::pair<int, uint64_t>& value) {
  Put(out, value.first), Put(out, value.second);
}

// Those whose answers are kept one by one. New ones behind the last: what is stored names them by number, and
// a sonde of another build has another key anyhow.
#define SONDE_QUESTIONS(X)   \
  X(Tracepoint)              \
  X(MatchTracepoints)        \
  X(MatchRawTracepoints)     \
  X(MatchKernelFunctions)    \
  X(RepeatedKernelFunctions) \
  X(ModuleLoaded)            \
  X(MayTraceKernelFunction)  \
  X(KernelListsFunction)     \
  X(FindKernelSymbols)       \
  X(KernelInstruction)       \
  X(BpfFunctions)            \
  X(ResolveBinary)           \
  X(FindOnPath)              \
  X(MatchBinaries)           \
  X(PartOf)                  \
  X(MatchUserFunctions)      \
  X(FindUserFunction)        \
  X(FindUserFunctions)       \
  X(UserFunctionAt)          \
  X(UserInstruction)         \
  X(UserFileOffset)          \
  X(UserMarkers)             \
  X(FindUserSymbol)          \
  X(IsGoProgram)             \
  X(Has)                     \
  X(MayCall)                 \
  X(KernelRelease)           \
  X(FindKernelHeaders)       \
  X(KernelStamp)             \
  X(FileStamp)

enum class Question : uint64_t {
#define SONDE_ENUMERATOR(name) name,
  SONDE_QUESTIONS(SONDE_ENUMERATOR)
#undef SONDE_ENUMERATOR
      CgroupId,
};

template <typename T>
using Kept = std::conditional_t<std::is_same_v<std::remove_cvref_t<T>, std::string_view>, std::string,
                                std::remove_cvref_t<T>>;

// Arguments from `in`, the answer as bytes.
template <typename R, typename... A>
std::string AskAgain(HostView& host, R (HostView::*question)(A...), ByteReader& in) {
  // Braces: in order.
  const std::tuple<Kept<A>...> arguments{Take<Kept<A>>(in)...};
  std::string answer;
  if (in.ok()) std::apply([&](const auto&... each) { Put(answer, (host.*question)(each...)); }, arguments);
  return answer;
}

struct Asked {
  std::string name;
  std::string answer;
};

// An empty name for bytes that are no question.
Asked Ask(HostView& host, std::string_view question) {
  ByteReader in(question);
  Asked asked;
  switch (static_cast<Question>(in.Get<uint64_t>())) {
#define SONDE_CASE(which)                                   \
  case Question::which:                                     \
    asked = {#which, AskAgain(host, &HostView::which, in)}; \
    break;
    SONDE_QUESTIONS(SONDE_CASE)
#undef SONDE_CASE
    case Question::CgroupId: {
      const auto path = Take<std::string>(in);
      if (in.ok()) Put(asked.answer, FindCgroup(host, path));
      asked.name = "CgroupId";
      break;
    }
  }
  if (!in.ok() || !in.empty()) asked.name.clear();
  return asked;
}

class Recorder final : public RecordingHost {
 public:
  explicit Recorder(HostView& host) : host_(host) { clock_gettime(CLOCK_REALTIME_COARSE, &begin_); }

  Recording Finish() override {
    for (const FileWatch::File& file : watch_.files()) {
      struct stat now{};
      const bool is_there = stat(file.path.c_str(), &now) == 0;
      if (is_there != file.is_there || (is_there && StampOf(now) != StampOf(file.info)))
        NoteUnseen(file.path + ", which has changed meanwhile");
      FileStamp(file.path);
    }
    NoteUnseen(watch_.other());
    return std::move(recording_);
  }

  // All types are behind it: what is asked of the object is not seen here.
  Result<Btf*> KernelBtf() override {
    if (!KernelIsKept()) NoteUnseen("type information of a kernel that does not say which it is");
    return host_.KernelBtf();
  }
  // What is read of files behind it is noted by whoever reads them.
  DebugInfo* DebugInfoOf(const std::string& path) override { return host_.DebugInfoOf(path); }

  // ---- of the kernel as it is
  std::vector<KernelFunction> MatchKernelFunctions(std::string_view module,
                                                   std::string_view function) override {
    return OfKernel(Question::MatchKernelFunctions, &HostView::MatchKernelFunctions, module, function);
  }
  std::vector<std::string> RepeatedKernelFunctions() override {
    return OfKernel(Question::RepeatedKernelFunctions, &HostView::RepeatedKernelFunctions);
  }
  bool MayTraceKernelFunction(std::string_view function) override {
    return OfKernel(Question::MayTraceKernelFunction, &HostView::MayTraceKernelFunction, function);
  }
  std::optional<bool> KernelListsFunction(std::string_view function) override {
    return OfKernel(Question::KernelListsFunction, &HostView::KernelListsFunction, function);
  }
  bool Has(Feature feature) override { return OfKernel(Question::Has, &HostView::Has, feature); }
  bool MayCall(const std::string& function, ProgramType program) override {
    return OfKernel(Question::MayCall, &HostView::MayCall, function, program);
  }
  // The kernel's table also has what is made while it runs: programs, trampolines.
  std::vector<KernelSymbol> FindKernelSymbols(std::string_view function) override {
    const bool kept = KernelIsKept();
    auto symbols = host_.FindKernelSymbols(function);
    const bool lasting =
        !symbols.empty() && std::all_of(symbols.begin(), symbols.end(), [](const KernelSymbol& symbol) {
          return symbol.module != "bpf" && !symbol.module.starts_with("__builtin__");
        });
    if (!lasting || !kept) Note(Question::FindKernelSymbols, symbols, function);
    return symbols;
  }

  // ---- what may change at any time
  Result<TracepointFormat> Tracepoint(const std::string& category, const std::string& event) override {
    return Any(Question::Tracepoint, &HostView::Tracepoint, category, event);
  }
  std::vector<std::pair<std::string, std::string>> MatchTracepoints(std::string_view category,
                                                                    std::string_view event) override {
    return Any(Question::MatchTracepoints, &HostView::MatchTracepoints, category, event);
  }
  std::vector<std::string> MatchRawTracepoints(std::string_view event) override {
    return Any(Question::MatchRawTracepoints, &HostView::MatchRawTracepoints, event);
  }
  bool ModuleLoaded(std::string_view module) override {
    return Any(Question::ModuleLoaded, &HostView::ModuleLoaded, module);
  }
  Result<InstructionSpan> KernelInstruction(const KernelSymbol& function, uint64_t offset) override {
    return Any(Question::KernelInstruction, &HostView::KernelInstruction, function, offset);
  }
  std::vector<BpfFunction> BpfFunctions() override {
    return Any(Question::BpfFunctions, &HostView::BpfFunctions);
  }
  Result<Binary> ResolveBinary(std::string_view name, int pid) override {
    return Any(Question::ResolveBinary, &HostView::ResolveBinary, name, pid);
  }
  std::vector<std::string> FindOnPath(std::string_view name, int pid) override {
    return Any(Question::FindOnPath, &HostView::FindOnPath, name, pid);
  }
  std::vector<Binary> MatchBinaries(std::string_view pattern, int pid) override {
    return Any(Question::MatchBinaries, &HostView::MatchBinaries, pattern, pid);
  }
  Result<FilePart> PartOf(const std::string& path) override {
    return Any(Question::PartOf, &HostView::PartOf, path);
  }
  Result<std::vector<UserFunction>> MatchUserFunctions(const std::string& path,
                                                       std::string_view function) override {
    return Any(Question::MatchUserFunctions, &HostView::MatchUserFunctions, path, function);
  }
  Result<UserFunction> FindUserFunction(const std::string& path, std::string_view function) override {
    return Any(Question::FindUserFunction, &HostView::FindUserFunction, path, function);
  }
  Result<std::vector<UserFunction>> FindUserFunctions(const std::string& path,
                                                      std::string_view function) override {
    return Any(Question::FindUserFunctions, &HostView::FindUserFunctions, path, function);
  }
  Result<UserFunction> UserFunctionAt(const std::string& path, uint64_t address) override {
    return Any(Question::UserFunctionAt, &HostView::UserFunctionAt, path, address);
  }
  Result<InstructionSpan> UserInstruction(const std::string& path, const UserFunction& function,
                                          uint64_t offset) override {
    return Any(Question::UserInstruction, &HostView::UserInstruction, path, function, offset);
  }
  Result<uint64_t> UserFileOffset(const std::string& path, uint64_t address) override {
    return Any(Question::UserFileOffset, &HostView::UserFileOffset, path, address);
  }
  Result<std::vector<UserMarker>> UserMarkers(const std::string& path) override {
    return Any(Question::UserMarkers, &HostView::UserMarkers, path);
  }
  Result<UserSymbol> FindUserSymbol(const std::string& path, const std::string& symbol) override {
    return Any(Question::FindUserSymbol, &HostView::FindUserSymbol, path, symbol);
  }
  bool IsGoProgram(const std::string& path) override {
    return Any(Question::IsGoProgram, &HostView::IsGoProgram, path);
  }
  int CgroupId(const std::string& path, uint64_t& id) override {
    uint64_t found = 0;
    const int code = host_.CgroupId(path, found);
    if (code == 0) id = found;
    Note(Question::CgroupId, std::pair(code, found), path);
    return code;
  }
  std::string KernelRelease() override { return Any(Question::KernelRelease, &HostView::KernelRelease); }
  KernelHeaders FindKernelHeaders() override {
    return Any(Question::FindKernelHeaders, &HostView::FindKernelHeaders);
  }
  std::string KernelStamp() override { return Any(Question::KernelStamp, &HostView::KernelStamp); }
  // A file that changed since this began may have been read before it did.
  std::string FileStamp(const std::string& path) override {
    struct stat info{};
    if (stat(path.c_str(), &info) == 0 &&
        std::pair(info.st_ctim.tv_sec, info.st_ctim.tv_nsec) >= std::pair(begin_.tv_sec, begin_.tv_nsec))
      NoteUnseen(path + ", which has changed meanwhile");
    return Any(Question::FileStamp, &HostView::FileStamp, path);
  }

 private:
  void NoteUnseen(std::string_view what) {
    if (recording_.gap.empty()) recording_.gap = what;
  }

  template <typename T, typename... A>
  void Note(Question which, const T& answer, const A&... arguments) {
    std::string question;
    Put(question, which);
    (Put(question, arguments), ...);
    std::string bytes;
    Put(bytes, answer);
    const Digest digest = DigestOf(bytes);
    const auto [known, is_new] = known_.emplace(question, digest);
    // Two answers: nobody knows which of them what was made.
    if (!is_new && known->second != digest) NoteUnseen("something that changed meanwhile");
    if (is_new) recording_.questions.push_back({std::move(question), digest});
  }

  template <typename R, typename... P, typename... A>
  R Any(Question which, R (HostView::*question)(P...), const A&... arguments) {
    R answer = (host_.*question)(arguments...);
    Note(which, answer, arguments...);
    return answer;
  }

  template <typename R, typename... P, typename... A>
  R OfKernel(Question which, R (HostView::*question)(P...), const A&... arguments) {
    // First the stamp: what changes in between is seen the next time.
    const bool kept = KernelIsKept();
    R answer = (host_.*question)(arguments...);
    if (!kept) Note(which, answer, arguments...);
    return answer;
  }

  bool KernelIsKept() {
    if (!kernel_is_known_) kernel_is_known_ = !KernelStamp().empty();
    return *kernel_is_known_;
  }

  HostView& host_;
  timespec begin_{};
  FileWatch watch_;
  Recording recording_;
  std::map<std::string, Digest> known_;
  std::optional<bool> kernel_is_known_;
};

}  // namespace

std::unique_ptr<RecordingHost> Record(HostView& host) {
  return std::make_unique<Recorder>(host);
}

std::string FirstChange(const std::vector<RecordedQuestion>& questions, HostView& host) {
  for (const auto& [question, answer] : questions) {
    const Asked now = Ask(host, question);
    if (now.name.empty()) return "?";
    if (DigestOf(now.answer) != answer) return now.name;
  }
  return {};
}

}  // namespace sonde
