// Handling of events. Leaves: EventHandler. Covered by tests/runtime/fake_session_test.cpp and
// session_test.cpp.
#include "runtime/events.h"

#include <algorithm>
#include <cstring>
#include <ctime>

#include "output/text.h"
#include "runtime/places.h"
#include "runtime/report.h"
#include "runtime/shell.h"
#include "runtime/time_text.h"

namespace sonde::runtime {

namespace {

// Whose text is a format of values.
bool IsFormatted(EventKind kind) {
  switch (kind) {
    case EventKind::Printf:
    case EventKind::Errorf:
    case EventKind::Warnf:
    case EventKind::Cat:
    case EventKind::System:
      return true;
    default:
      return false;
  }
}

}  // namespace

EventHandler::EventHandler(const bundle::Metadata& metadata, const Decoder& decoder, MapReader& maps,
                           output::SinkList& sinks, Options options)
    : metadata_(metadata), decoder_(decoder), maps_(maps), sinks_(sinks), options_(options) {
  for (const bundle::EventMeta& event : metadata.events) {
    formatters_.emplace_back(IsFormatted(event.kind) ? std::string_view(event.text) : "");
  }
}

bool EventHandler::Handle(std::span<const std::byte> record) {
  using Handler = bool (EventHandler::*)(size_t, Payload);
  static constexpr Handler kHandlers[] = {
#define EVENT(id, json_type) &EventHandler::On##id,
#include "defs/events.def"
  };
  EventHeader header{};
  if (record.size() >= sizeof(header)) std::memcpy(&header, record.data(), sizeof(header));
  // What a program sends and what the metadata says of it are compared here: the object's code does not tell.
  if (record.size() < sizeof(header) || header.event >= metadata_.events.size() ||
      header.probe >= metadata_.probes.size() || record.size() != metadata_.events[header.event].size) {
    ++foreign_;
    return true;
  }
  probe_ = header.probe;
  kind_ = metadata_.events[header.event].kind;
  return (this->*kHandlers[static_cast<size_t>(kind_)])(header.event, record.subspan(sizeof(header)));
}

void EventHandler::DecodeArguments(size_t event, Payload payload) {
  const bundle::EventMeta& meta = metadata_.events[event];
  values_.clear();
  auto map = meta.maps.begin();
  const auto add_maps = [&] {
    for (; map != meta.maps.end() && map->place == values_.size(); ++map)
      values_.push_back(ReadWholeMap(map->map));
  };
  for (const bundle::Layout& layout : meta.args) {
    add_maps();
    values_.push_back(decoder_.Decode(layout, payload));
  }
  add_maps();
}

output::Value EventHandler::ReadWholeMap(uint32_t map) {
  auto data = maps_.Read(map, true, true);
  Shown(static_cast<int>(map));
  if (data) return {output::WholeMap{std::make_shared<const output::MapData>(std::move(*data))}};
  ShowError(data.error());
  return {};
}

bool EventHandler::OnPrintf(size_t event, Payload payload) {
  DecodeArguments(event, payload);
  sinks_.Printf(formatters_[event], values_);
  return true;
}

std::string EventHandler::Formatted(size_t event, Payload payload) {
  DecodeArguments(event, payload);
  std::string text;
  formatters_[event].Append(text, values_);
  return text;
}

bool EventHandler::OnPrint(size_t event, Payload payload) {
  sinks_.Print(decoder_.Decode(metadata_.events[event].args[0], payload));
  return true;
}

bool EventHandler::OnPrintMap(size_t event, Payload /*payload*/) {
  const bundle::EventMeta& meta = metadata_.events[event];
  if (!meta.joined.empty()) return PrintJoined(meta);
  // Of time series all are printed.
  const bool series = metadata_.maps[static_cast<size_t>(meta.map)].function == Aggregation::Tseries;
  auto map = maps_.Read(static_cast<size_t>(meta.map), true, true, series ? 0 : meta.top);
  Shown(meta.map);
  if (map) {
    sinks_.PrintMap(*map, {.top = meta.top, .divisor = meta.divisor, .percentiles = meta.percentiles});
  } else {
    ShowError(map.error());
  }
  return true;
}

bool EventHandler::PrintJoined(const bundle::EventMeta& meta) {
  std::vector<size_t> numbers = {static_cast<size_t>(meta.map)};
  numbers.insert(numbers.end(), meta.joined.begin(), meta.joined.end());
  auto maps = maps_.ReadAll(numbers);
  for (const size_t map : numbers)
    Shown(static_cast<int>(map));
  if (maps) {
    sinks_.PrintMaps(*maps, {.top = meta.top, .divisor = meta.divisor, .percentiles = {}});
  } else {
    ShowError(maps.error());
  }
  return true;
}

void EventHandler::ShowError(const Error& error) {
  sinks_.Message(ErrorText(error));
}

// A round may end, and time pass, between what one run of a program sends: the consumer was quicker, or the
// host took the program's CPU away for a while.
void EventHandler::EndRound(uint64_t now) {
  constexpr uint64_t kMomentNs = 20000000;
  constexpr int kRounds = 3;
  if (printed_.maps.empty()) return;
  if (printed_.until == 0) printed_.until = now + kMomentNs;
  if (++printed_.rounds < kRounds || now < printed_.until) return;
  printed_.maps.clear();
  maps_.ForgetShown();
}

void EventHandler::Shown(int map) {
  const std::pair printed(map, probe_);
  if (std::find(printed_.maps.begin(), printed_.maps.end(), printed) == printed_.maps.end())
    printed_.maps.push_back(printed);
  printed_.until = 0;
  printed_.rounds = 0;
}

// The probe at hand had this map printed just before. Still after it was cleared: on another CPU the probe
// may have printed it, too.
bool EventHandler::FollowsPrint(int map) const {
  return std::find(printed_.maps.begin(), printed_.maps.end(), std::pair(map, probe_)) != printed_.maps.end();
}

bool EventHandler::OnClearMap(size_t event, Payload /*payload*/) {
  const int map = metadata_.events[event].map;
  Status status = maps_.Clear(static_cast<size_t>(map), FollowsPrint(map));
  if (!status) ShowError(status.error());
  sinks_.MapCleared(metadata_.maps[static_cast<size_t>(map)].name);
  return true;
}

bool EventHandler::OnZeroMap(size_t event, Payload /*payload*/) {
  const int map = metadata_.events[event].map;
  Status status = maps_.Zero(static_cast<size_t>(map), FollowsPrint(map));
  if (!status) ShowError(status.error());
  sinks_.MapCleared(metadata_.maps[static_cast<size_t>(map)].name);
  return true;
}

bool EventHandler::OnTime(size_t event, Payload /*payload*/) {
  constexpr size_t kMost = 64;
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::string text = TimeText(metadata_.events[event].text, now, kMost, "f");
  if (text.empty()) {
    ShowError(Error("strftime returned zero (Invalid argument)"));
  } else {
    sinks_.Text(EventKind::Time, text);
  }
  return true;
}

void EventHandler::Say(size_t event, Payload payload) {
  output::Problem problem = ProblemAt(metadata_, metadata_.events[event].location);
  problem.message = Formatted(event, payload);
  sinks_.Said(metadata_.events[event].kind, problem);
}

bool EventHandler::OnErrorf(size_t event, Payload payload) {
  ++errors_;
  Say(event, payload);
  return true;
}

bool EventHandler::OnWarnf(size_t event, Payload payload) {
  if (options_.warnings) Say(event, payload);
  return true;
}

bool EventHandler::OnCat(size_t event, Payload payload) {
  auto text = ReadBeginning(Formatted(event, payload), metadata_.config.max_cat_bytes);
  if (text) {
    sinks_.Text(EventKind::Cat, *text);
  } else {
    ShowError(text.error());
  }
  return true;
}

bool EventHandler::OnSystem(size_t event, Payload payload) {
  auto text = RunShell(Formatted(event, payload), options_.shell_input);
  if (text) {
    sinks_.Text(EventKind::System, *text + "\n");
  } else {
    ShowError(text.error());
  }
  return true;
}

bool EventHandler::OnJoin(size_t event, Payload payload) {
  const std::string& separator = metadata_.events[event].text;
  std::string text;
  for (size_t i = 0; i < kJoinedStrings && payload.size() >= (i + 1) * kJoinedSize; ++i) {
    const char* string = reinterpret_cast<const char*>(payload.data()) + i * kJoinedSize;
    const size_t length = strnlen(string, kJoinedSize);
    if (length == 0) break;
    if (i > 0) text += separator;
    text.append(string, length);
  }
  sinks_.Text(EventKind::Join, text + "\n");
  return true;
}

// Comes by another way (PacketBuffers).
bool EventHandler::OnPacket(size_t /*event*/, Payload /*payload*/) {
  ++foreign_;
  return true;
}

// A bundle has been checked to have these words.
bool EventHandler::OnWatch(size_t /*event*/, Payload payload) {
  uint64_t words[2] = {};  // process, address
  std::memcpy(words, payload.data(), sizeof(words));
  if (watch_.arm) watch_.arm(probe_, words[0], words[1]);
  return true;
}

bool EventHandler::OnUnwatch(size_t /*event*/, Payload payload) {
  uint64_t address = 0;
  std::memcpy(&address, payload.data(), sizeof(address));
  if (watch_.end) watch_.end(address);
  return true;
}

uint64_t EventHandler::NumberAt(size_t value) const {
  return output::IntegerBits(values_[value]).value_or(0);
}

// A bundle has been checked to have these values: time, process, thread, id, name, perhaps a row.
bool EventHandler::OnSpanBegin(size_t event, Payload payload) {
  DecodeArguments(event, payload);
  output::Span span{
      .name = {}, .row = {}, .id = NumberAt(3), .pid = NumberAt(1), .tid = NumberAt(2), .begin = NumberAt(0)};
  output::AppendText(span.name, values_[4]);
  if (values_.size() > 5) output::AppendText(span.row, values_[5]);
  if (spans_.Begin(span)) sinks_.SpanBegin(span);
  return true;
}

bool EventHandler::OnSpanEnd(size_t event, Payload payload) {
  DecodeArguments(event, payload);
  if (const auto span = spans_.End(NumberAt(3), NumberAt(0))) sinks_.SpanEnd(*span);
  return true;
}

bool EventHandler::OnExit(size_t /*event*/, Payload payload) {
  uint64_t code = 0;
  if (payload.size() >= sizeof(code)) std::memcpy(&code, payload.data(), sizeof(code));
  exit_code_ = static_cast<uint8_t>(code);
  return false;
}

}  // namespace sonde::runtime
