// Bytes that libevent sends without copying them, to several connections or several times.
#pragma once

#include <event2/buffer.h>

#include <memory>
#include <string>

namespace sonde::serve {

using SharedText = std::shared_ptr<const std::string>;

// The buffer keeps the text until it is sent.
inline void AddShared(evbuffer* buffer, const SharedText& text) {
  auto* owner = new SharedText(text);
  const auto release = [](const void*, size_t, void* mine) { delete static_cast<SharedText*>(mine); };
  if (evbuffer_add_reference(buffer, text->data(), text->size(), release, owner) != 0) delete owner;
}

}  // namespace sonde::serve
