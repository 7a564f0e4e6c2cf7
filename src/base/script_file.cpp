// Reading scripts. Leaves: what script_file.h declares. Covered by tests/base/script_file_test.cpp.
#include "base/script_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/foreign_file.h"

namespace sonde {
namespace {

// The reason alone: whoever reports it names the file.
Error ReasonOf(const Error& error) {
  return Error(error.causes.empty() ? error.message : error.causes.back());
}

Result<std::string> Read(const Result<ForeignFile>& file) {
  if (!file) return ReasonOf(file.error());
  auto text = file->ReadAll();
  if (!text) return ReasonOf(text.error());
  return text;
}

Result<std::string> Cleaned(Result<std::string> text) {
  return text ? CleanScript(std::move(*text)) : std::move(text);
}

}  // namespace

std::string CleanScript(std::string text) {
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

Result<std::string> ReadScriptFrom(int fd) {
  // The descriptor stays the caller's.
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return Error(std::strerror(errno));
  return Cleaned(Read(ForeignFile::FromDescriptor(own, "", kMaxScriptSize)));
}

Result<std::string> ReadScriptAsWritten(const std::string& path, ScriptFrom from) {
  OpenRules rules{kMaxScriptSize};
  rules.streams = from == ScriptFrom::Anywhere;
  return Read(ForeignFile::Open(path, rules));
}

Result<std::string> ReadScript(const std::string& path, ScriptFrom from) {
  return Cleaned(ReadScriptAsWritten(path, from));
}

}  // namespace sonde
