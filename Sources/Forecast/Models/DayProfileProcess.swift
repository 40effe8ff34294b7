import Glibc

/// A day at a time from what days before it looked like: Gaussian processes over whole days.
///
/// The default of carbon intensity, temperature and, as a share, solar power. Three members share the
/// features: an exponential kernel, a smoother Matérn kernel, and a linear one (ridge regression in its
/// dual form), and the fourth is the last day itself; each kernel has a weight a source of features, a linear part, and noise that grows with the age of a day. Members
/// weigh by their own errors of the last weeks, which the same factorisation tells, as it tells the
/// errors behind the quantiles. Settings were chosen on data before 2021-07 of two zones.
/// M. Maji et al.: DACF, 2022, and CarbonCast, 2022, for what is known of carbon intensity;
/// Rasmussen, Williams 2006 for the rest.
struct DayProfileProcess: Forecaster {
    let name: String
    private let scale: PreparedTarget.Scale
    /// Whether what known inputs explain at the same step is taken away first.
    private var hasOffset = false

    /// For carbon intensity, average or marginal.
    static let carbon = DayProfileProcess(name: "carbon_process", scale: .logarithmic)
    /// For temperature.
    static let temperature = DayProfileProcess(
        name: "temperature_process", scale: .linear, hasOffset: true)
    /// For the share of the clear-sky envelope that a solar plant yields.
    static let solar = DayProfileProcess(name: "solar_process", scale: .linear)

    /// Past days without which it does not answer.
    static let leastDays = 7
    /// Past days below which the answer is flagged.
    static let wantedDays = 60

    func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try checked(problem, progress: progress).forecast
    }

    /// A forecast and how wrong those of past days would have been.
    struct Checked {
        let forecast: Forecast
        /// Truth less forecast over the first day of the horizon, on the model's scale: one row a past
        /// day, oldest first.
        let errors: Matrix
        /// Days since each past day.
        let ages: [Int]
    }

    /// The forecast with its past errors.
    func checked(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Checked {
        try problem.validate()
        BLASThreads.use(max(1, problem.threads))
        var target = PreparedTarget(problem.target, scale: scale)
        if hasOffset {
            do {
                target.subtract(try KnownOffset(problem, target.values).values)
            } catch {
                throw .numerical(place: name, routine: "dpotrf")
            }
        }
        let steps = max(1, 86_400 / problem.stepSeconds)
        let blocks = (problem.horizon + steps - 1) / steps
        var answer = Answer(problem, target)
        for block in 0..<blocks {
            guard
                let features = DayProfileFeatures(
                    problem, target, block: block, leastDays: Self.leastDays)
            else {
                throw .tooLittleHistory(
                    series: problem.target.name, values: problem.target.count,
                    needed: (Self.leastDays + 4 + block) * steps)
            }
            do {
                answer.add(try Self.block(features), features)
            } catch {
                throw .numerical(place: name, routine: "dpotrf")
            }
            guard progress(Double(block + 1) / Double(blocks)) else { throw .cancelled }
        }
        return Checked(
            forecast: answer.forecast(name), errors: answer.errors, ages: answer.ages)
    }

    /// Forecast and past errors of one block.
    struct Block {
        var weights: [Double]
        var points: [[Double]]
        var errors: Matrix
    }

    private static func block(
        _ features: DayProfileFeatures
    ) throws(LinearAlgebraError) -> Block {
        let targets = features.targets
        let means = (0..<targets.columns).map { column in
            targets.column(column).reduce(0, +) / Double(targets.rows)
        }
        var centred = targets
        var squares = 0.0
        for row in 0..<targets.rows {
            for column in 0..<targets.columns {
                centred[row, column] -= means[column]
                squares += centred[row, column] * centred[row, column]
            }
        }
        let size = max((squares / Double(targets.elements.count)).squareRoot(), 1e-12)
        centred = centred.scaled(by: 1 / size)
        var grams: (weights: ProfileKernel.Weights, parts: [Matrix])?
        var points: [[Double]] = []
        var errors: [Matrix] = []
        for kernel in ProfileKernel.members {
            var parts = grams?.weights == kernel.weights ? grams?.parts : nil
            parts = parts ?? ProfileKernel.grams(features, kernel.weights)
            guard let parts else { continue }
            grams = (kernel.weights, parts)
            let system = kernel.system(parts, ages: features.ages)
            let process = try SequentialProcess(
                covariance: system.covariance, cross: system.cross, targets: centred,
                gap: features.gap)
            points.append(zip(means, process.mean).map { $0 + size * $1 })
            errors.append(process.errors.scaled(by: size))
        }
        points.append(Array(targets[row: targets.rows - 1]))
        errors.append(Self.persistenceErrors(targets, gap: features.gap))
        let weights = MemberWeights.byRecentError(errors)
        return Block(weights: weights, points: points, errors: .weightedSum(errors, weights))
    }
}

