#!/usr/bin/env python3
"""The whole service under load, beside a bare libmicrohttpd server and the disk's own flushes.

    Benchmarks/service/run.py [--seconds 5] [--rounds 3] [--connections 200] [--streams 500]
                              [--database sqlite:PATH|postgresql://...] [--soak MINUTES]
                              [--crowd CONNECTIONS] [--program FILE]

Needs `make build`, wrk and a C compiler (apt-get install wrk gcc libmicrohttpd-dev). Client and
servers share the machine. Reads ask for a stored plan part of about 2 kB; submits name a stored
scenario and are durable when answered; workers are off, so that only the service is measured. Of
each case the best round counts.
"""
import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / ".build" / "release" / "wattoken"
SCENARIO = ROOT / "Datasets" / "scenarios" / "two-sites" / "scenario.json"


def flushes(folder, seconds=2.0):
    """How often a second the disk takes 4 kB and fdatasync."""
    path, count, start = folder / "flush", 0, time.monotonic()
    with open(path, "wb", buffering=0) as file:
        while time.monotonic() - start < seconds:
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            count += 1
    return count / (time.monotonic() - start)


class Service:
    """A running service with one solved job."""

    def __init__(self, program, folder, database):
        self.folder = folder
        key = folder / "key"
        self.environment = dict(os.environ, WATTOKEN_DATABASE=database)
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--admin-key-file", key,
             "--online-workers", "0", "--planning-workers", "0", "--log-level", "warning",
             "--queued-per-tenant", "10000000", "--queued-per-lane", "10000000",
             "--writes-per-minute", "100000000"],
            env=self.environment, stderr=open(folder / "log", "w"))
        self.port = self.find_port()
        self.key = key.read_text().strip()
        self.scenario = self.call("POST", "/v1/scenarios", json.loads(SCENARIO.read_text()))["id"]
        self.job = self.call("POST", "/v1/solves", {"scenario_id": self.scenario})["id"]
        subprocess.run([program, "worker", "--once"], env=self.environment, check=True,
                       stderr=subprocess.DEVNULL)

    def find_port(self):
        """The port that the kernel gave, from the sockets of the process."""
        for _ in range(100):
            time.sleep(0.1)
            text = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True).stdout
            found = re.search(rf"127\.0\.0\.1:(\d+) .*pid={self.process.pid}\b", text)
            if found:
                return int(found[1])
        sys.exit("the service does not listen: " + (self.folder / "log").read_text())

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    def resident_mb(self):
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6

    def anonymous_mb(self):
        """What the process has allocated: without the pages of files (program, database)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) * 1024 / 1e6


def wrk(port, path, options, *more):
    """One run of wrk: requests per second, p50 and p99 in ms."""
    text = subprocess.run(
        ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--latency", *more,
         f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        sys.exit(f"{path}: {text}")

    def milliseconds(share):
        value, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(value) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return rate, milliseconds(50), milliseconds(99)


def submit_script(service, folder):
    """A script of wrk that submits a solve of the stored scenario."""
    path = folder / "submit.lua"
    path.write_text(
        'wrk.method = "POST"\n'
        f'wrk.body = \'{{"scenario_id": "{service.scenario}"}}\'\n'
        f'wrk.headers["Authorization"] = "Bearer {service.key}"\n'
        'wrk.headers["Content-Type"] = "application/json"\n')
    return ["-s", str(path)]


async def listen(service, job, counts):
    """One client of events, until it is cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(
        (f"GET /v1/solves/{job}/events HTTP/1.1\r\nHost: x\r\n"
         f"Authorization: Bearer {service.key}\r\n\r\n").encode())
    while line := await reader.readline():
        if line.startswith(b"id:"):
            counts[0] += 1


async def with_streams(service, count, body):
    """Runs `body` in a thread while so many clients listen to a queued job."""
    job = service.call("POST", "/v1/solves", {"scenario_id": service.scenario})["id"]
    counts = [0]
    clients = [asyncio.create_task(listen(service, job, counts)) for _ in range(count)]
    while counts[0] < count:
        await asyncio.sleep(0.1)
    result = await asyncio.to_thread(body)
    service.call("POST", f"/v1/solves/{job}/cancel")
    for _ in range(100):
        if counts[0] >= 2 * count:
            break
        await asyncio.sleep(0.1)
    for client in clients:
        client.cancel()
    return result, counts[0]


