/// Moves all variables that are near a bound onto it at once.
///
/// An interior point leaves traces everywhere. All of them go at the same pace, and the basic
/// variables give way. Where one of these meets its own bound it leaves the basis, and a variable
/// that can move off its bound at the least price enters; so does one in the place of a basic variable
/// that a price holds at its bound and that would leave it. This is the parametric dual simplex method
/// (S. I. Gass, T. L. Saaty, *The computational algorithm for the parametric objective function*,
/// Naval Research Logistics Quarterly 2 (1955), for right sides).
struct BoundMove {
    /// How many variables left the basis on the way.
    private(set) var exchanged = 0
    /// How far the way has been gone, at most one.
    private var done = 0.0
    /// What each nonbasic variable has to move in all.
    private var way: [Double]
    /// What each basic variable moves on the whole way, from where and since when.
    private var rate: [Double]
    private var base: [Double]
    private var since: [Double]
    /// Which change of its rate an event of a variable belongs to.
    private var version: [Int32]
    /// The change of its rate that would take a variable off the bound of its price.
    private var heldVersion: [Int32]
    private var events = EventQueue()
    private var price: [Double]
    /// The cost above which a trace is held back.
    private let worth: Double
    /// Basic variables that may leave the bound of their price: nothing cheaper could.
    private var isLoose: [Bool]
    private var rho: SparseVector
    private var w: SparseVector
    private var alpha: SparseVector
    private var test = RatioTest()

    private static let tolerance = 1e-9
    private static let leastRate = 1e-12
    private static let leastPivot = 1e-7
    /// Blocks that are compared, those that come first.
    private static let mostCompared = 50

    /// Begins with the reduced costs of all variables.
    init(_ basis: CrossoverBasis, price: [Double], worth: Double) {
        self.price = price
        self.worth = worth
        isLoose = [Bool](repeating: false, count: basis.form.count)
        base = basis.value
        way = [Double](repeating: 0, count: basis.form.count)
        (rate, since) = (way, way)
        version = [Int32](repeating: 0, count: basis.form.count)
        heldVersion = [Int32](repeating: -1, count: basis.form.count)
        rho = SparseVector(count: basis.form.rowCount)
        w = rho
        alpha = SparseVector(count: basis.form.count)
    }

    /// Moves everything; false when that leads nowhere.
    mutating func move(_ basis: inout CrossoverBasis, _ watch: HorizonWatch) -> Bool {
        plan(basis)
        let start = basis.value
        for (place, rate) in basis.basics(whenOthersAre: way).enumerated() {
            setRate(of: Int(basis.heading[place]), to: rate, basis.form)
        }
        while let leaving = nextBlock(basis) {
            let isUp = rate[leaving] > 0
            let isHeld = heldVersion[leaving] == version[leaving]
            let place = Int(basis.position[leaving])
            guard exchanged < basis.form.rowCount, !watch.hasToStop(), !basis.isTooLong else {
                return false
            }
            let entering = entering(place, isUp, &basis)
            if isHeld, entering.map({ isDearer($0, than: leaving) }) ?? true {
                isLoose[leaving] = true
                setRate(of: leaving, to: rate[leaving], basis.form)
                continue
            }
            guard let entering else { return false }
            basis.column(of: entering, into: &w)
            guard abs(w.value[place]) > Self.leastPivot else { return false }
            let change = rate[leaving] / w.value[place]
            for place in w.places {
                let variable = Int(basis.heading[Int(place)])
                setRate(
                    of: variable, to: rate[variable] - change * w.value[Int(place)], basis.form)
            }
            setRate(of: leaving, to: 0, basis.form)
            basis.value[leaving] =
                isUp != isHeld ? basis.form.upper[leaving] : basis.form.lower[leaving]
            if way[entering] != 0 {
                basis.value[entering] = start[entering] + done * way[entering]
            }
            (base[entering], since[entering]) = (basis.value[entering], done)
            setRate(of: entering, to: way[entering] + change, basis.form)
            way[entering] = 0
            reprice(entering, leaving)
            basis.replace(at: place, by: entering, column: w)
            exchanged += 1
        }
        for variable in basis.heading { basis.value[Int(variable)] = value(Int(variable), at: 1) }
        for variable in way.indices where way[variable] != 0 {
            // Onto the bound, without rounding.
            basis.value[variable] =
                way[variable] < 0 ? basis.form.lower[variable] : basis.form.upper[variable]
        }
        return true
    }

