// PacketFiles: the files that skboutput() names, in the format of pcap. All are there from the start. Covered
// by tests/runtime/packet_files_test.cpp and tests/run/packets.test.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "bundle/metadata.h"
#include "output/stream.h"
#include "runtime/machine.h"

namespace sonde::runtime {

class PacketFiles {
 public:
  // Creates every file. `wall_ns`: CLOCK_REALTIME less the clock of events.
  static Result<std::unique_ptr<PacketFiles>> Create(const bundle::Metadata& metadata, uint64_t wall_ns);

  // Takes all packets that have come. Returns how many records were none.
  uint64_t WriteAll(EventSource& source);
  // A record of a program: PacketHeader and the packet's bytes. False if it is none of those of the metadata.
  bool Write(std::span<const std::byte> record);
  // Writes the rest. What of a file could not be written, if anything.
  const Error* Close();

 private:
  struct File {
    std::string path;
    UniqueFd fd;
    std::unique_ptr<output::Stream> out;
  };
  explicit PacketFiles(uint64_t wall_ns) : wall_ns_(wall_ns) {}
  Status Open(const std::string& path);

  const uint64_t wall_ns_;
  std::vector<File> files_;
  std::vector<size_t> file_of_;  // by event
  std::optional<Error> lost_;
};

}  // namespace sonde::runtime
