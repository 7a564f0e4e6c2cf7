"""sonde --serve for tests: starts it, asks it, and reads Prometheus' text format by its grammar."""

import http.client
import os
import re
import subprocess


READY = "probes are attached"


def await_attached(process):
    """Reads what a process that was started with SONDE_NOTIFY_READY=READY prints, until it says so."""
    while (line := process.stdout.readline()) != READY + "\n":
        if not line:
            raise SystemExit("sonde ended before its probes were attached")


class Served:
    """With `with`. `arguments`: of sonde, or of a program of --aot, beside those that serve. `token`: that of --serve-token among these. `bare`: they
    are all, with --serve among them. `notify`: it says on standard output when probes are attached, see await_attached."""

    def __init__(self, sonde, arguments, where="", token="", bare=False, notify=False):
        first = [] if bare else ["-q", "--serve" + (f"={where}" if where else "")]
        self.process = subprocess.Popen([sonde] + first + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                                        env={**os.environ, **({"SONDE_NOTIFY_READY": READY} if notify else {})})
        self.said = ""
        for line in self.process.stderr:
            self.said += line
            found = re.search(r"http://(\S+):(\d+)/(?:\?token=([0-9a-f]{32}))?$", line.strip())
            if found and bool(found.group(3)) != bool(token):
                self.host, self.port, self.token = found.group(1), int(found.group(2)), found.group(3) or token
                return
        raise SystemExit("sonde printed no address")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def await_attached(self):
        await_attached(self.process)

    def ask(self, path, method="GET", token=True, **headers):
        """Status, headers, text."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=15)
        if token:
            headers["Authorization"] = "Bearer " + (self.token if token is True else token)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def end(self):
        """Ends it as Ctrl-C would; its exit status, and all that it printed."""
        self.process.terminate()
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.e+]+|NaN|[+-]Inf)$")
ESCAPES = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}


def read_metrics(text):
    """({(name, ((label, value), ...)): number}, {name: type}); what is against the grammar raises ValueError."""
    samples, types, current = {}, {}, None
    if not text.endswith("\n"):
        raise ValueError("the last line does not end")
    for line in text[:-1].split("\n"):
        comment = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.*)", line)
        if comment and comment.group(1) == "TYPE":
            current = comment.group(2)
            if current in types or comment.group(3) not in ("counter", "gauge", "histogram", "summary"):
                raise ValueError(line)
            types[current] = comment.group(3)
            continue
        if comment:
            continue
        sample = SAMPLE.fullmatch(line)
        if not sample:
            raise ValueError(line)
        labels = tuple((name, re.sub(r'\\["\\n]', lambda found: ESCAPES[found.group()], value))
                       for name, value in re.findall(LABEL, sample.group(2) or ""))
        key = (sample.group(1), labels)
        allowed = [current + suffix for suffix in SUFFIXES.get(types[current], ("",))]
        if key in samples or sample.group(1) not in allowed or len(dict(labels)) != len(labels):
            raise ValueError(line)
        samples[key] = float(sample.groups()[-1])
    return samples, types


def buckets(samples, name, **labels):
    """[(bound, number)] in order, checked to rise."""
    wanted = set(labels.items())
    found = sorted((float(dict(keys)["le"]), number) for (sample, keys), number in samples.items()
                   if sample == name + "_bucket" and set(keys) - {("le", dict(keys)["le"])} == wanted)
    if not found or found[-1][0] != float("inf") or any(a[1] > b[1] for a, b in zip(found, found[1:])):
        raise ValueError(f"buckets of {name}: {found}")
    return found
