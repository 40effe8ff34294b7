#!/usr/bin/env python3
"""Scores Wattoken's forecasts on public series, beside statsforecast and a scikit-learn LEAR.

    Benchmarks/forecast.py [--data FOLDER] [--peer-days 28] [--tasks TASK ...] [--update] [--keep-peers]

First the whole tests, by `wattoken forecast backtest` alone (published columns beside it where there
are any); then days evenly spread over each test again with the peers: every model forecasts the same
days from the same information, calibrated anew each day, one process on one core, one thread. All scores
of the second part are computed here, also Wattoken's, from the quantiles that `--write` gave. Needs the
series of the shared data folder; without it nothing is run. `make bench` calls this; README.md says more.
A run that was stopped goes on with the peers' answers that it has in out/bench.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before numpy is imported

import argparse
import datetime
import json
import math
import pathlib
import re
import subprocess
import sys
import time
import warnings

import numpy as np
import pandas as pd

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from run import ROOT, first_line, machine  # noqa: E402

WEATHER = "wind_speed temperature dewpoint dswrf precipitation".split()
WIND = "u10 v10 u100 v100".split()
PRICE = dict(
    target="price", kind="price", known=["exogenous_1", "exogenous_2"], start="2016-12-27",
    end="2018-12-24", horizon=24,
)
CARBON = dict(
    target="carbon_intensity", kind="carbon", known=WEATHER, start="2021-07-01", end="2021-12-31",
    horizon=24,
)
# The mix of the hours before the gate, for the tasks that are told more than the weather.
MIX = "coal nat_gas nuclear oil hydro solar wind other".split()
TOKENS = dict(target="tokens_per_s", kind="tokens", known=[], start="2026-01-13", end="2026-01-18")
# Name: file, what `backtest` is told, and whether the peers run too.
TASKS = {
    "price-NP": dict(PRICE, file="price_NP.csv", against="price_NP_published.csv", peers=True),
    "price-PJM": dict(PRICE, file="price_PJM.csv", against="price_PJM_published.csv", peers=True),
    "carbon-CISO": dict(CARBON, file="carbon_CISO.csv", peers=True),
    "carbon-ES": dict(CARBON, file="carbon_ES.csv"),
    "carbon-CISO-4d": dict(CARBON, file="carbon_CISO.csv", horizon=96),
    "carbon-CISO-mix": dict(CARBON, file="carbon_CISO.csv", inputs=MIX),
    "carbon-CISO-mix-4d": dict(CARBON, file="carbon_CISO.csv", inputs=MIX, horizon=96),
    **{
        f"wind-zone{zone}": dict(
            target="wind", kind="wind", known=WIND, start="2013-01-01", end="2013-11-30",
            horizon=24, file=f"wind_gefcom_zone{zone}.csv", peers=zone == 1,
        )
        for zone in (1, 2, 3)
    },
    "tokens-day": dict(TOKENS, file="tokens_m-large.csv", step=60, horizon=24, peers=True),
    "tokens-10min": dict(TOKENS, file="tokens_m-large.csv", horizon=1),
    "tokens-60min": dict(TOKENS, file="tokens_m-large.csv", horizon=6),
}
# What a table of a kind shows.
COLUMNS = {
    "price": ["mae", "rmae", "pinball", "coverage_90", "worst60_coverage_90", "dm_p"],
    "carbon": ["mape", "mae", "rmae", "pinball", "coverage_90", "worst60_coverage_90"],
    "wind": ["pinball", "mae", "crps", "coverage_90", "worst60_coverage_90"],
    "tokens": ["wape", "mae", "rmae", "pinball", "coverage_90"],
}
MODES = {"AutoARIMA": 28, "AutoETS": 56, "MSTL": 182}  # days of history of each
LEAR_WINDOWS = (56, 84, 1092, 1456)  # days, as the benchmark's ensemble


# --- Wattoken ---------------------------------------------------------------------------------


def backtest(arguments, task, written):
    """Runs `forecast backtest` on the whole test: its document."""
    command = ["taskset", "--cpu-list", str(arguments.cpu), arguments.wattoken]
    command += ["forecast", "backtest", arguments.data / task["file"], "--format", "json"]
    command += ["--target", task["target"], "--kind", task["kind"], "--from", task["start"]]
    command += ["--to", task["end"], "--horizon", task["horizon"], "--write", written]
    if task["known"]:
        command += ["--known", *task["known"]]
    if "inputs" in task:
        command += ["--inputs", *task["inputs"]]
    if "step" in task:
        command += ["--step-minutes", task["step"]]
    if "against" in task:
        command += ["--against", arguments.data / task["against"]]
    command = list(map(str, command))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"forecast: {' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


# --- Peers ------------------------------------------------------------------------------------


def read(arguments, task):
    frame = pd.read_csv(arguments.data / task["file"], parse_dates=["time"], index_col="time")
    frame = frame[[task["target"], *task["known"]]]
    return frame.resample(f"{task['step']}min").mean() if "step" in task else frame


def test_days(task, count=None):
    """So many days of a test, evenly spread from its first to its last; all of them without a count."""
    days = pd.date_range(task["start"], task["end"], freq="D", tz="UTC")
    if count is None or count >= len(days):
        return days
    return days[np.linspace(0, len(days) - 1, count).round().astype(int)]


def statistical(name, history, future, season):
    """Point and 99 quantiles of one day by a model of statsforecast; AutoARIMA alone knows inputs."""
    from statsforecast.models import MSTL, AutoARIMA, AutoETS

    whole = pd.concat([history.iloc[-MODES[name] * season :], future])
    whole = whole.interpolate(limit_direction="both").to_numpy(dtype=float)
    y = whole[: -len(future), 0]
    inputs = {}
    known = whole[:, 1:]
    spread = known[: len(y)].std(axis=0)
    if name == "AutoARIMA" and (spread > 0).any():
        known = ((known - known[: len(y)].mean(axis=0)) / np.where(spread > 0, spread, 1))[:, spread > 0]
        inputs = {"X": known[: len(y)], "X_future": known[len(y) :]}
    model = {
        # An exact search took 25 s for a day of prices, even without inputs.
        "AutoARIMA": lambda: AutoARIMA(season_length=season, approximation=bool(inputs)),
        "AutoETS": lambda: AutoETS(season_length=season),
        "MSTL": lambda: MSTL(season_length=[season, 7 * season]),
    }[name]()
    answer = model.forecast(y=y, h=len(future), level=list(range(2, 100, 2)), **inputs)
    low = [answer[f"lo-{level}"] for level in range(98, 0, -2)]
    high = [answer[f"hi-{level}"] for level in range(2, 100, 2)]
    return answer["mean"], np.sort(np.column_stack([*low, answer["mean"], *high]), axis=1)


def invariant(values):
    """asinh of the values over their median deviation, and the way back."""
    middle = np.median(values, axis=0)
    spread = np.median(np.abs(values - middle), axis=0) * 1.4826
    spread = np.where(spread > 0, spread, np.where(values.std(axis=0) > 0, values.std(axis=0), 1))
    return (lambda x: np.arcsinh((x - middle) / spread)), lambda z: np.sinh(z) * spread + middle


def lear_inputs(table, weekday):
    """Features of each day from day 7 on: prices of d−1, d−2, d−3, d−7; inputs of d, d−1, d−7."""
    target, *known = table
    days = len(weekday)
    parts = [target[7 - lag : days - lag] for lag in (1, 2, 3, 7)]
    parts += [series[7 - lag : days - lag] for series in known for lag in (0, 1, 7)]
    return np.hstack([*parts, np.eye(7)[weekday[7:]]])


def noise_of(x, z):
    """Variance of the noise of each column of z that AIC wants: what least squares leave, once for all
    hours; a tenth of the variance where there are fewer days than features."""
    centred = z - z.mean(axis=0)
    if len(x) <= x.shape[1] + 1:
        return 0.1 * (centred**2).mean(axis=0)
    left, sizes, _ = np.linalg.svd(x, full_matrices=False)
    left = left[:, sizes > 1e-9 * sizes[0]]
    rest = centred - left @ (left.T @ centred)
    return (rest**2).sum(axis=0) / (len(x) - left.shape[1] - 1)


def lear(history, future, season):
    """The mean of LASSO regressions over four windows (Lago et al. 2021), AIC by LARS."""
    from sklearn.linear_model import LassoLarsIC

    whole = pd.concat([history, future])
    whole.iloc[-len(future) :, 0] = 0.0
    whole = whole.interpolate(limit_direction="both")
    days = len(whole) // season
    whole = whole.iloc[-days * season :]
    table = [whole[column].to_numpy().reshape(days, season) for column in whole]
    weekday = whole.index[::season].dayofweek.to_numpy()
    features = lear_inputs(table, weekday)
    targets = table[0][7:]
    answers = []
    for window in {min(window, len(targets) - 1) for window in LEAR_WINDOWS}:
        x, y = features[-window - 1 : -1], targets[-window - 1 : -1]
        scale, _ = invariant(x[:, :-7])
        x_train = np.hstack([scale(x[:, :-7]), x[:, -7:]])
        x_now = np.hstack([scale(features[-1:, :-7]), features[-1:, -7:]])
        middle = x_train.mean(axis=0)
        norm = np.linalg.norm(x_train - middle, axis=0)
        norm[norm == 0] = 1
        x_train, x_now = (x_train - middle) / norm, (x_now - middle) / norm
        forward, backward = invariant(y)
        z = forward(y)
        noise, gram = noise_of(x_train, z), x_train.T @ x_train
        day = []
        for hour in range(season):
            model = LassoLarsIC(
                criterion="aic", max_iter=2500, noise_variance=noise[hour], precompute=gram
            )
            day.append(model.fit(x_train, z[:, hour]).predict(x_now)[0])
        answers.append(backward(np.array(day)))
    return np.mean(answers, axis=0), None


def answers(model, frame, days, path):
    """A peer's answers by day: point, quantiles, seconds. They are kept in a file day by day, so that a
    run that was stopped goes on where it was."""
    known = dict(np.load(path, allow_pickle=True)["days"].item()) if path.exists() else {}
    is_warm = False
    for day in days:
        if str(day.date()) in known:
            continue
        history = frame[frame.index < day]
        future = frame[(frame.index >= day) & (frame.index < day + pd.Timedelta(days=1))]
        if not is_warm:
            model(history, future, 24)  # what is loaded and compiled once does not count
            is_warm = True
        begin = time.process_time()
        point, rows = model(history, future, 24)
        known[str(day.date())] = (point, rows, time.process_time() - begin)
        np.savez(path, days=np.array(known, dtype=object))
    return [known[str(day.date())] for day in days]


def peers(arguments, task, days, stem):
    """Each peer on some days: its scores."""
    frame = read(arguments, task)
    models = {name: (lambda h, f, s, n=name: statistical(n, h, f, s)) for name in MODES}
    models["LEAR (scikit-learn)"] = lear
    truths = [frame[frame.index.floor("D") == day].iloc[:, 0].to_numpy() for day in days]
    results = []
    for name, model in models.items():
        said = answers(model, frame, days, stem.with_name(f"{stem.name}-{name.split()[0]}.npz"))
        points, quantiles = [answer[0] for answer in said], [answer[1] for answer in said]
        seconds = sum(answer[2] for answer in said)
        rows = None if quantiles[0] is None else np.vstack(quantiles)
        scores = score(np.concatenate(points), rows, np.concatenate(truths), len(days))
        results.append({"name": name, "seconds_per_day": seconds / len(days), **scores})
        print(f"  {name}: {results[-1]}", file=sys.stderr)
    return results


def published(arguments, task, days):
    """Published forecasts on the same days; nothing where there are none."""
    if "against" not in task:
        return []
    columns = pd.read_csv(
        arguments.data / task["against"], parse_dates=["time"], index_col="time"
    )
    columns = columns.drop(columns=[task["target"]], errors="ignore")
    columns = columns[columns.index.floor("D").isin(days)]
    truth = read(arguments, task)[task["target"]].reindex(columns.index).to_numpy()
    return [
        {"name": f"{name} (published)", **score(columns[name].to_numpy(), None, truth, len(days))}
        for name in columns
    ]


# --- Scores -----------------------------------------------------------------------------------


def score(point, quantiles, truth, days):
    daily = np.nansum(np.abs(point - truth).reshape(days, -1), axis=1)
    known = np.isfinite(truth)
    point, truth = point[known], truth[known]
    error = np.abs(point - truth)
    scores = {
        "mae": error.mean(),
        "mape": 100 * (error[truth != 0] / np.abs(truth[truth != 0])).mean(),
        "wape": 100 * error.sum() / np.abs(truth).sum(),
    }
    if quantiles is not None:
        quantiles = quantiles[known]
        levels = np.arange(1, 100) / 100
        below = truth[:, None] - quantiles
        scores["pinball"] = np.maximum(levels * below, (levels - 1) * below).mean()
        inside = (quantiles[:, 4] <= truth) & (truth <= quantiles[:, 94])
        scores["coverage_90"] = 100 * inside.mean()
    result = {name: float(value) for name, value in scores.items()}
    return {**result, "daily_errors": [float(value) for value in daily]}


def dm_p(ours, theirs):
    """One-sided p of Diebold and Mariano that ours is not better, from daily sums of absolute errors."""
    difference = np.array(ours) - np.array(theirs)
    deviation = difference.std() / math.sqrt(len(difference))
    return 0.5 * math.erfc(-difference.mean() / deviation / math.sqrt(2)) if deviation > 0 else None


def own(arguments, task, written, days):
    """Wattoken's scores on some days, from the quantiles that it wrote."""
    rows = pd.read_csv(written, parse_dates=["time"], index_col="time")
    rows = rows[rows.index.floor("D").isin(days)]
    truth = read(arguments, task)[task["target"]].reindex(rows.index).to_numpy()
    quantiles = rows[[f"q{percent:02d}" for percent in range(1, 100)]].to_numpy()
    return score(rows["yhat"].to_numpy(), quantiles, truth, len(days))


