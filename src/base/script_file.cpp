// Reading scripts. Leaves: what script_file.h declares. Covered by tests/base/script_file_test.cpp.
#include "base/script_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace sonde {
namespace {

Error Reason(int code) {
  return Error(std::strerror(code));
}

// Files of other systems begin with a mark and end their lines with CR LF; neither means anything here.
std::string Cleaned(std::string text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  if (text.find('\r') == std::string::npos) return text;
  size_t kept = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    text[kept++] = text[i];
  }
  text.resize(kept);
  return text;
}

}  // namespace

Result<std::string> ReadScriptFrom(int fd) {
  constexpr size_t kChunk = 64 * 1024;  // bytes
  std::string text;
  while (true) {
    const size_t size = text.size();
    text.resize(size + kChunk);
    const ssize_t got = read(fd, text.data() + size, kChunk);
    const int code = errno;
    text.resize(size + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got == 0) return Cleaned(std::move(text));
    if (got < 0 && code != EINTR) return Reason(code);
    if (text.size() > kMaxScriptSize) {
      return Error("larger than " + std::to_string(kMaxScriptSize >> 20) + " MiB, which no script is");
    }
  }
}

Result<std::string> ReadScript(const std::string& path, ScriptFrom from) {
  const bool regular_only = from == ScriptFrom::RegularFile;
  // Opening a FIFO waits for its writer, unless told not to.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | (regular_only ? O_NONBLOCK : 0));
  if (fd < 0) return Reason(errno);
  struct stat info{};
  Result<std::string> text = std::string();
  if (fstat(fd, &info) != 0) {
    text = Reason(errno);
  } else if (S_ISDIR(info.st_mode)) {
    text = Reason(EISDIR);
  } else if (regular_only && !S_ISREG(info.st_mode)) {
    text = Error("not a regular file");
  } else {
    text = ReadScriptFrom(fd);
  }
  close(fd);
  return text;
}

}  // namespace sonde
