/// The two synthetic kinds of accelerators.
enum ExampleAccelerator: String, CaseIterable {
    case a = "kind-a"
    case b = "kind-b"

    private var figures: (tflops: Double, memoryGB: Double, offKW: Double) {
        switch self {
        case .a: (1000, 96, 0.11)
        case .b: (2300, 192, 0.15)
        }
    }

    /// The most that one accelerator draws in any profile, kW.
    var mostKW: Double {
        ExampleProfile.all.filter { $0.accelerator == self }.reduce(0) { most, profile in
            max(most, profile.mostKW / Double(profile.acceleratorsPerReplica))
        }
    }

    var json: JSON {
        .fields([
            "id": .string(rawValue),
            "peak_tflops": .number(figures.tflops), "hbm_gb": .number(figures.memoryGB),
            "off_kw": .number(figures.offKW),
        ])
    }
}

/// A synthetic serving profile.
struct ExampleProfile {
    /// A way to run it.
    struct Mode {
        let id: String
        let millionTokensPerHour, busyKW, firstTokenMS, tokenIntervalMS: Double

        init(
            _ id: String, _ millionTokensPerHour: Double, _ busyKW: Double,
            _ firstTokenMS: Double, _ tokenIntervalMS: Double
        ) {
            self.id = id
            self.millionTokensPerHour = millionTokensPerHour
            self.busyKW = busyKW
            self.firstTokenMS = firstTokenMS
            self.tokenIntervalMS = tokenIntervalMS
        }
    }

    let id: String
    let product: String
    let accelerator: ExampleAccelerator
    let acceleratorsPerReplica: Int
    let loadedIdleKW: Double
    /// Minutes that a loading takes; zero for none.
    let loadingMinutes: Double
    /// The quickest answer first.
    let modes: [Mode]

    var mostKW: Double { modes.reduce(loadedIdleKW) { max($0, $1.busyKW) } }

    /// Million tokens per hour and replica that the sizing counts on.
    ///
    /// Only the quickest mode of the tight product reaches every demand centre in time.
    var plannedMillionTokensPerHour: Double {
        let counted = product == "chat" ? Array(modes.prefix(1)) : modes
        return counted.reduce(0) { max($0, $1.millionTokensPerHour) }
    }

    /// One profile for each product: magnitudes as they are usual, no measurement.
    static let all = [
        ExampleProfile(
            id: "chat-a", product: "chat", accelerator: .a, acceleratorsPerReplica: 8,
            loadedIdleKW: 1.4, loadingMinutes: 0,
            modes: [Mode("b64", 3.5, 5.4, 190, 31), Mode("b96", 4.7, 5.6, 203, 38)]),
        ExampleProfile(
            id: "assistant-a", product: "assistant", accelerator: .a, acceleratorsPerReplica: 8,
            loadedIdleKW: 1.4, loadingMinutes: 10,
            modes: [
                Mode("b128", 5.6, 5.7, 420, 43), Mode("b256", 8, 5.9, 510, 57),
                Mode("b256-cap80", 7.3, 4.9, 560, 63),
            ]),
        ExampleProfile(
            id: "green-a", product: "green", accelerator: .a, acceleratorsPerReplica: 8,
            loadedIdleKW: 1.4, loadingMinutes: 0,
            modes: [Mode("b256", 8.1, 5.9, 500, 56), Mode("b256-cap80", 7.4, 4.9, 550, 62)]),
        ExampleProfile(
            id: "bulk-a", product: "bulk", accelerator: .a, acceleratorsPerReplica: 8,
            loadedIdleKW: 1.4, loadingMinutes: 0,
            modes: [Mode("b512", 10.5, 6, 900, 80), Mode("b512-cap70", 9.3, 4.5, 1000, 90)]),
        ExampleProfile(
            id: "coding-b", product: "coding", accelerator: .b, acceleratorsPerReplica: 4,
            loadedIdleKW: 0.9, loadingMinutes: 0,
            modes: [
                Mode("b64", 3.8, 4.3, 310, 29), Mode("b128", 5.5, 4.6, 380, 40),
                Mode("b128-cap85", 5.1, 4, 410, 44),
            ]),
        ExampleProfile(
            id: "batch-b", product: "batch", accelerator: .b, acceleratorsPerReplica: 1,
            loadedIdleKW: 0.24, loadingMinutes: 0,
            modes: [Mode("b512", 21, 1.2, 700, 60), Mode("b512-cap70", 18.5, 0.88, 800, 70)]),
    ]

    var json: JSON {
        let loading = JSON.fields([
            "minutes": .number(loadingMinutes), "energy_kwh": .number(0.25),
        ])
        return .fields([
            "id": .string(id), "product": .string(product),
            "accelerator": .string(accelerator.rawValue),
            "accelerators_per_replica": .integer(acceleratorsPerReplica),
            "loaded_idle_kw": .number(loadedIdleKW),
            "loading": loadingMinutes > 0 ? loading : nil,
            "modes": .array(
                modes.map { mode in
                    .fields([
                        "id": .string(mode.id),
                        "million_tokens_per_hour": .number(mode.millionTokensPerHour),
                        "busy_kw": .number(mode.busyKW),
                        "first_token_ms": .number(mode.firstTokenMS),
                        "token_interval_ms": .number(mode.tokenIntervalMS),
                    ])
                }),
        ])
    }
}
