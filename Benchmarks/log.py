#!/usr/bin/env python3
"""Reads of the public log beside nginx serving the same files, in turn, by wrk.

    Benchmarks/log.py [--program FILE] [--publisher FILE] [--entries 20000] [--seconds 5] [--rounds 3]

A registry's database gets so many leaves, `wattoken log publish` makes the folder, `wattoken serve` and nginx
serve it. Each round asks both for a full tile, a bundle, the checkpoint, and the service for proofs of one entry
and of entries all over the log, which nginx cannot make. Prints requests a second, medians of the rounds.
"""
import argparse
import hashlib
import os
import pathlib
import re
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NGINX = """
daemon off; pid {home}/nginx.pid; error_log {home}/error.log; worker_processes 2;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; open_file_cache max=10000; default_type application/octet-stream;
  client_body_temp_path {home}/a; proxy_temp_path {home}/b; fastcgi_temp_path {home}/c;
  uwsgi_temp_path {home}/d; scgi_temp_path {home}/e;
  server {{ listen 127.0.0.1:{port}; location /log/ {{ alias {folder}/; }} }} }}
"""
SPREAD = """
local n = 0
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", "/log/proof/" .. (n % {entries}))
end
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fill(database, entries):
    base = sqlite3.connect(database, isolation_level=None)
    base.execute("BEGIN")
    for number in range(entries):
        entry = b'{"account":"acc-1","at":"2026-02-01T00:00:00Z","kind":"retire","n":"%d","pad":"%s"}' % (
            number, b"x" * 200)
        base.execute("INSERT INTO log_leaves (number, entry, hash) VALUES (?, ?, ?)",
                     (number, entry, hashlib.sha256(b"\0" + entry).digest()))
    base.execute("COMMIT")


def publish(program, home):
    key = home / "key"
    if not key.exists():
        key.write_text(os.urandom(32).hex())
        key.chmod(0o600)
    subprocess.run([program, "log", "publish", home / "log", "--database", f"sqlite:{home}/db", "--key", key,
                    "--name", "log.example"], check=True, stdout=subprocess.DEVNULL)


def wrk(port, path, seconds, script=None):
    command = ["wrk", "-t2", "-c32", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"]
    out = subprocess.run([*command, *(["-s", script] if script else [])], capture_output=True, text=True).stdout
    assert "Non-2xx" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def wait(port):
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    release = ROOT / ".build" / "release" / "wattoken"
    options.add_argument("--program", default=release)
    options.add_argument("--publisher", default=None)
    options.add_argument("--entries", type=int, default=20_000)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = pathlib.Path(name)
        home.chmod(0o755)
        publisher = given.publisher or given.program
        publish(publisher, home)
        fill(home / "db", given.entries)
        publish(publisher, home)
        ours, theirs = free_port(), free_port()
        (home / "nginx.conf").write_text(NGINX.format(home=home, port=theirs, folder=home / "log"))
        (home / "spread.lua").write_text(SPREAD.format(entries=given.entries))
        servers = [
            subprocess.Popen([given.program, "serve", "--listen", f"127.0.0.1:{ours}", "--database",
                              f"sqlite:{home}/service.db", "--log-folder", home / "log", "--admin-key-file",
                              home / "admin", "--log-level", "error"]),
            subprocess.Popen(["nginx", "-c", home / "nginx.conf"])]
        try:
            wait(ours), wait(theirs)
            paths = {"full tile": "/log/tile/0/001", "bundle": "/log/tile/entries/001",
                     "checkpoint": "/log/checkpoint"}
            rates = {}
            for _ in range(given.rounds):
                for what, path in paths.items():
                    rates.setdefault((what, "wattoken"), []).append(wrk(ours, path, given.seconds))
                    rates.setdefault((what, "nginx"), []).append(wrk(theirs, path, given.seconds))
                rates.setdefault(("proof of one entry", "wattoken"), []).append(
                    wrk(ours, "/log/proof/12345", given.seconds))
                rates.setdefault(("proofs all over", "wattoken"), []).append(
                    wrk(ours, "/", given.seconds, home / "spread.lua"))
            print("| what | server | requests/s |\n|---|---|--:|")
            for (what, server), values in rates.items():
                print(f"| {what} | {server} | {statistics.median(values):.0f} |")
        finally:
            for server in servers:
                server.terminate()
                server.wait()


if __name__ == "__main__":
    main()
