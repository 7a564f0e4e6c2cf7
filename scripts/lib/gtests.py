"""Runs the tests of GoogleTest binaries that ctest knows, many in a process: starting a binary with sanitizers
takes longer than most of its tests. Covered by scripts/lib/gtests-self-test."""

import collections
import concurrent.futures
import json
import os
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

FILTER = "--gtest_filter="
TESTS_OF_A_PROCESS = 50
SECONDS_OF_A_TEST = 300  # how long one may take, with sanitizers on a slow machine
SHOWN_LINES = 40         # of the output of a process that did not end well

Group = collections.namedtuple("Group", "binary folder tests")
# outcome: "passed", "failed" or "skipped"; lines: why.
Result = collections.namedtuple("Result", "test outcome lines")


def groups(build, selected):
    """What there is to run: the tests that `selected(name)` wants, cut into groups for a process each."""
    done = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], capture_output=True, text=True,
                          check=True)
    by_binary = {}
    for test in json.loads(done.stdout)["tests"]:
        command = test.get("command", [])
        if len(command) < 2 or not command[1].startswith(FILTER) or not selected(test["name"]):
            continue
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        key = command[0], properties.get("WORKING_DIRECTORY", build)
        by_binary.setdefault(key, []).append(command[1].removeprefix(FILTER))
    return [Group(*key, tests[at:at + TESTS_OF_A_PROCESS])
            for key, tests in by_binary.items() for at in range(0, len(tests), TESTS_OF_A_PROCESS)]


def run(all_groups, jobs, environment):
    """Yields a Result for each test of the groups."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for results in pool.map(lambda group: run_group(group, environment), all_groups):
            yield from results


def run_group(group, environment):
    report, output = run_process(group, environment)
    if report is not None:
        return report
    # It crashed, or one hangs: which, and what do the others say?
    if len(group.tests) == 1:
        return [Result(group.tests[0], "failed", output)]
    results = [result for test in group.tests
               for result in run_group(group._replace(tests=[test]), environment)]
    if all(result.outcome != "failed" for result in results):
        name = f"{os.path.basename(group.binary)}: {group.tests[0]} to {group.tests[-1]}, which pass one by one"
        results.append(Result(name, "failed", output))
    return results


def run_process(group, environment):
    """The results, None if it did not report them, and the end of what it printed."""
    with tempfile.TemporaryDirectory(prefix="gtest.") as folder:
        path = os.path.join(folder, "report.xml")
        command = [group.binary, FILTER + ":".join(group.tests), "--gtest_output=xml:" + path]
        try:
            done = subprocess.run(command, cwd=group.folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                  timeout=SECONDS_OF_A_TEST + len(group.tests), check=False)
            output = done.stdout
        except subprocess.TimeoutExpired as expired:
            output = (expired.stdout or b"").decode(errors="replace") + "\nended: it took too long"
            return None, output.split("\n")[-SHOWN_LINES:]
        lines = output.rstrip().split("\n")[-SHOWN_LINES:]
        results = read_report(path)
        # A process may report that all is well and then find, say, what it leaks.
        if results is None or {result.test for result in results} != set(group.tests):
            return None, lines
        if done.returncode != 0 and all(result.outcome != "failed" for result in results):
            return None, lines
        return results, lines


def read_report(path):
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return None
    results = []
    for case in root.iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        failures = [failure.get("message", "") for failure in case.findall("failure")]
        if failures:
            results.append(Result(name, "failed", "\n".join(failures).split("\n")))
        elif case.get("result") == "skipped":
            message = case.find("skipped")
            lines = (message.get("message", "") if message is not None else "").strip().split("\n")
            results.append(Result(name, "skipped", lines[1:] or ["no reason given"]))
        elif case.get("status") == "run":
            results.append(Result(name, "passed", []))
    return results
