// Entry: what a compilation gave and what it rests on, as the bytes of a file of the cache.
//
// File: 8 bytes magic "SONDEHAD", u32 version, u32 checksum (CRC-32 of all that follows it), 32 bytes key,
// then the recorded questions, what was said, names of probes, and the bundle as bundle.h has it. Covered by
// tests/cache/entry_test.cpp and tests/fuzz/bundle_target.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "bundle/bundle.h"
#include "host/recording_host.h"

namespace sonde::cache {

// A text for standard error.
struct Message {
  std::string text;
  bool rendered = false;  // escaped already, with colours: TellRendered
};

struct Entry {
  std::vector<RecordedQuestion> questions;
  std::vector<Message> messages;
  std::vector<std::string> predicates;  // as CompileOutcome has them
  bundle::Bundle bundle;
};

std::string Serialize(const Entry& entry, const Digest& key);

// What stands before the bundle, so that the questions can be asked before the bundle is read.
struct Opened {
  std::vector<RecordedQuestion> questions;
  std::vector<Message> messages;
  std::vector<std::string> predicates;
  std::string_view bundle;  // of the bytes that were opened
};

// Refuses bytes that are no entry for `key`, of another version, too short, too long or changed.
Result<Opened> Open(std::string_view bytes, const Digest& key);

}  // namespace sonde::cache
