// RunOutput: where a run writes, from opening the file of -o to the error about what could not be delivered.
// Covered by tests/runtime/fake_session_test.cpp and tests/run/ending.test.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "output/sink_list.h"
#include "output/stream.h"
#include "runtime/signals.h"

namespace sonde::runtime {

struct OutputOptions {
  std::string format = "text";     // -f: a name of formats.def
  std::string path;                // -o; empty: standard output
  std::string buffering = "line";  // -B: line, full or none
  bool verbose = false;
  bool color = false;
};

class RunOutput {
 public:
  explicit RunOutput(OutputOptions options) : options_(std::move(options)) {}
  ~RunOutput();
  RunOutput(const RunOutput&) = delete;
  RunOutput& operator=(const RunOutput&) = delete;

  // Checks the options and opens the file. It keeps what it holds until Empty.
  Status Open();
  // What the file held goes when there is something to put in its place.
  void Empty();

  // Only after Open, as all that follows.
  [[nodiscard]] output::SinkList& sinks() { return *sinks_; }
  // Standard error, for what must be said when the output does not work.
  [[nodiscard]] output::NoticeSink& console() { return *console_; }
  // Where the script's output goes, for waiting until it can be written.
  [[nodiscard]] output::Stream& out() { return *out_; }
  // False: nothing more can be written.
  [[nodiscard]] bool works() const { return out_->error() == 0; }

  // Lines on standard error, which may be a pipe that nobody reads as well.
  void Say(std::string_view lines) { sinks_->Message(lines); }
  // The same with -v only. Whoever has much to put together asks before.
  void Verbose(std::string_view line);
  [[nodiscard]] bool verbose() const { return options_.verbose; }
  void ShowError(const Error& error);
  // Lines for standard output, wherever the script's output goes.
  void SayOnStandardOutput(const std::vector<std::string>& lines);

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
  OutputOptions options_;
  UniqueFd file_;
  std::optional<output::Stream> out_, messages_;
  std::optional<output::ConsoleNotices> console_;
  std::optional<output::SinkList> sinks_;
  Signals* signals_ = nullptr;
  bool hurry_ = false;
};

}  // namespace sonde::runtime
