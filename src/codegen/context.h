// The context of a probe: its record or registers (context.cpp). Covered by tests/run/tracepoints.test.
#pragma once

#include <linux/bpf_perf_event.h>

#include "codegen/function.h"

namespace sonde::codegen {

// `bytes` (1, 2, 4 or 8) of the context from `offset` on, zero-extended.
Value* LoadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes);
// Eight bytes of it.
Value* LoadWord(FunctionEmitter& f, uint32_t offset);
// The address of a part of the context, as a number.
Value* ContextAddress(FunctionEmitter& f, uint32_t offset);
// LoadContext from the context itself, also in split programs.
Value* ReadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes);

// struct bpf_perf_event_data: struct pt_regs, sample_period, addr. The pointer that the kernel hands over
// leads to another struct; the verifier turns reads of fields into reads of that one. Source:
// pe_prog_convert_ctx_access() of Linux.
inline constexpr uint32_t kPerfContextSize = sizeof(bpf_perf_event_data);

// Stores at `memory`, the program's scratch memory, what SavedContext has been asked for, and the copy that
// `ctx` leads to.
void SaveContext(FunctionEmitter& f, Value* memory);

}  // namespace sonde::codegen
