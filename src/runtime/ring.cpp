// Reading a BPF ring buffer through its memory. Leaves: Ring. Covered by tests/runtime/ring_test.cpp.
#include "runtime/ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sonde::runtime {
namespace {

constexpr size_t kWindow = 512 << 10;  // bytes

size_t PageSize() {
  static const auto size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

uint64_t LoadPosition(const void* page) {
  return __atomic_load_n(static_cast<const uint64_t*>(page), __ATOMIC_ACQUIRE);
}

}  // namespace

Result<std::unique_ptr<Ring>> Ring::Open(int map_fd, uint32_t size) {
  std::unique_ptr<Ring> ring(new Ring(map_fd, size));
  if (Status status = ring->Map(); !status) return status.TakeError();
  return ring;
}

Status Ring::Map() {
  void* memory = mmap(nullptr, PageSize(), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (memory == MAP_FAILED) return Error::FromErrno("mapping the ring buffer", errno);
  consumer_ = memory;
  memory = mmap(nullptr, PageSize(), PROT_READ, MAP_SHARED, fd_, static_cast<off_t>(PageSize()));
  if (memory == MAP_FAILED) return Error::FromErrno("mapping the ring buffer's producer position", errno);
  producer_ = memory;
  position_ = LoadPosition(consumer_);
  if (At(position_, BPF_RINGBUF_HDR_SZ) == nullptr) {
    return Error::FromErrno("mapping the ring buffer's data", errno);
  }
  return Status::Ok();
}

Ring::~Ring() {
  if (consumer_ != nullptr) munmap(consumer_, PageSize());
  if (producer_ != nullptr) munmap(producer_, PageSize());
  if (window_ != nullptr) munmap(window_, window_size_);
}

bool Ring::MoveWindow(size_t offset, size_t length) {
  const size_t page = PageSize();
  const size_t begin = offset / page * page;
  const size_t needed = (offset + length - begin + page - 1) / page * page;
  const size_t size = std::min(std::max(needed, kWindow), 2 * size_t{size_} - begin);
  if (needed > size) return false;
  const off_t file_offset = static_cast<off_t>(2 * page + begin);
  void* memory = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd_, file_offset);
  if (memory == MAP_FAILED) return false;
  if (window_ != nullptr) munmap(window_, window_size_);
  window_ = static_cast<std::byte*>(memory);
  window_begin_ = begin;
  window_size_ = size;
  return true;
}

const std::byte* Ring::At(uint64_t position, size_t length) {
  const size_t offset = position & (size_ - 1);
  const bool inside = offset >= window_begin_ && offset + length <= window_begin_ + window_size_;
  if (!inside && !MoveWindow(offset, length)) return nullptr;
  return window_ + (offset - window_begin_);
}

bool Ring::Next(std::span<const std::byte>& record) {
  if (position_ >= LoadPosition(producer_)) return false;
  const std::byte* header = At(position_, BPF_RINGBUF_HDR_SZ);
  if (header == nullptr) return false;
  const uint32_t word = __atomic_load_n(reinterpret_cast<const uint32_t*>(header), __ATOMIC_ACQUIRE);
  if ((word & BPF_RINGBUF_BUSY_BIT) != 0) return false;
  const uint32_t length = std::min(word & ~BPF_RINGBUF_DISCARD_BIT, size_);
  step_ = (uint64_t{length} + BPF_RINGBUF_HDR_SZ + 7) & ~uint64_t{7};
  header = At(position_, BPF_RINGBUF_HDR_SZ + length);
  if (header == nullptr) return false;
  const bool discarded = (word & BPF_RINGBUF_DISCARD_BIT) != 0;
  record = std::span(header + BPF_RINGBUF_HDR_SZ, discarded ? 0 : length);
  return true;
}

void Ring::Advance() {
  position_ += step_;
  __atomic_store_n(static_cast<uint64_t*>(consumer_), position_, __ATOMIC_RELEASE);
}

bool Ring::Empty() const {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  return position_ >= LoadPosition(producer_);
}

void Ring::Discard() {
  Drain(SIZE_MAX, [](std::span<const std::byte>) { return true; });
}

}  // namespace sonde::runtime
