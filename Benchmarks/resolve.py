#!/usr/bin/env python3
"""Times re-solves: a tick of a day and what-ifs of a week, from nothing and from the basis before.

    make bench ARGS="resolve [--what-ifs 50]"

`Benchmarks/resolve` (a probe from the sources of the product) solves a window of ten hubs, keeps its
basis, and solves others like it, each from nothing and from that basis: processor seconds from the
scenario document to the plan, for the tick the better of two. HiGHS solves the same first program, and then the
tick by its warm simplex method, from its basis with every column and row moved by a step by name.
"""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def what_ifs(count):
    """Changes of prices, and of loads and limits, in turn, of different size."""
    prices, others = [], []
    for number in range(count):
        up = 1 + (number % 7 - 3) / 20  # 0.85 … 1.15
        prices += [
            f"carbon.price_cny_per_tonne={90 * up + number / 7:.4g}",
            f"tariffs.east-tou.versions.0.components.energy.price_cny_per_mwh={430 * up:.4g}",
            f"products.chat.unserved_penalty_cny_per_million_tokens={80 * up + number:.4g}",
        ]
        site = 1 + number % 3
        others += [
            f"sites.east-{site}.connection.transformer_mva={19 * (1 + number / 100):.4g}",
            f"products.chat.spare_share={0.08 + number / 2000:.4g}",
            f"sites.east-1.storages.battery.charge_mw={3.3 * up:.4g};"
            f"sites.east-1.storages.battery.discharge_mw={3.3 * up:.4g}",
        ]
    half = count // 2
    return prices[:half], others[: count - half]


def run_probe(probe, scenario, steps, folder, changes):
    command = [probe, scenario, steps, folder, *changes]
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def peer_tick(folder):
    """Processor seconds and steps of HiGHS: cold interior point, and warm simplex after the tick."""
    import highspy

    def model(file):
        highs = highspy.Highs()
        for option, value in {"output_flag": False, "threads": 1, "parallel": "off"}.items():
            highs.setOptionValue(option, value)
        highs.readModel(str(file))
        return highs

    def timed(highs, solver):
        highs.setOptionValue("solver", solver)
        start = time.process_time()
        highs.run()
        return time.process_time() - start

    base, tick = model(folder / "base.mps"), model(folder / "tick.mps")
    cold = timed(base, "ipx")
    old, basis, states = base.getLp(), base.getBasis(), highspy.HighsBasis()

    def moved(names, status, wanted, new):
        known = dict(zip(names, status))
        last = {re.sub(r"\d+\]$", "", name): state for name, state in known.items()}

        def state(name):
            step = re.search(r"(\d+)\]$", name)
            # Clock hours move with the clock: the first quarters lie in the same hour.
            by = 0 if name.startswith("green_hour") else 1
            if not step:
                return known.get(name, new)
            stem = name[: step.start()]
            return known.get(f"{stem}{int(step[1]) + by}]", last.get(stem, new))

        return [state(name) for name in wanted]

    lp = tick.getLp()
    status = highspy.HighsBasisStatus
    states.valid = True
    states.col_status = moved(old.col_names_, basis.col_status, lp.col_names_, status.kLower)
    states.row_status = moved(old.row_names_, basis.row_status, lp.row_names_, status.kBasic)
    tick.setBasis(states)
    warm = timed(tick, "simplex")
    info = tick.getInfo()
    return {
        "cold": cold,
        "warm": warm,
        "steps": info.simplex_iteration_count,
        "objective": info.objective_function_value,
    }


def row(case):
    ratio = case["cold"] / case["warm"]
    how = f"{case['steps']} steps" if case["began_warm"] else "from nothing after a look"
    return (
        f"| `{case['case'].split(';')[0]}` | {case['cold']:.2f} | {case['warm']:.2f} | "
        f"{ratio:.1f} | {how} |"
    )


def summary(cases, title):
    cold, warm = sum(c["cold"] for c in cases), sum(c["warm"] for c in cases)
    return f"| **{title}, {len(cases)}** | **{cold:.1f}** | **{warm:.1f}** | **{cold / warm:.1f}** | |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--what-ifs", type=int, default=50)
    parser.add_argument("--wattoken", default=ROOT / ".build" / "release" / "wattoken")
    parser.add_argument("--probe", help="a built probe; else it is built")
    parser.add_argument("--results", type=pathlib.Path, help="Markdown file to write")
    arguments = parser.parse_args()
    probe = arguments.probe
    if not probe:
        package, scratch = ROOT / "Benchmarks" / "resolve", ROOT / ".build" / "benchmark-resolve"
        build = ["swift", "build", "-c", "release", "--package-path", package]
        subprocess.run([*build, "--scratch-path", scratch], check=True)
        probe = scratch / "release" / "Probe"
    header = "|---|--:|--:|--:|---|"
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for days in (2, 8):
            options = f"--hubs 10 --seed 1 --days {days} --step-minutes 15".split()
            scenario = folder / f"{days}.json"
            command = [arguments.wattoken, "example", *options, "--output", scenario]
            subprocess.run(command, check=True)
        base, tick = run_probe(probe, folder / "2.json", 96, folder, [])
        peer = peer_tick(folder)
        lines += [
            "## A tick of a day (15 min, 10 hubs)",
            "",
            "| | cold, s | warm, s | steps | objective |",
            "|---|--:|--:|--:|--:|",
            f"| Wattoken, document to plan | {tick['cold']:.3f} | {tick['warm']:.3f} | {tick['steps']} | "
            f"{tick['warm_objective']:.4f} |",
            f"| HiGHS, solve alone | {peer['cold']:.3f} (ipx) | {peer['warm']:.3f} (simplex) | "
            f"{peer['steps']} | {peer['objective']:.4f} |",
            "",
            f"The faster of our cold solve and the warm peer over ours: "
            f"{min(tick['cold'], peer['warm']) / tick['warm']:.1f}. Keeping the basis of the first solve: "
            f"{base['with_basis']:.2f} s instead of {base['cold']:.2f}.",
            "",
            "## What-ifs of a week (15 min, 10 hubs)",
            "",
            "| change | cold, s | warm, s | ratio | |",
            header,
        ]
        prices, others = what_ifs(arguments.what_ifs)
        base, tick, *cases = run_probe(probe, folder / "8.json", 672, "-", prices + others)
        lines += [row(case) for case in cases]
        lines += [
            summary(cases[: len(prices)], "prices"),
            summary(cases[len(prices) :], "loads and limits"),
            summary(cases, "all"),
            "",
            f"Keeping the basis of the first solve: {base['with_basis']:.1f} s instead of "
            f"{base['cold']:.1f}; with it, {sum(c['cold'] for c in cases) + base['cold']:.0f} s become "
            f"{sum(c['warm'] for c in cases) + base['with_basis']:.0f} s. A tick of the week: "
            f"{tick['cold']:.1f} s, {tick['warm']:.1f} s ({tick['attempts']}).",
        ]
        worst = max(
            abs(c["cold_objective"] - c["warm_objective"]) / abs(c["cold_objective"]) for c in cases
        )
        lines += ["", f"Largest difference of an objective: {worst:.0e} of it.", ""]
    text = "\n".join(lines)
    print(text)
    if arguments.results:
        arguments.results.write_text(text)


if __name__ == "__main__":
    main()
