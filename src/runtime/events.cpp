// Handling of events. Leaves: EventHandler. Covered by tests/runtime/fake_session_test.cpp and
// session_test.cpp.
#include "runtime/events.h"

#include <algorithm>
#include <cstring>
#include <ctime>

#include "runtime/report.h"

namespace sonde::runtime {

EventHandler::EventHandler(const bundle::Metadata& metadata, const Decoder& decoder, MapReader& maps,
                           output::SinkList& sinks)
    : metadata_(metadata), decoder_(decoder), maps_(maps), sinks_(sinks) {
  for (const bundle::EventMeta& event : metadata.events) {
    formatters_.emplace_back(event.kind == EventKind::Printf ? std::string_view(event.text) : "");
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
  const auto kind = static_cast<size_t>(metadata_.events[header.event].kind);
  return (this->*kHandlers[kind])(header.event, record.subspan(sizeof(header)));
}

bool EventHandler::OnPrintf(size_t event, Payload payload) {
  values_.clear();
  for (const bundle::Layout& layout : metadata_.events[event].args) {
    values_.push_back(decoder_.Decode(layout, payload));
  }
  sinks_.Printf(formatters_[event], values_);
  return true;
}

bool EventHandler::OnPrint(size_t event, Payload payload) {
  sinks_.Print(decoder_.Decode(metadata_.events[event].args[0], payload));
  return true;
}

bool EventHandler::OnPrintMap(size_t event, Payload /*payload*/) {
  const bundle::EventMeta& meta = metadata_.events[event];
  auto map = maps_.Read(static_cast<size_t>(meta.map), true, true);
  shown_.emplace_back(meta.map, probe_);
  if (map) {
    sinks_.PrintMap(*map, meta.top, meta.divisor);
  } else {
    ShowError(map.error());
  }
  return true;
}

void EventHandler::ShowError(const Error& error) {
  sinks_.Message(ErrorText(error));
}

void EventHandler::EndRound() {
  if (shown_.empty()) return;
  shown_.clear();
  maps_.ForgetShown();
}

// The probe at hand had this map printed just before.
bool EventHandler::FollowsPrint(int map) {
  return std::erase(shown_, std::pair(map, probe_)) > 0;
}

bool EventHandler::OnClearMap(size_t event, Payload /*payload*/) {
  const int map = metadata_.events[event].map;
  Status status = maps_.Clear(static_cast<size_t>(map), FollowsPrint(map));
  if (!status) ShowError(status.error());
  return true;
}

bool EventHandler::OnZeroMap(size_t event, Payload /*payload*/) {
  const int map = metadata_.events[event].map;
  Status status = maps_.Zero(static_cast<size_t>(map), FollowsPrint(map));
  if (!status) ShowError(status.error());
  return true;
}

namespace {

// The format with %f replaced by microseconds, which strftime(3) does not have.
std::string WithMicroseconds(const std::string& format, long nanoseconds) {
  std::string digits = std::to_string(nanoseconds / 1000);
  digits.insert(0, 6 - std::min<size_t>(digits.size(), 6), '0');
  std::string result;
  for (size_t at = 0; at < format.size(); ++at) {
    const bool conversion = format[at] == '%' && at + 1 < format.size();
    if (conversion && format[at + 1] == 'f') {
      result += digits;
      ++at;
      continue;
    }
    result += format[at];
    if (conversion) result += format[++at];  // "%%f" is a percent sign and an f
  }
  return result;
}

}  // namespace

bool EventHandler::OnTime(size_t event, Payload /*payload*/) {
  char text[64];
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  localtime_r(&now.tv_sec, &parts);
  const std::string format = WithMicroseconds(metadata_.events[event].text, now.tv_nsec);
  const size_t length = strftime(text, sizeof(text), format.c_str(), &parts);
  if (length == 0) {
    ShowError(Error("strftime returned zero (Invalid argument)"));
  } else {
    sinks_.Time(std::string_view(text, length));
  }
  return true;
}

bool EventHandler::OnExit(size_t /*event*/, Payload payload) {
  uint64_t code = 0;
  if (payload.size() >= sizeof(code)) std::memcpy(&code, payload.data(), sizeof(code));
  exit_code_ = static_cast<uint8_t>(code);
  return false;
}

}  // namespace sonde::runtime
