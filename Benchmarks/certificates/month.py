#!/usr/bin/env python3
"""A month of a hub with a million energy certificates and ten thousand certificates to issue (synthetic).

    month.py FOLDER [--slices-per-hour 1389] [--products 336]      writes the folder that `certificate issue` reads
    month.py FOLDER --run WATTOKEN                                 then issues it under GNU time and says how long it took
"""
import argparse, json, os, random, shutil, subprocess, sys
from datetime import datetime, timedelta, timezone

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--slices-per-hour", type=int, default=1389)
parser.add_argument("--products", type=int, default=336)
parser.add_argument("--run", metavar="WATTOKEN")
options = parser.parse_args()

here = os.path.dirname(os.path.abspath(__file__))
example = os.path.join(here, "..", "..", "Datasets", "certificates")
hours, start = 720, datetime(2026, 3, 31, 16, tzinfo=timezone.utc)  # April in Beijing
rng = random.Random(6)
os.makedirs(options.folder, exist_ok=True)


def time(hour):
    return (start + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def table(name, header, rows):
    with open(os.path.join(options.folder, name), "w") as file:
        file.write(header + "\n")
        for row in rows:
            file.write(",".join(map(str, row)) + "\n")


used = options.slices_per_hour * 1200  # Wh at the meter in an hour
table("meter_readings.csv", "site,meter,boundary,start,end,wh,revision,quality",
      ((site, meter, boundary, time(h), time(h + 1), wh, 0, "measured") for h in range(hours)
       for site, meter, boundary, wh in (("hub", "grid-1", "facility", used), ("hub", "it-1", "it", used * 10 // 12))))
table("token_counts.csv", "product,site,start,end,model,tokenizer,input,output,cached,revision",
      ((f"product-{p}", "hub", time(h), time(h + 1), "model@1", "tok", rng.randrange(1, 10**8), rng.randrange(1, 10**7), 0, 0)
       for p in range(options.products) for h in range(hours)))
table("energy_certificates.csv", "scheme,registry,serial,device,source,zone,start,end,wh",
      (("PPA", "plant", f"{d}-{h}", f"turbine-{d}", "wind", "CN-NORTH", time(h), time(h + 1), rng.randrange(500, 1500))
       for h in range(hours) for d in range(options.slices_per_hour)))
shutil.copy(os.path.join(example, "factors.csv"), options.folder)
for name in ("energytag-like.json", "grades.json"):
    shutil.copy(os.path.join(example, "rules", name), options.folder)
attribution = json.load(open(os.path.join(example, "attribution.json"), encoding="utf-8"))
attribution["weights"] = [dict(attribution["weights"][0], model="model@1")]
attribution["excluded"] = []
attribution["sites"] = [dict(attribution["sites"][0], site="hub", zone="CN-NORTH")]
json.dump(attribution, open(os.path.join(options.folder, "attribution.json"), "w"))
issue = json.load(open(os.path.join(example, "issue.json"), encoding="utf-8"))
issue |= {"rules": "energytag-like.json", "grades": "grades.json", "batch": "day", "id_prefix": "month",
          "at": "2026-05-05T00:00:00Z", "valid_from": "2026-05-05T00:00:00Z"}
json.dump(issue, open(os.path.join(options.folder, "issue.json"), "w"))

if options.run:
    key, output = os.path.join(options.folder, "key"), os.path.join(options.folder, "out")
    shutil.copy(os.path.join(example, "example.key"), key)
    os.chmod(key, 0o600)
    shutil.rmtree(output, ignore_errors=True)
    command = ["/usr/bin/time", "-f", "%e s elapsed, %U s user, %S s system, %M KB", options.run, "certificate", "issue",
               options.folder, "--key", key, "--output", output, "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    made = json.loads(done.stdout or "{}")
    print(len(made.get("certificates", [])), "certificates,", made.get("certifiedWh"), "Wh certified", file=sys.stderr)
    sys.exit(done.returncode)
