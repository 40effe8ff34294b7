/// Synthetic limits over a year and demand-response calls; all priced, so that none is infeasible.
struct ExamplePolicy {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    var json: JSON {
        .fields([
            "energy_quotas": .array([quota]), "green_shares": .array([greenShare]),
            "peak_import_shares": .array([peakShare]), "demand_response": .array(calls),
        ])
    }

    private var horizonHours: Double { Double(settings.days) * 24 }

    /// What the hubs use at six tenths of their power, MWh.
    private var usualMWh: Double {
        hubs.reduce(0) { $0 + $1.mostMW } * 0.6 * horizonHours
    }

    /// Half the year has passed; the quota is a little less than what is usual.
    private var quota: JSON {
        let year = usualMWh / horizonHours * 8760
        return .fields([
            "id": "energy", "quota_mwh": .number((year * 0.5 + usualMWh * 0.9).rounded()),
            "year_to_date": .fields(["energy_mwh": .number((year * 0.5).rounded())]),
            "remainder": .fields(["energy_mwh": 0]), "violation_price_cny_per_mwh": 700,
        ])
    }

    private var greenShare: JSON {
        .fields([
            "id": "green", "share": 0.3, "horizon_only": true,
            "violation_price_cny_per_mwh": 120,
        ])
    }

    private var peakShare: JSON {
        .fields([
            "id": "peak", "share": 0.32, "hours": .numbers([10, 11, 14, 18, 19, 20]),
            "horizon_only": true, "violation_price_cny_per_mwh": 150,
        ])
    }

    /// A call at the first hub in the evening of each day, and one at noon at the second.
    private var calls: [JSON] {
        (0..<settings.days).flatMap { day in
            hubs.prefix(2).enumerated().map { number, hub in
                let hour = number == 0 ? 19 : 12
                return .fields([
                    "id": .string("call-\(day + 1)-\(number + 1)"),
                    "sites": .array([.string(hub.id)]),
                    "from": .string(settings.clock.text(day: day, hour: hour)),
                    "to": .string(settings.clock.text(day: day, hour: hour + 2)),
                    "baseline_mw": .number((hub.mostMW * 0.6).rounded(digits: 1)),
                    "reduction_mw": .number((hub.mostMW * 0.1).rounded(digits: 1)),
                    "pay_cny_per_mwh": 2500,
                    "penalty_cny_per_mwh": number == 1 ? 800 : nil,
                    "mandatory": number == 1 ? true : nil,
                ])
            }
        }
    }
}
