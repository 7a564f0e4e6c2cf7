"""What the benchmarks share. Whoever imports it measures with a compile cache of its own, which begins empty."""

import atexit
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="bench-cache.")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
RESULTS = os.path.join(ROOT, "bench", "RESULTS.md")


def mount_tracefs():
    """As scripts/run does; old tools look below debugfs only, and say so themselves."""
    if not os.path.isdir("/sys/kernel/tracing/events"):
        subprocess.run(["mount", "-t", "tracefs", "tracefs", "/sys/kernel/tracing"], check=False,
                       stderr=subprocess.DEVNULL)


class Statistics:
    """kernel.bpf_stats_enabled, while it is needed: it costs some 20 ns for each run of a program."""

    PATH = "/proc/sys/kernel/bpf_stats_enabled"

    def __enter__(self):
        with open(self.PATH, encoding="ascii") as file:
            self.before = file.read()
        self.write("1")

    def __exit__(self, *_):
        self.write(self.before)

    def write(self, value):
        with open(self.PATH, "w", encoding="ascii") as file:
            file.write(value)


def programs_of(pid):
    """Runs and nanoseconds of all BPF programs that a process has open."""
    programs = {}
    for path in glob.glob(f"/proc/{pid}/fdinfo/*"):
        with open(path, encoding="ascii") as file:
            text = file.read()
        found = re.search(r"prog_id:\s*(\d+)\s+run_time_ns:\s*(\d+)\s+run_cnt:\s*(\d+)", text)
        if found:
            number, ns, runs = (int(each) for each in found.groups())
            programs[number] = (runs, ns)
    return sum(runs for runs, _ in programs.values()), sum(ns for _, ns in programs.values())


def write_results(section, lines):
    """Replaces a section of RESULTS.md, or adds it."""
    text = "# Results\n\nWritten by the commands named in the titles, with `--write`.\n"
    if os.path.exists(RESULTS):
        with open(RESULTS, encoding="utf-8") as file:
            text = file.read()
    title = f"## bench/{section}"
    body = f"{title}\n\n{time.strftime('%Y-%m-%d')}. " + "\n".join(lines) + "\n"
    parts = re.split(r"(?m)^(?=## )", text)
    found = [i for i, part in enumerate(parts) if part.startswith(title + "\n")]
    if found:
        parts[found[0]] = body
    else:
        parts.append(body)
    with open(RESULTS, "w", encoding="utf-8") as file:
        file.write("\n".join(part.rstrip("\n") + "\n" for part in parts))
