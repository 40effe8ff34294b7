import Service
import Solver
import Testing

/// Numbers from 1e-9 to 1e12 in one scenario: right to a millionth, or refused by name.
@Suite struct NumberRangeTests {
    /// One site, one product, one mode: the optimum is known in closed form.
    struct Sizes: Sendable, CustomTestStringConvertible {
        /// Million tokens an hour: demand, and of one replica.
        let demand, rate: Double
        /// Power of a busy replica, kW, and its price, CNY/MWh.
        let power, price: Double
        /// Penalty for a million tokens not served, CNY.
        let penalty: Double

        var testDescription: String {
            "demand \(demand), rate \(rate), power \(power), price \(price), penalty \(penalty)"
        }

        static let accelerators = 1e8
        static let transformerMW = 1e6
        static let hours = 2.0

        /// Serve what fits when serving costs less than the penalty.
        var optimum: Double {
            let replicas = demand / rate
            let served = min(
                1, Self.accelerators / replicas,
                power > 0 ? Self.transformerMW / (replicas * power / 1000) : 1)
            let cost = power / 1000 * price / rate
            guard cost < penalty else { return Self.hours * demand * penalty }
            return Self.hours * demand * (served * cost + (1 - served) * penalty)
        }

        var document: JSON {
            .fields([
                "format": "wattoken-scenario/1", "start": "2026-01-05T00:00:00+08:00",
                "step_minutes": 60, "steps": 2,
                "accelerators": .array([.fields(["id": "gpu"])]),
                "profiles": .array([
                    .fields([
                        "id": "profile", "product": "chat", "accelerator": "gpu",
                        "accelerators_per_replica": 1, "loaded_idle_kw": 0,
                        "modes": .array([
                            .fields([
                                "id": "mode", "million_tokens_per_hour": .number(rate),
                                "busy_kw": .number(power),
                            ])
                        ]),
                    ])
                ]),
                "origins": .array([.fields(["id": "city"])]),
                "products": .array([
                    .fields([
                        "id": "chat", "kind": "interactive",
                        "demand": .array([
                            .fields([
                                "origin": "city", "million_tokens_per_hour": .number(demand),
                            ])
                        ]),
                        "output_price_cny_per_million_tokens": 0,
                        "unserved_penalty_cny_per_million_tokens": .number(penalty),
                    ])
                ]),
                "tariffs": .array([
                    .fields([
                        "id": "level",
                        "versions": .array([
                            .fields([
                                "effective_from": "2026-01-01",
                                "components": .array([
                                    .fields([
                                        "id": "energy", "price_cny_per_mwh": .number(price),
                                    ])
                                ]),
                            ])
                        ]),
                    ])
                ]),
                "sites": .array([
                    .fields([
                        "id": "site", "pue": 1, "tariff": "level",
                        "connection": .fields([
                            "transformer_mva": .number(Self.transformerMW), "power_factor": 1,
                        ]),
                        "pools": .array([
                            .fields([
                                "id": "pool", "accelerator": "gpu",
                                "accelerators": .number(Self.accelerators),
                                "serves": .array([.fields(["profile": "profile"])]),
                            ])
                        ]),
                    ])
                ]),
                "network": .array([
                    .fields(["origin": "city", "site": "site", "round_trip_ms": 1e-9])
                ]),
            ])
        }
    }

    static let within: [Sizes] = [1e-6, 1e-3, 1, 1e9].flatMap { demand in
        [1e-9, 1e-3, 1, 1e6].flatMap { rate in
            [0, 1e-6, 1, 1e6].flatMap { power in
                [(1e-9, 1e-9), (500, 1e7), (1e6, 1e7), (-1, 100)].map { price, penalty in
                    Sizes(
                        demand: demand, rate: rate, power: power, price: price, penalty: penalty)
                }
            }
        }
    }

    @Test func whatIsCalledOptimalIsRight() throws {
        let bench = try Workbench()
        for sizes in Self.within {
            let path = try bench.file("s.json", sizes.document.written())
            let run = ToolRun("solve", path, "--format", "json", "--time-limit", "20")
            if sizes.demand / sizes.rate < 1e-9 {
                // Less than a billionth of a replica is refused, and says which mode.
                #expect(run.code == .invalidInput, "\(sizes)")
                #expect(run.messages.contains("/profiles/0/modes/0/million_tokens_per_hour"))
                continue
            }
            #expect(run.code == .ok, "\(sizes): \(run.messages)")
            let proof = try #require(try run.json()["proof"])
            let objective = try #require(proof["objective"]?.double)
            guard proof["status"] == "optimal" else {
                // Prices of a billionth of a yuan are below the tolerance of duals: the plan is
                // called feasible then, and not proven.
                #expect(proof["status"] == "feasible" && sizes.penalty < 1e-6, "\(sizes)")
                continue
            }
            let isRight = abs(objective - sizes.optimum) <= 1e-6 * max(1, abs(sizes.optimum))
            #expect(isRight, "\(objective) instead of \(sizes.optimum): \(sizes)")
        }
    }

    @Test(
        arguments: zip(
            [
                "products.0.demand.0.million_tokens_per_hour=1e12",
                "products.0.demand.0.million_tokens_per_hour=1e-9",
                "sites.0.connection.transformer_mva=1e12", "sites.0.pools.0.accelerators=1e12",
                "profiles.0.modes.0.million_tokens_per_hour=1e-12",
                "tariffs.0.versions.0.components.0.price_cny_per_mwh=1e12",
                "products.0.unserved_penalty_cny_per_million_tokens=1e12",
                "profiles.0.modes.0.busy_kw=1e12",
            ],
            [
                "/products/0/demand/0/million_tokens_per_hour",
                "/products/0/demand/0/million_tokens_per_hour",
                "/sites/0/connection/transformer_mva",
                "/sites/0/pools/0/accelerators", "/profiles/0/modes/0/million_tokens_per_hour",
                "/tariffs/0/versions/0/components/0/price_cny_per_mwh",
                "/products/0/unserved_penalty_cny_per_million_tokens",
                "/profiles/0/modes/0/busy_kw",
            ]))
    func numbersBeyondAllReasonAreRefusedByName(_ change: String, _ pointer: String) throws {
        let bench = try Workbench()
        let sizes = Sizes(demand: 1, rate: 1, power: 1, price: 500, penalty: 100)
        let path = try bench.file("s.json", sizes.document.written())
        let run = ToolRun("solve", path, "--set", change)
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains(pointer + ": not allowed"), "\(run.messages)")
        #expect(ToolRun("solve", path).code == .ok)
    }
}
