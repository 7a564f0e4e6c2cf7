// UTF-8 of bytes. Leaves: Utf8Length, Utf8Cut, AppendUtf8. Covered by tests/base/utf8_test.cpp.
#include "base/utf8.h"

#include <algorithm>

#include "base/rapidjson.h"

namespace sonde {

size_t Utf8Length(std::string_view text) {
  rapidjson::MemoryStream bytes(text.data(), text.size());
  unsigned code = 0;
  return rapidjson::UTF8<>::Decode(bytes, &code) ? bytes.Tell() : 0;
}

std::string_view Utf8Cut(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && IsInsideUtf8(text[most]))
    --most;
  return text.substr(0, most);
}

void AppendUtf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    out += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
    text.remove_prefix(std::max<size_t>(length, 1));
  }
}

}  // namespace sonde