    /// What each nonbasic variable has to move: to its nearest bound.
    private mutating func plan(_ basis: CrossoverBasis) {
        for variable in way.indices where basis.position[variable] < 0 {
            let below = basis.value[variable] - basis.form.lower[variable]
            let above = basis.form.upper[variable] - basis.value[variable]
            guard min(below, above) != 0, min(below, above).isFinite else { continue }
            way[variable] = below < above ? -below : above
        }
    }

    private func value(_ variable: Int, at share: Double) -> Double {
        base[variable] + (share - since[variable]) * rate[variable]
    }

    /// Gives a basic variable another rate from here on.
    private mutating func setRate(of variable: Int, to new: Double, _ form: SimplexForm) {
        base[variable] = value(variable, at: done)
        since[variable] = done
        rate[variable] = new
        version[variable] += 1
        guard abs(new) > Self.leastRate else { return }
        if isHeld(variable, form) {
            heldVersion[variable] = version[variable]
            events.add(
                .init(time: done, variable: Int32(variable), version: version[variable]))
            return
        }
        let room =
            new > 0
            ? form.upper[variable] - base[variable] : base[variable] - form.lower[variable]
        let time = done + max(0, room) / abs(new)
        // What passes its bound by a trace only blocks nothing.
        guard time + Self.tolerance / abs(new) < 1 else { return }
        events.add(
            .init(time: time, variable: Int32(variable), version: version[variable]))
    }

    /// The variable to leave next, and the way gone up to there; nil when nothing blocks any more.
    ///
    /// Of all that meet a bound before any passes its own by more than a trace, the fastest.
    private mutating func nextBlock(_ basis: CrossoverBasis) -> Int? {
        var found: [EventQueue.Event] = []
        var last = Double.infinity
        while let event = events.first, event.time <= last, found.count < Self.mostCompared {
            events.removeFirst()
            let variable = Int(event.variable)
            guard event.version == version[variable] else { continue }
            found.append(event)
            last = min(last, event.time + Self.tolerance / abs(rate[variable]))
        }
        guard
            let best = found.max(by: {
                (abs(rate[Int($0.variable)]), $1.variable)
                    < (abs(rate[Int($1.variable)]), $0.variable)
            })
        else { return nil }
        for event in found where event.variable != best.variable { events.add(event) }
        done = max(done, best.time)
        return Int(best.variable)
    }

    /// The variable that gives way to the one leaving at the least price; nil for none.
    private mutating func entering(
        _ place: Int, _ isUp: Bool, _ basis: inout CrossoverBasis
    ) -> Int? {
        basis.row(at: place, into: &rho)
        basis.tableauRow(rho, into: &alpha)
        let sign = isUp ? 1.0 : -1.0
        test.begin()
        for other in alpha.places {
            let (variable, size) = (Int(other), sign * alpha.value[Int(other)])
            guard canMove(variable, size, basis) else { continue }
            test.offer(variable, rate: abs(size), room: abs(price[variable]))
        }
        return test.first?.key
    }

    /// Prices after an exchange, on the row of the tableau that the entering one was chosen from.
    private mutating func reprice(_ entering: Int, _ leaving: Int) {
        let step = price[entering] / alpha.value[entering]
        guard step != 0 else { return }
        for other in alpha.places { price[Int(other)] -= step * alpha.value[Int(other)] }
        price[entering] = 0
        price[leaving] -= step
    }

    /// Whether a basic variable is about to leave the bound that its price holds it at.
    private func isHeld(_ variable: Int, _ form: SimplexForm) -> Bool {
        let (price, rate) = (price[variable], rate[variable])
        guard price * rate > 0, price * rate * (1 - done) > worth, !isLoose[variable] else {
            return false
        }
        let bound = price > 0 ? form.lower[variable] : form.upper[variable]
        return abs(base[variable] - bound) <= Self.tolerance
    }

    /// Whether the one entering costs more than what it would hold back.
    private func isDearer(_ entering: Int, than leaving: Int) -> Bool {
        abs(price[entering]) >= abs(price[leaving] * alpha.value[entering])
    }

    /// Whether a nonbasic variable can move off its bound to hold back the one leaving.
    private func canMove(_ variable: Int, _ size: Double, _ basis: CrossoverBasis) -> Bool {
        guard abs(size) > Self.leastPivot else { return false }
        let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
        guard lower < upper else { return false }
        let value = basis.value[variable]
        let isLow = value - lower < upper - value
        return lower == -.infinity && upper == .infinity || isLow == (size > 0)
    }
}
