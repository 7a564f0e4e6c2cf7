// Abilities of the kernel and the machine that no probe depends on in general, for --info: asked by trying.
// Covered by tests/run/options.test.
#pragma once

namespace sonde {

// Instructions that a program may have; -1: not known.
int InstructionLimit();

// Type information of kernel modules.
bool HasModuleBtf();

// Whether events of the processor, or breakpoints, can be counted.
bool HasProcessorCounters();
bool HasBreakpoints();

}  // namespace sonde