extension DayProfileProcess {
    /// Names of the members: the processes, and the last day whose target is known.
    private static let memberNames = ProfileKernel.members.map(\.name) + ["last_day"]

    /// Truth less the target of the last known day; the first rows, which have none, keep the truth
    /// less the mean of all.
    private static func persistenceErrors(_ targets: Matrix, gap: Int) -> Matrix {
        var errors = targets
        for column in 0..<targets.columns {
            let values = targets.column(column)
            let mean = values.reduce(0, +) / Double(values.count)
            for row in 0..<targets.rows {
                errors[row, column] -= row >= gap ? values[row - gap] : mean
            }
        }
        return errors
    }

    /// The parts of an answer, block by block.
    private struct Answer {
        let problem: ForecastProblem
        let target: PreparedTarget
        var point: [Double] = []
        var quantiles: [Double] = []
        var members = [[Double]](repeating: [], count: memberNames.count)
        var weights: [Double] = []
        var flags: Set<Provenance.Flag>
        var missing: [String] = []
        var days = 0
        /// Of the first block.
        var errors = Matrix(rows: 0, columns: 0)
        var ages: [Int] = []

        init(_ problem: ForecastProblem, _ target: PreparedTarget) {
            self.problem = problem
            self.target = target
            flags = target.flags
        }

        mutating func add(_ block: Block, _ features: DayProfileFeatures) {
            if weights.isEmpty {
                (weights, errors, ages) = (block.weights, block.errors, features.ages)
            }
            days = max(days, features.ages.count)
            for name in features.missing where !missing.contains(name) { missing.append(name) }
            if features.ages.count < wantedDays { flags.insert(.shortHistory) }
            let bands = ScaledErrorBands(block.errors)
            if (bands?.count ?? 0) < 30 { flags.insert(.fewErrors) }
            let first = problem.target.step(at: problem.start) + point.count
            for step in 0..<features.targets.columns {
                let offset = target.offset(at: first + step)
                let value = zip(block.weights, block.points).reduce(offset) {
                    $0 + $1.0 * $1.1[step]
                }
                point.append(target.restored(value))
                let errors = bands?.quantiles(of: step) ?? [Double](repeating: 0, count: 99)
                quantiles += errors.map { target.restored(value + $0) }
                for index in members.indices {
                    members[index].append(target.restored(offset + block.points[index][step]))
                }
            }
        }

        func forecast(_ name: String) -> Forecast {
            let known = problem.known.map(\.name).filter { !missing.contains($0) }
            var flags = flags
            if !missing.isEmpty { flags.insert(.inputMissing) }
            return Forecast(
                start: problem.start, stepSeconds: problem.stepSeconds, point: point,
                quantiles: quantiles,
                provenance: Provenance(
                    model: name, historySteps: days * max(1, 86_400 / problem.stepSeconds),
                    inputsUsed: known + problem.inputs.map(\.name), inputsMissing: missing,
                    flags: flags,
                    members: zip(memberNames, zip(weights, members)).map {
                        Provenance.Member(name: $0, weight: $1.0, point: $1.1)
                    }))
        }
    }
}
