// RunOutput: where a run writes, from opening the files of -o and -f to the error about what could not be
// delivered. Covered by tests/runtime/fake_session_test.cpp and tests/run/ending.test.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "output/formats.h"
#include "output/sink_list.h"
#include "output/stream.h"
#include "output/targets.h"
#include "runtime/signals.h"

namespace sonde::runtime {

struct OutputOptions {
  output::TargetRequest request;   // -f, -o
  output::WriterOptions writer;    // what writers are told of the run
  std::string buffering = "line";  // -B: line, full or none
  bool dry_run = false;            // nothing will be written: no file is opened
  bool verbose = false;
};

class RunOutput {
 public:
  explicit RunOutput(OutputOptions options) : options_(std::move(options)) {}
  ~RunOutput();
  RunOutput(const RunOutput&) = delete;
  RunOutput& operator=(const RunOutput&) = delete;

  // Checks the options and opens the files. They keep what they hold until Empty; those of pictures until the
  // picture is complete.
  Status Open();
  // What the files held goes when there is something to put in its place.
  void Empty();

  // The last snapshot was taken: what is drawn of it is complete.
  void Drawn() { drawn_ = true; }

  // Only after Open, as all that follows.
  [[nodiscard]] output::SinkList& sinks() { return *sinks_; }
  // Standard error, for what must be said when the output does not work.
  [[nodiscard]] output::NoticeSink& console() { return *console_; }
  // Where output goes, for waiting until it can be written; what the script prints goes to the first.
  [[nodiscard]] std::vector<output::Stream*> streams();
  // False: nothing more of what the script prints can be written.
  [[nodiscard]] bool works() const { return files_.front()->stream->error() == 0; }
  // Of all of them.
  [[nodiscard]] uint64_t lost_records() const;

  // Lines on standard error, which may be a pipe that nobody reads as well.
  void Say(std::string_view lines) { sinks_->Message(lines); }
  // The same with -v only. Whoever has much to put together asks before.
  void Verbose(std::string_view line);
  [[nodiscard]] bool verbose() const { return options_.verbose; }
  void ShowError(const Error& error);
  // Lines for standard output, wherever the script's output goes.
  void SayOnStandardOutput(const std::vector<std::string>& lines);

  // What goes to the terminal goes to `to` instead, until this is called with null.
  void DivertTerminal(const std::function<void(std::string_view)>& to);
  // Text that is as the terminal gets it; so many lines of it have been left out, which count as lost.
  void ToTerminal(std::string_view text);
  void AddLeftOut(uint64_t lines) { left_out_ += lines; }

  // The events at hand have been handled.
  void EndBatch();
  // Writes what can be written without waiting.
  void Flush();
  // What asks to end while a reader is waited for. Outlives this, or is taken back with null.
  void HearSignals(Signals* signals) { signals_ = signals; }
  // Somebody has asked to end: readers get a moment only, and the next signal ends this process.
  void HurryUp();
  // The reader gets as long as it reads, or, once somebody asked to end, a moment. What it does not take is
  // lost.
  void Deliver();
  // False if something could not be written, after saying so.
  bool Close();

 private:
  // One of the places that output goes to.
  struct File {
    std::string path;    // empty: a standard stream
    UniqueFd fd;         // of `path`
    bool whole = false;  // a picture, which takes the place of what is there in one step
    std::optional<output::Stream> stream;
  };
  Status ReadBefore(const std::vector<output::Target>& targets);
  Status OpenTarget(const output::Target& target, output::Buffering buffering);
  [[nodiscard]] bool IsOpen(const File& file) const;
  void Deliver(output::Stream& stream);
  bool Close(File& file, bool named);
  bool TellLost(const std::string& what, int code, uint64_t records, uint64_t bytes);
  output::Stream& Standard();
  [[nodiscard]] static int Replace(File& file);

  OutputOptions options_;
  std::vector<std::unique_ptr<File>> files_;
  std::optional<output::Stream> standard_;  // output, beside the files; nothing: it was not needed
  std::optional<output::Stream> messages_;
  std::optional<output::ConsoleNotices> console_;
  std::optional<output::SinkList> sinks_;
  Signals* signals_ = nullptr;
  uint64_t left_out_ = 0;
  bool hurry_ = false;
  bool drawn_ = false;
};

}  // namespace sonde::runtime
