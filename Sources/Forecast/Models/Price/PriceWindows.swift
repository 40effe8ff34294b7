/// Ridge or LASSO on windows of several lengths, averaged: short ones follow, long ones know.
///
/// K. Hubicka, G. Marcjasz, R. Weron: A note on averaging day-ahead electricity price forecasts
/// across calibration windows, IEEE Transactions on Sustainable Energy 10 (2019).
struct PriceWindows: PriceMember {
    /// Which regression.
    enum Method: Sendable {
        case ridge
        case lasso
    }

    let name: String
    private let method: Method
    private let lengths: [Int]
    /// Days of a window without which it has nothing to say.
    private let least: Int
    private var state: State?

    /// Days after which penalties are chosen anew.
    private static let renewal = 14

    fileprivate struct State: Sendable {
        let frame: PriceFrame
        /// Columns that the regressions read.
        let columns: [Int]
        var windows: [Window]
        var nextDay: Int
        /// Range of the numbers of prices seen, which answers stay close to.
        let least: Double
        let greatest: Double
    }

    fileprivate struct Window: Sendable {
        let length: Int
        var first: Int
        var moments: WindowMoments
        var fit: WindowMoments.Standardised
        var penalties: [Double]
        var coefficients: [[Double]]
    }

    init(name: String, method: Method, lengths: [Int], least: Int) {
        self.name = name
        self.least = least
        self.method = method
        self.lengths = lengths
    }

    /// Ridge over two months to three years.
    static let ridge = PriceWindows(
        name: "ridge", method: .ridge, lengths: [56, 84, 182, 364, 728, 1092],
        least: 7)

    /// LASSO over one and three years.
    static let lasso = PriceWindows(
        name: "lasso", method: .lasso, lengths: [364, 1092], least: 182)

    mutating func forget() { state = nil }

    mutating func learn(before day: Int, _ table: DayTable) throws(LinearAlgebraError) {
        let anchor = PriceFrame.anchor(of: day, table)
        let held = state
        state = nil
        var current: State
        if let held, held.frame.anchor == anchor {
            current = held
        } else {
            let training = PriceFrame.training(anchor, table)
            guard training.count >= least else { return }
            current = begun(anchor, table)
        }
        while current.nextDay < day {
            current.slide(table)
        }
        let isRenewed = (day - anchor) % Self.renewal == 0 || current.windows[0].penalties.isEmpty
        for index in current.windows.indices {
            try fit(&current.windows[index], isRenewed)
        }
        state = current
    }

    mutating func predict(_ day: Int, _ table: DayTable) -> [Double] {
        guard let state else { return [] }
        let whole = state.frame.row(day, table)
        let row = state.columns.map { whole[$0] }
        var sum = Array(repeating: 0.0, count: table.slots)
        for window in state.windows {
            guard let numbers = answer(row, window) else { return [] }
            let prices = state.frame.features.prices(
                numbers.map { min(max($0, state.least - 1), state.greatest + 1) }, day, table)
            sum = zip(sum, prices).map { $0 + $1 }
        }
        return sum.map { $0 / Double(state.windows.count) }
    }

    private func begun(_ anchor: Int, _ table: DayTable) -> State {
        let frame = PriceFrame(.fixed, anchor: anchor, table)
        let columns = frame.features.groups.indices.filter { column in
            frame.features.groups[column] != .lateHours && frame.features.groups[column] != .time
        }
        let rows = frame.training.map { day in
            let row = frame.row(day, table)
            return columns.map { row[$0] }
        }
        let targets = frame.training.map { frame.features.target($0, table) }
        // Windows longer than the history are all the same: one is enough.
        let shorter = lengths.filter { $0 < frame.training.count }
        let kept = shorter.count < lengths.count ? shorter + [frame.training.count] : shorter
        let windows = kept.map { length in
            let skipped = max(0, frame.training.count - length)
            let moments = WindowMoments(
                Matrix(Array(rows[skipped...])), Matrix(Array(targets[skipped...])))
            return Window(
                length: max(length, lengths[0]), first: frame.training.lowerBound + skipped,
                moments: moments, fit: moments.standardised, penalties: [], coefficients: [])
        }
        let numbers = targets.joined()
        return State(
            frame: frame, columns: columns, windows: windows, nextDay: anchor,
            least: numbers.min() ?? 0, greatest: numbers.max() ?? 0)
    }

    private func fit(_ window: inout Window, _ isRenewed: Bool) throws(LinearAlgebraError) {
        window.fit = window.moments.standardised
        let fit = window.fit
        switch method {
        case .ridge:
            if isRenewed { window.penalties = [try RidgeRegression.penalty(fit)] }
        case .lasso where isRenewed:
            let paths = fit.targetSquares.indices.map { target in
                LassoRegression.path(
                    gram: fit.gram, products: fit.products.column(target),
                    squares: fit.targetSquares[target], count: fit.count)
            }
            window.penalties = paths.map(\.penalty)
            window.coefficients = paths.map(\.coefficients)
        case .lasso:
            for target in fit.targetSquares.indices {
                LassoRegression.descend(
                    gram: fit.gram, products: fit.products.column(target),
                    penalty: window.penalties[target],
                    coefficients: &window.coefficients[target], sweeps: 10)
            }
        }
    }

    private func answer(_ row: [Double], _ window: Window) -> [Double]? {
        switch method {
        case .ridge:
            return try? RidgeRegression.predict(
                row, window.fit, penalty: window.penalties.first ?? 1)
        case .lasso:
            let standardised = window.fit.standardised(row)
            return window.coefficients.indices.map { target in
                zip(window.coefficients[target], standardised)
                    .reduce(window.fit.targetMeans[target]) { $0 + $1.0 * $1.1 }
            }
        }
    }
}

extension PriceWindows.State {
    /// Takes the next day in, and lets the oldest go from windows that are full.
    fileprivate mutating func slide(_ table: DayTable) {
        let row = self.row(nextDay, table)
        let targets = frame.features.target(nextDay, table)
        for index in windows.indices {
            windows[index].moments.add(row, targets)
            guard windows[index].moments.count > windows[index].length else { continue }
            let oldest = windows[index].first
            windows[index].moments.remove(
                self.row(oldest, table), frame.features.target(oldest, table))
            windows[index].first += 1
        }
        nextDay += 1
    }

    private func row(_ day: Int, _ table: DayTable) -> [Double] {
        let whole = frame.row(day, table)
        return columns.map { whole[$0] }
    }
}
