# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Quick start: a first scenario of your own
#
# Where, when and with which electricity should each token be made? This notebook writes a small
# scenario, has Wattoken plan it, reads prices from the plan and asks two what-ifs. Then it
# generates a larger scenario and solves the reference day at the ten East–West hub clusters.
# Everything goes through the command line, so each step works in a terminal too.
#
# To run it yourself: `make notebooks` in the repository.

# %%
import json
import os
import subprocess
from pathlib import Path

import matplotlib.pyplot as plt

repository = next(p for p in [Path.cwd(), *Path.cwd().parents] if (p / "Package.swift").exists())
os.environ["PATH"] = f"{repository / '.build' / 'release'}{os.pathsep}{os.environ['PATH']}"
plt.rcParams.update({"figure.figsize": (8, 3), "axes.spines.top": False, "axes.spines.right": False})


def wattoken(*arguments):
    """Runs the command line and returns what it prints on standard output."""
    print("$ wattoken", *arguments)
    done = subprocess.run(["wattoken", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}\n{done.stderr}")
    return done.stdout


print(wattoken("--version"))

# %% [markdown]
# ## The scenario: two sites, one product
#
# A city asks for chat tokens. It can be served from a site at the **coast**, 5 ms away, where
# electricity is dear and follows the time of day, or from a site in the **west**, 30 ms away,
# where electricity is cheap and the sun shines, but whose grid connection is small.
#
# A scenario is one JSON document with the unit in every name. Every series may be one number, a
# list with one number for each step, or a column of a CSV file. All figures here are made up,
# but for the throughput and power of the serving mode, which are of the measured size.

# %%
demand = [900, 700, 500, 400, 400, 500, 800, 1200, 1700, 2000, 2100, 2000,
          1800, 1900, 2000, 2000, 1900, 1900, 2000, 2200, 2300, 2100, 1700, 1200]
sun = [0, 0, 0, 0, 0, 0, 0.02, 0.12, 0.3, 0.5, 0.66, 0.76,
       0.8, 0.78, 0.7, 0.56, 0.38, 0.18, 0.04, 0, 0, 0, 0, 0]
periods = (["valley"] * 7 + ["flat"] * 3 + ["peak"] * 2 + ["flat"] * 4 + ["peak"] * 5
           + ["flat"] * 2 + ["valley"])


def tariff(name, energy, transmission):
    """A tariff of two components, the energy one by time of use."""
    return {
        "id": name,
        "name": name,
        "versions": [{
            "effective_from": "2026-01-01",
            "components": [
                {"id": "energy", "price_cny_per_mwh": energy, "time_of_use": True},
                {"id": "transmission_distribution", "price_cny_per_mwh": transmission,
                 "time_of_use": False},
            ],
            "seasons": [{
                "id": "all-year",
                "months": list(range(1, 13)),
                "hours": periods,
                "multipliers": {"peak": 1.6, "flat": 1, "valley": 0.4},
            }],
        }],
    }


def site(name, *, pue, transformer_mva, tariff, emissions, accelerators, renewables=()):
    """A site with one pool of one kind of accelerator."""
    return {
        "id": name,
        "name": name,
        "tier": "centre",
        "latitude": 30,
        "longitude": 110,
        "zone": name,
        "pue": pue,
        "connection": {"transformer_mva": transformer_mva, "power_factor": 1, "loss_share": 0},
        "tariff": tariff,
        "emissions": {"location_based_kg_co2_per_mwh": emissions,
                      "residual_kg_co2_per_mwh": emissions},
        "pools": [{"id": "pool", "accelerator": "gpu", "accelerators": accelerators,
                   "serves": [{"profile": "chat-on-gpu"}]}],
        "renewables": list(renewables),
    }


scenario = {
    "format": "wattoken-scenario/1",
    "name": {"en": "Coast and west", "zh": "沿海与西部"},
    "time_zone": "Asia/Shanghai",
    "start": "2026-09-15T00:00:00+08:00",
    "step_minutes": 60,
    "steps": 24,
    "carbon": {"price_cny_per_tonne": 95, "method": "location_based"},
    "accelerators": [
        {"id": "gpu", "name": "GPU", "peak_tflops": 989, "hbm_gb": 80, "off_kw": 0.1}
    ],
    "profiles": [{
        "id": "chat-on-gpu", "product": "chat", "accelerator": "gpu",
        "accelerators_per_replica": 8, "loaded_idle_kw": 1.5, "memory_gb": 500,
        "modes": [{"id": "batch-128", "million_tokens_per_hour": 5, "busy_kw": 5.8,
                   "first_token_ms": 400, "token_interval_ms": 42}],
    }],
    "origins": [{"id": "city", "name": "City", "latitude": 31, "longitude": 121}],
    "products": [{
        "id": "chat", "name": {"en": "Chat", "zh": "对话"}, "kind": "interactive",
        "demand": [{"origin": "city", "million_tokens_per_hour": demand}],
        "output_price_cny_per_million_tokens": 8,
        "unserved_penalty_cny_per_million_tokens": 100,
        "gigaflop_per_output_token": 44,
        "gigabytes_per_million_tokens": 0.2,
        "first_token_limit_ms": 500,
        "token_interval_limit_ms": 50,
    }],
    "tariffs": [tariff("coast-tariff", 600, 200), tariff("west-tariff", 320, 80)],
    "sites": [
        site("coast", pue=1.3, transformer_mva=10, tariff="coast-tariff", emissions=580,
             accelerators=4000),
        site("west", pue=1.15, transformer_mva=1.2, tariff="west-tariff", emissions=850,
             accelerators=3200,
             renewables=[{"id": "solar", "kind": "solar", "delivery": "on_site", "capacity_mw": 1,
                          "output_share": sun, "price_cny_per_mwh": 180,
                          "life_cycle_kg_co2_per_mwh": 45}]),
    ],
    "network": [
        {"origin": "city", "site": "coast", "round_trip_ms": 5, "price_cny_per_gb": 0.1},
        {"origin": "city", "site": "west", "round_trip_ms": 30, "price_cny_per_gb": 0.15},
    ],
}
Path("two-sites.json").write_text(json.dumps(scenario, ensure_ascii=False, indent=1))

# %% [markdown]
# ## Solve it
#
# On a terminal the answer is a table:

# %%
print(wattoken("solve", "two-sites.json"))

# %% [markdown]
# For programs it is one JSON document. Its `proof` says how good the plan is, checked apart from
# the engine that found it: `bound` is a cost that no plan can undercut.


# %%
def solve(*arguments):
    """A plan as JSON."""
    return json.loads(wattoken("solve", *arguments, "--format", "json"))


plan = solve("two-sites.json")
plan["proof"]


# %% [markdown]
# ## Read it: power and prices


# %%
def import_mw(plan, site):
    """Power that a site takes from the grid, by step."""
    return next(s["import_mw"] for s in plan["sites"] if s["id"] == site)


def price_cny_per_mwh(plan, site):
    """What one more MWh used at a site would cost, by step."""
    return next(s["price_cny_per_mwh"] for s in plan["prices"]["sites"] if s["site"] == site)


def token_price(plan, product, origin):
    """What one more million tokens for an origin would cost, by step."""
    return next(
        t["marginal_cny_per_million_tokens"]
        for t in plan["prices"]["tokens"]
        if (t["product"], t["origin"]) == (product, origin)
    )


colours = {"coast": "#1f6f8b", "west": "#e09f3e"}
figure, (power, price) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
for name, colour in colours.items():
    power.stairs(import_mw(plan, name), baseline=None, color=colour, label=name)
    price.stairs(price_cny_per_mwh(plan, name), baseline=None, color=colour, label=name)
power.set(title="Import, MW", xlabel="hour", ylim=(0, None))
price.set(title="Price of one more MWh, CNY", xlabel="hour", ylim=(0, None))
power.legend(frameon=False)
plt.show()

# %% [markdown]
# The west runs at its connection limit in most hours; what is left is made at the coast. A price
# is what one more MWh would cost or save: in the hours when the west is full, its price stands
# above its tariff, since one more MWh there would replace a dear one at the coast.
#
# One more million tokens for the city cost:

# %%
figure, axes = plt.subplots(layout="constrained")
axes.stairs(token_price(plan, "chat", "city"), baseline=None, color="#555555")
axes.set(title="Marginal cost, CNY per million tokens", xlabel="hour", ylim=(0, None))
plt.show()

# %% [markdown]
# ## What if?
#
# `--set PATH=VALUE` changes one field for one run; the file stays as it is. The path is field names
# joined by dots, and an entry of a list goes by its `id`. Which limits are worth changing?

# %%
print(wattoken("explain", "two-sites.json"))

# %% [markdown]
# **A larger connection in the west**, 2.4 MVA in place of 1.2:

# %%
larger = solve("two-sites.json", "--set", "sites.west.connection.transformer_mva=2.4")

figure, axes = plt.subplots(layout="constrained")
for label, result, style in (("1.2 MVA", plan, "-"), ("2.4 MVA", larger, "--")):
    for name, colour in colours.items():
        axes.stairs(import_mw(result, name), baseline=None, linestyle=style, color=colour,
                    label=f"{name}, {label}")
axes.set(title="Import, MW", xlabel="hour", ylim=(0, None))
axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

saved = plan["proof"]["objective"] - larger["proof"]["objective"]
print(f"The larger connection saves {saved:,.0f} CNY a day.")

# %% [markdown]
# **A rising carbon price.** The grid in the west emits more per MWh than the one at the coast. How
# high must the price of a tonne be before the plan turns to the coast?

# %%
prices = [0, 95, 500, 1000, 1500, 2000, 3000, 4000]
runs = [solve("two-sites.json", "--set", f"carbon.price_cny_per_tonne={p}") for p in prices]
share = [
    sum(import_mw(run, "west")) / (sum(import_mw(run, "west")) + sum(import_mw(run, "coast")))
    for run in runs
]

figure, axes = plt.subplots(layout="constrained")
axes.plot(prices, [100 * s for s in share], "o-", color=colours["west"])
axes.set(title="Share of imported energy used in the west, %",
         xlabel="carbon price, CNY per tonne", ylim=(0, None))
plt.show()

# %% [markdown]
# ## A larger scenario: the generator
#
# `wattoken example` makes scenarios of any size from a seed, the same bytes for the same options.

# %%
wattoken("example", "--hubs", 4, "--days", 1, "--step-minutes", 60, "--seed", 1,
         "--output", "four-hubs.json")
proof = solve("four-hubs.json")["proof"]
{key: proof[key] for key in ("status", "rows", "columns", "nonzeros", "build_seconds",
                             "solve_seconds", "relative_gap")}

# %% [markdown]
# ## The reference day
#
# A real day at the ten East–West hub clusters, 96 steps of 15 minutes; where its figures come from
# stands beside it in `Datasets/scenarios/east-west-day`. `--report DIR` would write a page with
# charts as well.

# %%
reference = repository / "Datasets" / "scenarios" / "east-west-day"
day = solve(os.path.relpath(reference))
day["proof"]

# %%
sites = [s["id"] for s in day["sites"]]
steps = range(len(import_mw(day, sites[0])))

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
axes.stackplot([step / 4 for step in steps], [import_mw(day, name) for name in sites],
               labels=sites, colors=plt.get_cmap("tab20").colors)
axes.set(title="Import by site, MW", xlabel="hour", xlim=(0, 24))
handles, labels = axes.get_legend_handles_labels()
axes.legend(handles[::-1], labels[::-1], frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# ## Next
#
# - `wattoken explain SCENARIO` says which limits bind and what each is worth, or why there is no
#   plan at all.
# - `wattoken solve SCENARIO --report DIR` writes a page with charts.
# - `wattoken bill SCENARIO --meters FILE` turns meter data into every line of the bill.
# - The README has the format's fields and the model in mathematics.