def cold(arguments, task):
    """Seconds of one forecast of the last day from nothing: file, past days for weights and bands."""
    command = ["taskset", "--cpu-list", str(arguments.cpu), arguments.wattoken]
    command += ["forecast", "predict", arguments.data / task["file"], "--format", "csv"]
    command += ["--target", task["target"], "--kind", task["kind"], "--from", task["end"]]
    command += ["--horizon", task["horizon"]]
    command += ["--known", *task["known"]] if task["known"] else []
    command += ["--step-minutes", task["step"]] if "step" in task else []
    before = os.times()
    subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


# --- Report -----------------------------------------------------------------------------------


def measure(name, task, arguments, folder, earlier):
    print(f"{name}: backtest", file=sys.stderr)
    written = folder / f"{name}.csv"
    document = backtest(arguments, task, written)
    result = {"task": name, "kind": task["kind"], "document": document}
    if name == "price-NP":
        result["after_182_days"] = own(arguments, task, written, test_days(task)[182:])
        del result["after_182_days"]["daily_errors"]
    if task.get("peers") and arguments.peer_days > 0:
        days = test_days(task, arguments.peer_days)
        print(f"{name}: peers, {len(days)} days", file=sys.stderr)
        ours = {
            "name": "Wattoken",
            "role": "recipe",
            "seconds_per_day": document["models"][0]["seconds_per_day"],
            **own(arguments, task, written, days),
        }
        kept = earlier.get("peers", []) if arguments.keep_peers else []
        others = kept[1:] if earlier.get("peer_days") == len(days) else []
        load = earlier["peer_load"] if others else os.getloadavg()[0]
        others = others or [
            *peers(arguments, task, days, folder / name), *published(arguments, task, days)
        ]
        for other in others:
            other["dm_p"] = dm_p(ours["daily_errors"], other["daily_errors"])
        result["peer_days"] = len(days)
        result["peer_load"] = load
        result["cold_seconds"] = cold(arguments, task)
        result["peers"] = [ours, *others]
    return result


