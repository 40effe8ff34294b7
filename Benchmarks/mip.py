#!/usr/bin/env python3
"""Solves one mixed-integer scenario with Wattoken, HiGHS, CBC and glpsol for the same time: gaps side by side.

    Benchmarks/mip.py SCENARIO [--time-limit 60] [--gap 0]

`wattoken solve --write-mps` writes the program once; the peers read that file. One process at a
time, pinned to one core, one thread each. A gap is (objective − bound) / |controllable cost|, the
objective less the revenue of all demand, as Wattoken states it; the peers' numbers are put on the
same footing. CBC and glpsol are taken from the PATH (Debian: coinor-cbc, glpk-utils) and left out
where they are not there; glpsol runs with all its cuts.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENDINGS = (0, 5)  # exit codes of `wattoken solve` with a plan, and without one at a limit


def run(command, cpu):
    command = ["taskset", "--cpu-list", str(cpu), *map(str, command)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def wattoken(program, arguments, file):
    """Objective, bound, seconds, and the constant that is not controllable."""
    command = [program, "solve", arguments.scenario, "--format", "json", "--write-mps", file]
    command += ["--time-limit", arguments.time_limit, "--gap", arguments.gap]
    done = run(command, arguments.cpu)
    if done.returncode not in ENDINGS:
        sys.exit(f"mip: {' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stderr}")
    plan = json.loads(done.stdout)
    proof = plan["proof"]
    constant = None
    if plan.get("totals"):
        constant = plan["totals"]["cost_cny"] - plan["totals"]["controllable_cost_cny"]
    return (proof["objective"], proof["bound"], proof["solve_seconds"]), constant, proof


def solve_by_highs(file, limit, gap):
    """One run of HiGHS in this process, as JSON on standard output."""
    import highspy

    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "time_limit": limit, "mip_rel_gap": gap}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    highs.readModel(file)
    highs.run()
    info = highs.getInfo()
    found = abs(info.objective_function_value) < 1e30
    objective = info.objective_function_value if found else None
    print(json.dumps([objective, info.mip_dual_bound, highs.getRunTime()]))


def highs(arguments, file):
    command = [sys.executable, __file__, str(file), "--peer", "--gap", arguments.gap]
    done = run([*command, "--time-limit", arguments.time_limit], arguments.cpu)
    return tuple(json.loads(done.stdout)) if done.returncode == 0 else (None, None, None)


def cbc(arguments, file):
    command = ["cbc", file, "-seconds", arguments.time_limit, "-ratioGap", arguments.gap]
    text = run([*command, "-timeMode", "elapsed", "-solve", "-quit"], arguments.cpu).stdout

    def number(pattern):
        found = re.search(pattern, text)
        return float(found.group(1)) if found else None

    objective = number(r"Objective value:\s+(\S+)")
    if "No feasible solution found" in text:
        objective = None
    bound = number(r"(?:Lower|Upper) bound:\s+(\S+)")
    if bound is None:
        bound = objective if "Optimal solution found" in text else None
    return objective, bound, number(r"Time \(Wallclock seconds\):\s+(\S+)")


def glpsol(arguments, file):
    command = ["glpsol", "--freemps", file, "--cuts", "--mipgap", arguments.gap]
    text = run([*command, "--tmlim", int(arguments.time_limit)], arguments.cpu).stdout
    # "+ 1234: mip = -1.2e+03 >= -1.3e+03 5.0% (12; 3)", or "not found yet" in place of the point.
    lines = re.findall(r"mip = +(\S+|not found yet) >= +(\S+)", text)
    seconds = re.search(r"Time used: +(\S+)", text)
    objective, bound = lines[-1] if lines else (None, None)
    # The right-hand side of the objective is its constant with the sign turned; glpsol does not turn it.
    constant = re.search(r"^ *RHS COST (\S+)", pathlib.Path(file).read_text(), re.MULTILINE)
    shift = 2 * float(constant.group(1)) if constant else 0
    return (
        None if objective in (None, "not found yet") else float(objective) - shift,
        None if bound in (None, "-inf") else float(bound) - shift,
        float(seconds.group(1)) if seconds else None,
    )


def row(name, answer, constant):
    objective, bound, seconds = answer
    gap = "–"
    if None not in (objective, bound, constant):
        gap = f"{100 * (objective - bound) / max(1, abs(objective - constant)):.4f} %"
    texts = ["–" if value is None else f"{value:.2f}" for value in (objective, bound, seconds)]
    return f"| {name} | {texts[0]} | {texts[1]} | {gap} | {texts[2]} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario")
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--gap", type=float, default=0)
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--wattoken", default=ROOT / ".build" / "release" / "wattoken")
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return solve_by_highs(arguments.scenario, arguments.time_limit, arguments.gap)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "scenario.mps"
        own, constant, proof = wattoken(arguments.wattoken, arguments, file)
        print(f"{proof['rows']} rows, {proof['columns']} columns, {proof['nonzeros']} nonzeros\n")
        print("| engine | objective | bound | gap of controllable cost | seconds |")
        print("|---|--:|--:|--:|--:|")
        print(row("Wattoken", own, constant), flush=True)
        print(row("HiGHS", highs(arguments, file), constant), flush=True)
        if shutil.which("cbc"):
            print(row("CBC", cbc(arguments, file), constant), flush=True)
        if shutil.which("glpsol"):
            print(row("glpsol", glpsol(arguments, file), constant))


if __name__ == "__main__":
    main()
