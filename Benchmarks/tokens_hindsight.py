#!/usr/bin/env python3
"""How well tokens a day ahead could be forecast on the official days by who knows them already.

    Benchmarks/tokens_hindsight.py [--data FOLDER]        needs numpy (.venv has it)

Hourly means of m-large, days 9 to 14, each day forecast at its midnight; WAPE in %. The rows: the best
single number for all six days; the best of 112 forecasts exp(m + (l - m) r^h) with m the median of the
logarithms of the last 1, 2, 3 or 7 days, l their mean over the last 1, 3, 6 or 12 hours, r from 0.5 to 1,
chosen on the very days; the same choice made on days 3 to 8 only, as a forecaster has to; and yesterday's
median, the baseline.
"""
import argparse
import csv
import itertools
import os
import pathlib

import numpy


def hourly(file):
    rows = list(csv.DictReader(open(file)))
    rate = [float(row["tokens_per_s"]) if row["ok"] == "1" else numpy.nan for row in rows]
    return numpy.nanmean(numpy.reshape(rate, (-1, 6)), axis=1).reshape(-1, 24)


def wape(days, wanted, forecast):
    truth = numpy.array([days[day] for day in wanted])
    said = numpy.array([numpy.broadcast_to(forecast(day), 24) for day in wanted])
    known = ~numpy.isnan(truth)
    return 100 * abs(truth - said)[known].sum() / truth[known].sum()


def mixture(logs, days, hours, rate):
    def forecast(day):
        past = logs[:24 * day]
        usual, level = numpy.median(past[-24 * days:]), past[-hours:].mean()
        return numpy.exp(usual + (level - usual) * rate ** numpy.arange(1, 25))
    return forecast


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    shared = os.environ.get("WATTOKEN_SHARED", "")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(shared) / "data")
    days = hourly(parser.parse_args().data / "tokens_m-large.csv")
    flat = numpy.log(days.ravel())
    known = ~numpy.isnan(flat)
    logs = numpy.interp(numpy.arange(flat.size), numpy.flatnonzero(known), flat[known])
    official, before = range(8, 14), range(2, 8)
    choices = list(itertools.product((1, 2, 3, 7), (1, 3, 6, 12), (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1)))

    def best(on):
        return min(choices, key=lambda choice: wape(days, on, mixture(logs, *choice)))

    middle = numpy.nanmedian(days[8:14])
    print(f"best single number, in hindsight            {wape(days, official, lambda day: middle):.1f}")
    for name, on in (("chosen in hindsight", official), ("chosen on days 3 to 8", before)):
        choice = best(on)
        print(f"best mixture of {len(choices)}, {name:21} {wape(days, official, mixture(logs, *choice)):.1f}  {choice}")
    print(f"yesterday's median                          "
          f"{wape(days, official, lambda day: numpy.nanmedian(days[day - 1])):.1f}")


if __name__ == "__main__":
    main()
