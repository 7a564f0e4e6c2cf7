// Writing pcap files. Leaves: PacketFiles. Covered by tests/runtime/packet_files_test.cpp and
// tests/run/packets.test.
//
// The format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-03.html, in the byte order of this
// machine, with times of nanoseconds.
#include "runtime/packet_files.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "defs/events.h"

namespace sonde::runtime {
namespace {

constexpr size_t kNoFile = SIZE_MAX;
constexpr uint64_t kNsPerSecond = 1000000000;

struct FileHeader {
  uint32_t magic = 0xa1b23c4d;  // of nanoseconds
  uint16_t major = 2, minor = 4;
  uint32_t reserved[2] = {};
  uint32_t longest = 65535;
  uint32_t link_type = 101;  // LINKTYPE_RAW: an IPv4 or IPv6 packet
};
static_assert(sizeof(FileHeader) == 24);

struct RecordHeader {
  uint32_t seconds, nanoseconds;
  uint32_t captured, length;
};

template <typename Header>
std::string_view BytesOf(const Header& header) {
  return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

}  // namespace

Status PacketFiles::Open(const std::string& path) {
  File file{path, UniqueFd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), nullptr};
  if (!file.fd.valid()) return Error::FromErrno("Failed to create the pcap file \"" + path + "\"", errno);
  file.out = std::make_unique<output::Stream>(file.fd.get(), output::Buffering::Full);
  file.out->Append(BytesOf(FileHeader()));
  file.out->Flush();
  files_.push_back(std::move(file));
  return Status::Ok();
}

Result<std::unique_ptr<PacketFiles>> PacketFiles::Create(const bundle::Metadata& metadata, uint64_t wall_ns) {
  std::unique_ptr<PacketFiles> made(new PacketFiles(wall_ns));
  for (const bundle::EventMeta& event : metadata.events) {
    made->file_of_.push_back(kNoFile);
    if (event.kind != EventKind::Packet) continue;
    auto& files = made->files_;
    const auto known =
        std::find_if(files.begin(), files.end(), [&](const File& file) { return file.path == event.text; });
    made->file_of_.back() = static_cast<size_t>(known - files.begin());
    if (known != files.end()) continue;
    if (Status status = made->Open(event.text); !status) return status.TakeError();
  }
  return made;
}

bool PacketFiles::Write(std::span<const std::byte> record) {
  PacketHeader header{};
  if (record.size() < sizeof(header)) return false;
  std::memcpy(&header, record.data(), sizeof(header));
  const auto bytes = record.subspan(sizeof(header));
  if (header.event.event >= file_of_.size() || file_of_[header.event.event] == kNoFile) return false;
  const uint32_t captured = std::min(header.length, kMostOfPacket);
  if (captured > bytes.size() || header.offset >= captured) return false;
  const uint64_t time = header.boot_ns + wall_ns_;
  output::Stream& out = *files_[file_of_[header.event.event]].out;
  const RecordHeader about = {static_cast<uint32_t>(time / kNsPerSecond),
                              static_cast<uint32_t>(time % kNsPerSecond), captured - header.offset,
                              header.length - header.offset};
  out.buffer() += BytesOf(about);
  const auto packet = bytes.subspan(header.offset, about.captured);
  out.buffer().append(reinterpret_cast<const char*>(packet.data()), packet.size());
  out.Commit();
  return true;
}

uint64_t PacketFiles::WriteAll(EventSource& source) {
  uint64_t foreign = 0;
  source.Drain(SIZE_MAX, [&](std::span<const std::byte> record) {
    if (!Write(record)) ++foreign;
    return true;
  });
  for (const File& file : files_)
    file.out->Flush();
  return foreign;
}

const Error* PacketFiles::Close() {
  for (const File& file : files_) {
    constexpr int kPatienceMs = 1000;  // of who reads a pipe
    if (file.out->error() == 0) file.out->FlushWithin(kPatienceMs, -1);
    file.out->Drop();
    const uint64_t lost = file.out->lost_records();
    if (lost == 0 || lost_) continue;
    lost_ = Error::FromErrno("Failed to write " + std::to_string(lost) + " packets to \"" + file.path + "\"",
                             file.out->error() != 0 ? file.out->error() : EAGAIN);
  }
  files_.clear();
  return lost_ ? &*lost_ : nullptr;
}

}  // namespace sonde::runtime
