#!/usr/bin/env python3
"""From data to answer beside PyPSA with HiGHS, on the same network of ten hubs.

    Benchmarks/pypsa_network.py [--hours 168 8760] [--solver ipm|simplex] [--folder out/bench/pypsa]

The network: ten hubs on fourteen AC lines and two DC links, each with a load of a data centre, coal with
ramps, gas, wind, sun and a battery, prices of fuel by the hour; made from a seed, written as PyPSA's CSV
folder. PyPSA reads the folder, optimises by HiGHS without crossover (the fastest here) and writes
dispatch and nodal prices; `wattoken import pypsa` and `wattoken solve` do the same from the same files.
Whole processes on one core with one thread each, in processor seconds; the objectives must agree.

PyPSA comes from PyPI into an environment of its own beside the networks, and is never a dependency.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["pypsa==1.4.0", "highspy==1.15.1"]
AGREEMENT = 1e-6
HUBS = 10
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def environment(folder):
    """The interpreter of an environment with PyPSA, made when it is not there."""
    home = folder / "venv"
    if not (home / "bin" / "pypsa-ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", *PACKAGES], check=True)
        (home / "bin" / "pypsa-ready").touch()
    return home / "bin" / "python"


def write_network(folder, hours, seed=1):
    """The network as PyPSA's CSV folder. Runs where PyPSA is."""
    import numpy
    import pandas
    import pypsa

    random = numpy.random.default_rng(seed)
    hour = numpy.arange(hours)
    network = pypsa.Network()
    network.set_snapshots(pandas.date_range("2026-01-05", periods=hours, freq="h"))

    def column(values):
        return pandas.Series(numpy.round(values, 6), network.snapshots)

    for hub in range(HUBS):
        name = f"hub-{hub}"
        network.add("Bus", name, v_nom=220)
        size = random.uniform(200, 500)
        day = 1 + 0.25 * numpy.sin((hour - 9 + random.uniform(-2, 2)) * numpy.pi / 12)
        network.add("Load", f"load-{hub}", bus=name,
                    p_set=column(size * day * random.uniform(0.95, 1.05, hours)))
        network.add("Generator", f"coal-{hub}", bus=name, p_nom=round(size * 0.8, 3), p_min_pu=0.2,
                    marginal_cost=round(random.uniform(250, 350), 3),
                    ramp_limit_up=0.15, ramp_limit_down=0.15)
        network.add("Generator", f"gas-{hub}", bus=name, p_nom=round(size * 1.5, 3),
                    marginal_cost=column(random.uniform(500, 700) * random.uniform(0.9, 1.1, hours)))
        wind = numpy.clip(0.35 + numpy.cumsum(random.normal(0, 0.05, hours)), None, None)
        network.add("Generator", f"wind-{hub}", bus=name, p_nom=round(size * 1.2, 3), marginal_cost=3 + hub / 10,
                    p_max_pu=column(0.5 + 0.45 * numpy.sin(wind * 3)))
        sun = numpy.clip(numpy.sin((hour - 6) * numpy.pi / 12), 0, None)
        network.add("Generator", f"sun-{hub}", bus=name, p_nom=round(size, 3), marginal_cost=1 + hub / 10,
                    p_max_pu=column(sun * random.uniform(0.4, 1, hours)))
        network.add("StorageUnit", f"battery-{hub}", bus=name, p_nom=round(size * 0.3, 3), max_hours=4,
                    efficiency_store=0.95, efficiency_dispatch=0.95, marginal_cost=5 + hub / 10,
                    cyclic_state_of_charge=True)
    pairs = [(i, (i + 1) % HUBS) for i in range(HUBS)] + [(0, 5), (2, 7), (3, 8), (1, 6)]
    for number, (start, end) in enumerate(pairs):
        network.add("Line", f"line-{number}", bus0=f"hub-{start}", bus1=f"hub-{end}",
                    x=round(random.uniform(5, 20), 3), r=0.5, s_nom=round(random.uniform(80, 200), 3))
    for number, (start, end) in enumerate([(0, 7), (4, 9)]):
        network.add("Link", f"dc-{number}", bus0=f"hub-{start}", bus1=f"hub-{end}", p_nom=150,
                    p_min_pu=-1, marginal_cost=1)
    network.export_to_csv_folder(folder)