def change(service, stop):
    """Ten times a second, one life of a job: submitted, listened to, cancelled, discarded."""
    while not stop.wait(0.1):
        job = service.call("POST", "/v1/solves", {"scenario_id": service.scenario})["id"]
        service.call("POST", f"/v1/solves/{job}/cancel")
        request = urllib.request.Request(
            f"http://127.0.0.1:{service.port}/v1/solves/{job}/events",
            headers={"Authorization": f"Bearer {service.key}"})
        with urllib.request.urlopen(request) as stream:
            if b"event: end" not in stream.read():
                sys.exit("a stream without its end")
        service.call("POST", f"/v1/solves/{job}/discard")


def slope(sizes):
    """Slope of the last two thirds, MB a minute, and its standard error."""
    part = sizes[len(sizes) // 3:]
    count, middle = len(part), (len(part) - 1) / 2
    mean = sum(part) / count
    spread = sum((x - middle) ** 2 for x in range(count))
    rise = sum((x - middle) * (y - mean) for x, y in enumerate(part)) / spread
    rest = sum((y - mean - rise * (x - middle)) ** 2 for x, y in enumerate(part))
    return rise, (rest / max(1, count - 2) / spread) ** 0.5


def soak(service, options, auth):
    """Memory at half load, minute by minute, and its slope."""
    stop = threading.Event()
    changes = threading.Thread(target=change, args=(service, stop), daemon=True)
    changes.start()
    print("minute | resident MB | anonymous MB")
    sizes, anonymous = [], []
    for minute in range(options.soak):
        end = time.monotonic() + 60
        for path in itertools.cycle(("summary", "status")):
            subprocess.run(
                ["wrk", "-t1", f"-c{options.connections // 2}", "-d5s", "-H", auth,
                 f"http://127.0.0.1:{service.port}/v1/solves/{service.job}/{path}"],
                check=True, capture_output=True)
            time.sleep(5)
            if time.monotonic() >= end:
                break
        if not changes.is_alive():
            sys.exit("the changing client gave up")
        sizes.append(service.resident_mb())
        anonymous.append(service.anonymous_mb())
        print(f"{minute + 1} | {sizes[-1]:.1f} | {anonymous[-1]:.1f}", flush=True)
    stop.set()
    changes.join()
    if len(sizes) > 5:
        for name, values in (("resident", sizes), ("anonymous", anonymous)):
            rise, error = slope(values)
            print(f"slope of the last two thirds, {name}: {rise:+.3f} MB a minute, standard error {error:.3f}")


async def idle(port, count, ready):
    """Keeps so many connections, each with a request in 10 to 25 s; those that are closed come again."""
    async def one():
        while True:
            is_open = False
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                while True:
                    writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                    await reader.readuntil(b"}")
                    ready[0] += not is_open
                    is_open = True
                    await asyncio.sleep(random.uniform(10, 25))
            except (OSError, asyncio.IncompleteReadError):
                ready[0] -= is_open
                await asyncio.sleep(0.1)

    clients = []
    for number in range(count):
        clients.append(asyncio.create_task(one()))
        if number % 100 == 99:
            await asyncio.sleep(0.02)
    await asyncio.gather(*clients)


async def trickle(port, count, lives):
    """So many clients that send their headers a line a second; notes how long each was let live."""
    async def one():
        while True:
            start = time.monotonic()
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n")
                end = asyncio.ensure_future(reader.read())
                while not (await asyncio.wait([end], timeout=1))[0]:
                    writer.write(b"X-Slow: 1\r\n")
                writer.close()
            except OSError:
                pass
            lives.append(time.monotonic() - start)

    await asyncio.gather(*(one() for _ in range(count)))


def crowd_process(port, idles, slow, pipe):
    """The crowd, in a process of its own: it says what it sees once a second."""
    ready, lives = [0], []

    async def tell():
        while True:
            await asyncio.sleep(1)
            pipe.send((ready[0], len(lives), max(lives, default=0)))

    async def run():
        await asyncio.gather(idle(port, idles, ready), trickle(port, slow, lives), tell())

    asyncio.run(run())


def crowd(service, options, auth, part, submit):
    """Reads and submits alone, then beside idle connections and a twentieth as many slow ones."""
    cases = {"read of a plan part": (part, "-H", auth), "durable submit": ("/v1/solves", *submit)}

    def measure():
        return {name: max(wrk(service.port, path, options, *more) for _ in range(options.rounds))
                for name, (path, *more) in cases.items()}

    alone = measure()
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(
        target=crowd_process,
        args=(service.port, options.crowd, options.crowd // 20, there), daemon=True)
    process.start()
    seen = (0, 0, 0)
    end = time.monotonic() + 120
    while (seen[0] < options.crowd or not seen[1]) and time.monotonic() < end:
        seen = here.recv()
    if seen[0] < options.crowd * 0.99:
        sys.exit(f"only {seen[0]} of {options.crowd} idle connections")
    beside = measure()
    while here.poll():
        seen = here.recv()
    if not process.is_alive():
        sys.exit("the crowd went home")
    resident = service.resident_mb()
    process.terminate()
    print(f"| {options.connections} connections | alone: requests/s | p99 ms | beside the crowd: "
          "requests/s | p99 ms |\n|---|--:|--:|--:|--:|")
    for name in cases:
        (rate, _, p99), (rate2, _, p992) = alone[name], beside[name]
        print(f"| {name} | {rate:.0f} | {p99:.2f} | {rate2:.0f} | {p992:.2f} |")
    print(f"\n{seen[0]} idle connections, {options.crowd // 20} that trickle: {seen[1]} of those were closed, "
          f"the oldest after {seen[2]:.1f} s; resident {resident:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--database")
    parser.add_argument("--soak", type=int, default=0, metavar="MINUTES")
    parser.add_argument("--crowd", type=int, default=0, metavar="CONNECTIONS")
    parser.add_argument("--program", type=pathlib.Path, default=PROGRAM)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    folder = pathlib.Path(tempfile.mkdtemp())
    subprocess.run(
        ["cc", "-O2", "-o", folder / "hello", HERE.parent / "http" / "hello.c", "-lmicrohttpd"],
        check=True)
    bare = subprocess.Popen([folder / "hello"], stdout=subprocess.PIPE, text=True)
    bare_port = int(bare.stdout.readline())
    service = Service(options.program, folder, options.database or f"sqlite:{folder / 'bench.db'}")
    auth = f"Authorization: Bearer {service.key}"
    part = f"/v1/solves/{service.job}/summary"
    submit = submit_script(service, folder)
    try:
        if options.soak:
            return soak(service, options, auth)
        if options.crowd:
            return crowd(service, options, auth, part, submit)
        rows, disk = {}, 0.0
        for _ in range(options.rounds):
            disk = max(disk, flushes(folder))
            cases = {
                "bare libmicrohttpd": lambda: wrk(bare_port, "/", options),
                "read of a plan part": lambda: wrk(service.port, part, options, "-H", auth),
                "read of a status (store asked)": lambda: wrk(
                    service.port, f"/v1/solves/{service.job}/status", options, "-H", auth),
                "durable submit": lambda: wrk(service.port, "/v1/solves", options, *submit),
            }
            for name, run in cases.items():
                rows.setdefault(name, []).append(run())
        both, events = asyncio.run(with_streams(
            service, options.streams,
            lambda: wrk(service.port, part, options, "-H", auth)))
        rows[f"read of a plan part, {options.streams} event streams open"] = [both]
        base = max(rows["bare libmicrohttpd"])[0]
        print(f"| {options.connections} connections | requests/s | to bare | to fdatasync | p50 ms "
              "| p99 ms |\n|---|--:|--:|--:|--:|--:|")
        for name, runs in rows.items():
            rate, p50, p99 = max(runs)
            flush = f"{rate / disk:.1f}" if name == "durable submit" else ""
            print(f"| {name} | {rate:.0f} | {rate / base:.2f} | {flush} | {p50:.2f} | {p99:.2f} |")
        print(f"\nfdatasync {disk:.0f}/s; {events} events to {options.streams} streams; "
              f"resident {service.resident_mb():.0f} MB")
    finally:
        service.process.terminate()
        bare.terminate()
        service.process.wait()


if __name__ == "__main__":
    main()
