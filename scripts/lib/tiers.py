"""Runs test tiers that are named on the command line and sums them up. Called by scripts/test, which has
installed and built what they need (all but the sanitizer build, which is this file's).

SONDE_ONLY in the environment selects tests by a regular expression."""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

import gtests

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
ONLY = os.environ.get("SONDE_ONLY", "")
JOBS = str(os.cpu_count() or 1)
CLANG_FORMAT = "clang-format-22"
SHOWN_LINES = 60


class Tier:
    """Results of one tier, told as they come. Two may run at the same time."""

    printing = threading.Lock()

    def __init__(self, name, title):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.begin = time.monotonic()
        self._say([f"== {name}: {title}"])

    def ok(self):
        self.passed += 1

    def skip(self, test, reason):
        self.skipped += 1
        self._say([f"   skipped  {self.name}: {test}: {reason}"])

    def fail(self, test, details):
        self.failed += 1
        lines = [f"   FAILED   {self.name}: {test}"]
        lines += [f"            {line}" for line in details[:SHOWN_LINES]]
        if len(details) > SHOWN_LINES:
            lines.append(f"            ({len(details) - SHOWN_LINES} more lines)")
        self._say(lines)

    def close(self):
        seconds = time.monotonic() - self.begin
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        self._say([f"   {self.name}: {self.passed} passed, {self.failed} failed{skipped} in {seconds:.0f} s"])
        return self

    def _say(self, lines):
        with self.printing:
            print("\n".join(lines), flush=True)


def selected(name):
    return not ONLY or re.search(ONLY, name, re.IGNORECASE)


# --- checks -----------------------------------------------------------------------------------------------


def checks():
    tier = Tier("checks", "layering, paths, sizes, format, what runs the tests")
    check(tier, "includes follow the table of folders", [os.path.join(ROOT, "scripts/check-includes")])
    check(tier, "paths in comments and documents exist", [os.path.join(ROOT, "scripts/check-paths")])
    check(tier, "every row of the tables runs in a test", [os.path.join(ROOT, "scripts/check-tested")])
    check(tier, "sizes of files, functions and classes", [os.path.join(ROOT, "scripts/measure"), "--check", "--sizes"])
    check(tier, "the manual is what the tables say", [os.path.join(ROOT, "scripts/manual"), "--check"])
    check(tier, "the pictures of documents are those of this code", [os.path.join(ROOT, "scripts/pictures"), "--check"])
    check(tier, "what makes the manual", [os.path.join(ROOT, "scripts/lib/manual-self-test")])
    check(tier, "tools have what tools must have", [os.path.join(ROOT, "scripts/check-tools")])
    check(tier, "what checks tools and makes their pages", [os.path.join(ROOT, "scripts/lib/tools-self-test")])
    check(tier, "the run-test driver", [sys.executable, os.path.join(ROOT, "tests/run/self-test")])
    check(tier, "the runner of test binaries", [os.path.join(ROOT, "scripts/lib/gtests-self-test")])
    if selected("source format"):
        check_format(tier)
    return tier.close()


def check(tier, name, command):
    if not selected(name):
        return
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        tier.ok()
    else:
        tier.fail(name, (done.stdout + done.stderr).rstrip().split("\n"))


def check_format(tier):
    if not os.path.exists(os.path.join(ROOT, ".clang-format")):
        tier.skip("source format", "no .clang-format")
        return
    sources = []
    for folder in ("src", "tests", "bench"):
        for parent, _, names in os.walk(os.path.join(ROOT, folder)):
            sources += [os.path.join(parent, name) for name in names if name.endswith((".h", ".cpp", ".c"))]
    bad = {}
    done = subprocess.run([CLANG_FORMAT, "--dry-run", "--Werror", *sorted(sources)], capture_output=True,
                          text=True, errors="replace", check=False)
    for line in done.stderr.split("\n"):
        match = re.match(r"(\S+?):(\d+):\d+: error:", line)
        if match:
            bad.setdefault(os.path.relpath(match.group(1), ROOT), match.group(2))
    if done.returncode == 0:
        tier.ok()
    elif bad:
        lines = [f"{name}:{line}: not as {CLANG_FORMAT} would write it" for name, line in sorted(bad.items())]
        tier.fail("source format", lines)
    else:
        tier.fail("source format", done.stderr.rstrip().split("\n"))


# --- unit and golden tests ------------------------------------------------------------------------------------


def unit():
    tier = Tier("unit", "unit and golden tests, release build")
    run_ctest(tier, os.path.join(ROOT, "build/release"))
    return tier.close()


def run_ctest(tier, build, environment=None):
    """Every test that ctest knows in BUILD becomes a result of the tier."""
    environment = {**os.environ, **(environment or {})}
    groups = gtests.groups(build, selected)
    if not groups and not ONLY:
        tier.fail("ctest", ["found no tests in " + build])
    for result in gtests.run(groups, os.cpu_count() or 1, environment):
        if result.outcome == "passed":
            tier.ok()
        elif result.outcome == "skipped":
            tier.skip(result.test, result.lines[0])
        else:
            tier.fail(result.test, result.lines)
    run_other_tests(tier, build, environment)


