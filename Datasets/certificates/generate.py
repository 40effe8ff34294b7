"""Writes the measured data of the worked example: all of it is SYNTHETIC.

Two halls of two hubs in March 2026 (civil time of China): hourly meters, hourly token counts, and
the energy certificates of a wind farm, two solar plants, a nuclear contract, a storage and two
monthly batches of green certificates. No figure is a measurement of any real plant or model; only
factors.csv holds published figures, and this script does not touch them.

    python3 generate.py

Tokens follow a daily shape with noise; IT energy is what the declared weights explain plus idling;
the facility adds cooling that grows at noon. Wind is an autoregressive series through a cubic power
curve, solar a clear-sky bell with clouds. Python standard library only; fixed seed; running it again
gives identical bytes.
"""

import csv
import datetime
import hashlib
import json
import math
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent
SEED = 6
CHINA = datetime.timezone(datetime.timedelta(hours=8))
START = datetime.datetime(2026, 3, 1, tzinfo=CHINA)
HOURS = 31 * 24

# Wh per million tokens at the computers, as attribution.json declares them: input, output, cached.
WEIGHTS = {"moe-large@2026-01": (35, 350, 4), "dense-small@2025-11": (6, 60, 1)}
# Product: model, tokenizer, peak of written tokens per hour, read and cached per written token.
PRODUCTS = {
    "chat": ("moe-large@2026-01", "tok-a", 5_200_000_000, 3.0, 4.0),
    "agent": ("moe-large@2026-01", "tok-a", 1_900_000_000, 6.0, 20.0),
    "summary": ("dense-small@2025-11", "tok-b", 9_000_000_000, 8.0, 0.5),
}
# Site: share of each product's tokens, idle IT Wh per hour, training IT Wh per hour.
SITES = {
    "zhangjiakou": ({"chat": 0.7, "agent": 0.4, "summary": 0.1}, 600_000, 0),
    "zhongwei": ({"chat": 0.3, "agent": 0.6, "summary": 0.9}, 800_000, 1_500_000),
}


def hour(index):
    return (START + datetime.timedelta(hours=index)).isoformat()


def write(name, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def gaussian(source):
    """Box-Muller on random(), whose sequence Python keeps between versions."""
    u = 1.0 - source.random()
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * source.random())


def activity(index):
    """Share of the peak at an hour of the day: least at five in the morning."""
    clock = index % 24
    weekend = 0.85 if (START + datetime.timedelta(hours=index)).weekday() >= 5 else 1.0
    return weekend * (0.62 - 0.38 * math.cos(2 * math.pi * (clock - 4.5) / 24))


def tokens(source):
    rows, energy = [], {site: [0] * HOURS for site in SITES}
    for site, (shares, _, _) in SITES.items():
        for product, (model, tokenizer, peak, read, cached) in PRODUCTS.items():
            for index in range(HOURS):
                noise = 1 + 0.06 * gaussian(source)
                written = int(peak * shares[product] * activity(index) * max(0.3, noise))
                counts = (int(written * read), written, int(written * cached))
                energy[site][index] += sum(
                    w * n for w, n in zip(WEIGHTS[model], counts)) // 1_000_000
                rows.append(
                    (product, site, hour(index), hour(index + 1), model, tokenizer)
                    + counts + (0,))
    # One count was corrected: a late log file added tokens.
    late = rows[1000]
    rows.append(late[:7] + (late[7] + 1_000_000, late[8], 1))
    return rows, energy


def meters(source, energy):
    rows = []
    for site, (_, idle, training) in SITES.items():
        for index in range(HOURS):
            span = (hour(index), hour(index + 1))
            serve = energy[site][index] + int(idle * (1 + 0.02 * gaussian(source)))
            train = int(training * (0.8 + 0.4 * source.random())) if training else 0
            warm = max(0.0, math.sin(2 * math.pi * (index % 24 - 8) / 24))
            facility = int((serve + train) * (1.12 + 0.05 * warm)) + 90_000
            # One night the facility meter of zhongwei failed and was derived from its sub-meters.
            quality = "derived" if site == "zhongwei" and 100 <= index < 106 else "measured"
            rows.append((site, "grid-1", "facility", *span, facility, 0, quality))
            rows.append((site, "it-serve", "it", *span, serve, 0, "measured"))
            if training:
                rows.append((site, "it-train", "it", *span, train, 0, "measured"))
    # The operator corrected two readings of the grid meter.
    for place in (30, 32):
        old = rows[place]
        rows.append(old[:5] + (old[5] + 1234, 1, old[7]))
    return rows


