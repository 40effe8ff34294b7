#!/usr/bin/env python3
"""Kills the service at random moments while clients submit, and looks what is left.

    scripts/chaos.py [--kills 1000] [--seed 1] [--database sqlite:PATH|postgresql://...] [--program FILE]

Every round starts `wattoken serve` with workers, lets clients submit solves with client_ref and
Idempotency-Key, and ends service, workers or one worker with kill -9. At the end one service is left
alone until nothing waits. Then: every acknowledged job is there, none is there twice, each has
succeeded with one end event and all its parts, and the audit trail is whole.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build" / "release" / "wattoken"
SCENARIO = ROOT / "Datasets" / "scenarios" / "two-sites" / "scenario.json"


class Service:
    """One life of the service."""

    def __init__(self, program, folder, database, port):
        self.program = program
        self.port = port
        self.key_file = folder / "key"
        self.process = subprocess.Popen(
            [program, "serve", "--listen", f"127.0.0.1:{port}", "--admin-key-file", self.key_file,
             "--log-level", "error", "--queued-per-tenant", "1000000", "--queued-per-lane", "1000000",
             # A job that is killed again and again by chance is no poison here.
             "--attempt-limit", "100"],
            env=dict(os.environ, WATTOKEN_DATABASE=database),
            stderr=open(folder / "log", "a"), start_new_session=True)

    def call(self, method, path, body=None, headers={}):
        key = self.key_file.read_text().strip()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def wait(self):
        for _ in range(600):
            try:
                return self.call("GET", "/readyz")
            except (OSError, urllib.error.URLError):
                if self.process.poll() is not None:
                    sys.exit(f"the service ended by itself: {self.process.returncode}")
                time.sleep(0.05)
        sys.exit("the service does not come up")

    def workers(self):
        text = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout
        return [int(word) for word in text.split()]


def submit(service, scenario, acknowledged, lock, stop, name):
    """Submits until told to stop; a broken request is sent again with the same key."""
    number, pending = 0, None
    while not stop.is_set():
        if pending is None:
            number += 1
            pending = f"{name}-{number}"
        try:
            answer = service.call(
                "POST", "/v1/solves", {"scenario_id": scenario, "client_ref": pending},
                {"Idempotency-Key": pending})
            with lock:
                acknowledged[pending] = answer["id"]
            pending = None
        except (OSError, urllib.error.URLError, ValueError):
            time.sleep(0.01)
        time.sleep(0.02)


def kill(service, chance):
    """Ends the service, all of its workers, or one of them."""
    what = chance.choice(["service", "service", "workers", "worker"])
    workers = service.workers()
    if what == "service":
        service.process.kill()
        service.process.wait()
    for worker in workers if what == "workers" else workers[:1] if what == "worker" else []:
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return what


def check(service, acknowledged, database, folder):
    """Everything that must be true at the end; the sentences that are not."""
    wrong, seen, cursor = [], {}, ""
    while True:
        page = service.call("GET", f"/v1/solves?limit=500{cursor}")
        for job in page["data"]:
            if job["client_ref"] in seen:
                wrong.append(f"{job['client_ref']} is there twice")
            seen[job["client_ref"]] = job
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    for reference, identifier in acknowledged.items():
        job = seen.get(reference)
        if job is None or job["id"] != identifier:
            wrong.append(f"{reference} was acknowledged and is not there")
    for reference, job in seen.items():
        if job["state"] != "succeeded" or job["outcome"] != "optimal":
            wrong.append(f"{reference} is {job['state']}: {job.get('problem')}")
    for job in random.Random(0).sample(sorted(seen.values(), key=lambda job: job["id"]),
                                       min(200, len(seen))):
        plan = service.call("GET", f"/v1/solves/{job['id']}/plan")
        if plan["proof"]["status"] != "optimal":
            wrong.append(f"{job['id']} has no whole plan")
    trail = [line for line in audit(service) if line["action"] == "job.finish"]
    ended = [line["object"] for line in trail]
    if len(ended) != len(set(ended)):
        wrong.append("a job has ended twice")
    if database.startswith("sqlite:"):
        backup = subprocess.run(
            [service.program, "backup", "--database", database, "--output", folder / "backup.db"],
            capture_output=True, text=True)
        if backup.returncode != 0:
            wrong.append("backup: " + backup.stdout + backup.stderr)
        print(backup.stdout.strip())
    return wrong, len(seen)


def audit(service):
    """All lines of the audit trail, their chain checked."""
    after, previous = 0, "0" * 64
    while True:
        page = service.call("GET", f"/v1/audit?limit=500&after={after}")
        for line in page["data"]:
            if line["previous"] != previous or line["number"] != after + 1:
                sys.exit(f"audit line {line['number']} does not follow")
            previous, after = line["digest"], line["number"]
            yield line
        if page["next"] is None:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=18_080)
    parser.add_argument("--database")
    parser.add_argument("--program", type=pathlib.Path, default=PROGRAM)
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="wattoken-chaos-"))
    database = options.database or f"sqlite:{folder / 'chaos.db'}"
    chance = random.Random(options.seed)
    print(f"seed {options.seed}, {options.kills} kills, {folder}")
    service = Service(options.program, folder, database, options.port)
    service.wait()
    scenario = service.call("POST", "/v1/scenarios", json.loads(SCENARIO.read_text()))["id"]
    acknowledged, lock, stop = {}, threading.Lock(), threading.Event()
    clients = [
        threading.Thread(
            target=submit, args=(service, scenario, acknowledged, lock, stop, f"c{index}"))
        for index in range(4)]
    for client in clients:
        client.start()
    killed = {}
    for number in range(options.kills):
        time.sleep(chance.uniform(0, 0.4))
        what = kill(service, chance)
        killed[what] = killed.get(what, 0) + 1
        if what == "service":
            # The clients hold this object: they go on with the new process on the same port.
            service.process = Service(options.program, folder, database, options.port).process
            service.wait()
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {options.kills}", end="", file=sys.stderr)
    stop.set()
    for client in clients:
        client.join()
    while any(queue["queued"] + queue["running"] for queue in service.wait()["queues"]):
        time.sleep(0.5)
    wrong, count = check(service, acknowledged, database, folder)
    service.process.terminate()
    service.process.wait()
    print(f"killed {killed}; {len(acknowledged)} acknowledged, {count} jobs")
    for sentence in wrong[:20]:
        print("WRONG:", sentence)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