def run_other_tests(tier, build, environment):
    """What ctest runs and GoogleTest does not."""
    report = tempfile.NamedTemporaryFile(suffix=".xml", prefix="ctest.", delete=False)
    report.close()
    command = ["ctest", "--test-dir", build, "-LE", "gtest", "-j", JOBS, "--timeout", "120", "--output-junit",
               report.name, "--test-output-size-passed", "4096", "--test-output-size-failed", "65536"]
    if ONLY:
        command += ["-R", ONLY]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                          env=environment)
    try:
        cases = list(ElementTree.parse(report.name).getroot().iter("testcase"))
    except ElementTree.ParseError:
        tier.fail("ctest", (done.stdout + done.stderr).rstrip().split("\n")[-20:])
        return
    finally:
        os.unlink(report.name)
    for case in cases:
        output = (case.findtext("system-out") or "").rstrip().split("\n")
        if case.get("status") == "run":
            tier.ok()
        elif case.find("skipped") is not None and case.get("status") != "fail":
            tier.skip(case.get("name", "?"), output[-1] or "no reason given")
        else:
            tier.fail(case.get("name", "?"), output)


# --- run tests ----------------------------------------------------------------------------------------------


def host():
    return host_part("run tests", [])


def host_part(what, arguments):
    tier = Tier("host", f"{what} on this kernel ({os.uname().release})")
    run_driver(tier, ["--tier", "host", *arguments])
    return tier.close()


def host_while_quiet():
    return host_part("run tests that need a quiet machine", ["--quiet", "only"])


# By hand for all of them (a minute): tests/run/driver --json.
def host_as_json():
    files = "exec-|values|printf|aggregations|hostile|maps|stacks|tseries|trials|warnings"
    return host_part("run tests with -f json", ["--json", "--only", f"^({files})"])


def host_beside_others():
    return host_part("the other run tests", ["--quiet", "without"])


def guest():
    tier = Tier("guest", "run tests under stock kernels 6.1 and 6.12")
    run_driver(tier, ["--tier", "guest"])
    return tier.close()


def run_driver(tier, arguments):
    command = [sys.executable, os.path.join(ROOT, "tests/run/driver"), *arguments]
    if ONLY:
        command += ["--only", ONLY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace")
    failing, details, other = None, [], []
    for line in process.stdout:
        line = line.rstrip("\n")
        if failing and line.startswith("#   "):
            details.append(line[4:])
            continue
        if failing:
            tier.fail(failing, details)
            failing, details = None, []
        match = re.match(r"(not ok|ok) \d+ - (.*?)(?: # (.*))?$", line)
        if not match:
            other.append(line)
        elif match.group(1) == "not ok":
            failing = match.group(2)
        elif (match.group(3) or "").startswith("SKIP "):
            tier.skip(match.group(2), match.group(3).removeprefix("SKIP "))
        else:
            tier.ok()
    if failing:
        tier.fail(failing, details)
    status = process.wait()
    if status not in (0, 1) or (status == 1 and tier.failed == 0):
        tier.fail(f"the driver (status {status})", other[-20:])


# --- sanitizers ---------------------------------------------------------------------------------------------


def asan():
    tier = Tier("asan", "unit and golden tests, address and undefined behaviour sanitizers")
    build = os.path.join(ROOT, "build/asan")
    common = os.path.join(ROOT, "scripts/lib/common.sh")
    # Limits are for tests: how long building takes is the machine's affair.
    done = subprocess.run(["bash", "-c", 'set -euo pipefail; source "$1"; build_preset asan', "-", common],
                          stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if done.returncode != 0:
        tier.fail("the sanitizer build", done.stderr.rstrip().split("\n"))
        return tier.close()
    # Goldens are rewritten by the unit tier; here they are only compared.
    run_ctest(tier, build, {"SONDE_UPDATE": "", "ASAN_OPTIONS": "detect_stack_use_after_return=1"})
    return tier.close()


def run_tiers(tiers):
    """One after the other, in their order; but of the host's tests those that can stand it, since they mostly wait,
    run beside the guests'."""
    names = [name for name, _ in tiers]
    beside = "host" in names and "guest" in names
    results = []
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        for name, run in tiers:
            if name == "host" and beside:
                results += [host_while_quiet(), host_as_json()]
                continue
            other = pool.submit(host_beside_others) if name == "guest" and beside else None
            results.append(run())
            if other:
                results.append(other.result())
    return results


def main():
    tiers = {"checks": checks, "unit": unit, "host": host, "guest": guest, "asan": asan}
    results = run_tiers([(name, tiers[name]) for name in sys.argv[1:]])
    passed = sum(tier.passed for tier in results)
    failed = sum(tier.failed for tier in results)
    skipped = sum(tier.skipped for tier in results)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
