// Opening, delivering and closing a run's output. Leaves: RunOutput. Covered by
// tests/runtime/fake_session_test.cpp and tests/run/ending.test.
#include "runtime/run_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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
  const auto format = output::FindFormat(options_.format);
  if (!format) return format.error();
  int fd = STDOUT_FILENO;
  if (!options_.path.empty()) {
    file_.Reset(open(options_.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    if (!file_.valid())
      return Error::FromErrno("Failed to open output file: \"" + options_.path + "\"", errno);
    fd = file_.get();
  }
  out_.emplace(fd, *buffering);
  out_->AllowColor(options_.color);
  messages_.emplace(STDERR_FILENO, output::Buffering::None);
  console_.emplace(*messages_, *out_);
  sinks_.emplace(*console_);
  sinks_->Add(output::MakeWriter(*format, *out_));
  return Status::Ok();
}

void RunOutput::Empty() {
  struct stat info{};
  if (!file_.valid() || fstat(file_.get(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  if (ftruncate(file_.get(), 0) != 0) {
    Say("WARNING: Failed to empty the output file: " + std::string(std::strerror(errno)));
  }
}

void RunOutput::Verbose(std::string_view line) {
  if (options_.verbose) Say(line);
}

void RunOutput::ShowError(const Error& error) {
  Say(ErrorText(error));
}

void RunOutput::SayOnStandardOutput(const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  output::Stream standard(STDOUT_FILENO, output::Buffering::Line);
  for (const std::string& line : lines)
    standard.Append(line + "\n");
  standard.FlushWithin(kPatienceMs, signals_ == nullptr ? -1 : signals_->fd());
}

void RunOutput::EndBatch() {
  out_->EndBatch();
  messages_->EndBatch();
}

void RunOutput::Flush() {
  out_->Flush();
  messages_->Flush();
}

void RunOutput::HurryUp() {
  hurry_ = true;
  if (signals_ != nullptr) signals_->NextOneEnds();
}

void RunOutput::Deliver() {
  using Delivery = output::Stream::Delivery;
  while (signals_ != nullptr) {
    const Delivery delivery = out_->FlushWithin(hurry_ ? kPatienceMs : -1, hurry_ ? -1 : signals_->fd());
    if (delivery == Delivery::GaveUp) return out_->Drop();
    if (delivery == Delivery::Complete) return;
    if (signals_->TakeStop()) HurryUp();
  }
}

bool RunOutput::Close() {
  Deliver();
  int code = out_->error();
  // Some file systems say only now that there was no room.
  if (file_.valid() && close(file_.Release()) != 0 && code == 0) code = errno;
  const uint64_t records = out_->lost_records(), bytes = out_->lost_bytes();
  const bool complete = code == 0 && records == 0;
  if (!complete) {
    const std::string why = code != 0 ? std::strerror(code) : "its reader did not read";
    Say("ERROR: Failed to write the output: " + why + ". Lost " + std::to_string(records) +
        (records == 1 ? " record (" : " records (") + std::to_string(bytes) + " bytes).");
  }
  messages_->FlushWithin(kPatienceMs, -1);
  return complete;
}

}  // namespace sonde::runtime
