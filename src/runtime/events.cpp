// Handling of events. Leaves: EventHandler. Covered by tests/runtime/session_test.cpp.
#include "runtime/events.h"

#include <cstdio>
#include <cstring>
#include <ctime>

namespace sonde::runtime {

EventHandler::EventHandler(const bundle::Metadata& metadata, const Decoder& decoder, MapReader& maps,
                           output::Writer& writer)
    : metadata_(metadata), decoder_(decoder), maps_(maps), writer_(writer) {
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
  const auto kind = static_cast<size_t>(metadata_.events[header.event].kind);
  return (this->*kHandlers[kind])(header.event, record.subspan(sizeof(header)));
}

bool EventHandler::OnPrintf(size_t event, Payload payload) {
  values_.clear();
  for (const bundle::Layout& layout : metadata_.events[event].args) {
    values_.push_back(decoder_.Decode(layout, payload));
  }
  text_.clear();
  formatters_[event].Append(text_, values_, writer_.text_options());
  writer_.Printf(text_);
  return true;
}

bool EventHandler::OnPrint(size_t event, Payload payload) {
  writer_.Print(decoder_.Decode(metadata_.events[event].args[0], payload));
  return true;
}

bool EventHandler::OnPrintMap(size_t event, Payload /*payload*/) {
  const bundle::EventMeta& meta = metadata_.events[event];
  auto map = maps_.Read(static_cast<size_t>(meta.map), true);
  if (map) {
    writer_.Map(*map, meta.top, meta.divisor);
  } else {
    fprintf(stderr, "ERROR: %s\n", map.error().Text().c_str());
  }
  return true;
}

bool EventHandler::OnClearMap(size_t event, Payload /*payload*/) {
  Status status = maps_.Clear(static_cast<size_t>(metadata_.events[event].map));
  if (!status) fprintf(stderr, "ERROR: %s\n", status.error().Text().c_str());
  return true;
}

bool EventHandler::OnZeroMap(size_t event, Payload /*payload*/) {
  Status status = maps_.Zero(static_cast<size_t>(metadata_.events[event].map));
  if (!status) fprintf(stderr, "ERROR: %s\n", status.error().Text().c_str());
  return true;
}

bool EventHandler::OnTime(size_t event, Payload /*payload*/) {
  char text[64];
  const time_t now = time(nullptr);
  tm parts{};
  localtime_r(&now, &parts);
  const size_t length = strftime(text, sizeof(text), metadata_.events[event].text.c_str(), &parts);
  if (length == 0) {
    fputs("ERROR: strftime returned zero (Invalid argument)\n", stderr);
  } else {
    writer_.Time(std::string_view(text, length));
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