def solve_by_pypsa(folder, solver, output):
    """The peer, whole: CSV folder to files of dispatch and prices."""
    import pypsa

    start = time.process_time()  # without the start of Python and its imports
    network = pypsa.Network()
    network.import_from_csv_folder(folder)
    options = {"solver": solver, "threads": 1, "parallel": "off"}
    if solver == "ipm":
        options["run_crossover"] = "off"
    status = network.optimize(solver_name="highs", solver_options=options, log_to_console=False)
    network.export_to_csv_folder(output)
    print(json.dumps({"status": status, "objective": network.objective + network.objective_constant,
                      "seconds": time.process_time() - start}))


def timed(command):
    """A process on one core: its output, processor seconds and peak bytes."""
    core = max(os.sched_getaffinity(0))
    with tempfile.NamedTemporaryFile("r") as usage:
        done = subprocess.run(
            ["taskset", "--cpu-list", str(core), "/usr/bin/time", "--quiet", "--format=%U %S %M",
             f"--output={usage.name}", *map(str, command)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, env=os.environ | THREADS)
        if done.returncode:
            sys.exit(f"bench: {' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
        user, system, peak = usage.read().split()[-3:]
    return done.stdout, float(user) + float(system), int(peak) * 1024


def measure(hours, arguments):
    """One row: the same files through both."""
    python = environment(arguments.folder)
    network = arguments.folder / f"hubs-{hours}"
    if not network.exists():
        subprocess.run([python, __file__, "--write", network, "--hours", str(hours)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as scratch:
        scenario = pathlib.Path(scratch) / "scenario.json"
        _, reading, _ = timed([arguments.wattoken, "import", "pypsa", network, "--output", scenario])
        plan, solving, bytes_ours = timed(
            [arguments.wattoken, "solve", scenario, "--format", "json", "--engine", arguments.engine])
        said, seconds, bytes_peer = timed(
            [python, __file__, "--solve", network, "--solver", arguments.solver,
             "--output", pathlib.Path(scratch) / "answer"])
    proof, said = json.loads(plan)["proof"], json.loads(said.splitlines()[-1])
    difference = abs(proof["objective"] - said["objective"]) / max(1, abs(said["objective"]))
    if proof["status"] != "optimal" or said["status"] != ["ok", "optimal"] or difference > AGREEMENT:
        sys.exit(f"bench: the answers differ: {proof['status']} {proof['objective']}, {said}")
    return (f"| {hours} | {proof['rows']} × {proof['columns']} | {proof['engine']} | {reading + solving:.2f} "
            f"| {bytes_ours / 1e6:.0f} | {seconds:.1f} | {bytes_peer / 1e6:.0f} | {seconds / (reading + solving):.1f} "
            f"| {said['seconds'] / (reading + solving):.1f} | {difference:.0e} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hours", type=int, nargs="+", default=[168, 8760])
    parser.add_argument("--solver", choices=["ipm", "simplex"], default="ipm")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "out" / "bench" / "pypsa")
    parser.add_argument("--wattoken", type=pathlib.Path, default=ROOT / ".build" / "release" / "wattoken")
    parser.add_argument("--engine", choices=["auto", "glpk", "horizon"], default="auto")
    parser.add_argument("--write", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--solve", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        return write_network(arguments.write, arguments.hours[0])
    if arguments.solve:
        return solve_by_pypsa(arguments.solve, arguments.solver, arguments.output)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print("| hours | rows × columns | engine | Wattoken s | MB | PyPSA s | MB | ratio | ratio without "
          "the start of Python | objectives differ by |\n|--:|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for hours in arguments.hours:
        print(measure(hours, arguments), flush=True)


if __name__ == "__main__":
    main()
