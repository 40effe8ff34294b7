import Solver

/// The example body of the API's documentation: two sites, one product, two hours.
enum SmallScenario {
    static let json: JSON = .fields([
        "format": "wattoken-scenario/1", "name": "Two sites",
        "start": "2026-09-15T00:00:00+08:00", "step_minutes": 60, "steps": 2,
        "accelerators": .array([.fields(["id": "gpu"])]),
        "profiles": .array([
            .fields([
                "id": "chat", "product": "chat", "accelerator": "gpu",
                "accelerators_per_replica": 8, "loaded_idle_kw": 2,
                "modes": .array([
                    .fields(["id": "full", "million_tokens_per_hour": 40, "busy_kw": 10])
                ]),
            ])
        ]),
        "origins": .array([.fields(["id": "city"])]),
        "products": .array([
            .fields([
                "id": "chat", "kind": "interactive", "output_price_cny_per_million_tokens": 8,
                "demand": .array([
                    .fields(["origin": "city", "million_tokens_per_hour": .numbers([2000, 4000])])
                ]),
            ])
        ]),
        "tariffs": .array([tariff("dear", 800), tariff("cheap", 300)]),
        "sites": .array([site("east", 1.25, "dear", 10), site("west", 1.2, "cheap", 0.9)]),
        "network": .array([link("east", 2), link("west", 20)]),
    ])

    private static func tariff(_ id: String, _ price: Double) -> JSON {
        .fields([
            "id": .string(id),
            "versions": .array([
                .fields([
                    "effective_from": "2026-01-01",
                    "components": .array([
                        .fields(["id": "energy", "price_cny_per_mwh": .number(price)])
                    ]),
                ])
            ]),
        ])
    }

    private static func site(
        _ id: String, _ pue: Double, _ tariff: String, _ transformerMVA: Double
    ) -> JSON {
        .fields([
            "id": .string(id), "pue": .number(pue), "tariff": .string(tariff),
            "connection": .fields([
                "transformer_mva": .number(transformerMVA), "power_factor": 1,
            ]),
            "pools": .array([
                .fields([
                    "id": "p", "accelerator": "gpu", "accelerators": 800,
                    "serves": .array([.fields(["profile": "chat"])]),
                ])
            ]),
        ])
    }

    private static func link(_ site: String, _ roundTripMS: Double) -> JSON {
        .fields([
            "origin": "city", "site": .string(site), "round_trip_ms": .number(roundTripMS),
        ])
    }
}
