// Stamps: short texts that are others as soon as what they stand for has changed. They are compared, never
// read. Covered by tests/host/stamps_test.cpp.
#pragma once

#include <sys/stat.h>

#include <string>

namespace sonde {

// Device, inode, mode, owner, size and the times of its last changes, to the nanosecond. Whoever may set the
// time of a change cannot set that of the inode's change.
std::string StampOf(const struct stat& info);
// Of the file that `path` leads to; of a relative path also of where that begins. "none" where there is no
// file.
std::string StampOfFile(const std::string& path);
// As HostView::KernelStamp has it, of the running kernel. Empty if the kernel does not say which boot this
// is.
std::string StampOfKernel();

}  // namespace sonde
