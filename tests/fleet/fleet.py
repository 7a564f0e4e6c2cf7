"""What the tests of docs/fleet.md share: a program of --aot that runs as its owner is told, with rights taken away, and readers of it."""

import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "serve"))

from served import read_metrics  # pylint: disable=wrong-import-position

held = failed = 0


def check(what, holds, seen=""):
    global held, failed
    held, failed = held + bool(holds), failed + (not holds)
    if not holds:
        print(f"wrong: {what}: {seen!r}"[:1500])


def same(what, seen, wanted):
    check(f"{what}, which should be {wanted!r}", seen == wanted, seen)


def finish():
    print(f"{held} checks held, {failed} did not")
    return 1 if failed else 0


def with_rights(names, command):
    """The command, as root with these capabilities (BPF, CAP_BPF) and no way to others."""
    rights = ",".join(["-all"] + ["+" + name.removeprefix("CAP_").lower() for name in names])
    return ["setpriv", "--no-new-privs", f"--bounding-set={rights}", f"--inh-caps={rights}", *command]


def rights_of(process):
    """Numbers of the capabilities that a process has."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        mask = int(re.search(r"^CapEff:\s*([0-9a-f]+)$", file.read(), re.M).group(1), 16)
    return [number for number in range(64) if mask >> number & 1]


SYS_ADMIN, BPF, PERFMON = 21, 39, 38  # linux/capability.h


def counted(served, wanted):
    """What /metrics says of @bytes, as soon as it is `wanted`; maps are read about once a second."""
    for _ in range(100):
        seen = read_metrics(served.ask("/metrics")[2])[0].get(("sonde_bytes", ()))
        if seen == wanted:
            break
        time.sleep(0.2)
    return seen


def example(section):
    """The YAML of docs/fleet.md below a heading that begins with `section`."""
    with open(os.path.join(ROOT, "docs", "fleet.md"), encoding="utf-8") as file:
        part = re.split(r"^## ", file.read(), flags=re.M)
    text = next(each for each in part if each.startswith(section))
    return re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)


def calls_of(log):
    """Names of the system calls in a log of strace."""
    with open(log, encoding="utf-8", errors="replace") as file:
        return {found.group(1) for found in re.finditer(r"^(?:\d+ +)?(?:<\.\.\. )?([a-z_0-9]+)(?:\(| resumed>)", file.read(), re.M)}


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)
