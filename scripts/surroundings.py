#!/usr/bin/env python3
"""The whole service where its surroundings are not as they should be.

    scripts/surroundings.py [--program FILE] [CASE ...]

Cases: clock (jumps of an hour to both sides while it works), german (LC_ALL=de_DE.UTF-8), ipv6 (a machine
without IPv4), readonly (only the folder of the database can be written; not even that), full (the disk of the
database fills up and has room again). Each starts `wattoken serve` with its workers, and says what it
checked. Needs root for disks and networks of its own, faketime and the source of a German locale (Debian:
faketime, locales).
"""
import argparse
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "Datasets" / "scenarios" / "two-sites" / "scenario.json"


class Wrong(Exception):
    """Something that must hold does not."""


def must(holds, sentence):
    if not holds:
        raise Wrong(sentence)


class Service:
    """A running service with two workers."""

    def __init__(self, program, folder, environment=None, host="127.0.0.1", before=(), options=()):
        self.folder, self.host = folder, host
        key = folder / "key"
        self.log = folder / "log"
        self.process = subprocess.Popen(
            [*before, program, "serve", "--listen", f"{host}:0", "--database",
             f"sqlite:{folder / 'service.db'}", "--admin-key-file", key, *options],
            env={**os.environ, **(environment or {})}, stderr=open(self.log, "w"))
        for _ in range(300):
            found = re.search(r'"event":"listening".*"port":(\d+)', self.log.read_text())
            if found:
                break
            must(self.process.poll() is None, "it does not start: " + self.log.read_text())
            time.sleep(0.1)
        else:
            raise Wrong("it does not listen: " + self.log.read_text())
        self.port = int(found[1])
        self.key = key.read_text().strip()

    def ask(self, method, path, body=None, headers=None, timeout=30):
        """Status, header fields and JSON of an answer, problems included."""
        request = urllib.request.Request(
            f"http://{self.host}:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json",
                     **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.headers, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read()
            if error.code == 304:
                return error.code, error.headers, None
            must(error.headers["Content-Type"] == "application/problem+json", f"no problem: {text}")
            return error.code, error.headers, json.loads(text)

    def get(self, path, **more):
        status, _, body = self.ask("GET", path, **more)
        must(status == 200, f"{path}: {status} {body}")
        return body

    def submit(self, **order):
        status, _, body = self.ask("POST", "/v1/solves", order)
        must(status == 202, f"submit: {status} {body}")
        return body["id"]

    def ended(self, job, seconds=30):
        """A job once it has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.get(f"/v1/solves/{job}")
            if found["state"] not in ("queued", "running"):
                return found
            time.sleep(0.1)
        raise Wrong(f"{job} has not ended within {seconds} s: {found}")

    def solved(self, job, seconds=30):
        found = self.ended(job, seconds)
        must(found["outcome"] == "optimal", f"{job} is {found}")
        return found

    def scenario(self):
        status, _, body = self.ask("POST", "/v1/scenarios", json.loads(SCENARIO.read_text()))
        must(status == 201, f"scenario: {status} {body}")
        return body["id"]

    def check_trail(self):
        """The audit chain is whole and no job has ended twice; how many lines."""
        after, previous, ended = 0, "0" * 64, []
        while True:
            page = self.get(f"/v1/audit?limit=500&after={after}")
            for line in page["data"]:
                must(line["previous"] == previous and line["number"] == after + 1,
                     f"audit line {line['number']} does not follow")
                previous, after = line["digest"], line["number"]
                if line["action"] == "job.finish":
                    ended.append(line["object"])
            if page["next"] is None:
                break
        must(len(ended) == len(set(ended)), "a job has ended twice")
        return after

    def end(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        must(code == 0, f"it ended with {code}: {self.log.read_text()[-2000:]}")


# MARK: Clock

class Clock:
    """The calendar's clock of a service, moved by a file."""

    def __init__(self, folder):
        library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        must(library, "faketime is missing: apt-get install faketime")
        self.file = folder / "clock"
        self.set(0)
        self.environment = {
            "LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            # A clock that is set moves the calendar, never what counts seconds.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        # The library adds to the environment of the first process that has it, behind which Swift
        # does not find its arguments any more: that process is a shell.
        self.before = ["sh", "-c", 'exec "$@"', "sh"]

    def set(self, hours):
        new = self.file.with_suffix(".new")
        new.write_text(f"{hours * 3600:+d}\n")
        new.rename(self.file)
        self.hours = hours

    def text(self, seconds):
        """An instant so many seconds after the service's now."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
            time.time() + self.hours * 3600 + seconds))


def listen(service, job, events):
    """Follows the events of a job to their end."""
    request = urllib.request.Request(
        f"http://{service.host}:{service.port}/v1/solves/{job}/events",
        headers={"Authorization": f"Bearer {service.key}"})
    with urllib.request.urlopen(request, timeout=120) as stream:
        events.append(stream.read().decode())


def clock(options, folder):
    """Jumps of an hour forth and back: nothing hangs, nothing is lost, deadlines are the calendar's."""
    clock = Clock(folder)
    service = Service(
        options.program, folder, clock.environment, before=clock.before,
        options=["--planning-workers", "0"])
    scenario = service.scenario()
    plan = service.submit(scenario_id=scenario)
    service.solved(plan)
    jobs, stop = [], threading.Event()

    def work():
        while not stop.wait(0.05):
            jobs.append(service.submit(scenario_id=scenario))

    client = threading.Thread(target=work)
    client.start()
    for hours in (1, 0, -1, 0, 1, -1):
        # Nobody serves this lane: these wait, whatever the clock does.
        waiting = service.submit(scenario_id=scenario, lane="planning")
        in_time = service.submit(
            scenario_id=scenario, lane="planning", parent=plan, needed_by=clock.text(1800))
        alone = service.submit(scenario_id=scenario, lane="planning", needed_by=clock.text(1800))
        events = []
        stream = threading.Thread(target=listen, args=(service, waiting, events))
        stream.start()
        key = service.ask("POST", "/v1/keys", {"name": "k", "scopes": ["schedule:*"]})[2]
        own = {"Authorization": f"Bearer {key['key']}"}
        service.get("/v1/access", headers=own)
        status = service.ask("GET", f"/v1/solves/{waiting}/status")
        forth = hours > clock.hours
        clock.set(hours)
        # A long poll lasts as long as it was asked to.
        start = time.monotonic()
        service.ask("GET", f"/v1/solves/{waiting}/status",
                    headers={"Prefer": "wait=2", "If-None-Match": status[1]["ETag"]})
        took = time.monotonic() - start
        must(1.5 < took < 8, f"a long poll of 2 s took {took:.1f} s at {hours:+d} h")
        # A revoked key is remembered for a second, not for the hour that the clock went back.
        must(service.ask("DELETE", f"/v1/keys/{key['id']}")[0] == 204, "revoke")
        time.sleep(1.2)
        must(service.ask("GET", "/v1/access", headers=own)[0] == 401, "a revoked key is taken")
        service.get("/readyz")
        service.solved(service.submit(scenario_id=scenario))
        if forth:
            found = service.ended(in_time)
            must(found["outcome"] == "fallback", f"no fallback: {found}")
            must(found["fallback_reason"] == "not_begun_before_needed_by", f"{found}")
            must(service.ended(alone)["state"] == "expired", "a passed deadline without parent")
        else:
            for job in (in_time, alone):
                state = service.get(f"/v1/solves/{job}")["state"]
                must(state == "queued", f"a deadline ahead, and the job is {state}")
                service.ask("POST", f"/v1/solves/{job}/cancel")
        service.ask("POST", f"/v1/solves/{waiting}/cancel")
        stream.join(timeout=20)
        must(events and "event: end" in events[0], "a stream did not end with its job")
    stop.set()
    client.join()
    for job in jobs:
        service.solved(job, 120)
    lines = service.check_trail()
    service.end()
    return f"6 jumps, {len(jobs)} jobs beside them all solved, trail of {lines} lines whole"


# MARK: Language

def german(options, folder):
    """Numbers and dates are those of the documents, whatever the locale."""
    must(shutil.which("localedef") and os.path.exists("/usr/share/i18n/locales/de_DE"),
         "the German locale is missing: apt-get install locales")
    locales = folder / "locales"
    locales.mkdir()
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", locales / "de_DE.UTF-8"], check=True)
    environment = {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(locales)}
    shown = subprocess.run(["printf", "%.1f", "1,5"], env={**os.environ, **environment},
                           capture_output=True, text=True, check=True).stdout
    must(shown == "1,5", f"the locale does not work: {shown}")
    plans = []
    for number, more in enumerate((environment, {"LC_ALL": "C"})):
        place = folder / str(number)
        place.mkdir()
        service = Service(options.program, place, more)
        job = service.submit(scenario_id=service.scenario(), config={"limits": {"gap": 0.001}})
        service.solved(job)
        # Everything but the seconds that it took.
        plan = json.dumps(service.get(f"/v1/solves/{job}/plan"), sort_keys=True)
        plans.append(re.sub(r'"(build|solve)_seconds": [-+.e\d]+', "", plan))
        for path in ("prices", "routing", "carbon", "summary"):
            service.get(f"/v1/solves/{job}/{path}")
        request = urllib.request.Request(
            f"http://127.0.0.1:{service.port}/metrics",
            headers={"Authorization": f"Bearer {service.key}"})
        with urllib.request.urlopen(request) as answer:
            for line in answer.read().decode().splitlines():
                must(line.startswith("#") or float(line.split()[-1]) >= 0, line)
            date = answer.headers["Date"]
            must(re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), ", date), f"Date: {date}")
        status, _, problem = service.ask("POST", "/v1/solves", {"config": {}})
        must(status == 422 and problem["title"].isascii(), f"{status} {problem}")
        service.end()
    must(plans[0] == plans[1], "the plans differ")
    return "the plan is that of the C locale to the byte, figures and dates as well"


# MARK: Network

def ipv6(options, folder):
    """A machine that has no IPv4 at all."""
    if options.inside:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["ip", "addr", "del", "127.0.0.1/8", "dev", "lo"], check=True)
        service = Service(options.program, folder, host="[::1]",
                          options=["--metrics-listen", "[::1]:18079"])
        job = service.submit(scenario_id=service.scenario())
        service.solved(job)
        events = []
        listen(service, job, events)
        must("event: end" in events[0], "no events")
        with urllib.request.urlopen("http://[::1]:18079/metrics") as answer:
            must(b"store_available 1" in answer.read(), "no figures")
        refused = subprocess.run(
            [options.program, "serve", "--listen", "127.0.0.1:0", "--database",
             f"sqlite:{folder / 'other.db'}", "--admin-key-file", folder / "other"],
            capture_output=True, text=True, timeout=30)
        must(refused.returncode != 0 and "127.0.0.1" in refused.stderr,
             f"an address that is not there: {refused.returncode} {refused.stderr}")
        service.end()
        return f"served on [::1]; without IPv4 says: {refused.stderr.strip().splitlines()[-1]}"
    run = subprocess.run(
        ["unshare", "-n", sys.executable, __file__, "--inside", "--program", options.program, "ipv6"],
        capture_output=True, text=True)
    must(run.returncode == 0, run.stdout + run.stderr)
    return run.stdout.strip().removeprefix("ok ipv6: ")


# MARK: Disks

class Disk:
    """A file system of its own."""

    def __init__(self, folder, size):
        self.path = folder / "disk"
        self.path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.path], check=True)

    def remount(self, option):
        subprocess.run(["mount", "-o", f"remount,{option}", self.path], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], check=True)


