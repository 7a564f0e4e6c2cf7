// EventHandler: does what the records of the ring buffer ask for. One function per row of
// defs/events.def. Covered by tests/runtime/fake_session_test.cpp and session_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bundle/metadata.h"
#include "output/format.h"
#include "output/sink_list.h"
#include "runtime/decoder.h"
#include "runtime/map_reader.h"
#include "runtime/shell.h"
#include "runtime/spans.h"

namespace sonde::runtime {

class EventHandler {
 public:
  struct Options {
    bool warnings = true;  // whether warnf() says something
    ShellInput shell_input = ShellInput::Own;
  };
  EventHandler(const bundle::Metadata& metadata, const Decoder& decoder, MapReader& maps,
               output::SinkList& sinks, Options options);

  // False when the script asked to end: later records are not for us.
  bool Handle(std::span<const std::byte> record);

  // The records that were there have been handled; `now` as Machine::Now.
  void EndRound(uint64_t now);

  // What the last record was that was handled.
  [[nodiscard]] EventKind kind() const { return kind_; }
  // What is done about watchpoints on arguments: `probe` asks to watch an address of a process; an address is
  // to be watched no more. Without hooks nothing.
  struct WatchHooks {
    std::function<void(uint32_t probe, uint64_t process, uint64_t address)> arm;
    std::function<void(uint64_t address)> end;
  };
  void SetWatchHooks(WatchHooks hooks) { watch_ = std::move(hooks); }

  // The code of the last exit(), if there was one.
  [[nodiscard]] std::optional<uint8_t> exit_code() const { return exit_code_; }
  void CountForeign(uint64_t records) { foreign_ += records; }
  // How often errorf() was called.
  [[nodiscard]] uint64_t errors() const { return errors_; }
  // Records that are none of the events of the metadata: of another size, or of a number that it has not.
  [[nodiscard]] const Spans& spans() const { return spans_; }
  [[nodiscard]] uint64_t foreign() const { return foreign_; }

 private:
  bool PrintJoined(const bundle::EventMeta& meta);
  void ShowError(const Error& error);
  void Shown(int map);
  [[nodiscard]] bool FollowsPrint(int map) const;

  using Payload = std::span<const std::byte>;
  [[nodiscard]] uint64_t NumberAt(size_t value) const;
  void DecodeArguments(size_t event, Payload payload);
  [[nodiscard]] output::Value ReadWholeMap(uint32_t map);
  [[nodiscard]] std::string Formatted(size_t event, Payload payload);
  void Say(size_t event, Payload payload);
#define EVENT(id, json_type) bool On##id(size_t event, Payload payload);
#include "defs/events.def"

  const bundle::Metadata& metadata_;
  const Decoder& decoder_;
  MapReader& maps_;
  output::SinkList& sinks_;
  std::vector<output::Formatter> formatters_;  // by event; of what has no format: empty
  std::vector<output::Value> values_;          // reused
  std::optional<uint8_t> exit_code_;
  WatchHooks watch_;
  uint32_t probe_ = 0;  // that sent the record at hand
  EventKind kind_ = EventKind::Exit;
  struct {
    std::vector<std::pair<int, uint32_t>> maps;  // and the probes that asked for it
    uint64_t until = 0;  // when the moment is over; 0: the round is not over in which the last was printed
    int rounds = 0;      // since the last one was printed
  } printed_;            // a moment ago
  Spans spans_;
  uint64_t foreign_ = 0;
  uint64_t errors_ = 0;
  const Options options_;
};

}  // namespace sonde::runtime
