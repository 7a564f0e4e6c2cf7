"""What processes of a session are doing, for the report of a test that does not end: its run cannot be
repeated, and "still running" alone tells nothing about why."""

import os

FRAMES = 6  # of the kernel's stack, innermost first


def of_session(leader):
    """A line for each process of the session that `leader` (a process id) began."""
    lines = []
    for name in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
        try:
            if os.getsid(int(name)) == leader:
                lines.append(_describe(name))
        except OSError:
            pass  # it has ended meanwhile
    return lines


def _describe(process):
    text = _read(process, "stat")
    name = text[text.index("(") + 1:text.rindex(")")]
    fields = text[text.rindex(")") + 2:].split()
    state, user, system = fields[0], int(fields[11]), int(fields[12])
    ticks = os.sysconf("SC_CLK_TCK")
    line = f"{name} ({process}): {state}, {user / ticks:.1f} s user, {system / ticks:.1f} s system"
    frames = [frame.split()[-1].partition("+")[0] for frame in _read(process, "stack").splitlines()]
    return line + (", in " + " < ".join(frames[:FRAMES]) if frames else "")


def _read(process, file):
    with open(f"/proc/{process}/{file}", encoding="utf-8", errors="replace") as stream:
        return stream.read()