def number(value):
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 else f"{value:.4g}"


def table(rows, columns):
    lines = ["| model | " + " | ".join(columns) + " |", "|---|" + "--:|" * len(columns)]
    for row in rows:
        name = f"**{row['name']}**" if row.get("role") == "recipe" else row["name"]
        lines.append(f"| {name} | " + " | ".join(number(row.get(c)) for c in columns) + " |")
    return lines


def markdown(report):
    place, tools = report["machine"], report["versions"]
    lines = [
        f"# Forecasts, {report['date']}",
        "",
        f"{place['cpu']}, {place['cores']} cores, {place['memory_gib']} GiB, {place['system']}; load "
        f"average {place['load_average_before']:.2f} before the runs, one process on one core, one "
        f"thread. {tools['wattoken']} (commit {(tools['commit'] or 'unknown')[:12]}), OpenBLAS "
        f"{tools['openblas']}; statsforecast {tools['statsforecast']}, scikit-learn "
        f"{tools['scikit_learn']}. Percentages in %; `dm_p` small: Wattoken is better. Seconds of the "
        "peers are those of the processor, of Wattoken those of the clock, which a loaded machine "
        "lengthens.",
    ]
    for result in report["results"]:
        document = result["document"]
        split = document["split"]
        columns = [*COLUMNS[result["kind"]], "seconds_per_day"]
        lines += [
            "",
            f"## {result['task']}",
            "",
            f"{split['days']} days, {split['test_from'][:10]} to {split['test_to'][:10]} "
            f"(end not included), horizon {document['horizon_steps']} steps of "
            f"{document['step_minutes']:g} min; known ahead: "
            f"{', '.join(document['known']) or 'nothing'}; observed: "
            f"{', '.join(document['inputs']) or 'nothing'}.",
            "",
            *table(document["models"], columns),
        ]
        when = result["measured"]
        if when["versions"]["commit"] != tools["commit"]:
            lines += ["", f"Measured on {when['date']}, commit {when['versions']['commit'][:12]}."]
        ahead = document["models"][0].get("mape_by_day")
        if ahead:
            lines += ["", "MAPE by day ahead: " + ", ".join(f"{value:.2f}" for value in ahead)]
        if "after_182_days" in result:
            after = result["after_182_days"]
            lines += [
                "",
                f"Without the first 182 days: mean pinball {after['pinball']:.4f}, coverage of the "
                f"90 % interval {after['coverage_90']:.1f}.",
            ]
        if "peers" in result:
            columns = ["mae", "mape", "wape", "pinball", "coverage_90", "dm_p", "seconds_per_day"]
            lines += [
                "",
                f"{result['peer_days']} days, evenly spread over the test, beside the peers (run at "
                f"a load average of {result['peer_load']:.0f}); one forecast from nothing, the file "
                f"read, takes {result['cold_seconds']:.1f} s of the processor:",
                "",
                *table(result["peers"], columns),
            ]
    return "\n".join([*lines, ""])


