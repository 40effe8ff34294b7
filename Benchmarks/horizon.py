#!/usr/bin/env python3
"""Times the horizon engine beside HiGHS and CLP from a day to a year.

    make bench ARGS="horizon [INSTANCE...] [--peers highs-hipo clp-dual | none] [--peer-limit 1200]"

`wattoken solve --engine auto` solves each scenario as a whole process, JSON in and JSON out; the
peers read the same program as MPS. One process at a time, pinned to one core, one thread each. The
machine may be shared: seconds are those of the processor, and for Wattoken they are those of the
whole process (reading, writing and the choice among equal plans too), while for the peers they are
those of the solve alone. A peer that is stopped counts with its limit.

Answers are kept in the JSON file of the results: a later run with other instances or peers adds to
it. `--again` measures anew what is there.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

from run import AGREEMENT, first_line, machine, parse_clp

ROOT = pathlib.Path(__file__).resolve().parent.parent
HUBS = "--hubs 10 --seed 1"
# Name, options of `wattoken example`, steps.
INSTANCES = {
    f"{name}{'-grid' if grid else ''}": (f"{HUBS} {options}{' --grid' if grid else ''}", steps)
    for grid in (False, True)
    for name, options, steps in [
        ("day", "--days 1 --step-minutes 15", 96),
        ("week", "--days 7 --step-minutes 15", 672),
        ("year", "--days 365 --step-minutes 60", 8760),
    ]
}
PEERS = {
    "highs-simplex": "HiGHS simplex",
    "highs-ipm": "HiGHS ipx",
    "highs-hipo": "HiGHS HiPO",
    "highs-pdlp": "HiGHS pdlp",
    "clp-dual": "CLP dual",
    "clp-barrier": "CLP barrier",
}
TARGETS = {"day": 2, "week": 8, "year": 20}
ENDINGS = (0, 5)  # of `wattoken solve`: a plan, out of time


def processor_seconds(command, cpu, limit=None):
    """Runs a process on one core: its output, processor seconds, wall seconds and peak bytes."""
    command = ["taskset", "--cpu-list", str(cpu), *map(str, command)]
    with tempfile.NamedTemporaryFile("r") as usage:
        timed = ["/usr/bin/time", "--quiet", "--format=%U %S %M", f"--output={usage.name}", *command]
        start = time.monotonic()
        done = subprocess.run(timed, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        wall = time.monotonic() - start
        user, system, peak = usage.read().split()[-3:]
    if done.returncode not in ENDINGS:
        sys.exit(f"bench: {' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return done.stdout, float(user) + float(system), wall, int(peak) * 1024


def solve_by_highs(file, solver, limit):
    """One run of HiGHS in this process, as JSON on standard output; its limit is of the processor."""
    import highspy

    highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "solver": {"highs-ipm": "ipx"}.get(solver, solver.split("-")[1]),
    }
    if solver == "highs-hipo":
        # Its best case: without crossover it stops at an interior point.
        options["run_crossover"] = "off"
    for option, value in options.items():
        highs.setOptionValue(option, value)
    if highs.readModel(str(file)) == highspy.HighsStatus.kError:
        sys.exit(f"HiGHS cannot read {file}")
    # A loaded machine must not take a peer's time away: it gets the limit in processor seconds.
    soft = math.ceil(time.process_time() + limit)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 30))
    start = time.process_time()
    highs.run()
    info = highs.getInfo()
    status = highs.modelStatusToString(highs.getModelStatus()).lower()
    answer = {"status": status, "objective": info.objective_function_value}
    print(json.dumps(answer | {"seconds": time.process_time() - start}))


def run_peer(peer, file, limit, cpu):
    if peer.startswith("clp"):
        # CLP counts processor seconds itself; reading the file is not in them.
        method = {"clp-dual": "-dualsimplex", "clp-barrier": "-barrier"}[peer]
        text, _, _, peak = processor_seconds(["clp", file, "-seconds", limit, method], cpu)
        parsed = parse_clp(text)
        answer = {key: parsed[key] for key in ("status", "objective")}
        return answer | {"seconds": parsed["solve_seconds"], "peak_bytes": peak}
    command = [sys.executable, __file__, "--solve", peer, str(file), "--peer-limit", str(limit)]
    command = ["taskset", "--cpu-list", str(cpu), *command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if done.returncode in (-24, -9):  # out of processor time: SIGXCPU
        return {"status": "stopped", "objective": None, "seconds": limit, "peak_bytes": peak}
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout) | {"peak_bytes": peak}


def run_wattoken(arguments, scenario, runs):
    command = [arguments.wattoken, "solve", scenario, "--format", "json"]
    found = []
    for _ in range(runs):
        text, seconds, wall, peak = processor_seconds(command, arguments.cpu)
        proof = json.loads(text)["proof"]
        found.append((seconds, wall, peak, proof))
    seconds, wall, peak, proof = min(found, key=lambda run: run[0])
    kept = ("status", "objective", "engine", "rows", "columns", "nonzeros", "iterations")
    kept += ("build_seconds", "solve_seconds", "relative_gap", "max_primal_residual", "attempts")
    return {"seconds": seconds, "wall_seconds": wall, "peak_bytes": peak} | {
        key: proof[key] for key in kept
    }


def rates():
    """What one core can do now: bytes a second of a stream, and operations a second of dgemm."""
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    import numpy

    size = 20_000_000
    a, b = numpy.ones(size), numpy.ones(size)
    stream = dgemm = math.inf
    square = numpy.ones((1000, 1000))
    for _ in range(5):
        start = time.process_time()
        numpy.add(a, b, out=a)
        stream = min(stream, time.process_time() - start)
        start = time.process_time()
        square @ square
        dgemm = min(dgemm, time.process_time() - start)
    return {"stream_bytes_per_second": 24 * size / stream, "dgemm_flops": 2e9 / dgemm}


def measure(name, arguments, folder, results):
    options, steps = INSTANCES[name]
    scenario, program = folder / f"horizon-{name}.json", folder / f"horizon-{name}.mps"
    subprocess.run(
        [arguments.wattoken, "example", *options.split(), "--output", scenario], check=True
    )
    result = results.setdefault(name, {"options": options, "steps": steps, "peers": {}})
    if arguments.again or "wattoken" not in result:
        print(f"{name}: wattoken", file=sys.stderr)
        result["wattoken"] = run_wattoken(
            arguments, scenario, 1 if name.startswith("year") else arguments.runs
        )
    missing = [p for p in arguments.peers if arguments.again or p not in result["peers"]]
    if missing:
        command = [arguments.wattoken, "solve", scenario, "--format", "json", "--write-mps"]
        processor_seconds([*command, program, "--time-limit", "1e-9"], arguments.cpu)
    for peer in missing:
        print(f"{name}: {peer}", file=sys.stderr)
        answer = run_peer(peer, program, arguments.peer_limit, arguments.cpu)
        result["peers"][peer] = answer | {"limit": arguments.peer_limit}
        yield


def best(result):
    """The fastest peer, one that was stopped counting with its limit; nil without peers."""
    return min((p["seconds"] for p in result["peers"].values()), default=None)


def exponent(results, small, large):
    """With which power of the number of steps the time grows."""
    if not all("wattoken" in results.get(name, {}) for name in (small, large)):
        return None
    a, b = results[small], results[large]
    grown = b["wattoken"]["seconds"] / a["wattoken"]["seconds"]
    return math.log(grown) / math.log(b["steps"] / a["steps"])


def cell(answer):
    if answer is None:
        return "–"
    text = f"{answer['seconds']:.1f}"
    return text if answer["status"] == "optimal" else f"> {text} ({answer['status']})"


def agrees(result):
    ours = result["wattoken"]["objective"]
    return all(
        abs(peer["objective"] - ours) <= AGREEMENT * abs(ours)
        for peer in result["peers"].values()
        if peer["status"] == "optimal"
    )


def markdown(report):
    place, results = report["machine"], report["results"]
    lines = [
        f"# The horizon engine, {report['date']}",
        "",
        f"{place['cpu']}, {place['cores']} cores, {place['memory_gib']} GiB, {place['system']}; load "
        f"average {place['load_average_before']:.1f} before the runs. {report['wattoken']}, HiGHS "
        f"{report['highs']}, {report['clp']}.",
        "One thread each, the same program. Processor seconds; Wattoken's are those of the whole process "
        "from scenario file to JSON, the peers' those of the solve alone. A stopped peer counts with its "
        "limit.",
        "",
        "| instance | rows × columns | engine | iterations | Wattoken | "
        + " | ".join(PEERS.values())
        + " | best peer / ours | wanted | MB | process / solve |",
        "|---|---|---|--:|--:|" + "--:|" * (len(PEERS) + 4),
    ]
    for name, result in results.items():
        ours, fastest = result["wattoken"], best(result)
        whole = ours["wall_seconds"] / ours["solve_seconds"]
        cells = [
            name,
            f"{ours['rows']} × {ours['columns']}",
            ours["engine"],
            str(ours["iterations"]),
            cell(ours),
            *(cell(result["peers"].get(peer)) for peer in PEERS),
            "–" if fastest is None else f"{fastest / ours['seconds']:.1f}",
            f"≥ {TARGETS[name.split('-')[0]]}",
            f"{ours['peak_bytes'] / 1e6:.0f}",
            f"{whole:.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "Growth with the number of steps (aim: at most 1.1):", ""]
    for suffix in ("", "-grid"):
        for small, large in (("day", "week"), ("week", "year"), ("day", "year")):
            power = exponent(results, small + suffix, large + suffix)
            if power is not None:
                lines.append(f"- {small}{suffix} to {large}{suffix}: {power:.2f}")
    speed = report["rates"]
    lines += [
        "",
        f"One core of this machine at the time: {speed['stream_bytes_per_second'] / 1e9:.1f} GB/s in a "
        f"stream (a ← a + b), {speed['dgemm_flops'] / 1e9:.1f} Gflop/s in dgemm of 1000.",
        "",
    ]
    return "\n".join(lines)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("instances", nargs="*", help=f"of {', '.join(INSTANCES)}; all unless named")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), help="all unless named; or none")
    parser.add_argument(
        "--peer-limit", type=int, default=1200, help="processor seconds for each peer (1200)"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of Wattoken; the best counts (3)")
    parser.add_argument("--again", action="store_true", help="measure anew what is there")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument(
        "--wattoken", type=pathlib.Path, default=ROOT / ".build" / "release" / "wattoken"
    )
    parser.add_argument(
        "--results", type=pathlib.Path, default=ROOT / "Benchmarks" / "results"
    )
    parser.add_argument("--solve", choices=PEERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peers == ["none"]:
        arguments.peers = []
    unknown = set(arguments.peers) - set(PEERS)
    if unknown:
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    if not arguments.solve and set(arguments.instances) - set(INSTANCES):
        parser.error(f"instances are {', '.join(INSTANCES)}")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.solve:
        return solve_by_highs(arguments.instances[0], arguments.solve, arguments.peer_limit)
    import highspy

    folder = ROOT / "out" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    clp = subprocess.run(["clp", "-quit"], capture_output=True, text=True, check=False).stdout
    place = machine()
    processor = re.sub(r"\((r|tm)\)|\bcpu\b|@.*", " ", place["cpu"].lower())
    stem = f"horizon-{datetime.date.today()}-{re.sub(r'[^a-z0-9]+', '-', processor).strip('-')}"
    file = arguments.results / f"{stem}.json"
    report = json.loads(file.read_text()) if file.exists() else {"results": {}}
    report |= {
        "date": datetime.date.today().isoformat(),
        "machine": place,
        "wattoken": first_line(str(arguments.wattoken), "--version"),
        "highs": highspy.Highs().version(),
        "clp": "CLP " + (re.search(r"version (\S+?),", clp) or [None, "unknown"])[1],
        "rates": rates(),
    }

    def save():
        order = list(INSTANCES)
        report["results"] = dict(sorted(report["results"].items(), key=lambda r: order.index(r[0])))
        file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")

    for name in arguments.instances or INSTANCES:
        for _ in measure(name, arguments, folder, report["results"]):
            save()
    save()
    print(markdown(report))
    (arguments.results / f"{stem}-table.md").write_text(markdown(report))
    if not all(agrees(result) for result in report["results"].values()):
        sys.exit("bench: not every engine found the same optimum")


if __name__ == "__main__":
    main()
