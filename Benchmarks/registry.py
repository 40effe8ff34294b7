#!/usr/bin/env python3
"""Requests to the registry of a running service, by how many clients ask at once.

    registry.py WATTOKEN [--seconds 10] [--clients 1 8 32] [--database URL ...]

Starts WATTOKEN serve for each database (a new SQLite file unless told), opens an account, then every client splits
slices of energy of its own: a change of a row, two rows, a log entry, a line of the audit trail, durable when it is
answered. Last, one client imports energy certificates, 20 000 in a request."""
import argparse, http.client, json, os, subprocess, sys, tempfile, threading, time

parser = argparse.ArgumentParser()
parser.add_argument("wattoken")
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--clients", type=int, nargs="*", default=[1, 8, 32])
parser.add_argument("--database", nargs="*", default=[])
options = parser.parse_args()
rules = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Datasets", "certificates", "rules")


class Service:
    """A service over a database, with the admin's key."""

    def __init__(self, database):
        self.folder = tempfile.TemporaryDirectory()
        place = self.folder.name
        subprocess.run([options.wattoken, "certificate", "key", place + "/key"], check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [options.wattoken, "serve", "--database", database or f"sqlite:{place}/store.db", "--listen", "127.0.0.1:0",
             "--admin-key-file", place + "/admin", "--issuer-key", place + "/key", "--issuer-account", "default",
             "--log-origin", "log.example/bench", "--log-folder", place + "/log", "--public-url", "https://green.example",
             "--rules", rules, "--online-workers", "0", "--planning-workers", "0", "--writes-per-minute", "100000000"],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if '"listening"' in line:
                self.port = json.loads(line)["port"]
                break
        else:
            sys.exit("the service did not start")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.key = open(place + "/admin").read().strip()

    def client(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)

        def post(path, body, content_type="application/json"):
            connection.request("POST", path, body if isinstance(body, str) else json.dumps(body),
                               {"Authorization": "Bearer " + self.key, "Content-Type": content_type})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                sys.exit(f"{path}: {answer.status} {text[:300]}")
        return post

    def end(self):
        self.process.terminate()
        self.process.wait()


def table(prefix, count):
    rows = ["id,scheme,registry,serial,device,source,zone,start,end,wh"]
    rows += [f"{prefix}-{n},PPA,r,{prefix}-{n},{prefix}-{n},wind,CN-NORTH,2026-03-01T00:00:00Z,2026-03-01T01:00:00Z,1000"
             for n in range(count)]
    return "\n".join(rows) + "\n"


def splits(service, clients, run):
    """Splits per second of so many clients."""
    counts, slices = [0] * clients, max(1000, 10000 // clients)
    ready, over = threading.Barrier(clients + 1), threading.Event()

    def work(number):
        post = service.client()
        post("/v1/energy-certificates?owner=default", table(f"s{run}-{number}", slices), "text/csv")
        ready.wait()
        while not over.is_set() and counts[number] < slices:
            post("/v1/slices/split", {"splits": [{"slice": f"s{run}-{number}-{counts[number]}", "parts": [400, 600]}]})
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads: thread.start()
    ready.wait()
    start = time.monotonic()
    time.sleep(options.seconds)
    over.set()
    elapsed = time.monotonic() - start
    for thread in threads: thread.join()
    return sum(counts) / elapsed


print("| store | clients | splits per second |\n|---|--:|--:|")
for database in options.database or [""]:
    name = database.split(":")[0] or "SQLite"
    service = Service(database)
    for run, clients in enumerate(options.clients):
        print(f"| {name} | {clients} | {splits(service, clients, f'{run}x{clients}'):.0f} |", flush=True)
    post, start = service.client(), time.monotonic()
    for number in range(5):
        post("/v1/energy-certificates?owner=default", table(f"i{number}", 20000), "text/csv")
    print(f"| {name} | 1 | {100000 / (time.monotonic() - start):.0f} energy certificates imported |", flush=True)
    service.end()
