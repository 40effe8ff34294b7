#!/usr/bin/env python3
"""Compares Wattoken's answers with those of HiGHS on combined scenarios from seeds.

Each scenario is made by `wattoken example` with one combination of the parts of the model, solved
by `wattoken solve`, and written as MPS, which HiGHS solves. Linear programs must agree to 1e-6 of
the objective; for mixed-integer programs the two intervals from bound to objective must overlap.
The table goes to standard output; the exit code is 1 when two answers contradict each other.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
AGREEMENT = 1e-6
LIMIT_REACHED = 5

# Combinations of the options of `wattoken example`, small enough for minutes.
# The falling tier is of the flat tariff: it takes 6 hubs (--hubs 6) to be used.
COMBINATIONS = [
    "",
    "--grid",
    "--jobs 6",
    "--commitment integer",
    "--grid --jobs 4",
    "--grid --jobs 4 --commitment integer",
    "--with tiers",
    "--with contract",
    "--grid --with reserve",
    "--with pins,maintenance",
    "--grid --with contract,reserve,pins,maintenance",
    "--with all",
]


def example(program, options, seed, hubs, file):
    command = [program, "example", "--hubs", str(hubs), "--days", "1", "--step-minutes", "60"]
    subprocess.run(
        [*command, "--seed", str(seed), *options.split(), "--output", file], check=True
    )


def wattoken(program, scenario, mps, limit):
    command = [program, "solve", scenario, "--format", "json", "--write-mps", mps]
    done = subprocess.run(
        [*command, "--time-limit", str(limit), "--gap", "0.005"],
        capture_output=True, text=True, check=False,
    )
    if done.returncode not in (0, LIMIT_REACHED):
        raise SystemExit(f"agree: wattoken ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)["proof"]


def highs(mps, limit):
    import highspy

    solver = highspy.Highs()
    for option, value in {
        "output_flag": False, "threads": 1, "parallel": "off", "time_limit": limit,
        "mip_rel_gap": 1e-6,
    }.items():
        solver.setOptionValue(option, value)
    solver.readModel(str(mps))
    solver.run()
    info = solver.getInfo()
    is_mip = info.mip_node_count >= 0
    return {
        "status": solver.modelStatusToString(solver.getModelStatus()).lower(),
        "objective": info.objective_function_value,
        "bound": info.mip_dual_bound if is_mip else info.objective_function_value,
        "is_mip": is_mip,
    }


def verdict(ours, theirs):
    """What the two answers say of each other."""
    if ours["objective"] is None:
        return "no answer of ours"
    size = AGREEMENT * max(1, abs(theirs["objective"]))
    if not theirs["is_mip"]:
        if theirs["status"] != "optimal":
            return "no answer of HiGHS"
        return "agree" if abs(ours["objective"] - theirs["objective"]) <= size else "CONTRADICT"
    bound = ours["bound"] if ours["bound"] is not None else float("-inf")
    crosses = bound > theirs["objective"] + size or theirs["bound"] > ours["objective"] + size
    return "CONTRADICT" if crosses else "agree"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wattoken", default=ROOT / ".build" / "release" / "wattoken")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--hubs", type=int, default=4)
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--options", help="one combination instead of the list")
    arguments = parser.parse_args()
    combinations = COMBINATIONS if arguments.options is None else [arguments.options]
    contradicted = False
    print("| options | seed | Wattoken | bound | HiGHS | bound | verdict |")
    print("|---|---|---|---|---|---|---|")
    for options in combinations:
        for seed in range(1, arguments.seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                scenario = pathlib.Path(folder) / "scenario.json"
                mps = pathlib.Path(folder) / "program.mps"
                example(arguments.wattoken, options, seed, arguments.hubs, scenario)
                ours = wattoken(arguments.wattoken, scenario, mps, arguments.time_limit)
                theirs = highs(mps, arguments.time_limit)
            word = verdict(ours, theirs)
            contradicted |= word == "CONTRADICT"
            numbers = [ours["objective"], ours["bound"], theirs["objective"], theirs["bound"]]
            cells = ["—" if n is None else f"{n:.6f}" for n in numbers]
            print(f"| {options or 'plain'} | {seed} | {' | '.join(cells)} | {word} |", flush=True)
    sys.exit(1 if contradicted else 0)


if __name__ == "__main__":
    main()
