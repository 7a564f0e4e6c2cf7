// FakeHost: a made-up machine read from a folder, for tests that must say the same everywhere. The folder may
// hold (each is optional):
//   tracepoints/CATEGORY/EVENT  format files as in tracefs
//   functions                   traceable kernel functions, one per line, `name [module]`
//   rawtracepoints, features    names, one per line; features as in features.def
//   release                     what uname -r says
//   btf                         raw BTF
//   modules/NAME                split BTF of a kernel module, over that
//   bpf_functions               of loaded BPF programs: lines `id name result`; a result is bytes, s4 is
//   signed headers                     a folder of kernel headers binaries/PATH               stands for the
//   ELF file /PATH: lines `name address size file_offset` markers/PATH                its static probes:
//   lines `provider name address semaphore [arguments]` variables/PATH              addresses of its
//   variables: lines `name address [size]` debug/PATH                  an ELF file with the debug information
//   of /PATH
// Covered by tests/host/fake_host_test.cpp.
#pragma once

#include <memory>
#include <string>

#include "host/host_view.h"

namespace sonde {

// `debug_info`: as MakeRealHost has it.
std::unique_ptr<HostView> MakeFakeHost(const std::string& directory, DebugInfoMaker debug_info = {});

}  // namespace sonde
