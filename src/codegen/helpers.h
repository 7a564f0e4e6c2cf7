// BPF helper functions by number (include/uapi/linux/bpf.h, enum bpf_func_id) and small kernel constants.
#pragma once

#include <cstdint>

#include "defs/events.h"

namespace sonde::codegen {

enum class Helper : uint32_t {
  MapLookup = 1,
  MapUpdate = 2,
  MapDelete = 3,
  ProbeRead = 4,
  KtimeNs = 5,
  TracePrintk = 6,
  PrandomU32 = 7,
  SmpProcessorId = 8,
  TailCall = 12,
  CurrentPidTgid = 14,
  CurrentUidGid = 15,
  CurrentComm = 16,
  CurrentTask = 35,
  ProbeWriteUser = 36,
  NumaNodeId = 42,
  SocketCookie = 46,
  ProbeReadStr = 45,
  OverrideReturn = 58,
  GetStack = 67,
  CurrentCgroupId = 80,
  SendSignal = 109,
  ProbeReadUser = 112,
  ProbeReadKernel = 113,
  ProbeReadUserStr = 114,
  ProbeReadKernelStr = 115,
  SkbOutput = 111,
  SendSignalThread = 117,
  Jiffies64 = 118,
  NsCurrentPidTgid = 120,
  KtimeBootNs = 125,
  SeqPrintf = 126,
  SeqWrite = 127,
  RingbufOutput = 130,
  RingbufReserve = 131,
  RingbufSubmit = 132,
  DPath = 147,
  CopyFromUser = 148,
  CurrentTaskBtf = 158,
  ForEachMapElem = 164,
  FuncIp = 173,
  AttachCookie = 174,
  Loop = 181,
  FuncArg = 183,
  FuncRet = 184,
  CopyFromUserTask = 191,
  MapLookupPercpu = 195,
  KtimeTaiNs = 208,
  ElementCount = kElementCountCall,
  TaskFromPid = kTaskFromPidCall,
  TaskRelease = kTaskReleaseCall,
};

// Instruction set 3 (atomics with fetch, 32-bit jumps) is what the oldest supported kernel, 6.1, has.
inline constexpr const char* kTargetCpu = "v3";

inline constexpr uint64_t kUpdateAny = 0;
inline constexpr uint64_t kUpdateNoExist = 1;
inline constexpr uint64_t kRingbufNoWakeup = 1;
inline constexpr uint64_t kRingbufForceWakeup = 2;
inline constexpr uint64_t kUserStack = 1U << 8U;

// enum bpf_map_type
inline constexpr uint32_t kMapHash = 1;
inline constexpr uint32_t kMapArray = 2;
inline constexpr uint32_t kMapPerfEventArray = 4;
inline constexpr uint32_t kMapPercpuArray = 6;
inline constexpr uint32_t kMapRingbuf = 27;

}  // namespace sonde::codegen