def versions(program):
    import sklearn
    import statsforecast

    return {
        "wattoken": first_line(str(program), "--version"),
        "commit": first_line("git", "rev-parse", "HEAD"),
        "openblas": first_line(
            "dpkg-query", "--show", "--showformat", "${Version}", "libopenblas0-pthread"
        ),
        "statsforecast": statsforecast.__version__,
        "scikit_learn": sklearn.__version__,
    }


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--tasks", nargs="+", default=[], help=f"of {', '.join(TASKS)}; all when none is named"
    )
    shared = os.environ.get("WATTOKEN_SHARED")
    parser.add_argument(
        "--data", type=pathlib.Path, default=pathlib.Path(shared) / "data" if shared else None,
        help="folder of the series ($WATTOKEN_SHARED/data)",
    )
    parser.add_argument(
        "--peer-days", type=int, default=28, help="days on which the peers run too (28; 0: none)"
    )
    parser.add_argument(
        "--update", action="store_true", help="keep the other tasks of the newest results"
    )
    parser.add_argument(
        "--keep-peers", action="store_true",
        help="with --update: keep the peers' figures too, and run Wattoken only",
    )
    parser.add_argument("--cpu", type=int, help="the core to run on (the last allowed one)")
    parser.add_argument(
        "--wattoken", type=pathlib.Path, default=ROOT / ".build" / "release" / "wattoken"
    )
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "Benchmarks" / "results")
    arguments = parser.parse_args()
    unknown = set(arguments.tasks) - set(TASKS)
    if unknown:
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    if arguments.cpu is None:
        arguments.cpu = max(os.sched_getaffinity(0))
    return arguments


