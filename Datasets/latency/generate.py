"""Writes round_trips.csv: round-trip time between demand centres and clusters.

Great-circle distance x route factor / speed of light in fibre, there and back, plus equipment.
Python standard library only; running it again gives identical bytes.
"""

import csv
import math
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
EARTH_RADIUS_KM = 6371.0
ROUTE_FACTOR = 1.4
FIBRE_KM_PER_MS = 204.2
EQUIPMENT_MS = 1.0
UNCERTAINTY_SHARE = 0.5


def distance_km(a, b):
    """Great-circle distance between two (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = [tuple(map(math.radians, p)) for p in (a, b)]
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def round_trip_ms(kilometres):
    return 2 * kilometres * ROUTE_FACTOR / FIBRE_KM_PER_MS + EQUIPMENT_MS


def read(path):
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def position(row):
    return float(row["latitude"]), float(row["longitude"])


def main():
    centres = read(HERE / "demand_centres.csv")
    clusters = read(HERE.parent / "hub-clusters" / "clusters.csv")
    with open(HERE / "round_trips.csv", "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(
            ["demand_centre", "cluster", "distance_km", "round_trip_ms", "uncertainty_share"]
        )
        for centre in centres:
            for cluster in clusters:
                km = distance_km(position(centre), position(cluster))
                writer.writerow(
                    [centre["id"], cluster["id"], f"{km:.0f}", f"{round_trip_ms(km):.1f}",
                     UNCERTAINTY_SHARE]
                )


if __name__ == "__main__":
    main()
