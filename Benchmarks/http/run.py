#!/usr/bin/env python3
"""The HTTP layer beside a bare libmicrohttpd server: requests per second, latency, CPU.

    Benchmarks/http/run.py [--seconds 3] [--rounds 5] [--connections 200]

Needs wrk and a C compiler (apt-get install wrk gcc libmicrohttpd-dev). Both servers run at the
same time and are asked in turn, round after round. Of each the best round counts, the one that
other work on the machine disturbed least; the CPU time is the server's own, per request.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")


def build(folder):
    """Builds both servers; returns their commands."""
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", folder / "swift"],
        check=True, stdout=sys.stderr)
    subprocess.run(
        ["cc", "-O2", "-o", folder / "hello", HERE / "hello.c", "-lmicrohttpd"], check=True)
    return [folder / "hello"], [folder / "swift" / "release" / "Probe"]


def start(command):
    """Starts a server; returns its process and its port."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline())


def cpu_seconds(process):
    """User and system time of a process so far."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def ask(process, port, path, options):
    """One run of wrk: requests per second, p50 and p99 in ms, CPU per request in us."""
    before = cpu_seconds(process)
    text = subprocess.run(
        ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--latency",
         f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(f"{path}: {text}")
    count = int(re.search(r"(\d+) requests in", text)[1])

    def milliseconds(share):
        value, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(value) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return rate, milliseconds(50), milliseconds(99), (cpu_seconds(process) - before) / count * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--build-folder", type=pathlib.Path)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    folder = options.build_folder or pathlib.Path(tempfile.mkdtemp())
    bare, ours = map(start, build(folder))
    cases = [("bare libmicrohttpd", bare, "/"), ("kept answer", ours, "/shared"),
             ("fresh answer", ours, "/fresh"), ("handler threads", ours, "/handled")]
    runs = {name: [] for name, _, _ in cases}
    try:
        for _ in range(options.rounds):
            for name, (process, port), path in cases:
                runs[name].append(ask(process, port, path, options))
    finally:
        for process, _ in (bare, ours):
            process.terminate()
    print(f"| {options.connections} connections, 2 kB | requests/s | ratio | p50 ms | p99 ms "
          "| CPU us per request |\n|---|--:|--:|--:|--:|--:|")
    base = None
    for name, _, _ in cases:
        rate, p50, p99, cpu = max(runs[name])
        base = base or rate
        print(f"| {name} | {rate:.0f} | {rate / base:.2f} | {p50:.2f} | {p99:.2f} | {cpu:.1f} |")


if __name__ == "__main__":
    main()
