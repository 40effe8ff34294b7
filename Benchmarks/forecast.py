#!/usr/bin/env python3
"""Scores Wattoken's forecasts on public series, beside statsforecast and a scikit-learn LEAR.

    Benchmarks/forecast.py [--data FOLDER] [--peer-days 7] [TASK ...]

First the whole tests, by `wattoken forecast backtest` alone (published columns beside it where there
are any); then the last days of each test again with the peers: every model forecasts the same days from
the same information, calibrated anew each day, one process on one core, one thread. All scores of the
second part are computed here, also Wattoken's, from the quantiles that `--write` gave. Needs the series
of the shared data folder; without it nothing is run. `make bench` calls this; README.md says more.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before numpy is imported

import argparse
import datetime
import json
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


def test_days(task, count):
    days = pd.date_range(task["start"], task["end"], freq="D", tz="UTC")
    return days[-count:]


def statistical(name, history, future, season):
    """Point and 99 quantiles of one day by a model of statsforecast; none of it knows inputs."""
    from statsforecast.models import MSTL, AutoARIMA, AutoETS

    model = {
        "AutoARIMA": lambda: AutoARIMA(season_length=season),
        "AutoETS": lambda: AutoETS(season_length=season),
        "MSTL": lambda: MSTL(season_length=[season, 7 * season]),
    }[name]()
    y = history.iloc[-MODES[name] * season :, 0].interpolate(limit_direction="both").to_numpy()
    answer = model.forecast(y=y, h=len(future), level=list(range(2, 100, 2)))
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


def lear(history, future, season):
    """The mean of LASSO regressions over four windows (Lago et al. 2021), AIC by LARS."""
    from sklearn.linear_model import Lasso, LassoLarsIC

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
        norm = np.linalg.norm(x_train - x_train.mean(axis=0), axis=0)
        norm[norm == 0] = 1
        forward, backward = invariant(y)
        z = forward(y)
        day = []
        for hour in range(season):
            chooser = LassoLarsIC(criterion="aic", max_iter=2500, noise_variance=None)
            if window <= x.shape[1]:
                # AIC needs an estimate of the noise where there are fewer days than features.
                residual = z[:, hour] - z[:, hour].mean()
                chooser.noise_variance = float(residual @ residual / window) * 0.1
            alpha = chooser.fit(x_train / norm, z[:, hour]).alpha_
            model = Lasso(max_iter=2500, alpha=max(alpha, 1e-9)).fit(x_train / norm, z[:, hour])
            day.append(model.predict(x_now / norm)[0])
        answers.append(backward(np.array(day)))
    return np.mean(answers, axis=0), None


def peers(arguments, task):
    """Each peer on the last days: its scores."""
    frame = read(arguments, task)
    season = 24
    days = test_days(task, arguments.peer_days)
    models = {name: (lambda h, f, s, n=name: statistical(n, h, f, s)) for name in MODES}
    models["LEAR (scikit-learn)"] = lear
    results = []
    for name, model in models.items():
        points, quantiles, truths, seconds = [], [], [], 0.0
        for day in days:
            history = frame[frame.index < day]
            future = frame[(frame.index >= day) & (frame.index < day + pd.Timedelta(days=1))]
            begin = time.perf_counter()
            point, rows = model(history, future, season)
            seconds += time.perf_counter() - begin
            points.append(point)
            quantiles.append(rows)
            truths.append(future.iloc[:, 0].to_numpy())
        rows = None if quantiles[0] is None else np.vstack(quantiles)
        scores = score(np.concatenate(points), rows, np.concatenate(truths))
        results.append({"name": name, "seconds_per_day": seconds / len(days), **scores})
        print(f"  {name}: {results[-1]}", file=sys.stderr)
    return results


# --- Scores -----------------------------------------------------------------------------------


def score(point, quantiles, truth):
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
    return {name: float(value) for name, value in scores.items()}


def own(arguments, task, written, since):
    """Wattoken's scores from a day on, from the quantiles that it wrote."""
    rows = pd.read_csv(written, parse_dates=["time"], index_col="time")
    rows = rows[rows.index >= since]
    truth = read(arguments, task)[task["target"]].reindex(rows.index).to_numpy()
    quantiles = rows[[f"q{percent:02d}" for percent in range(1, 100)]].to_numpy()
    return score(rows["yhat"].to_numpy(), quantiles, truth)


# --- Report -----------------------------------------------------------------------------------


def measure(name, task, arguments, folder):
    print(f"{name}: backtest", file=sys.stderr)
    written = folder / f"{name}.csv"
    document = backtest(arguments, task, written)
    result = {"task": name, "kind": task["kind"], "document": document}
    if name == "price-NP":
        since = pd.Timestamp(task["start"], tz="UTC") + pd.Timedelta(days=182)
        result["after_182_days"] = own(arguments, task, written, since)
    if task.get("peers") and arguments.peer_days > 0:
        print(f"{name}: peers, last {arguments.peer_days} days", file=sys.stderr)
        days = test_days(task, arguments.peer_days)
        ours = {
            "name": "Wattoken",
            "seconds_per_day": document["models"][0]["seconds_per_day"],
            **own(arguments, task, written, days[0]),
        }
        result["peer_days"] = len(days)
        result["peers"] = [ours, *peers(arguments, task)]
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
        f"{tools['scikit_learn']}. Percentages in %; `dm_p` small: Wattoken is better.",
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
            columns = ["mae", "mape", "wape", "pinball", "coverage_90", "seconds_per_day"]
            lines += ["", f"The last {result['peer_days']} days beside the peers:", ""]
            lines += table(result["peers"], columns)
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
    parser.add_argument("tasks", nargs="*", help=f"of {', '.join(TASKS)}; all when none is named")
    shared = os.environ.get("WATTOKEN_SHARED")
    parser.add_argument(
        "--data", type=pathlib.Path, default=pathlib.Path(shared) / "data" if shared else None,
        help="folder of the series ($WATTOKEN_SHARED/data)",
    )
    parser.add_argument(
        "--peer-days", type=int, default=7, help="days on which the peers run too (7; 0: none)"
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


def main():
    arguments = parse_arguments()
    if arguments.data is None or not arguments.data.is_dir():
        print("forecast: no series here (--data FOLDER or WATTOKEN_SHARED); nothing is run")
        return
    warnings.filterwarnings("ignore")
    os.sched_setaffinity(0, {arguments.cpu})
    folder = ROOT / "out" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": versions(arguments.wattoken),
        "results": [
            measure(name, TASKS[name], arguments, folder) for name in arguments.tasks or TASKS
        ],
    }
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
