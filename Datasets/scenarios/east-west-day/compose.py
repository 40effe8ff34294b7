"""Composes scenario.json and its CSV series from the data packages beside this folder.

One working day, Tuesday 2026-09-15, 96 steps of 15 minutes, at the ten East-West hub clusters and
one edge site in Beijing. What is real, computed, modelled and assumed is listed in README.md and
in the `note` fields. Python standard library only; running it again gives identical bytes. A
summary of sizes goes to stderr.
"""

import csv
import datetime
import importlib.util
import json
import math
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
DATASETS = HERE.parent.parent
STEPS = 96
STEP_HOURS = 0.25
START = datetime.datetime(2026, 9, 15, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
CNY_PER_USD = 7.1

# Assumptions on the work of one call. The ratios of the day are those of a published production
# day (608 billion input, 342 billion of them from cache, 168 billion output tokens); an uncached
# input token costs a quarter of the accelerator time of an output token (range 1/5 to 1/2.3).
INPUT_PER_OUTPUT = 3.62
CACHED_SHARE = 0.563
INPUT_WORK = 0.25

# Shares of the fleet's capacity that the peak demand of each product asks for, by accelerator.
# The sum per accelerator is kept near 1 / 1.4.
FLEET_SHARES = {
    "chat": {"h100": 0.40, "b200": 0.15},
    "assistant": {"b200": 0.36, "910c": 0.52},
    "green": {"h100": 0.06, "b200": 0.04},
    "batch": {"h100": 0.28, "b200": 0.07},
    "bulk": {"b200": 0.11, "910c": 0.18},
}
ORIGIN_SHARES = {
    "beijing": 0.24, "shanghai": 0.22, "guangzhou": 0.14,
    "shenzhen": 0.18, "chengdu": 0.12, "chongqing": 0.10,
}
HOURS_LATER = {"chengdu": 0.5, "chongqing": 0.5}

# Share of the peak in the middle of each clock hour; mean / peak 0.816 as in the published
# production day (226.75 of 278 nodes); the shape itself is an assumption.
INTERACTIVE_SHAPE = [
    0.68, 0.61, 0.56, 0.54, 0.55, 0.58, 0.60, 0.72, 0.86, 0.97, 1.00, 0.98,
    0.88, 0.90, 0.98, 1.00, 0.99, 0.96, 0.90, 0.91, 0.93, 0.92, 0.84, 0.72,
]
BATCH_SHAPE = [
    0.35, 0.30, 0.30, 0.30, 0.30, 0.30, 0.35, 0.45, 0.70, 0.95, 1.00, 1.00,
    0.85, 0.90, 1.00, 1.00, 1.00, 1.00, 0.90, 0.75, 0.65, 0.60, 0.50, 0.40,
]
BULK_SHAPE = [
    0.40, 0.35, 0.30, 0.30, 0.30, 0.30, 0.30, 0.35, 0.45, 0.55, 0.60, 0.60,
    0.55, 0.55, 0.60, 0.70, 0.85, 1.00, 1.00, 1.00, 0.95, 0.85, 0.70, 0.50,
]

SHORT = {"h100-sxm-80": "h100", "b200-sxm-180": "b200", "ascend-910c": "910c"}
LONG = {short: long for long, short in SHORT.items()}

# (cluster, voltage, energy mode, demand charge, accelerators by kind, import limit in MW or None)
SITES = [
    ("zhangjiakou", 220, "agency", "maximum", {"h100": 16000, "b200": 12000}, None),
    ("yrd_demo", 110, "agency", "contracted", {"h100": 8000, "b200": 6000}, 13.5),
    ("wuhu", 220, "agency", "maximum", {"910c": 7680, "b200": 8000}, None),
    ("shaoguan", 220, "agency", "maximum", {"h100": 12000, "b200": 8000}, 18.5),
    ("tianfu", 110, "agency", "capacity", {"h100": 8000, "b200": 6000}, None),
    ("chongqing", 110, "market", "maximum", {"h100": 8000, "b200": 6000}, None),
    ("horinger", 220, "market", "maximum", {"h100": 20000, "b200": 16000}, None),
    ("guian", 220, "market", "maximum", {"h100": 16000, "910c": 11520}, 26.0),
    ("qingyang", 110, "agency", "maximum", {"h100": 12000, "b200": 8000}, None),
    ("zhongwei", 220, "agency", "maximum", {"h100": 16000, "b200": 12000}, None),
    ("beijing_edge", 110, "agency", "maximum", {"h100": 2400, "b200": 1600}, None),
]
EDGE = {
    "id": "beijing_edge", "name_en": "Beijing edge site", "name_zh": "北京边缘站点",
    "grid_entity": "beijing", "latitude": "39.80", "longitude": "116.50", "tier": "edge",
    "pue_ceiling_approval": "1.45", "province_zh": "北京",
}
WET_BULB = {  # mean and half-range of the day in degrees Celsius; assumption
    "yrd_demo": (22.0, 1.5), "wuhu": (21.5, 1.8), "shaoguan": (24.0, 1.5), "chongqing": (22.5, 1.5),
}
PUE_CURVE = [[-20, 1.10], [12, 1.11], [18, 1.15], [22, 1.20], [26, 1.27], [30, 1.36]]
STORAGES = {  # MW, MWh; assumption
    "zhangjiakou": (8, 16), "horinger": (10, 20), "zhongwei": (8, 16), "shaoguan": (5, 10),
}
# (site, kind, delivery, MW, price rule)
RENEWABLES = [
    ("zhangjiakou", "wind", "on_site", 30, 300.0, "price assumed"),
    ("horinger", "wind", "on_site", 30, 282.9,
     "price: mechanism price of existing projects in 蒙西, 2025"),
    ("horinger", "solar", "on_site", 20, 250.0, "price assumed"),
    ("horinger", "wind", "grid", 15, 287.9,
     "price: mechanism price of existing projects in 蒙西, 2025, plus 5 CNY/MWh, the price of a "
     "green certificate in 2025-12, as the premium"),
    ("qingyang", "wind", "on_site", 15, 244.7, "price: upper limit for new projects in Gansu, 2025"),
    ("qingyang", "solar", "on_site", 15, 195.4, "price: lower limit for new projects in Gansu, 2025"),
    ("zhongwei", "solar", "on_site", 30, 210.0, "price assumed"),
    ("zhongwei", "wind", "on_site", 15, 259.5, "price assumed at the coal benchmark"),
    ("wuhu", "solar", "grid", 10, 389.4,
     "price assumed: coal benchmark plus 5 CNY/MWh, the price of a green certificate"),
    ("guian", "solar", "grid", 12, 356.5,
     "price assumed: coal benchmark plus 5 CNY/MWh, the price of a green certificate"),
    ("yrd_demo", "wind", "grid", 6, 420.5,
     "price assumed: coal benchmark plus 5 CNY/MWh, the price of a green certificate"),
]
TAKE_OR_PAY = {"min_take_share": 0.8, "contract_mwh": 900.0, "volume_to_date_mwh": 420.0}


def read(path):
    with open(DATASETS / path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def by_id(path):
    return {row["id"]: row for row in read(path)}


ACCELERATORS = by_id("accelerators/accelerators.csv")
MODELS = by_id("serving-modes/models.csv")
MODES = by_id("serving-modes/modes.csv")
CAPS = {
    float(row["power_share"]): float(row["throughput_share_inference"])
    for row in read("serving-modes/power_cap_curve.csv")
}
CLUSTERS = by_id("hub-clusters/clusters.csv")
CENTRES = by_id("latency/demand_centres.csv")
TARIFFS = {(r["grid_entity"], int(r["voltage_kv"])): r for r in read("tariffs/tariffs.csv")}
SEASONS = read("tariffs/tou_seasons.csv")
TOKEN_PRICES = by_id("token-prices/prices.csv")


def module(path):
    spec = importlib.util.spec_from_file_location("latency_generate", DATASETS / path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


LATENCY = module("latency/generate.py")


def tidy(value, digits=4):
    """A rounded number without a needless fraction."""
    value = round(value, digits)
    return int(value) if value == int(value) else value


def names(row):
    return {"en": row["name_en"], "zh": row["name_zh"]}


# --- series -------------------------------------------------------------------------------------


def times():
    return [(START + datetime.timedelta(hours=STEP_HOURS * t)).isoformat() for t in range(STEPS)]


def shaped(shape, later=0.0):
    """The hourly shape at the middle of each step, interpolated around the clock."""
    values = []
    for step in range(STEPS):
        at = (step + 0.5) * STEP_HOURS - 0.5 - later
        index = math.floor(at)
        share = at - index
        values.append(shape[index % 24] * (1 - share) + shape[(index + 1) % 24] * share)
    return values


def hourly(values):
    return [values[int(t * STEP_HOURS)] for t in range(STEPS)]


class Table:
    """One CSV file of series beside scenario.json."""

    def __init__(self, name):
        self.name = name
        self.columns = {}

    def add(self, column, values, digits):
        assert len(values) == STEPS and column not in self.columns
        self.columns[column] = [tidy(v, digits) for v in values]
        return {"csv": self.name, "column": column}

    def write(self):
        with open(HERE / self.name, "w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(["time", *self.columns])
            for t, time in enumerate(times()):
                writer.writerow([time, *[column[t] for column in self.columns.values()]])


DEMAND, PRICES, OUTPUT, WEATHER = [
    Table(name) for name in ("demand.csv", "prices.csv", "output.csv", "weather.csv")
]

# --- products and profiles ----------------------------------------------------------------------

PRODUCTS = {
    "chat": dict(
        model="qwen3-235b-a22b", kind="interactive", zh="对话", first=500, interval=50, spare=0.08,
        input=INPUT_PER_OUTPUT, cached=CACHED_SHARE, shape=INTERACTIVE_SHAPE, price="flash"),
    "assistant": dict(
        model="deepseek-v3-1", kind="interactive", zh="助手", first=2000, interval=100, spare=0.05,
        input=INPUT_PER_OUTPUT, cached=CACHED_SHARE, shape=INTERACTIVE_SHAPE, price="pro"),
    "green": dict(
        model="qwen3-235b-a22b", kind="interactive", zh="绿色对话", first=2000, interval=100,
        spare=0.05, input=INPUT_PER_OUTPUT, cached=CACHED_SHARE, shape=INTERACTIVE_SHAPE,
        price="qwen"),
    "batch": dict(
        model="qwen3-30b-a3b", kind="batch", zh="批量", delay=8, late=0.2, input=2.0, cached=0.0,
        shape=BATCH_SHAPE, price="batch"),
    "bulk": dict(
        model="deepseek-v3-1", kind="batch", zh="大模型批量", delay=18, late=0.5,
        input=2.0, cached=0.0, shape=BULK_SHAPE, price="bulk"),
}
# product -> accelerator -> [(measured mode, power cap)]
PROFILES = {
    "chat": {
        "h100": [("qwen3-235b-a22b_h100x8_fp8_b96", 1.0), ("qwen3-235b-a22b_h100x8_fp8_b128", 1.0),
                 ("qwen3-235b-a22b_h100x8_fp8_b192", 1.0), ("qwen3-235b-a22b_h100x8_fp8_b128", 0.8)],
        "b200": [("qwen3-235b-a22b_b200x4_bf16_b64", 1.0), ("qwen3-235b-a22b_b200x4_bf16_b128", 1.0),
                 ("qwen3-235b-a22b_b200x4_bf16_b128", 0.9)],
    },
    "assistant": {
        "b200": [("deepseek-v3-1_b200x8_fp8_b256", 1.0), ("deepseek-v3-1_b200x8_fp8_b512", 1.0),
                 ("deepseek-v3-1_b200x8_fp8_b512", 0.7)],
        "910c": [("deepseek-r1_910cx384_int8_tpot15", 1.0),
                 ("deepseek-r1_910cx384_int8_tpot50", 1.0),
                 ("deepseek-r1_910cx384_int8_tpot50", 0.7)],
    },
    "green": {
        "h100": [("qwen3-235b-a22b_h100x8_fp8_b192", 1.0), ("qwen3-235b-a22b_h100x8_fp8_b512", 1.0),
                 ("qwen3-235b-a22b_h100x8_fp8_b512", 0.8)],
        "b200": [("qwen3-235b-a22b_b200x4_bf16_b256", 1.0),
                 ("qwen3-235b-a22b_b200x4_bf16_b512", 1.0),
                 ("qwen3-235b-a22b_b200x4_bf16_b512", 0.8)],
    },
    "batch": {
        "h100": [("qwen3-30b-a3b_h100x2_bf16_b512", 1.0), ("qwen3-30b-a3b_h100x2_bf16_b1024", 1.0),
                 ("qwen3-30b-a3b_h100x2_bf16_b1024", 0.7)],
        "b200": [("qwen3-30b-a3b_b200x1_bf16_b256", 1.0), ("qwen3-30b-a3b_b200x1_bf16_b1024", 1.0),
                 ("qwen3-30b-a3b_b200x1_bf16_b1024", 0.7)],
    },
    "bulk": {
        "b200": [("deepseek-v3-1_b200x8_fp8_b1024", 1.0), ("deepseek-v3-1_b200x8_fp8_b2048", 1.0),
                 ("deepseek-v3-1_b200x8_fp8_b2048", 0.7)],
        "910c": [("deepseek-r1_910cx384_int8_tpot50", 1.0),
                 ("deepseek-r1_910cx384_int8_tpot50", 0.7)],
    },
}
MEMORY_GB = {  # weights and cache of one replica; assumption
    ("qwen3-235b-a22b", "h100"): 520, ("qwen3-235b-a22b", "b200"): 620,
    ("deepseek-v3-1", "b200"): 1100, ("deepseek-v3-1", "910c"): 30000,
    ("qwen3-30b-a3b", "h100"): 130, ("qwen3-30b-a3b", "b200"): 150,
}
LOADING_MINUTES = {  # assumption
    ("qwen3-235b-a22b", "h100"): 10, ("qwen3-235b-a22b", "b200"): 10,
    ("deepseek-v3-1", "b200"): 15, ("deepseek-v3-1", "910c"): 20,
    ("qwen3-30b-a3b", "h100"): 3, ("qwen3-30b-a3b", "b200"): 3,
}
CAPPED_SHARE_910C = 700 / 1456  # part of the system nameplate that follows the chip's power cap
PREFILL_910C = 6688.0  # input tokens per second and NPU, arXiv:2506.12708


def input_work(product, short, throughput):
    """Accelerator time of the uncached-at-all input per unit of output time."""
    if short == "910c":
        return PRODUCTS[product]["input"] * throughput / PREFILL_910C
    return PRODUCTS[product]["input"] * INPUT_WORK


def prefill_share(product):
    work = PRODUCTS[product]["input"] * INPUT_WORK
    return work / (1 + work)


def idle_kw(short, count):
    row = ACCELERATORS[LONG[short]]
    factor = 1.0 if short == "910c" else 1.5
    return float(row["loaded_idle_w"]) * factor * count / 1000


def mode(product, short, source, cap):
    row = MODES[source]
    kept = CAPS[cap]
    measured = float(row["tokens_per_s_per_accelerator"])
    count = int(row["accelerators_per_replica"])
    per_second = measured * kept / (1 + input_work(product, short, measured))
    busy = float(row["busy_kw"])
    if short == "910c":
        busy *= 1 - CAPPED_SHARE_910C * (1 - cap)
    else:
        factor = float(row["node_factor"])
        busy *= (cap + factor - 1) / factor
    interval = float(row["token_interval_ms"]) / kept
    tail = source.rsplit("_", 1)[1]
    derived = "" if cap == 1 else f", capped at {cap:.0%} of board power"
    return {
        "id": tail if cap == 1 else f"{tail}-cap{cap * 100:.0f}",
        "million_tokens_per_hour": tidy(per_second * count * 3600 / 1e6, 4),
        "busy_kw": tidy(busy, 4),
        "first_token_ms": tidy(100 + 8 * interval, 1),
        "token_interval_ms": tidy(interval, 1),
        "note": f"serving-modes {source}{derived}; {row['source']}",
    }


def profiles():
    result = []
    for product, by_accelerator in PROFILES.items():
        model = PRODUCTS[product]["model"]
        for short, sources in by_accelerator.items():
            count = int(MODES[sources[0][0]]["accelerators_per_replica"])
            idle = idle_kw(short, count)
            minutes = LOADING_MINUTES[model, short]
            result.append({
                "id": f"{product}-{short}", "product": product, "accelerator": LONG[short],
                "accelerators_per_replica": count, "loaded_idle_kw": tidy(idle, 4),
                "memory_gb": MEMORY_GB[model, short],
                "loading": {"minutes": minutes, "energy_kwh": tidy(idle * minutes / 60, 4),
                            "price_cny": 0},
                "modes": [mode(product, short, source, cap) for source, cap in sources],
                "note": "throughput: measured on short prompts, reduced by the time of the "
                "product's uncached input (assumption); power at the node; idle, memory and loading "
                "are assumptions" + ("; system nameplate, not measured" if short == "910c" else ""),
            })
    return result


def accelerators():
    result = []
    for short in ("h100", "b200", "910c"):
        row = ACCELERATORS[LONG[short]]
        factor = 1.0 if short == "910c" else 1.5
        result.append({
            "id": LONG[short], "name": row["name"],
            "peak_tflops": tidy(float(row["peak_bf16_tflops"])),
            "hbm_gb": tidy(float(row["hbm_gb"])),
            "off_kw": tidy(float(row["bare_idle_w"]) * factor / 1000, 4),
            "note": "peak: dense BF16; off: bare idle at the node; " + row["note"],
        })
    return result


def capacity(product, short, accelerators_count):
    """Million output tokens per hour of this many accelerators in the product's best mode."""
    per_replica = max(
        float(mode(product, short, source, cap)["million_tokens_per_hour"])
        for source, cap in PROFILES[product][short])
    count = int(MODES[PROFILES[product][short][0][0]]["accelerators_per_replica"])
    cached = 1 - prefill_share(product) * PRODUCTS[product]["cached"]
    return per_replica * accelerators_count / count / cached


def fleet(short):
    return sum(site[4].get(short, 0) for site in SITES)


def peak_demand(product):
    total = sum(
        share * capacity(product, short, fleet(short))
        for short, share in FLEET_SHARES[product].items())
    return round(total, -2)


def token_price(identifier, column):
    row = TOKEN_PRICES[identifier]
    rate = CNY_PER_USD if row["currency"] == "USD" else 1
    return float(row[column]) * rate


def time_of_use_prices(off_peak, peak):
    """(output series, input mean, cached mean) of a price list with peak windows."""
    windows = [(int(w["from_hour"]), int(w["to_hour"])) for w in read("token-prices/peak_windows.csv")]
    is_peak = [any(a <= hour < b for a, b in windows) for hour in range(24)]

    def series(column):
        low, high = token_price(off_peak, column), token_price(peak, column)
        return [high if p else low for p in is_peak]

    def mean(column):
        return sum(series(column)) / 24

    return (hourly(series("output_per_million_tokens")), mean("input_per_million_tokens"),
            mean("cached_input_per_million_tokens"))


def product_prices():
    flash = time_of_use_prices("deepseek-flash-v4-1-flash-1017-deepseek-cny-off-peak-2026-10",
                               "deepseek-flash-v4-1-flash-1017-deepseek-cny-peak-2026-10")
    pro = time_of_use_prices("deepseek-v4-pro-0813-deepseek-cny-off-peak-2026-10",
                             "deepseek-v4-pro-0813-deepseek-cny-peak-2026-10")
    qwen = "qwen3-235b-a22b-alibaba-cn-usd-mainland-list-price-expressed-in-usd-2026-07"
    turbo = "qwen-turbo-alibaba-bailian-cny-flat-2026-05"
    v32 = "deepseek-v3-2-volcengine-cny-input-32k-2026"
    out, inp, hit = ("output_per_million_tokens", "input_per_million_tokens",
                     "cached_input_per_million_tokens")
    assumed = "batch price: half of the list price, the usual discount of batch tiers"
    return {
        "flash": (PRICES.add("chat_output", flash[0], 3), flash[1], flash[2],
                  "output price: DeepSeek flash list of 2026-10 with its peak windows, applied to "
                  "this day; input prices: its mean over the hours (one number per product)"),
        "pro": (PRICES.add("assistant_output", pro[0], 3), pro[1], pro[2],
                "output price: DeepSeek v4-pro list, in force since 2026-08-17, with its peak "
                "windows; input prices: its mean over the hours (one number per product)"),
        "qwen": (tidy(token_price(qwen, out), 3), token_price(qwen, inp),
                 token_price(qwen, inp) * 0.2,
                 "price: qwen3-235b-a22b mainland list at 7.1 CNY/USD; cached input assumed at 20 %; "
                 "no green premium, since no figure was found"),
        "batch": (tidy(token_price(turbo, out) / 2, 3), token_price(turbo, inp) / 2,
                  token_price(turbo, inp) / 10, assumed + " (qwen-turbo)"),
        "bulk": (tidy(token_price(v32, out) / 2, 3), token_price(v32, inp) / 2,
                 token_price(v32, hit) / 2, assumed + " (DeepSeek-V3.2 at Volcengine)"),
    }


def demand(product):
    peak = peak_demand(product)
    result = []
    for origin, share in ORIGIN_SHARES.items():
        shape = shaped(PRODUCTS[product]["shape"], HOURS_LATER.get(origin, 0.0))
        series = DEMAND.add(f"{product}_{origin}", [peak * share * s for s in shape], 2)
        entry = {"origin": origin, "million_tokens_per_hour": series}
        if (product, origin) == ("assistant", "beijing"):
            entry["allowed_sites"] = ["zhangjiakou", "horinger", "qingyang", "zhongwei",
                                      "beijing_edge"]
            entry["note"] = "an assumed residency rule: northern sites only"
        result.append(entry)
    return result


def products():
    prices = product_prices()
    result = []
    for identifier, p in PRODUCTS.items():
        output, fresh, cached, note = prices[p["price"]]
        model = MODELS[p["model"]]
        entry = {
            "id": identifier,
            "name": {"en": identifier.capitalize(), "zh": p["zh"]},
            "kind": p["kind"],
            "demand": demand(identifier),
            "input_tokens_per_output_token": p["input"],
            "cached_share_of_input": p["cached"],
            "prefill_share_of_work": tidy(prefill_share(identifier), 4),
            "output_price_cny_per_million_tokens": output,
            "input_price_cny_per_million_tokens": tidy(fresh, 4),
            "cached_input_price_cny_per_million_tokens": tidy(cached, 4),
            "unserved_penalty_cny_per_million_tokens": 100 if p["kind"] == "interactive" else 20,
            "gigaflop_per_output_token": tidy(float(model["gigaflop_per_output_token"])),
            "gigabytes_per_million_tokens": 0.2,
        }
        if p["kind"] == "interactive":
            entry["first_token_limit_ms"] = p["first"]
            entry["token_interval_limit_ms"] = p["interval"]
            entry["spare_share"] = p["spare"]
        else:
            entry["max_delay_hours"] = p["delay"]
            entry["late_price_cny_per_million_tokens_hour"] = p["late"]
            entry["initial_backlog"] = [{
                "origin": "beijing", "due_in_hours": 6,
                "million_tokens": tidy(peak_demand(identifier) * 0.24 * 0.5, 0)}]
        if identifier == "green":
            entry["green_share"] = 0.8
        entry["note"] = (f"model {model['name']}; demand: assumption, scaled to the fleet; {note}; "
                         "200 bytes per token on the wire assumed")
        result.append(entry)
    return result


# --- tariffs ------------------------------------------------------------------------------------


def seasons(entity):
    result = []
    for row in SEASONS:
        if row["grid_entity"] != entity:
            continue
        multipliers = {
            name: float(row[f"multiplier_{name}"])
            for name in ("sharp_peak", "peak", "flat", "valley", "deep_valley")
            if row[f"multiplier_{name}"]}
        result.append({
            "id": row["season"], "months": [int(m) for m in row["months"].split()],
            "hours": [row[f"h{hour:02d}"] for hour in range(24)],
            "multipliers": {name: tidy(value) for name, value in multipliers.items()},
            "note": f"{row['document']}; hours {row['hours_how_known']}, multipliers "
            f"{row['multipliers_how_known']}; status in 2026: {row['status']}"})
    return result


def market_curve(entity, mean):
    """A modelled 96-point price: the September multipliers of the last notice, smoothed over three
    hours and scaled to the mean."""
    row = next(s for s in SEASONS if s["grid_entity"] == entity and "9" in s["months"].split())
    steps = hourly([float(row[f"multiplier_{row[f'h{hour:02d}']}"]) for hour in range(24)])
    smooth = [sum(steps[(t + k) % STEPS] for k in range(-6, 7)) / 13 for t in range(STEPS)]
    return [value * mean * STEPS / sum(smooth) for value in smooth]


def demand_charge(kind, row, contracted):
    if kind == "capacity":
        price = float(row["demand_charge_capacity_cny_per_kva_month"])
        return {"kind": "capacity", "price_cny_per_kva_month": price}
    price = float(row["demand_charge_maximum_cny_per_kw_month"])
    if kind == "contracted":
        return {"kind": "contracted", "price_cny_per_kw_month": price,
                "contracted_mw": contracted, "overrun_multiplier": 2,
                "floor_share_of_capacity": 0.4}
    return {"kind": "maximum", "price_cny_per_kw_month": price,
            "high_utilisation_discount": "assumed"}


def tariff(site):
    cluster, voltage, energy_mode, kind, _, _ = site
    entity = place(cluster)["grid_entity"]
    row = TARIFFS[entity, voltage]
    season = next(s for s in SEASONS if s["grid_entity"] == entity)
    floating = season["floating_components"].split() if energy_mode == "agency" else []
    energy = float(row["energy_reference_cny_per_mwh"])
    price = tidy(energy)
    if energy_mode == "market":
        price = PRICES.add(f"energy_{entity}", market_curve(entity, energy), 2)
    components = [
        ("energy", price), ("line_loss", tidy(float(row["line_loss_cny_per_mwh"]))),
        ("transmission_distribution", tidy(float(row["transmission_distribution_cny_per_mwh"]))),
        ("government_funds", tidy(float(row["government_funds_cny_per_mwh"]), 5))]
    version = {
        "effective_from": row["effective_from"],
        "components": [
            {"id": name, "price_cny_per_mwh": value, "time_of_use": name in floating}
            for name, value in components],
        "seasons": seasons(entity) if energy_mode == "agency" else [],
        "demand_charge": demand_charge(kind, row, sizes(site)["planned_peak_mw"]),
        "vat_share": 0.13,
    }
    notes = [row["source"], f"energy at the coal benchmark ({row['energy_reference_how_known']})",
             "system operation charge left out: load the table of the month"]
    if energy_mode == "market":
        notes.append("market curve: modelled shape, mean at the energy reference")
    else:
        notes.append(f"floating components: {season['floating_how_known']}")
    if cluster == "yrd_demo":
        used = sizes(site)["month_to_date_mwh"]
        version["tiers"] = [{"from_mwh": 0, "adder_cny_per_mwh": 0},
                            {"from_mwh": used + 150, "adder_cny_per_mwh": 20}]
        notes.append("tiers: assumption, to show a rising block that starts within this day")
    if cluster == "beijing_edge":
        step = by_id("tariffs/pue_adders.csv")["beijing-above-1-35"]
        version["pue_adder"] = {"limit_pue": float(step["limit_pue"]),
                                "adder_cny_per_mwh": tidy(float(step["adder_cny_per_mwh"]))}
        notes.append(f"PUE adder: {step['source']}")
    return {"id": f"{entity}-{voltage}kv", "name": f"{entity} {voltage} kV, {energy_mode}",
            "versions": [version], "note": "; ".join(notes)}


# --- sites --------------------------------------------------------------------------------------


def place(cluster):
    return EDGE if cluster == EDGE["id"] else CLUSTERS[cluster]


def wet_bulb(cluster):
    mean, half = WET_BULB[cluster]
    return [mean + half * math.cos(2 * math.pi * ((t + 0.5) * STEP_HOURS - 15) / 24)
            for t in range(STEPS)]


def curve_value(celsius):
    for (x0, y0), (x1, y1) in zip(PUE_CURVE, PUE_CURVE[1:]):
        if x0 <= celsius <= x1:
            return y0 + (y1 - y0) * (celsius - x0) / (x1 - x0)
    raise ValueError(celsius)


def highest_pue(cluster):
    if cluster in WET_BULB:
        return max(curve_value(x) for x in wet_bulb(cluster))
    return float(place(cluster)["pue_ceiling_approval"])


BUSY_KW = {"h100": 0.498 * 1.5, "b200": 0.786 * 1.5, "910c": 1.456}  # per accelerator, full load


def sizes(site):
    """Full-load facility power and what follows from it, rounded to what an operator would sign."""
    cluster, _, _, _, counts, limit = site
    full = sum(BUSY_KW[s] * n for s, n in counts.items()) / 1000 * highest_pue(cluster)
    transformer = math.ceil(full * 1.15 / 0.95)
    reach = transformer * 0.95 * 0.995
    planned = round(min(limit or reach, full * 0.85), 1)
    return {"full_mw": full, "transformer_mva": transformer, "limit_mw": limit or reach,
            "planned_peak_mw": planned, "month_to_date_peak_mw": round(planned * 0.95, 1),
            "month_to_date_mwh": round(planned * 0.7 * 24 * 14)}


def pue(cluster):
    if cluster in WET_BULB:
        return "pue_curve", {
            "wet_bulb_celsius": WEATHER.add(f"wet_bulb_{cluster}", wet_bulb(cluster), 2),
            "temperatures_celsius": [point[0] for point in PUE_CURVE],
            "pue": [point[1] for point in PUE_CURVE]}
    return "pue", float(place(cluster)["pue_ceiling_approval"])


def emissions(entity):
    areas = {r["grid_entity"]: r["area"] for r in read("emission-factors/grid_entity_areas.csv")}
    factors = {(r["area"], r["kind"], r["data_year"]): float(r["kg_co2_per_mwh"])
               for r in read("emission-factors/average_factors.csv")}
    return {
        "location_based_kg_co2_per_mwh": tidy(factors[areas[entity], "location_average", "2023"]),
        "residual_kg_co2_per_mwh": tidy(factors["china", "residual_type", "2023"]),
        "note": f"公告2025年第47号: {areas[entity]}, data of 2023; residual: the national factor "
        "without market-traded non-fossil energy",
    }


def connection(site):
    cluster, _, _, _, _, limit = site
    size = sizes(site)
    limits = []
    if limit:
        limits.append({"from": "2026-09-15T00:00:00+08:00", "to": "2026-09-16T00:00:00+08:00",
                       "import_limit_mw": limit, "reason": "agreed connection capacity (assumption)"})
    if cluster == "shaoguan":
        limits.append({"from": "2026-09-15T15:00:00+08:00", "to": "2026-09-15T17:00:00+08:00",
                       "import_limit_mw": 14.0,
                       "reason": "有序用电 orderly-use notice at the summer peak (assumption)"})
    result = {"transformer_mva": size["transformer_mva"], "power_factor": 0.95,
              "loss_share": 0.005, "limits": limits, "export_limit_mw": 0,
              "export_price_cny_per_mwh": 0}
    if cluster == "qingyang":
        result |= {"export_limit_mw": 3, "export_price_cny_per_mwh": 100,
                   "note": "export of on-site surplus: assumption"}
    return result


def pools(counts):
    return [{
        "id": short, "accelerator": LONG[short], "accelerators": count,
        "serves": [{"profile": f"{product}-{short}"}
                   for product, by_accelerator in PROFILES.items() if short in by_accelerator]}
        for short, count in counts.items()]


def storages(cluster):
    if cluster not in STORAGES:
        return []
    power, energy = STORAGES[cluster]
    return [{"id": "battery", "charge_mw": power, "discharge_mw": power, "energy_mwh": energy,
             "charge_efficiency": 0.95, "discharge_efficiency": 0.95,
             "self_discharge_share_per_hour": 0.0002, "cycle_cost_cny_per_mwh": 60,
             "initial_mwh": energy / 2, "minimum_mwh": energy / 10, "final": "cyclic",
             "note": "size, efficiencies and cycle cost: assumption"}]


def renewables(cluster):
    shares = {}
    for row in read("renewable-output/output-2026-09-15.csv"):
        if row["cluster"] == cluster:
            for kind in ("wind", "solar"):
                shares.setdefault(kind, []).append(float(row[f"{kind}_share"]))
    factors = {r["technology"]: r for r in read("emission-factors/life_cycle_factors.csv")}
    result = []
    for site, kind, delivery, power, price, note in RENEWABLES:
        if site != cluster:
            continue
        column = f"{cluster}_{kind}"
        series = ({"csv": OUTPUT.name, "column": column} if column in OUTPUT.columns
                  else OUTPUT.add(column, shares[kind], 4))
        entry = {"id": f"{kind}-{delivery}".replace("_", "-"), "kind": kind, "delivery": delivery,
                 "capacity_mw": power, "output_share": series, "price_cny_per_mwh": price,
                 "life_cycle_kg_co2_per_mwh": float(factors[kind]["kg_co2e_per_mwh"]),
                 "note": f"size assumed; output modelled; {note}; life-cycle factor recalled"}
        if cluster == "wuhu":
            entry["take_or_pay"] = TAKE_OR_PAY
            entry["note"] += "; take-or-pay terms over the month assumed"
        result.append(entry)
    return result


def site_entry(site):
    cluster, voltage, _, _, counts, _ = site
    row, size = place(cluster), sizes(site)
    pue_field, pue_value = pue(cluster)
    entry = {
        "id": cluster, "name": names(row), "tier": row["tier"],
        "latitude": float(row["latitude"]), "longitude": float(row["longitude"]),
        "zone": row["grid_entity"], pue_field: pue_value,
        "pue_rated": float(row["pue_ceiling_approval"]), "fixed_overhead_mw": 0.2,
    }
    if cluster == "horinger":
        entry["facility_ramp_mw_per_hour"] = 40
    if cluster == "zhongwei":
        entry["water"] = {"litres_per_kwh": 0.5, "price_cny_per_m3": 6, "cap_m3": 400}
    entry |= {
        "connection": connection(site), "tariff": f"{row['grid_entity']}-{voltage}kv",
        "account": {key: size[key] for key in (
            "month_to_date_peak_mw", "planned_peak_mw", "month_to_date_mwh")},
        "emissions": emissions(row["grid_entity"]), "pools": pools(counts),
        "storages": storages(cluster), "renewables": renewables(cluster),
    }
    pue_note = ("PUE: assumed curve on assumed wet-bulb temperature" if cluster in WET_BULB
                else "PUE of an existing centre: assumption" if cluster == EDGE["id"]
                else "PUE: the ceiling of the approval, as if it were met exactly")
    entry["note"] = (f"{pue_note}; pools, connection and account: assumption; water, ramp and fixed "
                     "overhead: assumption")
    return entry


def network():
    result = []
    for origin, centre in CENTRES.items():
        for site in SITES:
            km = LATENCY.distance_km(LATENCY.position(centre), LATENCY.position(place(site[0])))
            trip = tidy(LATENCY.round_trip_ms(km), 1)
            result.append({"origin": origin, "site": site[0], "round_trip_ms": trip,
                           "price_cny_per_gb": tidy(0.1 + 0.02 * trip, 3)})
    return result


def scenario():
    carbon = [float(r["value"]) for r in read("green-prices/green_prices.csv")
              if r["item"] in ("ets-low-end", "ets-high-end")]
    return {
        "format": "wattoken-scenario/1",
        "name": {"en": "A day at the East–West hub clusters", "zh": "东数西算集群的一天"},
        "note": "Composed by compose.py from the data packages. Places, tariffs, emission factors and "
        "measured serving modes are published figures; latency is computed; wind, solar and market "
        "curves are modelled; fleets, demand, connections, storage and contracts are assumptions. "
        "H100, B200 and 910C stand in for any accelerator because their curves are public.",
        "time_zone": "Asia/Shanghai", "start": START.isoformat(), "step_minutes": 15,
        "steps": STEPS,
        "holidays": ["2026-09-25"] + [f"2026-10-{day:02d}" for day in range(1, 8)],
        "make_up_days": ["2026-09-20", "2026-10-10"],
        "carbon": {"price_cny_per_tonne": tidy(sum(carbon) / len(carbon)),
                   "method": "location_based",
                   "note": "middle of the range reported for the national market in early 2026-09"},
        "accelerators": accelerators(),
        "profiles": profiles(),
        "origins": [{"id": row["id"], "name": names(row), "latitude": float(row["latitude"]),
                     "longitude": float(row["longitude"])} for row in CENTRES.values()],
        "products": products(),
        "tariffs": [tariff(site) for site in SITES],
        "sites": [site_entry(site) for site in SITES],
        "network": network(),
    }


def say(*parts):
    print(*parts, file=sys.stderr)


def summary(document):
    say("accelerators:", {short: fleet(short) for short in LONG})
    for site in SITES:
        size = sizes(site)
        say(f"  {site[0]:13s} full load {size['full_mw']:5.1f} MW, import limit "
            f"{size['limit_mw']:5.1f} MW, planned peak {size['planned_peak_mw']:5.1f} MW")
    full = sum(sizes(site)["full_mw"] for site in SITES)
    reach = sum(min(sizes(s)["limit_mw"], sizes(s)["full_mw"]) for s in SITES)
    say(f"  all sites: full load {full:.0f} MW, within the limits {reach:.0f} MW")
    tokens = 0.0
    for product in document["products"]:
        columns = [DEMAND.columns[d["million_tokens_per_hour"]["column"]]
                   for d in product["demand"]]
        total = [sum(values) for values in zip(*columns)]
        day = sum(total) * STEP_HOURS
        tokens += day
        say(f"  {product['id']:10s} peak {max(total):9.0f} million tokens/h, mean / peak "
            f"{sum(total) / STEPS / max(total):.3f}, day {day / 1e3:8.1f} billion tokens")
    say(f"  demand of the day: {tokens / 1e3:.0f} billion output tokens")
    for short in LONG:
        used = sum(shares.get(short, 0) for shares in FLEET_SHARES.values())
        say(f"  {short}: peak demand asks for {used:.2f} of the fleet (capacity / peak {1 / used:.2f})")
    for profile in document["profiles"]:
        product = next(p for p in document["products"] if p["id"] == profile["product"])
        for m in profile["modes"]:
            reach = ""
            if product["kind"] == "interactive":
                budget = product["first_token_limit_ms"] - m["first_token_ms"]
                links = sum(1 for n in document["network"] if n["round_trip_ms"] <= budget)
                ok = m["token_interval_ms"] <= product["token_interval_limit_ms"]
                reach = f", links in reach {links if ok else 0} of {len(document['network'])}"
            joule = m["busy_kw"] / m["million_tokens_per_hour"] * 3.6
            say(f"  {profile['id']:15s} {m['id']:12s} {joule:6.3f} J/token{reach}")


def text_of(value, indent=0):
    """JSON with one line for every list or object that fits in it."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(line) + indent <= 110:
        return line
    pad, end = " " * (indent + 1), " " * indent
    if isinstance(value, dict):
        parts = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {text_of(v, indent + 1)}"
                 for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + end + "}"
    if all(isinstance(v, str) for v in value):
        half = len(value) // 2
        rows = [", ".join(json.dumps(v) for v in part) for part in (value[:half], value[half:])]
        return "[\n" + ",\n".join(pad + row for row in rows) + "\n" + end + "]"
    return "[\n" + ",\n".join(pad + text_of(v, indent + 1) for v in value) + "\n" + end + "]"


def main():
    document = scenario()
    for table in (DEMAND, PRICES, OUTPUT, WEATHER):
        table.write()
    text = text_of(document)
    assert json.loads(text) == document
    (HERE / "scenario.json").write_text(text + "\n", encoding="utf-8")
    summary(document)


if __name__ == "__main__":
    main()
