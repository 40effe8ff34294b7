/// Synthetic training and other jobs: gangs with windows, some of them preemptible or declinable.
///
/// All jobs that must run fit beside each other into half of the accelerators of their kind, so
/// that a scenario with jobs is feasible; tokens give way to them where both are short.
struct ExampleJobs {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    var json: JSON { .array((0..<settings.jobs).map(job)) }

    private func job(_ number: Int) -> JSON {
        var draw = SeededGenerator(seed: settings.seed, stream: "job/\(number)")
        let kind = draw.uniform(0...1) < 0.7 ? ExampleAccelerator.a : .b
        let gang = accelerators(kind, share: draw.uniform(0.3...1))
        // A horizon of one day holds runs of two to nine hours; longer ones more.
        let horizon = Double(settings.days) * 24
        let hours = draw.uniform(2...min(9 * Double(settings.days), 48)).rounded(digits: 0)
        let release = (draw.uniform(0...0.4) * (horizon - hours)).rounded(.down)
        let slack = draw.uniform(0.3...1) * (horizon - hours - release)
        let due = (release + hours + slack).rounded(.down)
        let isPreemptible = number % 3 == 1
        let mayBeDeclined = number % 5 == 4
        let hourly = Double(gang) * kind.mostKW / 1000 * draw.uniform(300...900)
        return .fields([
            "id": .string("job-\(number + 1)"), "accelerator": .string(kind.rawValue),
            "accelerators": .integer(gang), "hours": .number(hours),
            "busy_kw": .number((kind.mostKW * 0.9).rounded(digits: 2)),
            "model_flop_utilisation": 0.4,
            "release": .string(instant(release)), "due": .string(instant(due)),
            "deadline": number % 4 == 0 ? .string(instant(horizon)) : nil,
            "preemptible": isPreemptible ? true : nil,
            "checkpoint_cost_cny": isPreemptible ? .number((hourly * 0.2).rounded(digits: 0)) : nil,
            "restart_hours": isPreemptible ? .number(settings.clock.stepHours) : nil,
            "minimum_scale": number % 7 == 6 && isPreemptible ? 0.5 : nil,
            "value_cny": .number((hourly * hours * 4).rounded(digits: 0)),
            "lateness_price_cny_per_hour": .number((hourly * 0.5).rounded(digits: 0)),
            "may_be_declined": mayBeDeclined ? true : nil,
        ])
    }

    /// Accelerators of one job: at most 512, and what a fair part of the pools allows.
    private func accelerators(_ kind: ExampleAccelerator, share: Double) -> Int {
        let pools = hubs.map { $0.accelerators(kind) }
        let fair = Double(pools.reduce(0, +)) * 0.5 / Double(max(1, settings.jobs))
        let most = min(512, fair, Double(pools.min() ?? 0) * 0.5)
        return max(8, Int(most * share) / 8 * 8)
    }

    /// The instant so many whole hours after the start.
    private func instant(_ hours: Double) -> String {
        let start = Instant(ExampleClock.firstDay + "T00:00:00+08:00")?.seconds ?? 0
        return Instant(seconds: start + Int(hours) * 3600).text(offsetSeconds: 8 * 3600)
    }
}
