#!/usr/bin/env python3
"""Lets every system call of the log's writer and of a witness fail in turn, and looks what is left.

    scripts/chaos-log.py [--program FILE] [--every N]

Each round adds leaves to a database, lets `wattoken log publish` meet one failure (EIO or ENOSPC by
`strace -e inject`, or kill -9) at its n-th openat, write, fsync, rename or mkdir, then looks as a monitor
that remembers the checkpoint it saw last; then publishing without failures must succeed and `log fsck` find
files and database whole. The same for the calls of a witness. At the end bits of files are turned and an
older database is put back: both must be refused.
"""
import argparse
import hashlib
import os
import pathlib
import random
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CALLS = {"openat": ["EIO", "ENOSPC"], "write": ["EIO", "ENOSPC"], "fsync": ["EIO"],
         "rename": ["EIO", "ENOSPC"], "mkdir": ["ENOSPC"]}


class Log:
    """A log with its database, its folder and a monitor's memory."""

    def __init__(self, program, home):
        self.program, self.home = program, home
        home.mkdir()
        self.folder, self.database = home / "log", home / "registry.db"
        self.key = home / "log.key"
        self.secret(self.key)
        self.vkey = None
        self.count = 0
        self.run_publish()
        self.add(300)
        self.publish_whole()

    @staticmethod
    def secret(path):
        path.write_text(os.urandom(32).hex() + "\n")
        path.chmod(0o600)

    def add(self, count):
        base = sqlite3.connect(self.database, isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        for number in range(self.count, self.count + count):
            entry = b'{"n":"%d"}' % number
            base.execute("INSERT INTO log_leaves (number, entry, hash) VALUES (?, ?, ?)",
                         (number, entry, hashlib.sha256(b"\0" + entry).digest()))
        base.execute("COMMIT")
        base.close()
        self.count += count

    def command(self, extra=()):
        return [self.program, "log", "publish", self.folder, "--database",
                f"sqlite:{self.database}", "--key", self.key, "--name", "log.example/chaos", *extra]

    def run_publish(self, prefix=(), extra=()):
        done = subprocess.run([*prefix, *self.command(extra)], capture_output=True, text=True, timeout=120)
        found = re.search(r"log key (\S+)", done.stdout)
        if found:
            self.vkey = found[1]
        return done

    def publish_whole(self):
        done = self.run_publish()
        check(done.returncode == 0, "publishing goes on", done.stderr)
        self.monitor()
        done = subprocess.run([self.program, "log", "fsck", self.folder, "--any-entries", "--log", self.vkey,
                               "--database", f"sqlite:{self.database}"], capture_output=True, text=True)
        check(done.returncode == 0 and f"{self.count} entries" in done.stdout, "fsck", done.stderr)

    def monitor(self):
        done = subprocess.run([self.program, "log", "monitor", self.folder, "--any-entries", "--log", self.vkey,
                               "--state", self.home / "seen"], capture_output=True, text=True)
        check(done.returncode == 0, "what a monitor sees", done.stdout + done.stderr)


class Witness:
    """A witness that may be killed and started again."""

    def __init__(self, log):
        self.log, self.state, self.key = log, log.home / "witness.state", log.home / "witness.key"
        log.secret(self.key)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process, self.vkey = None, None
        self.start(["--new"])

    def start(self, extra=(), prefix=()):
        self.process = subprocess.Popen(
            [*prefix, self.log.program, "log", "witness", "--key", self.key, "--name", "witness.example/chaos",
             "--state", self.state, "--listen", f"127.0.0.1:{self.port}", "--log", self.log.vkey, *extra],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        # Its key stands in the first line, unless that is what it could not write.
        if select.select([self.process.stdout], [], [], 10)[0]:
            self.vkey = self.process.stdout.readline().strip() or self.vkey
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    return
                time.sleep(0.02)

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def option(self):
        return ["--witness-at", f"http://127.0.0.1:{self.port} {self.vkey}"]


def check(holds, what, detail=""):
    if not holds:
        print(f"chaos-log: {what} does not hold: {detail}", file=sys.stderr)
        sys.exit(1)


def injection(call, failure, number):
    how = "signal=SIGKILL" if failure == "KILL" else f"error={failure}"
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
            "-e", f"inject={call}:{how}:when={number}"]


def count_of(call, log):
    """How many calls a whole publishing makes."""
    log.add(3)
    path = log.home / "calls"
    log.run_publish(["strace", "-f", "-qq", "-o", path, "-e", f"trace={call}"])
    return sum(f"{call}(" in line for line in path.read_text().splitlines())


def writer_rounds(new_log, every, chance):
    rounds = failed = 0
    for call, failures in CALLS.items():
        for failure in [*failures, "KILL"]:
            # A log of its own for each, since every look at a log takes as long as the log is.
            log = new_log(f"{call}-{failure}")
            total = count_of(call, log)
            for number in range(1 + chance.randrange(every), total + 1, every):
                log.add(chance.choice([1, 3, 260]))
                done = log.run_publish(injection(call, failure, number))
                failed += done.returncode != 0
                if (log.folder / "checkpoint").exists():
                    log.monitor()
                log.publish_whole()
                rounds += 1
            print(f"chaos-log: {call} {failure}: {total} calls", flush=True)
    print(f"chaos-log: {rounds} failures of the writer, {failed} stopped it; each time it went on", flush=True)


def witness_rounds(log, every):
    witness = Witness(log)
    rounds = cosigned = 0
    for call in ["openat", "write", "fsync", "rename"]:
        for failure in [*CALLS[call], "KILL"]:
            for number in range(1, 12, every):
                witness.end()
                witness.start(prefix=injection(call, failure, number))
                log.add(1)
                log.run_publish(extra=witness.option)
                witness.end()
                witness.start()
                log.add(1)
                done = log.run_publish(extra=witness.option)
                check("witness.example/chaos: cosigned" in done.stderr, "the witness's next life", done.stderr)
                log.monitor()
                rounds += 1
                cosigned += 1
    witness.end()
    print(f"chaos-log: {rounds} failures of a witness; it cosigned {cosigned} times after them", flush=True)


def refusals(log, chance):
    older = log.home / "older.db"
    source, copy = sqlite3.connect(log.database), sqlite3.connect(older)
    source.backup(copy)
    source.close()
    copy.close()
    log.add(600)
    log.publish_whole()
    bundles = sorted((log.folder / "tile" / "entries").rglob("*"))
    full = [path for path in bundles if path.is_file() and ".p" not in str(path)]
    for path in full:
        good = path.read_bytes()
        for _ in range(64):
            bit = chance.randrange(8 * len(good))
            wrong = bytearray(good)
            wrong[bit // 8] ^= 1 << bit % 8
            path.write_bytes(wrong)
            log.add(1)
            before = (log.folder / "checkpoint").read_bytes()
            done = log.run_publish()
            check(done.returncode == 3, f"bit {bit} of {path} is seen", done.stdout)
            check(before == (log.folder / "checkpoint").read_bytes(), "nothing is signed")
        path.write_bytes(good)
    log.publish_whole()
    shutil.copy(older, log.database)
    for end in ["-wal", "-shm"]:
        pathlib.Path(str(log.database) + end).unlink(missing_ok=True)
    done = log.run_publish()
    check(done.returncode == 3 and "older state" in done.stderr, "an older database is refused", done.stderr)
    print(f"chaos-log: bits of {len(full)} bundles and an older database were refused", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", default=ROOT / ".build" / "release" / "wattoken")
    options.add_argument("--every", type=int, default=1, help="every how-many-th call fails")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as home:
        def new_log(name):
            return Log(str(given.program), pathlib.Path(home) / name)

        writer_rounds(new_log, given.every, chance)
        witness_rounds(new_log("witness"), given.every)
        refusals(new_log("refusals"), chance)


if __name__ == "__main__":
    main()
