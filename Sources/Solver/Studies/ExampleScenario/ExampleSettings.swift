/// Size and seed of a synthetic scenario.
public struct ExampleSettings: Sendable, Equatable {
    /// Number of hubs, 1 to 10 000; half of them, rounded up, lie in the east.
    public var hubs: Int
    /// Length of the horizon, 1 to 366 days.
    public var days: Int
    /// Length of a step, minutes: 5, 15, 30 or 60.
    public var stepMinutes: Int
    /// Seed of everything that varies.
    public var seed: UInt64
    /// Number of training and other jobs, 0 to 1 000.
    public var jobs = 0
    /// Whether replicas and generators are whole units that are switched on and off.
    public var isInteger = false
    /// Parts of the model beyond those that every scenario has.
    public var parts: Set<ExamplePart> = []

    /// Creates settings; they are checked by `ExampleScenario`.
    public init(hubs: Int = 10, days: Int = 1, stepMinutes: Int = 15, seed: UInt64 = 1) {
        self.hubs = hubs
        self.days = days
        self.stepMinutes = stepMinutes
        self.seed = seed
    }

    /// Checks every field; the pointers of the faults are the names of the options.
    public func validate() throws(ScenarioError) {
        var faults: [Fault] = []
        func check(_ field: String, _ value: Int, _ isRight: Bool, _ allowed: String) {
            guard !isRight else { return }
            faults.append(
                Fault(pointer: field, kind: .notAllowed, given: "\(value)", allowed: allowed))
        }
        check("hubs", hubs, (1...10_000).contains(hubs), "from 1 to 10000")
        check("jobs", jobs, (0...1_000).contains(jobs), "from 0 to 1000")
        check("days", days, (1...366).contains(days), "from 1 to 366")
        check(
            "step_minutes", stepMinutes, [5, 15, 30, 60].contains(stepMinutes), "5, 15, 30 or 60")
        if faults.isEmpty, clock.stepCount > Scenario.largestStepCount {
            faults.append(
                Fault(
                    pointer: "days", kind: .tooLarge,
                    given: "\(clock.stepCount) steps of \(stepMinutes) minutes",
                    allowed:
                        "at most \(Scenario.largestStepCount) steps: fewer days or longer steps"
                ))
        }
        guard faults.isEmpty else { throw ScenarioError(faults) }
    }

    var clock: ExampleClock { ExampleClock(days: days, stepMinutes: stepMinutes) }
}

/// The steps of a synthetic horizon: it starts on a Monday at midnight, local time.
struct ExampleClock {
    /// The first day.
    static let firstDay = "2026-07-06"
    /// Days of the year before the first day.
    private static let dayOfYear = 186.0

    let days: Int
    let stepMinutes: Int

    var stepCount: Int { days * 24 * 60 / stepMinutes }
    var stepHours: Double { Double(stepMinutes) / 60 }

    /// Index of a step's day.
    func day(_ step: Int) -> Int { step * stepMinutes / 1440 }

    /// Hour of the day in the middle of a step, 0 to 24.
    func hour(_ step: Int) -> Double {
        (Double(step * stepMinutes % 1440) + Double(stepMinutes) / 2) / 60
    }

    func isWeekend(_ step: Int) -> Bool { day(step) % 7 >= 5 }

    /// The season as an angle: 0 at the start of January.
    func seasonAngle(_ step: Int) -> Double {
        2 * Double.pi * (Self.dayOfYear + Double(day(step))) / 365
    }

    /// A value for every step, rounded so that the document stays short.
    func series(digits: Int, _ value: (Int) -> Double) -> JSON {
        JSON.list((0..<stepCount).map { value($0).rounded(digits: digits) })
    }
}

extension Double {
    /// The nearest number with so many digits after the point.
    func rounded(digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        return (self * scale).rounded() / scale
    }
}
