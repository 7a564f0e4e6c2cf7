"""An OpenTelemetry collector for tests: takes OTLP/HTTP metrics in JSON, checks them against the schema (opentelemetry-proto, and what OTLP says
of JSON: 64-bit numbers are strings, enumerations numbers, names in camelCase), answers as it is told, and counts."""

import http.server
import json
import threading
import time


class Broken(Exception):
    """What is against the schema."""


def need(holds, what):
    if not holds:
        raise Broken(what)


def fields(thing, required, optional=()):
    need(isinstance(thing, dict), f"no object: {thing!r}")
    need(set(required) <= set(thing) <= set(required) | set(optional), f"fields {sorted(thing)}, not {required} and {optional}")


def integer(text, low, high):
    need(isinstance(text, str) and text.lstrip("-").isdigit() and low <= int(text) <= high, f"no 64-bit number: {text!r}")
    return int(text)


def unsigned(text):
    return integer(text, 0, 2**64 - 1)


def real(number):
    need(isinstance(number, (int, float)) and not isinstance(number, bool) or number in ("NaN", "Infinity", "-Infinity"), f"no number: {number!r}")
    return float(number)


def attributes(things):
    found = {}
    for thing in things:
        fields(thing, ["key", "value"])
        fields(thing["value"], ["stringValue"])
        need(thing["key"] and isinstance(thing["value"]["stringValue"], str) and thing["key"] not in found, f"attributes {things!r}")
        found[thing["key"]] = thing["value"]["stringValue"]
    return found


def point(kind, thing, begun):
    """What a data point says, and its time."""
    required = {"gauge": ["attributes", "timeUnixNano"]}.get(kind, ["attributes", "startTimeUnixNano", "timeUnixNano"])
    more = {"summary": ["count", "sum"], "histogram": ["count", "bucketCounts", "explicitBounds"]}.get(kind, [])
    fields(thing, required + more, [] if more else ["asInt", "asDouble"])
    now = unsigned(thing["timeUnixNano"])
    need(abs(now / 1e9 - time.time()) < 3600, f"time {now}")
    need(kind == "gauge" or begun - 3600e9 < unsigned(thing["startTimeUnixNano"]) <= now, f"start {thing}")
    if kind == "summary":
        return (unsigned(thing["count"]), real(thing["sum"])), now
    if kind == "histogram":
        counts, bounds = [unsigned(each) for each in thing["bucketCounts"]], [real(each) for each in thing["explicitBounds"]]
        need(len(counts) == len(bounds) + 1 and sum(counts) == unsigned(thing["count"]), f"buckets {thing}")
        need(all(a < b for a, b in zip(bounds, bounds[1:])), f"bounds {bounds}")
        return (bounds, counts), now
    need(("asInt" in thing) != ("asDouble" in thing), f"value {thing}")
    return (integer(thing["asInt"], -2**63, 2**63 - 1) if "asInt" in thing else real(thing["asDouble"])), now


class Request:
    """points: {(name, ((attribute, text), ...)): value}; kinds: {name: sum, gauge, summary, histogram}."""

    def __init__(self, text):
        self.points, self.kinds, self.times = {}, {}, set()
        whole = json.loads(text)
        fields(whole, ["resourceMetrics"])
        need(len(whole["resourceMetrics"]) == 1, "one resource")
        resource = whole["resourceMetrics"][0]
        fields(resource, ["resource", "scopeMetrics"])
        fields(resource["resource"], ["attributes"])
        self.resource = attributes(resource["resource"]["attributes"])
        need(len(resource["scopeMetrics"]) == 1, "one scope")
        scope = resource["scopeMetrics"][0]
        fields(scope, ["scope", "metrics"])
        fields(scope["scope"], ["name", "version"])
        self.scope = (scope["scope"]["name"], scope["scope"]["version"])
        for metric in scope["metrics"]:
            self.read(metric)

    def read(self, metric):
        kind = next((each for each in ("sum", "gauge", "summary", "histogram") if each in metric), None)
        need(kind, f"no kind: {metric}")
        fields(metric, ["name", "description", kind])
        name, body = metric["name"], metric[kind]
        need(name not in self.kinds, f"{name} twice")
        self.kinds[name] = kind
        fields(body, ["dataPoints"] + {"sum": ["aggregationTemporality", "isMonotonic"], "histogram": ["aggregationTemporality"]}.get(kind, []))
        need(body.get("aggregationTemporality", 2) == 2 and body.get("isMonotonic", True) is True, f"{name}: not cumulative")
        need(body["dataPoints"], f"{name} has no points")
        for each in body["dataPoints"]:
            key = (name, tuple(sorted(attributes(each["attributes"]).items())))
            need(key not in self.points, f"{key} twice")
            self.points[key], now = point(kind, each, time.time() * 1e9)
            self.times.add(now)


class Collector:
    """With `with`. `answers`: of the first requests, the others get "take". An answer is "take", a number of HTTP, (number, {header: text}),
    "close" (in the middle of the request), "cut" (in the middle of the answer), "sleep", or ("part", data points that are refused)."""

    def __init__(self, answers=(), port=0):
        self.answers, self.lock = list(answers), threading.Lock()
        self.taken, self.refused, self.problems, self.seen = [], [], [], []  # requests; texts; (time, answer, body) of all
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        size = int(handler.headers["Content-Length"])
        with self.lock:
            answer = self.answers.pop(0) if self.answers else "take"
        if answer == "close":
            self.seen.append((time.monotonic(), answer, handler.rfile.read(size // 2)))
            handler.connection.shutdown(2)
            handler.close_connection = True
            return
        body = handler.rfile.read(size)
        with self.lock:
            self.seen.append((time.monotonic(), answer, body))
            self.note(handler, answer, body)
        self.reply(handler, answer)

    def note(self, handler, answer, body):
        try:
            need(handler.path == "/v1/metrics" and handler.headers["Content-Type"] == "application/json", f"{handler.path} {handler.headers}")
            request = Request(body)
            request.headers = dict(handler.headers)
        except (Broken, ValueError, KeyError, TypeError) as error:
            self.problems.append(repr(error))
            return
        if answer == "take" or isinstance(answer, tuple) and answer[0] == "part":
            self.taken.append(request)
        elif answer in (400, 500):
            self.refused.append(request)

    def reply(self, handler, answer):
        status, headers, text = 200, {}, b"{}"
        if answer == "sleep":
            time.sleep(20)
        elif answer == "cut":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{")
            handler.close_connection = True
            return
        elif isinstance(answer, tuple) and answer[0] == "part":
            text = json.dumps({"partialSuccess": {"rejectedDataPoints": str(answer[1]), "errorMessage": '"rejectedDataPoints": 99'}}).encode()
        elif answer != "take":
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
        handler.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(text))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(text)
