// What walks user stacks in the kernel (src/codegen/unwind.bpf.c) shares with user space, which fills its
// tables (src/unwind, runtime/unwinder.*); C and C++. Covered by tests/unwind/*.
#pragma once

#include <linux/types.h>

// How the frame of a caller is found from an address on: the canonical frame address (CFA, the stack pointer
// before the call) and from it what the caller had in its registers. DWARF 5, 6.4.
struct UnwindRule {
  __u8 cfa;           // UNWIND_CFA_*, and UNWIND_SIGNAL
  __u8 cfa_register;  // DWARF's number; of UNWIND_CFA_PLT the least offset in an entry that has pushed
  __u8 ra;            // UNWIND_*: the address to return to
  __u8 fp;            // the same, of the caller's frame pointer
  __s32 cfa_offset;
  __s32 cfa_added;  // of UNWIND_CFA_LOADED: to what was loaded
  __s32 ra_offset;
  __s32 fp_offset;
};

#define UNWIND_CFA_NONE 0      // not known: the stack breaks off here
#define UNWIND_CFA_REGISTER 1  // register + offset
#define UNWIND_CFA_LOADED 2    // *(register + offset) + added
#define UNWIND_CFA_PLT 3       // an entry of a procedure linkage table, 16 bytes that push one word
#define UNWIND_CFA_END 4       // nobody has called this: the stack is whole
#define UNWIND_CFA_KIND 15
#define UNWIND_SIGNAL 16  // the frame of a signal: the address behind it is no return address

#define UNWIND_SAME 0         // as it is (the frame pointer); in the link register (the return address)
#define UNWIND_AT_CFA 1       // at CFA + offset
#define UNWIND_AT_REGISTER 2  // at cfa_register + offset
#define UNWIND_LOST 3         // nobody knows

// Rows of a file: places, as offsets in it, from which on a rule holds.
#define UNWIND_CHUNK_BITS 8
#define UNWIND_CHUNK_ROWS (1 << UNWIND_CHUNK_BITS)
struct UnwindChunk {
  __u32 offset[UNWIND_CHUNK_ROWS];  // ascending; those that are not used 0xffffffff
  __u16 rule[UNWIND_CHUNK_ROWS];    // into the rules of all files
};
#define UNWIND_MOST_CHUNKS_BITS 13  // of a file: two million rows
#define UNWIND_MOST_CHUNKS (1 << UNWIND_MOST_CHUNKS_BITS)
#define UNWIND_MOST_RULES 65535
#define UNWIND_MOST_FILES 1024
#define UNWIND_MOST_PROCESSES 4096
#define UNWIND_MOST_WANTED 1024

struct UnwindFile {
  __u32 index;  // of its rows
  __u8 rows;    // 0: it has none, its functions keep frame pointers
  __u8 bits;    // of numbers of chunks: 3 where there are five to eight
  __u16 unused;
};
// As the kernel numbers them.
struct UnwindInode {
  __u64 device;
  __u64 inode;
};

#define UNWIND_UNUSED 0x7fffffffffffffffULL  // beyond all addresses of user space
struct UnwindMapping {
  __u64 start;  // UNWIND_UNUSED, or an address
  __u64 end;
  __u64 file_offset;
  struct UnwindFile file;
};
#define UNWIND_MOST_MAPPINGS_BITS 8
#define UNWIND_MOST_MAPPINGS (1 << UNWIND_MOST_MAPPINGS_BITS)
// Executable mappings of a process, by address. The first is at 0, and none.
struct UnwindProcess {
  __u64 version;  // another one whenever it is written: a value may be given to another process while it is
                  // read
  __u64 mm;       // whose they are, as the kernel knows it: of no later program. 0: of who comes first
  __u64 bits;     // of numbers of mappings
  struct UnwindMapping mappings[UNWIND_MOST_MAPPINGS];
};

// How walks ended, counted for each process and for all.
struct UnwindCounts {
  __u64 whole;    // at the start of a program or thread
  __u64 full;     // as many frames as were asked for
  __u64 broken;   // memory not there, or no rule for a place
  __u64 unknown;  // a process without tables: by frame pointers, as the kernel does it
};