def wind(source):
    value, output = gaussian(source), []
    for _ in range(HOURS):
        value = 0.96 * value + math.sqrt(1 - 0.96 ** 2) * gaussian(source)
        speed = max(0.0, 7.5 + 3.2 * value)
        output.append(0.0 if speed < 3 else min(1.0, ((speed - 3) / 9) ** 3))
    return output


def solar(source):
    output, cloud = [], 0.8
    for index in range(HOURS):
        if index % 24 == 0:
            cloud = 0.35 + 0.65 * source.random()
        height = math.sin(math.pi * (index % 24 + 0.5 - 6.5) / 12)
        output.append(max(0.0, height) * cloud)
    return output


def certificates(source):
    rows = []

    def add(scheme, registry, serial, device, kind, zone, first, last, wh, storage=("",) * 5):
        if wh > 0:
            rows.append((scheme, registry, serial, device, kind, zone, hour(first), hour(last),
                         wh, *storage))

    north, sun, desert = wind(source), solar(source), solar(source)
    for index in range(HOURS):
        span = (index, index + 1)
        number = f"2026-03-{index:03d}"
        add("PPA", "zhangbei-wind", number, "wind-zb-1", "wind", "CN-NORTH", *span,
            int(9_000_000 * north[index]))
        add("PPA", "huailai-solar", number, "solar-hl-1", "solar", "CN-NORTH", *span,
            int(4_000_000 * sun[index]))
        add("PPA", "haiyang-nuclear", number, "nuclear-hy-1", "nuclear", "CN-NORTH", *span,
            700_000)
        add("PPA", "zhongwei-solar", number, "solar-zw-1", "solar", "CN-NORTHWEST", *span,
            int(14_000_000 * desert[index]))
    # A battery at zhongwei takes a plant's noon hours and gives them back in the evening.
    for day in range(31):
        for step in range(3):
            charge, back = 24 * day + 11 + step, 24 * day + 19 + step
            number = f"2026-03-{charge:03d}"
            taken = int(3_000_000 * desert[charge])
            add("PPA", "zhongwei-solar-2", number, "solar-zw-2", "solar", "CN-NORTHWEST",
                charge, charge + 1, taken)
            add("PPA", "zhongwei-storage", f"2026-03-{back:03d}", "battery-zw-1", "solar",
                "CN-NORTHWEST", back, back + 1, taken * 85 // 100,
                ("battery-zw-1", f"zhongwei-solar-2/{number}", taken, hour(charge),
                 hour(charge + 1)))
    # Green certificates are issued by the month and carry no hour.
    add("GEC", "nea", "2026-03-A", "wind-wlcb-1", "wind", "CN-NORTH", 0, HOURS, 2_500_000_000)
    add("GEC", "nea", "2026-03-B", "solar-hx-1", "solar", "CN-NORTHWEST", 0, HOURS,
        1_200_000_000)
    return rows


def evidence():
    """Puts the hash of each site's record into attribution.json."""
    path = HERE / "attribution.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for site in document["sites"]:
        record = (HERE / "site-records" / f"{site['site']}.txt").read_bytes()
        site["evidence_sha256"] = hashlib.sha256(record).hexdigest()
    path.write_text(
        json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main():
    source = random.Random(SEED)
    counts, energy = tokens(source)
    write("token_counts.csv",
          ["product", "site", "start", "end", "model", "tokenizer", "input", "output", "cached",
           "revision"], counts)
    write("meter_readings.csv",
          ["site", "meter", "boundary", "start", "end", "wh", "revision", "quality"],
          meters(source, energy))
    write("energy_certificates.csv",
          ["scheme", "registry", "serial", "device", "source", "zone", "start", "end", "wh",
           "storage", "charged_from", "charged_wh", "charged_start", "charged_end"],
          certificates(source))
    evidence()


if __name__ == "__main__":
    main()
