"""A Prometheus server for tests and benchmarks, which scrapes what sonde --serve serves."""

import json
import os
import socket
import subprocess
import urllib.parse
import urllib.request

JOB = """  - job_name: {name}
    scrape_interval: {seconds}s
    scrape_timeout: 1s
    authorization: {{ credentials: {token} }}
    static_configs: [{{ targets: ["{host}:{port}"] }}]
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Prometheus:
    """With `with`. `jobs`: {name: Served}, each scraped every `seconds`. What it keeps and says is in the folder."""

    def __init__(self, folder, jobs, seconds):
        self.port = free_port()
        path = os.path.join(folder, "prometheus.yml")
        with open(path, "w", encoding="ascii") as file:
            file.write("scrape_configs:\n" + "".join(JOB.format(name=name, seconds=seconds, token=job.token, host=job.host, port=job.port)
                                                     for name, job in jobs.items()))
        with open(os.path.join(folder, "prometheus.log"), "w", encoding="ascii") as log:
            self.process = subprocess.Popen(["prometheus", "--config.file=" + path, "--storage.tsdb.path=" + os.path.join(folder, "data"),
                                             f"--web.listen-address=127.0.0.1:{self.port}"], stdout=log, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def query(self, text):
        """Numbers with their label sets; nothing while the server is not ready."""
        url = f"http://127.0.0.1:{self.port}/api/v1/query?" + urllib.parse.urlencode({"query": text})
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return [(row["metric"], float(row["value"][1])) for row in json.load(answer)["data"]["result"]]
        except OSError:
            return []
