"""Runs a list of tests where it stands and prints a TAP line for each; used on the host and in guests.

    ok 3 - maps: scalar map        ok 4 - kprobe: counts # SKIP reason
    not ok 5 - hist: rows          followed by lines "#   ..." that explain
"""

import os
import re
import subprocess
import sys
import threading

from . import examples, execute, features

SHOWN_LINES = 40


class Numbers:
    """Counts the results of all printers, one of which prints at a time."""

    def __init__(self):
        self.last = 0
        self.lock = threading.Lock()


class Printer:
    """Numbers and prints results; PREFIX stands before every name. Several may share NUMBERS."""

    def __init__(self, prefix="", verbose=False, numbers=None):
        self.prefix = prefix
        self.verbose = verbose
        self.numbers = numbers or Numbers()
        self.failed = 0

    def ok(self, name, note=""):
        self._line("ok", name, note)

    def skip(self, name, reason):
        self._line("ok", name, f" # SKIP {reason}")

    def fail(self, name, details):
        self.failed += 1
        self._line("not ok", name, "", [line for detail in details for line in detail.split("\n")])

    def _line(self, verdict, name, note="", details=()):
        with self.numbers.lock:
            self.numbers.last += 1
            print(f"{verdict} {self.numbers.last} - {self.prefix}{name}{note}")
            for line in details:
                print(f"#   {line}")
            sys.stdout.flush()


def folder_of(test, base):
    return os.path.join(base, re.sub(r"[^A-Za-z0-9_.-]+", "-", test.id).strip("-"))


def run(tests, places, base, printer, slowness=1, announce=False):
    """ANNOUNCE prints the test before it runs: a machine that dies then leaves a name behind."""
    for test in tests:
        reason = features.missing(test)
        if reason:
            printer.skip(test.id, reason)
            continue
        if announce:
            print(f"# running {test.id}", flush=True)
        execution = execute.Execution(test, places, folder_of(test, base), slowness)
        wrong = execution.result()
        if wrong:
            printer.fail(test.id, wrong + _context(execution))
        else:
            if places.examples:
                examples.keep(places.examples, test, execution.example())
            printer.ok(test.id, f" # {execution.seconds:.2f} s" if printer.verbose else "")


def kernel_complaints():
    """Lines of the kernel log that tell of a bug: tests must not provoke any."""
    for command in (["/run/busybox", "dmesg"], ["dmesg"]):
        try:
            log = subprocess.run(command, capture_output=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        pattern = re.compile(r"\b(WARNING: (CPU|possible)|BUG: |Oops|INFO: task .* blocked|UBSAN|KASAN)")
        return [line for line in log.decode("utf-8", "replace").split("\n") if pattern.search(line)]
    return []


def _context(execution):
    """What a reader of a failure wants next: the command and what it wrote."""
    test = execution.test
    lines = [f"at {os.path.relpath(test.file)}:{test.line}"]
    if execution.command:
        lines.append("ran: " + execution.command.removeprefix("exec "))
    for title, text in (("standard output", execution.out), ("standard error", execution.err)):
        shown = text.rstrip("\n").split("\n") if text else []
        lines.append(f"{title}:" + ("" if shown else " (empty)"))
        lines += ["| " + line for line in shown[:SHOWN_LINES]]
        if len(shown) > SHOWN_LINES:
            lines.append(f"| ({len(shown) - SHOWN_LINES} more lines)")
    return lines
