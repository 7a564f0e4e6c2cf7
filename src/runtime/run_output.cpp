// Opening, delivering and closing a run's output. Leaves: RunOutput. Covered by
// tests/runtime/fake_session_test.cpp and tests/run/ending.test.
#include "runtime/run_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/color.h"
#include "base/files.h"
#include "output/formats.h"
#include "runtime/report.h"

namespace sonde::runtime {
namespace {

constexpr int kPatienceMs = 300;  // with a reader that takes nothing, once somebody asked to end

std::optional<output::Buffering> FindBuffering(const std::string& name) {
  if (name == "line") return output::Buffering::Line;
  if (name == "full") return output::Buffering::Full;
  if (name == "none") return output::Buffering::None;
  return std::nullopt;
}

}  // namespace

RunOutput::~RunOutput() {
  if (sinks_) Flush();
}

Status RunOutput::Open() {
  const std::optional<output::Buffering> buffering = FindBuffering(options_.buffering);
  if (!buffering) return Error("USAGE: -B must be either 'line', 'full', or 'none'.");
  const auto targets = output::ChooseTargets(options_.request);
  if (!targets) return targets.error();
  if (Status status = ReadBefore(*targets); !status) return status;
  for (const output::Target& target : *targets) {
    if (Status status = OpenTarget(target, *buffering); !status) return status;
  }
  messages_.emplace(STDERR_FILENO, output::Buffering::None);
  messages_->AllowColor(UseColor());
  console_.emplace(*messages_, *files_.front()->stream);
  sinks_.emplace(*console_);
  for (size_t i = 0; i < targets->size(); ++i) {
    const output::Target& target = (*targets)[i];
    auto writer = output::MakeWriter(target.format, *files_[i]->stream, options_.writer);
    sinks_->Add(target.shows_maps ? std::move(writer)
                                  : output::WithoutSnapshots(std::move(writer), target.prints_maps));
  }
  return Status::Ok();
}

// What flame graphs are compared with.
Status RunOutput::ReadBefore(const std::vector<output::Target>& targets) {
  output::FlameOptions& flame = options_.writer.flame;
  if (!flame.any()) return Status::Ok();
  if (std::none_of(targets.begin(), targets.end(),
                   [](const auto& target) { return target.format == Format::Flamegraph; }))
    return Error("USAGE: --icicle, --reverse and --diff are for flame graphs.")
        .Hint("for example: -o out.svg");
  if (flame.diff.empty()) return Status::Ok();
  auto before = output::ReadFoldedFile(flame.diff);
  if (!before) return before.TakeError().While("--diff");
  flame.before = std::move(*before);
  return Status::Ok();
}

Status RunOutput::OpenTarget(const output::Target& target, output::Buffering buffering) {
  using Place = output::Target::Place;
  auto file = std::make_unique<File>();
  file->path = target.path;
  int fd = target.place == Place::StandardError ? STDERR_FILENO : STDOUT_FILENO;
  if (target.place == Place::File && !options_.dry_run) {
    file->fd.Reset(open(target.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    if (!file->fd.valid())
      return Error::FromErrno("Failed to open output file: \"" + target.path + "\"", errno);
    if (IsOpen(*file)) return Error("Two formats cannot be written to one file: \"" + target.path + "\"");
    fd = file->fd.get();
    struct stat info{};
    file->whole =
        RowOf(target.format).shows == FormatShows::Maps && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  }
  if (file->whole) {
    file->stream.emplace();
  } else {
    file->stream.emplace(fd, buffering);
  }
  // A file is no terminal.
  file->stream->AllowColor(UseColor() && (target.place != Place::File || ColorIsForced()));
  files_.push_back(std::move(file));
  return Status::Ok();
}

// A file may have several names. Devices and pipes take from several.
bool RunOutput::IsOpen(const File& file) const {
  struct stat info{};
  if (fstat(file.fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  return std::any_of(files_.begin(), files_.end(), [&](const auto& other) {
    struct stat its{};
    return other->fd.valid() && fstat(other->fd.get(), &its) == 0 && its.st_dev == info.st_dev &&
           its.st_ino == info.st_ino;
  });
}

void RunOutput::Empty() {
  for (const auto& file : files_) {
    struct stat info{};
    if (!file->fd.valid() || file->whole || fstat(file->fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
      continue;
    if (ftruncate(file->fd.get(), 0) != 0) {
      Say("WARNING: Failed to empty the output file: " + std::string(std::strerror(errno)));
    }
  }
}

std::vector<output::Stream*> RunOutput::streams() {
  std::vector<output::Stream*> streams;
  for (const auto& file : files_)
    streams.push_back(&*file->stream);
  return streams;
}

uint64_t RunOutput::lost_records() const {
  uint64_t lost = left_out_;
  for (const auto& file : files_)
    lost += file->stream->lost_records();
  if (standard_) lost += standard_->lost_records();
  return lost;
}

void RunOutput::Verbose(std::string_view line) {
  if (options_.verbose) Say(line);
}

void RunOutput::ShowError(const Error& error) {
  Say(ErrorText(error));
}

// For programs that wait for them; nothing of the script's. Whoever does not read them does not hold up
// tracing, and where they cannot be written the output says so itself.
void RunOutput::SayOnStandardOutput(const std::vector<std::string>& lines) {
  output::Stream standard(STDOUT_FILENO, output::Buffering::Line);
  for (const std::string& line : lines)
    standard.Append(line + "\n");
  if (standard.FlushWithin(kPatienceMs, -1) != output::Stream::Delivery::Complete) standard.Drop();
}

output::Stream& RunOutput::Standard() {
  if (!standard_) standard_.emplace(STDOUT_FILENO, output::Buffering::Line);
  return *standard_;
}

void RunOutput::DivertTerminal(const std::function<void(std::string_view)>& to) {
  for (const auto& file : files_) {
    if (file->stream->is_terminal()) file->stream->Divert(to);
  }
  if (messages_->is_terminal()) messages_->Divert(to);
}

void RunOutput::ToTerminal(std::string_view text) {
  if (text.empty()) return;
  for (const auto& file : files_) {
    if (file->stream->is_terminal()) return file->stream->Append(text);
  }
  Standard().Append(text);
  Deliver(Standard());
}

void RunOutput::EndBatch() {
  for (const auto& file : files_)
    file->stream->EndBatch();
  messages_->EndBatch();
}

void RunOutput::Flush() {
  for (const auto& file : files_)
    file->stream->Flush();
  messages_->Flush();
}

void RunOutput::HurryUp() {
  hurry_ = true;
  if (signals_ != nullptr) signals_->NextOneEnds();
}

void RunOutput::Deliver() {
  for (const auto& file : files_)
    Deliver(*file->stream);
}

void RunOutput::Deliver(output::Stream& stream) {
  using Delivery = output::Stream::Delivery;
  while (true) {
    const bool hurry = hurry_ || signals_ == nullptr;
    const Delivery delivery = stream.FlushWithin(hurry ? kPatienceMs : -1, hurry ? -1 : signals_->fd());
    if (delivery == Delivery::GaveUp) return stream.Drop();
    if (delivery == Delivery::Complete) return;
    if (signals_->TakeStop()) HurryUp();
  }
}

bool RunOutput::Close() {
  Deliver();
  bool complete = true;
  for (const auto& file : files_)
    complete = Close(*file, files_.size() > 1) && complete;
  if (standard_) {
    complete =
        TellLost("standard output", standard_->error(), standard_->lost_records(), standard_->lost_bytes()) &&
        complete;
  }
  messages_->FlushWithin(kPatienceMs, -1);
  return complete;
}

// An errno; 0: it is done.
int RunOutput::Replace(File& file) {
  struct stat info{};
  const bool only_name = fstat(file.fd.get(), &info) == 0 && info.st_nlink == 1;
  if (only_name) {
    const Status replaced = ReplaceFile(file.path, {file.stream->buffer()}, 0666, SpecialFile::WriteThrough);
    if (replaced) return 0;
    const int code = replaced.error().code;
    if (code != EACCES && code != EPERM && code != EROFS && code != EBUSY) return code;
  }
  // The file has another name, its folder takes no new one, or something is mounted on it.
  if (ftruncate(file.fd.get(), 0) != 0) return errno;
  output::Stream stream(file.fd.get(), output::Buffering::Full);
  stream.Append(file.stream->buffer());
  stream.Flush();
  return stream.error();
}

bool RunOutput::Close(File& file, bool named) {
  int code = file.stream->error();
  if (file.whole && drawn_) code = Replace(file);
  // Some file systems say only now that there was no room.
  if (file.fd.valid() && close(file.fd.Release()) != 0 && code == 0) code = errno;
  const bool lost_whole = file.whole && code != 0;
  const uint64_t records = lost_whole ? 1 : file.stream->lost_records(),
                 bytes = lost_whole ? file.stream->buffer().size() : file.stream->lost_bytes();
  return TellLost(named && !file.path.empty() ? '"' + file.path + '"' : "the output", code, records, bytes);
}

// Whether there is nothing to tell.
bool RunOutput::TellLost(const std::string& what, int code, uint64_t records, uint64_t bytes) {
  if (code == 0 && records == 0) return true;
  const std::string why = code != 0 ? std::strerror(code) : "its reader did not read";
  Say("ERROR: Failed to write " + what + ": " + why + ". Lost " + std::to_string(records) +
      (records == 1 ? " record (" : " records (") + std::to_string(bytes) + " bytes).");
  return false;
}

}  // namespace sonde::runtime