def readonly(options, folder):
    """A hardened machine: nothing can be written but the database; then not even that."""
    with Disk(folder, "64m") as disk:
        # All of / but this disk, in a mount namespace of the service.
        before = ["unshare", "-m", "sh", "-c",
                  'mount -o remount,bind,ro / && ! touch /tmp/x 2>/dev/null && exec "$@"', "sh"]
        service = Service(options.program, disk.path, before=before)
        service.solved(service.submit(scenario_id=service.scenario()))
        lines = service.check_trail()
        service.end()
        disk.remount("ro")
        refused = subprocess.run(
            [options.program, "serve", "--listen", "127.0.0.1:0", "--database",
             f"sqlite:{disk.path / 'service.db'}"], capture_output=True, text=True, timeout=30)
        must(refused.returncode == 8, f"read-only: {refused.returncode} {refused.stderr}")
        disk.remount("rw")
        service = Service(options.program, disk.path)
        must(service.check_trail() == lines, "the trail changed")
        service.solved(service.submit(scenario_id=service.scenario()))
        service.end()
    said = refused.stderr.strip().splitlines()[-1]
    return f"works on a read-only /; with a read-only database it ends with 8 and says: {said}"


def full(options, folder):
    """The disk fills up: problems instead of changes, reads go on, and all goes on with room."""
    with Disk(folder, "24m") as disk:
        service = Service(options.program, disk.path)
        scenario = service.scenario()
        first = service.submit(scenario_id=scenario)
        service.solved(first)
        filler = disk.path / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        accepted, refused = [], None
        document = json.loads(SCENARIO.read_text())
        for number in range(2000):
            document["name"] = f"Two sites, number {number}"
            status, headers, body = service.ask("POST", "/v1/solves", {"scenario": document})
            if status == 202:
                accepted.append(body["id"])
                continue
            must(status == 503 and body["code"] == "unavailable", f"{status} {body}")
            must(headers["Retry-After"], "no Retry-After")
            refused = status
            break
        must(refused == 503, "a full disk took 2000 jobs")
        service.get(f"/v1/solves/{first}/plan")
        service.get("/livez")
        must(service.ask("GET", "/readyz")[0] == 503, "ready with a full disk")
        time.sleep(2)
        must(service.process.poll() is None, "it ended")
        filler.unlink()
        start = time.monotonic()
        while service.ask("GET", "/readyz")[0] != 200:
            must(time.monotonic() - start < 30, "not ready 30 s after there was room")
            time.sleep(0.1)
        took = time.monotonic() - start
        for job in accepted + [service.submit(scenario_id=scenario)]:
            service.solved(job, 120)
        lines = service.check_trail()
        service.end()
    return (f"{len(accepted)} accepted before the first 503; ready {took:.1f} s after there was "
            f"room, all solved, trail of {lines} lines whole")


CASES = {case.__name__: case for case in (clock, german, ipv6, readonly, full)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(ROOT / ".build" / "release" / "wattoken"))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("cases", nargs="*", metavar="CASE", choices=[*CASES, []])
    options = parser.parse_args()
    failed = []
    for name in options.cases or CASES:
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"wattoken-{name}-"))
        try:
            print(f"ok {name}: {CASES[name](options, folder)}", flush=True)
            shutil.rmtree(folder)
        except (Wrong, subprocess.SubprocessError, OSError) as error:
            failed.append(name)
            print(f"WRONG {name}: {error} (in {folder})", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
