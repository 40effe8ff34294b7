"""Writes achieved.csv and output-2026-09-15.csv from capacity_factors.csv.

Wind: an hourly AR(1) Gaussian series is mapped to Weibull-shaped wind speeds (shape 2) with a
seasonal and a diurnal factor, then through a cubic power curve. Solar: cosine of the zenith angle
x a daily and an hourly cloud factor. One scale per series is found by bisection, so that the mean
of the modelled year 2026 equals the published full-load hours. The day is a linear interpolation
of the hourly series. Clusters are independent of each other: real weather is correlated.

Python standard library only; fixed seed; running it again gives identical bytes.
"""

import csv
import datetime
import math
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent
# Chosen so that the wind of the day at zhangjiakou, horinger, qingyang and zhongwei is near their
# mean of the year: an ordinary day, not an extreme one.
SEED = 380
YEAR = 2026
DAY = datetime.date(2026, 9, 15)
HOURS = 8760
STEPS = 96
CHINA = datetime.timezone(datetime.timedelta(hours=8))

WIND_MEMORY = 0.97  # hourly autocorrelation
WIND_SEASON = 0.12  # stronger in winter and spring
WIND_DIURNAL = 0.10  # stronger at night, at hub height
CUT_IN, RATED, CUT_OUT = 3.0, 12.0, 25.0
CLOUD_MEMORY_DAYS = 0.55
CLOUD_MEMORY_HOURS = 0.8


def read(path):
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def gaussian(source):
    """Box-Muller on random(), whose sequence Python keeps between versions."""
    u = 1.0 - source.random()
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * source.random())


def autoregressive(source, count, memory):
    value = gaussian(source)
    series = []
    for _ in range(count):
        series.append(value)
        value = memory * value + math.sqrt(1 - memory * memory) * gaussian(source)
    return series


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def wind_speeds(source):
    """Wind speeds of unit scale, one per hour of the year."""
    speeds = []
    for hour, z in enumerate(autoregressive(source, HOURS, WIND_MEMORY)):
        quantile = min(max(normal_cdf(z), 1e-9), 1 - 1e-9)
        weibull = math.sqrt(-math.log(1 - quantile))
        season = 1 + WIND_SEASON * math.cos(2 * math.pi * (hour / 24 - 75) / 365)
        diurnal = 1 + WIND_DIURNAL * math.cos(2 * math.pi * (hour % 24 - 2) / 24)
        speeds.append(weibull * season * diurnal)
    return speeds


def power_curve(speed):
    if speed < CUT_IN or speed >= CUT_OUT:
        return 0.0
    if speed >= RATED:
        return 1.0
    return (speed**3 - CUT_IN**3) / (RATED**3 - CUT_IN**3)


def cosine_zenith(latitude, longitude, day_of_year, hour):
    """hour: clock hour in China, fractional."""
    angle = 2 * math.pi * (day_of_year - 81) / 364
    equation_minutes = 9.87 * math.sin(2 * angle) - 7.53 * math.cos(angle) - 1.5 * math.sin(angle)
    solar_hour = hour + (longitude - 120) / 15 + equation_minutes / 60
    declination = math.radians(23.45) * math.sin(angle)
    phi = math.radians(latitude)
    return math.sin(phi) * math.sin(declination) + math.cos(phi) * math.cos(
        declination
    ) * math.cos(math.radians(15 * (solar_hour - 12)))


def irradiance(source, latitude, longitude):
    """Irradiance of unit scale under clouds, one per hour of the year."""
    daily = autoregressive(source, HOURS // 24, CLOUD_MEMORY_DAYS)
    hourly = autoregressive(source, HOURS, CLOUD_MEMORY_HOURS)
    series = []
    for hour in range(HOURS):
        day = hour // 24
        sun = max(0.0, cosine_zenith(latitude, longitude, day + 1, hour % 24 + 0.5))
        clear = 0.25 + 0.75 * normal_cdf(daily[day] + 0.3)
        passing = 1 - 0.25 * normal_cdf(hourly[hour] - 0.5)
        series.append(sun**1.15 * clear * passing)
    return series


def scaled(series, transform, target):
    """The series through `transform(scale * x)` whose mean is the target."""
    low, high = 0.01, 100.0
    for _ in range(60):
        middle = math.sqrt(low * high)
        mean = sum(transform(middle * x) for x in series) / len(series)
        low, high = (middle, high) if mean < target else (low, middle)
    return [transform(math.sqrt(low * high) * x) for x in series]


def day_at_quarter_hours(hourly):
    """Means over 15-minute steps, interpolated between the middles of the hours."""
    first = (DAY - datetime.date(YEAR, 1, 1)).days * 24
    steps = []
    for step in range(STEPS):
        at = first + (step + 0.5) / 4 - 0.5
        index = math.floor(at)
        share = at - index
        steps.append(hourly[index] * (1 - share) + hourly[index + 1] * share)
    return steps


def main():
    clusters = {c["id"]: c for c in read(HERE.parent / "hub-clusters" / "clusters.csv")}
    targets = read(HERE / "capacity_factors.csv")
    days = {}
    with open(HERE / "achieved.csv", "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["cluster", "kind", "year_capacity_factor", "day_capacity_factor"])
        for row in targets:
            cluster, kind = row["cluster"], row["kind"]
            source = random.Random(f"{SEED}/{cluster}/{kind}")
            target = float(row["full_load_hours"]) / HOURS
            if kind == "wind":
                hourly = scaled(wind_speeds(source), power_curve, target)
            else:
                place = clusters[cluster]
                sun = irradiance(source, float(place["latitude"]), float(place["longitude"]))
                hourly = scaled(sun, lambda x: min(1.0, x), target)
            day = day_at_quarter_hours(hourly)
            days[cluster, kind] = day
            writer.writerow(
                [cluster, kind, f"{sum(hourly) / HOURS:.4f}", f"{sum(day) / STEPS:.4f}"]
            )
    midnight = datetime.datetime.combine(DAY, datetime.time(), CHINA)
    with open(HERE / f"output-{DAY}.csv", "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["time", "cluster", "wind_share", "solar_share"])
        for step in range(STEPS):
            time = (midnight + datetime.timedelta(minutes=15 * step)).isoformat()
            for cluster in clusters:
                wind, solar = days[cluster, "wind"][step], days[cluster, "solar"][step]
                writer.writerow([time, cluster, f"{wind:.4f}", f"{solar:.4f}"])


if __name__ == "__main__":
    main()
