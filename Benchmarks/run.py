#!/usr/bin/env python3
"""Times Wattoken beside HiGHS and CLP on the same linear programs.

Each instance is written once as MPS by `wattoken solve --write-mps`. Then, in rounds, Wattoken
solves the scenario and each peer solves that MPS: one process at a time, all on one processor
core, so one thread each. The result is the median over the rounds of the seconds that each engine
took to solve (reading its input is not counted), and of the peak memory of its process.

`make bench` sets everything up and runs this; README.md beside it says more.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Name, and the options of `wattoken example`; None is the reference day in Datasets/.
INSTANCES = {
    "reference-day": None,
    "10-hubs-day": "--hubs 10 --days 1 --step-minutes 15 --seed 1",
    "10-hubs-week": "--hubs 10 --days 7 --step-minutes 60 --seed 1",
}
REFERENCE = ROOT / "Datasets" / "scenarios" / "east-west-day"
PEERS = {
    "highs-simplex": "HiGHS dual simplex",
    "highs-ipm": "HiGHS IPM with crossover",
    "clp-dual": "CLP dual simplex",
}
LIMIT_REACHED = 5  # exit code of `wattoken solve` when a limit was hit without a solution
AGREEMENT = 1e-6  # relative difference allowed between two objectives


def run(command, cpu, accepted=(0,)):
    """Runs one process on one core: its standard output and its peak memory in bytes.

    The peak is taken by GNU time, since that of a child of this process would count the memory of
    this one, from which it is forked.
    """
    command = ["taskset", "--cpu-list", str(cpu), *map(str, command)]
    with tempfile.NamedTemporaryFile("r") as peak:
        measured = ["/usr/bin/time", "--quiet", "--format=%M", f"--output={peak.name}", *command]
        done = subprocess.run(
            measured, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode not in accepted:
            raise SystemExit(
                f"bench: {' '.join(command)}\nended with {done.returncode}:\n{done.stderr}"
            )
        return done.stdout, int(peak.read()) * 1024


def solve_by_highs(file, solver, limit):
    """One run of HiGHS in this process, as JSON on standard output."""
    import highspy

    highs = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "solver": solver,
        "time_limit": limit,
    }.items():
        highs.setOptionValue(option, value)
    if highs.readModel(str(file)) == highspy.HighsStatus.kError:
        raise SystemExit(f"HiGHS cannot read {file}")
    highs.run()
    info = highs.getInfo()
    print(
        json.dumps(
            {
                "status": highs.modelStatusToString(highs.getModelStatus()).lower(),
                "objective": info.objective_function_value,
                "iterations": info.simplex_iteration_count + info.ipm_iteration_count,
                "solve_seconds": highs.getRunTime(),
            }
        )
    )


def run_peer(peer, file, limit, cpu):
    if peer == "clp-dual":
        command = ["clp", file, "-seconds", limit, "-dualsimplex"]
        text, memory = run(command, cpu)
        answer = parse_clp(text)
    else:
        command = [sys.executable, __file__, "--peer", peer, file, "--time-limit", limit]
        text, memory = run(command, cpu)
        answer = json.loads(text)
    return answer | {"peak_bytes": memory}


def parse_clp(text):
    """The line `Optimal objective 5501.845888 - 2097 iterations time 0.112, Presolve 0.00`."""
    found = re.search(r"^(\w.*) objective (\S+) - (\d+) iterations time ([\d.]+)", text, re.M)
    if not found:
        raise SystemExit(f"bench: CLP gave no result:\n{text[-2000:]}")
    status, objective, iterations, seconds = found.groups()
    return {
        "status": status.lower(),
        "objective": float(objective),
        "iterations": int(iterations),
        "solve_seconds": float(seconds),
    }


def run_wattoken(program, scenario, limit, cpu):
    command = [program, "solve", scenario, "--format", "json", "--time-limit", limit]
    text, memory = run(command, cpu, accepted=(0, LIMIT_REACHED))
    return json.loads(text)["proof"] | {"peak_bytes": memory}


def build_alone(program, scenario, file, cpu):
    """Peak memory of a run that builds the program and stops before solving it, and the MPS."""
    command = [program, "solve", scenario, "--format", "json", "--time-limit", "1e-9"]
    _, memory = run(command, cpu, accepted=(0, LIMIT_REACHED))
    run([*command, "--write-mps", file], cpu, accepted=(0, LIMIT_REACHED))
    if not file.exists():
        raise SystemExit(f"bench: wattoken solve wrote no {file}")
    return memory


def median(answers, key):
    return statistics.median(answer[key] for answer in answers)


def summary(answers):
    """Of several runs of one engine: what does not change, and medians of what does."""
    first = answers[0]
    kept = {key: first[key] for key in ("status", "objective", "iterations")}
    return kept | {
        "solve_seconds": median(answers, "solve_seconds"),
        "solve_seconds_each": [answer["solve_seconds"] for answer in answers],
        "peak_bytes": median(answers, "peak_bytes"),
    }


def measure(name, options, arguments, folder):
    program, cpu = arguments.wattoken, arguments.cpu
    scenario = REFERENCE
    if options is not None:
        scenario = folder / f"{name}.json"
        run([program, "example", *options.split(), "--output", scenario], cpu)
    file = folder / f"{name}.mps"
    file.unlink(missing_ok=True)
    _, idle = run([program, "--version"], cpu)
    built = build_alone(program, scenario, file, cpu)

    ours, peers = [], {peer: [] for peer in PEERS}
    for round_number in range(1, arguments.runs + 1):
        print(f"{name}: round {round_number} of {arguments.runs}", file=sys.stderr)
        ours.append(run_wattoken(program, scenario, arguments.time_limit, cpu))
        for peer, answers in peers.items():
            answers.append(run_peer(peer, file, arguments.time_limit, cpu))

    proof = ours[0]
    build_seconds = median(ours, "build_seconds")
    result = {
        "instance": name,
        "example_options": options,
        "rows": proof["rows"],
        "columns": proof["columns"],
        "nonzeros": proof["nonzeros"],
        "build_seconds": build_seconds,
        "build_microseconds_per_nonzero": build_seconds / proof["nonzeros"] * 1e6,
        "build_peak_bytes": built,
        "build_bytes_per_nonzero": (built - idle) / proof["nonzeros"],
        "wattoken": summary(ours) | {"engine": proof["engine"]},
        "peers": {peer: summary(answers) for peer, answers in peers.items()},
    }
    optimal = [p for p in result["peers"].values() if p["status"] == "optimal"]
    best = min((p["solve_seconds"] for p in optimal), default=None)
    result["ratio_to_best_peer"] = (
        result["wattoken"]["solve_seconds"] / best
        if best and proof["status"] == "optimal"
        else None
    )
    result["objectives_agree"] = (
        proof["status"] == "optimal"
        and bool(optimal)
        and all(
            abs(p["objective"] - proof["objective"]) <= AGREEMENT * max(1, abs(p["objective"]))
            for p in optimal
        )
    )
    return result


def first_line(*command):
    """What a command prints first, or None where there is no such command."""
    try:
        text = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
        return text.strip().split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return None


def machine():
    cpu = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME"),
        "kernel": platform.release(),
        "load_average_before": os.getloadavg()[0],
    }


def versions(program):
    import highspy

    changed = subprocess.run(
        ["git", "status", "--porcelain"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout
    clp = subprocess.run(["clp", "-quit"], capture_output=True, text=True, check=False).stdout
    return {
        "wattoken": first_line(str(program), "--version"),
        "commit": first_line("git", "rev-parse", "HEAD"),
        "uncommitted_changes": bool(changed.strip()),
        "swift": first_line("swift", "--version"),
        "glpk": first_line("dpkg-query", "--show", "--showformat", "${Version}", "libglpk40"),
        "highs": highspy.Highs().version(),
        "clp": (re.search(r"version (\S+?),", clp) or [None, None])[1],
        "python": platform.python_version(),
    }


def seconds(answer):
    if answer["status"] != "optimal":
        return answer["status"]
    return f"{answer['solve_seconds']:.3f}"


def markdown(report):
    place, tools = report["machine"], report["versions"]
    ours = "| Wattoken | "
    lines = [
        f"# Benchmarks of {report['date']}",
        "",
        f"{place['cpu']}, {place['cores']} cores, {place['memory_gib']} GiB, {place['system']}, "
        f"kernel {place['kernel']}; load average {place['load_average_before']:.2f} before the "
        "runs.",
        f"{tools['wattoken']} (commit {(tools['commit'] or 'unknown')[:12]}"
        f"{', with uncommitted changes' if tools['uncommitted_changes'] else ''}), "
        f"{tools['swift']}, GLPK {tools['glpk']}; HiGHS {tools['highs']}, CLP {tools['clp']}.",
        f"Medians of {report['runs']} runs, one thread each, the same program for all.",
        "",
        "## Solving, in seconds",
        "",
        "| instance | engine " + ours + " | ".join(PEERS.values())
        + " | ours / best peer | objectives agree |",
        "|---|---|" + "--:|" * (len(PEERS) + 2) + "---|",
    ]
    for result in report["results"]:
        ratio = result["ratio_to_best_peer"]
        cells = [
            result["instance"],
            result["wattoken"]["engine"],
            seconds(result["wattoken"]),
            *(seconds(result["peers"][peer]) for peer in PEERS),
            "–" if ratio is None else f"{ratio:.2f}",
            "yes" if result["objectives_agree"] else "**no**",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "## Building the program, and memory",
        "",
        "| instance | rows | columns | nonzeros | build s | µs per nonzero | build peak MB "
        "| bytes per nonzero | solve peak MB | best peer's peak MB |",
        "|---|" + "--:|" * 9,
    ]
    for result in report["results"]:
        peak = min(peer["peak_bytes"] for peer in result["peers"].values())
        cells = [
            result["instance"],
            *(f"{result[key]:,}" for key in ("rows", "columns", "nonzeros")),
            f"{result['build_seconds']:.3f}",
            f"{result['build_microseconds_per_nonzero']:.3f}",
            f"{result['build_peak_bytes'] / 1e6:.1f}",
            f"{result['build_bytes_per_nonzero']:.0f}",
            f"{result['wattoken']['peak_bytes'] / 1e6:.1f}",
            f"{peak / 1e6:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "Bytes per nonzero: peak memory of a run stopped before the first iteration, less that of "
        "`wattoken --version`.",
        "",
    ]
    return "\n".join(lines)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "instances", nargs="*", help=f"of {', '.join(INSTANCES)}; all when none is named"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each engine (3)")
    parser.add_argument(
        "--time-limit", type=float, default=600, help="seconds for each solve (600)"
    )
    parser.add_argument("--cpu", type=int, help="the core to run on (the last allowed one)")
    parser.add_argument(
        "--wattoken", type=pathlib.Path, default=ROOT / ".build" / "release" / "wattoken"
    )
    parser.add_argument(
        "--results", type=pathlib.Path, default=ROOT / "Benchmarks" / "results"
    )
    parser.add_argument("--peer", choices=["highs-simplex", "highs-ipm"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer is None:
        unknown = set(arguments.instances) - set(INSTANCES)
        if unknown:
            parser.error(f"no such instance: {', '.join(sorted(unknown))}")
        if arguments.runs < 1:
            parser.error("--runs must be at least 1")
    if arguments.cpu is None:
        arguments.cpu = max(os.sched_getaffinity(0))
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.peer:
        solver = "simplex" if arguments.peer == "highs-simplex" else "ipx"
        return solve_by_highs(arguments.instances[0], solver, arguments.time_limit)

    folder = ROOT / "out" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": versions(arguments.wattoken),
        "runs": arguments.runs,
        "time_limit_seconds": arguments.time_limit,
        "results": [
            measure(name, INSTANCES[name], arguments, folder)
            for name in arguments.instances or INSTANCES
        ],
    }
    arguments.results.mkdir(parents=True, exist_ok=True)
    cpu = re.sub(r"\((r|tm)\)|\bcpu\b|@.*", " ", report["machine"]["cpu"].lower())
    stem = f"{report['date']}-{re.sub(r'[^a-z0-9]+', '-', cpu).strip('-')}"
    json_file = arguments.results / f"{stem}.json"
    json_file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    table = markdown(report)
    (arguments.results / f"{stem}.md").write_text(table)
    print(table)
    if not all(result["objectives_agree"] for result in report["results"]):
        sys.exit("bench: not every engine found the same optimum")


if __name__ == "__main__":
    main()