def newest(results):
    """Tasks of the newest results, by name."""
    files = sorted(results.glob("forecast-*.json"))
    if not files:
        return {}
    return {task["task"]: task for task in json.loads(files[-1].read_text())["results"]}


def main():
    arguments = parse_arguments()
    if arguments.data is None or not arguments.data.is_dir():
        print("forecast: no series here (--data FOLDER or WATTOKEN_SHARED); nothing is run")
        return
    warnings.filterwarnings("ignore")
    os.sched_setaffinity(0, {arguments.cpu})
    folder = ROOT / "out" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    earlier = newest(arguments.results) if arguments.update else {}
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": versions(arguments.wattoken),
        "results": [],
    }
    for name in TASKS:
        if not arguments.tasks or name in arguments.tasks:
            task = measure(name, TASKS[name], arguments, folder, earlier.get(name, {}))
            task["measured"] = {key: report[key] for key in ("date", "machine", "versions")}
            report["results"].append(task)
        elif name in earlier:
            report["results"].append(earlier[name])
    arguments.results.mkdir(parents=True, exist_ok=True)
    cpu = re.sub(r"\((r|tm)\)|\bcpu\b|@.*", " ", report["machine"]["cpu"].lower())
    stem = f"forecast-{report['date']}-{re.sub(r'[^a-z0-9]+', '-', cpu).strip('-')}"
    (arguments.results / f"{stem}.json").write_text(
        json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    )
    text = markdown(report)
    (arguments.results / f"{stem}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
