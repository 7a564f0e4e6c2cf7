"""What the running kernel and machine offer: missing(test) gives the reason to skip a test, or None."""

import ctypes
import errno
import functools
import gzip
import os
import re
import shutil
import struct

_DEVICES = "/sys/bus/event_source/devices"


def kernel_version():
    """(6, 12) for 6.12.3."""
    major, minor = re.match(r"(\d+)\.(\d+)", os.uname().release).groups()
    return int(major), int(minor)


@functools.cache
def _kernel_config():
    for path in ("/proc/config.gz", f"/boot/config-{os.uname().release}"):
        try:
            opener = gzip.open if path.endswith(".gz") else open
            with opener(path, "rt", encoding="ascii", errors="replace") as stream:
                return set(stream.read().split("\n"))
        except OSError:
            continue
    return set()


def _configured(option):
    config = _kernel_config()
    return f"CONFIG_{option}=y" in config


def _load(program_type, words, attach_type=0):
    """The error number with which the kernel refuses a program of these instructions; 0 if it takes it."""
    instructions = (ctypes.c_uint64 * len(words))(*words)
    license_text = ctypes.create_string_buffer(b"GPL")
    attributes = bytearray(144)
    struct.pack_into("IIQQ", attributes, 0, program_type, len(words), ctypes.addressof(instructions),
                     ctypes.addressof(license_text))
    struct.pack_into("I", attributes, 68, attach_type)
    buffer = (ctypes.c_char * len(attributes)).from_buffer(attributes)
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(321, 5, buffer, len(attributes))  # bpf(BPF_PROG_LOAD)
    if fd >= 0:
        os.close(fd)
        return 0
    return ctypes.get_errno()


@functools.cache
def _tracing_programs_load():
    """Whether the kernel lets fentry programs in at all. The attach target is left out on purpose, so the
    kernel's answer is EINVAL; one that forbids them says EPERM before it looks."""
    tracing, fentry = 26, 24
    return _load(tracing, [0x00000000000000B7, 0x95], fentry) != errno.EPERM  # r0 = 0; exit


@functools.cache
def _may_write_user():
    """Whether programs may call bpf_probe_write_user: not where the kernel is locked down."""
    kprobe = 2
    words = [0x000000000000A2BF, 0xFFFFFFF800000207, 0x000000000000027A,  # r2 = r10 - 8; *(u64 *)r2 = 0
             0x00000000000001B7, 0x00000008000003B7,                      # r1 = 0; r3 = 8
             0x0000002400000085, 0x00000000000000B7, 0x95]                # call 36; r0 = 0; exit
    return _load(kprobe, words) == 0


@functools.cache
def _breakpoints_fire():
    """Whether the processor tells of a write: the processors of some virtual machines take breakpoints and are silent."""
    word = ctypes.c_uint64(0)
    attributes = bytearray(112)
    breakpoint_type, on_write = 5, 2
    struct.pack_into("II", attributes, 0, breakpoint_type, len(attributes))
    struct.pack_into("=IQQ", attributes, 52, on_write, ctypes.addressof(word), 8)
    buffer = (ctypes.c_char * len(attributes)).from_buffer(attributes)
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(298, buffer, 0, -1, -1, 0)  # perf_event_open
    if fd < 0:
        return False
    word.value = 1
    fired = struct.unpack("Q", os.read(fd, 8))[0]
    os.close(fd)
    return fired > 0


# Name -> (test, what its absence means for a reader)
FEATURES = {
    "kprobes": (lambda: os.path.exists(f"{_DEVICES}/kprobe"), "this kernel has no kprobes"),
    "uprobes": (lambda: os.path.exists(f"{_DEVICES}/uprobe"), "this kernel has no uprobes"),
    "kprobe_multi": (lambda: kernel_version() >= (5, 18) and _configured("FPROBE"),
                     "this kernel has no multi kprobes (CONFIG_FPROBE)"),
    "kprobe_session": (lambda: kernel_version() >= (6, 14) and _configured("FPROBE"),
                       "this kernel has no kprobe sessions that miss no call (6.14, CONFIG_FPROBE)"),
    "uprobe_multi": (lambda: kernel_version() >= (6, 6) and os.path.exists(f"{_DEVICES}/uprobe"),
                     "this kernel has no multi uprobes (6.6)"),
    "fentry": (lambda: _tracing_programs_load() and _configured("DYNAMIC_FTRACE_WITH_DIRECT_CALLS"),
               "this kernel refuses fentry programs"),
    "write_user": (_may_write_user, "this kernel lets no program write to memory of processes"),
    "pmu": (lambda: os.path.exists(f"{_DEVICES}/cpu"), "this machine has no performance counters"),
    "breakpoints": (_breakpoints_fire, "breakpoints of this machine's processor never fire"),
    "smp": (lambda: os.cpu_count() > 1, "this machine has one CPU"),
    "btf": (lambda: os.path.exists("/sys/kernel/btf/vmlinux"), "this kernel has no BTF"),
}

_OPERATORS = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


@functools.cache
def _has(feature):
    return bool(FEATURES[feature][0]())


def unknown(test):
    """The first word of NEEDS that means nothing, or None."""
    for need in test.needs:
        if not need.startswith(("command:", "file:")) and need.removeprefix("!") not in FEATURES:
            return need
    return None


def missing(test):
    """Why the test cannot run here, or None when it can."""
    if test.kernel:
        operator, version = test.kernel.split()
        wanted = tuple(map(int, version.split(".")))
        if not _OPERATORS[operator](kernel_version(), wanted):
            return f"needs kernel {test.kernel}, this is {'.'.join(map(str, kernel_version()))}"
    for need in test.needs:
        if need.startswith("command:"):
            if not shutil.which(need[8:]):
                return f"no command {need[8:]}"
        elif need.startswith("file:"):
            if not os.path.exists(need[5:]):
                return f"no file {need[5:]}"
        elif need.startswith("!"):
            if _has(need[1:]):
                return f"for kernels without {need[1:]}"
        elif not _has(need):
            return FEATURES[need][1]
    return None
