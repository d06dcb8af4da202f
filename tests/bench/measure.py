"""Servers to measure, and wrk to measure them with."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CONNECTIONS = 16
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))


class Scenario(NamedTuple):
    """One request to repeat."""

    name: str
    path: str
    body: str = ""
    paths: tuple[str, ...] = ()
    """All the paths to ask for in turns, if one alone would be answered from what was worked out before."""


class Figures(NamedTuple):
    """What wrk found."""

    rps: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int


class Server(NamedTuple):
    """A running server, and what its callers send along."""

    port: int
    pid: int
    headers: Mapping[str, str]

    def memory(self) -> float:
        """Give the largest resident size of any of its worker processes, in MiB."""
        sizes = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if f"PPid:\t{self.pid}\n" in text:
                found = [line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")]
                sizes += [int(size) / 1024 for size in found]
        return max(sizes, default=0.0)


@contextmanager
def serving(target: str, port: int, environment: Mapping[str, str], headers: Mapping[str, str]) -> Iterator[Server]:
    """Serve an application factory with one worker for as long as the block lasts."""
    command = [sys.executable, "-m", "granian", target, "--factory", "--interface", "asgi", "--loop", "uvloop"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-access-log", "--log-level", "error"]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait(port)
        yield Server(port, process.pid, headers)
    finally:
        process.terminate()
        process.wait(timeout=20)


def run(server: Server, scenario: Scenario, seconds: int = SECONDS, connections: int = CONNECTIONS) -> Figures:
    """Load one server with one scenario, over 16 connections unless told otherwise."""
    script = "post.lua" if scenario.body else "paths.lua" if scenario.paths else "report.lua"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / script)]
    for name, value in server.headers.items():
        command += ["-H", f"{name}: {value}"]
    environment = {**os.environ, "BENCH_BODY": scenario.body, "BENCH_REPORT": str(HERE / "report.lua")}
    environment["BENCH_PATHS"] = "\n".join(scenario.paths)
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{scenario.path}"],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = json.loads(said.strip().splitlines()[-1])
    return Figures(
        found["requests"] / found["seconds"], found["p50_ms"], found["p95_ms"], found["p99_ms"], found["errors"]
    )


def answer(server: Server, path: str) -> bytes:
    """Give one answer, to see that what is measured works."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=dict(server.headers))
    with urllib.request.urlopen(request, timeout=30) as reply:
        body: bytes = reply.read()
        return body


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")
