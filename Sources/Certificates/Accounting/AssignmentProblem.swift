/// Energy that a product used at a site in a row, for which energy may be retired.
public struct EnergyNeed: Sendable, Hashable {
    /// The site's id.
    public var site: String
    /// The site's deliverability zone.
    public var zone: String
    /// The row.
    public var interval: UTCInterval
    /// What was made.
    public var stream: TokenStream
    /// Wh used.
    public var wattHours: Int64
    /// Worth of a matched Wh beside other products', at least 1.
    public var priority: Int64

    /// All members.
    public init(
        site: String, zone: String, interval: UTCInterval, stream: TokenStream,
        wattHours: Int64, priority: Int64
    ) {
        self.site = site
        self.zone = zone
        self.interval = interval
        self.stream = stream
        self.wattHours = wattHours
        self.priority = priority
    }
}

/// Part of a slice that is retired for a need.
public struct EnergyUse: Sendable, Hashable {
    /// Position of the slice in the problem.
    public var slice: Int
    /// Position of the need in the problem.
    public var need: Int
    /// Wh.
    public var wattHours: Int64

    /// All members.
    public init(slice: Int, need: Int, wattHours: Int64) {
        self.slice = slice
        self.need = need
        self.wattHours = wattHours
    }
}

/// Which energy may be retired for which use, under a rule set.
///
/// Find x[s,n] ≥ 0 (Wh) for the pairs that the rules allow:
///
///     maximise Σ priority[n] · x[s,n],  Σ_n x[s,n] ≤ Wh of s,  Σ_s x[s,n] ≤ Wh of n
///
/// A pair is allowed when the slice is sound and its kind admitted, its certificate was not cancelled for a
/// storage's charge, its interval lies within the matching window of the need, and its zone supplies
/// the need's zone.
public struct AssignmentProblem: Sendable {
    /// What was used, oldest first, then by site and stream.
    public let needs: [EnergyNeed]
    /// What there is, in the order given.
    public let slices: [EnergySlice]
    /// The rules.
    public let rules: RuleSet
    /// Window of each slice that the rules admit at all; nil for the others.
    public let windows: [UTCInterval?]

    /// States the problem; needs of nothing are left out.
    public init(needs: [EnergyNeed], slices: [EnergySlice], rules: RuleSet) {
        self.needs = needs.filter { $0.wattHours > 0 }.sorted {
            ($0.interval.start, $0.site, $0.stream) < ($1.interval.start, $1.site, $1.stream)
        }
        self.slices = slices
        self.rules = rules
        let spent = EnergyCertificates.spent(slices.map(\.certificate))
        windows = slices.map { slice in
            let interval = slice.certificate.interval
            guard slice.wattHours > 0, slice.wattHours <= slice.certificate.wattHours,
                EnergyCertificates.own(slice.certificate) == nil,
                rules.breach(by: slice.certificate) == nil,
                !spent.contains(slice.certificate.id),
                let window = rules.window.window(containing: interval.start),
                window.contains(interval)
            else { return nil }
            return window
        }
    }

    /// True when a slice may be retired for a need.
    public func allows(slice: Int, need: Int) -> Bool {
        guard let window = windows[slice], window.contains(needs[need].interval) else {
            return false
        }
        return rules.supply.allows(slices[slice].certificate.zone, for: needs[need].zone)
    }

    /// What an assignment breaks; nil when it is sound: pairs allowed, each once, no slice over its
    /// Wh, no need over its Wh.
    public func fault(of uses: [EnergyUse]) -> AssignmentFault? {
        var left = slices.map(\.wattHours)
        var open = needs.map(\.wattHours)
        var pairs: Set<UInt64> = []
        pairs.reserveCapacity(uses.count)
        for use in uses {
            guard slices.indices.contains(use.slice), needs.indices.contains(use.need),
                use.wattHours > 0, allows(slice: use.slice, need: use.need)
            else { return .notAllowed(use) }
            let pair = UInt64(use.slice) << 32 | UInt64(use.need)
            guard pairs.insert(pair).inserted else { return .notAllowed(use) }
            guard use.wattHours <= left[use.slice] else { return .sliceExceeded(use) }
            guard use.wattHours <= open[use.need] else { return .needExceeded(use) }
            left[use.slice] -= use.wattHours
            open[use.need] -= use.wattHours
        }
        return nil
    }
}

/// What is wrong with an assignment.
public enum AssignmentFault: Error, Sendable, Hashable {
    /// A pair that the rules do not allow, is not there, comes twice, or has no Wh.
    case notAllowed(EnergyUse)
    /// More than the slice has.
    case sliceExceeded(EnergyUse)
    /// More than was used.
    case needExceeded(EnergyUse)
}
