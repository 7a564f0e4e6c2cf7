"""Runs a suite inside a guest: one boot, and another one only after a test took the guest down.

The guest sees this machine's files at the same paths, so it runs this very driver with a plan file that
lists the tests; its lines come back over scripts/vm and are passed on."""

import json
import os
import subprocess
import sys
import threading

from . import execute, features, format as test_format, suite

SLOWNESS = 10  # how much longer than here a test may take in an emulated machine
BOOTS = 5
LIMIT = 3600  # seconds for a boot: the whole suite runs in it
PREPARING = threading.Lock()  # what tests do on this machine is done one after the other


def run_in_guest(kernel, tests, places, base, printer, vm, driver):
    """Host side. Failures of the guest itself become failures of the test that was running."""
    left = _prepare(tests, places, base, printer)
    for _ in range(BOOTS):
        if not left:
            return
        left = _boot(kernel, left, places, base, printer, vm, driver)
    for test in left:
        printer.fail(test.id, ["not run: the guest died too often"])


def _prepare(tests, places, base, printer):
    """The HOST lines of every test; those that fail here need no guest."""
    good = []
    with PREPARING:
        for test in tests:
            try:
                execute.Execution(test, places, suite.folder_of(test, base)).prepare_on_host()
                good.append(test)
            except execute.Failed as failed:
                printer.fail(test.id, [str(failed)])
    return good


def _boot(kernel, tests, places, base, printer, vm, driver):
    """Runs the tests in one boot; returns those that still have to run."""
    plan = os.path.join(base, "plan.json")
    with open(plan, "w", encoding="utf-8") as stream:
        json.dump({"sonde": places.sonde, "programs": places.programs, "tests_folder": places.tests,
                   "base": base, "verbose": printer.verbose, "examples": places.examples,
                   "tests": [test.to_json() for test in tests]}, stream)
    errors = os.path.join(base, "guest.log")
    command = [vm, "-k", kernel, "-t", str(LIMIT), "-L", os.path.join(base, "console.log"),
               *(["-w", places.examples] if places.examples else []), "--", sys.executable, driver, "--inside", plan]
    by_id = {test.id: test for test in tests}
    running = None
    with open(errors, "w", encoding="utf-8") as log:
        vm_process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True,
                                      encoding="utf-8", errors="backslashreplace")
        relay = _Relay(printer)
        for line in vm_process.stdout:
            name = relay.line(line.rstrip("\n"))
            if name and by_id.pop(name, None):
                running = None
            elif line.startswith("# running "):
                running = line.removeprefix("# running ").rstrip("\n")
        status = vm_process.wait()
    relay.flush()
    if status in (0, 1) and not by_id:
        return []
    reason = {124: "the guest's time was up", 125: "the guest died"}.get(status, f"the guest ended ({status})")
    with open(errors, encoding="utf-8", errors="replace") as log:
        tail = log.read().rstrip("\n").split("\n")[-25:]
    culprit = by_id.pop(running, None)
    if not culprit and by_id:
        culprit = by_id.pop(next(iter(by_id)))  # it never got to one: give up on the first, not on all
    if culprit:
        printer.fail(culprit.id, [reason] + ["| " + line for line in tail])
    else:
        printer.fail("the guest ends well", [reason] + ["| " + line for line in tail])
    return list(by_id.values())


class _Relay:
    """Turns the guest's TAP lines into calls of the host's printer, which numbers over all kernels."""

    def __init__(self, printer):
        self.printer = printer
        self.failing = None
        self.details = []

    def line(self, line):
        """Returns the name of the test when the line is a verdict."""
        if line.startswith("#   ") and self.failing:
            self.details.append(line[4:])
            return None
        self.flush()
        verdict, separator, rest = line.partition(" - ")
        if not separator or not verdict.startswith(("ok ", "not ok ")):
            return None
        name, _, note = rest.partition(" # ")
        if verdict.startswith("not ok"):
            self.failing = name
        elif note.startswith("SKIP "):
            self.printer.skip(name, note.removeprefix("SKIP "))
        else:
            self.printer.ok(name, f" # {note}" if note else "")
        return name

    def flush(self):
        if self.failing:
            self.printer.fail(self.failing, self.details)
        self.failing, self.details = None, []


def run_inside(plan_path):
    """Guest side."""
    with open(plan_path, encoding="utf-8") as stream:
        plan = json.load(stream)
    places = execute.Places(plan["sonde"], plan["programs"], plan["tests_folder"], plan["examples"])
    tests = [test_format.Test.from_json(data) for data in plan["tests"]]
    printer = suite.Printer(verbose=plan["verbose"])
    before = len(suite.kernel_complaints())
    suite.run(tests, places, plan["base"], printer, SLOWNESS, announce=True)
    complaints = suite.kernel_complaints()[before:]
    if complaints:
        printer.fail("the kernel log is clean", complaints)
    else:
        printer.ok("the kernel log is clean")
    return 1 if printer.failed else 0
