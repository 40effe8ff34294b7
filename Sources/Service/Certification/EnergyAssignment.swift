package import Certificates
package import Solver

/// The best use of energy certificates for what products used, by linear programs.
///
/// Slices of one matching window, zone and clock hour can serve the same uses, so they are one supply;
/// uses of one row, zone and priority are one need. What is left are small transport problems, one
/// for each set of zones that supply each other within a window. Supplies are then handed to the
/// members of a need in order: slices oldest first, then by id; uses by site and stream.
package enum EnergyAssignment {
    /// Why there is no assignment.
    package enum Failure: Error, Equatable {
        /// The solver did not prove a transport problem optimal.
        case unsolved(SolveStatus)
        /// A program that the solver does not take.
        case program(SolverError)
    }

    /// Retires as much as the rules allow, dearest and oldest needs first, to the Wh.
    package static func solve(_ problem: AssignmentProblem) throws(Failure) -> [EnergyUse] {
        let supplies = supplies(problem)
        let needs = needs(problem)
        var uses: [EnergyUse] = []
        for part in components(problem, supplies, needs) {
            let flows = try TransportSolver.flows(part.transport)
            hand(flows, part, problem, supplies, needs, to: &uses)
        }
        return uses
    }

    /// Members of one supply or need, in the order in which they are served.
    struct Group<Key: Hashable> {
        let key: Key
        var members: [Int]
        var wattHours: Int64
    }

    /// What makes slices interchangeable.
    struct SupplyKey: Hashable, Comparable {
        let window: UTCTime
        let zone: String
        /// The clock hour, where the window is longer and the slice lies within one; else nil.
        let hour: UTCTime?

        static func < (a: SupplyKey, b: SupplyKey) -> Bool {
            (a.window, a.hour ?? a.window, a.hour == nil ? 1 : 0, a.zone)
                < (b.window, b.hour ?? b.window, b.hour == nil ? 1 : 0, b.zone)
        }
    }

    /// What makes uses interchangeable.
    struct NeedKey: Hashable {
        let window: UTCTime
        let priority: Int64
        let start: UTCTime
        let zone: String

        /// Dearest first, then oldest, then by zone.
        static func precedes(_ a: NeedKey, _ b: NeedKey) -> Bool {
            if a.priority != b.priority { return a.priority > b.priority }
            return (a.start, a.zone) < (b.start, b.zone)
        }
    }

    /// More than any sum of needs, so that sums of supplies cannot overflow.
    private static let plenty: Int64 = 1 << 61

    private static func supplies(_ problem: AssignmentProblem) -> [Group<SupplyKey>] {
        let isLong = problem.rules.window.isLongerThanAnHour
        var places: [SupplyKey: Int] = [:]
        var groups: [Group<SupplyKey>] = []
        for (index, slice) in problem.slices.enumerated() {
            guard let window = problem.windows[index] else { continue }
            let interval = slice.certificate.interval
            let hour = isLong ? MatchingWindow(.hour).row(containing: interval.start) : nil
            let key = SupplyKey(
                window: window.start, zone: slice.certificate.zone,
                hour: hour.flatMap { $0.contains(interval) ? $0.start : nil })
            let place = places[key, default: groups.count]
            if place == groups.count {
                places[key] = place
                groups.append(Group(key: key, members: [], wattHours: 0))
            }
            groups[place].members.append(index)
            groups[place].wattHours = min(
                plenty, groups[place].wattHours + min(plenty, slice.wattHours))
        }
        for place in groups.indices {
            groups[place].members.sort { a, b in
                let (x, y) = (problem.slices[a], problem.slices[b])
                let (first, second) = (x.certificate.interval.start, y.certificate.interval.start)
                return first == second ? x.id < y.id : first < second
            }
        }
        return groups.sorted { $0.key < $1.key }
    }

    /// Needs are sorted by time, site and stream already.
    private static func needs(_ problem: AssignmentProblem) -> [Group<NeedKey>] {
        var places: [NeedKey: Int] = [:]
        var groups: [Group<NeedKey>] = []
        for (index, need) in problem.needs.enumerated() {
            let start = need.interval.start
            guard let window = problem.rules.window.window(containing: start) else { continue }
            let key = NeedKey(
                window: window.start, priority: need.priority, start: start, zone: need.zone)
            let place = places[key, default: groups.count]
            if place == groups.count {
                places[key] = place
                groups.append(Group(key: key, members: [], wattHours: 0))
            }
            groups[place].members.append(index)
            groups[place].wattHours += need.wattHours
        }
        return groups.sorted { NeedKey.precedes($0.key, $1.key) }
    }
}

extension MatchingWindow {
    /// True when the hour of generation matters beside the window.
    fileprivate var isLongerThanAnHour: Bool { length != .quarterHour && length != .hour }
}

extension EnergyAssignment {
    /// One transport problem and the groups that it is of.
    struct Component {
        var supplies: [Int] = []
        var needs: [Int] = []
        var transport = TransportProblem()
    }

    /// Groups that share a window and are joined by zones that supply each other.
    private static func components(
        _ problem: AssignmentProblem, _ supplies: [Group<SupplyKey>], _ needs: [Group<NeedKey>]
    ) -> [Component] {
        let suppliesOf = Dictionary(grouping: supplies.indices) { supplies[$0].key.window }
        let needsOf = Dictionary(grouping: needs.indices) { needs[$0].key.window }
        return needsOf.keys.sorted().flatMap { window -> [Component] in
            let sources = suppliesOf[window] ?? []
            let targets = needsOf[window] ?? []
            let zones = ZoneGroups(
                supplying: Set(sources.map { supplies[$0].key.zone }),
                using: Set(targets.map { needs[$0].key.zone }), rules: problem.rules)
            var parts = [Component](repeating: Component(), count: zones.count)
            for source in sources {
                if let place = zones.place(supplying: supplies[source].key.zone) {
                    parts[place].supplies.append(source)
                }
            }
            for target in targets {
                if let place = zones.place(using: needs[target].key.zone) {
                    parts[place].needs.append(target)
                }
            }
            for place in parts.indices {
                parts[place].transport = transport(parts[place], problem, supplies, needs)
            }
            return parts.filter { !$0.supplies.isEmpty && !$0.needs.isEmpty }
        }
    }

    private static func transport(
        _ part: Component, _ problem: AssignmentProblem, _ supplies: [Group<SupplyKey>],
        _ needs: [Group<NeedKey>]
    ) -> TransportProblem {
        let rules = problem.rules
        return TransportProblem(
            supplies: part.supplies.map { supply in
                .init(
                    wattHours: supplies[supply].wattHours, zone: supplies[supply].key.zone,
                    hour: supplies[supply].key.hour?.seconds)
            },
            needs: part.needs.map { need in
                let key = needs[need].key
                return .init(
                    wattHours: needs[need].wattHours, zone: key.zone, priority: key.priority,
                    hour: MatchingWindow(.hour).row(containing: key.start)?.start.seconds)
            },
            allows: { rules.supply.allows($0, for: $1) },
            isNear: { rules.hourlySupply.allows($0, for: $1) })
    }

    /// Hands what flows between groups to their members, in order.
    private static func hand(
        _ flows: [TransportFlow], _ part: Component, _ problem: AssignmentProblem,
        _ supplies: [Group<SupplyKey>], _ needs: [Group<NeedKey>], to uses: inout [EnergyUse]
    ) {
        var slices = part.supplies.map { supply in
            MemberQueue(supplies[supply].members) { problem.slices[$0].wattHours }
        }
        var open = part.needs.map { need in
            MemberQueue(needs[need].members) { problem.needs[$0].wattHours }
        }
        for flow in flows {
            var rest = flow.wattHours
            while rest > 0, let slice = slices[flow.supply].first,
                let need = open[flow.need].first
            {
                let part = min(rest, slice.left, need.left)
                uses.append(EnergyUse(slice: slice.member, need: need.member, wattHours: part))
                slices[flow.supply].take(part)
                open[flow.need].take(part)
                rest -= part
            }
        }
    }
}

/// Members of a group that are used up one after the other.
struct MemberQueue {
    private let members: [Int]
    private let wattHours: (Int) -> Int64
    private var next = 0
    private var taken: Int64 = 0

    init(_ members: [Int], _ wattHours: @escaping (Int) -> Int64) {
        self.members = members
        self.wattHours = wattHours
    }

    /// The member in turn and what is left of it; nil when all are used up.
    var first: (member: Int, left: Int64)? {
        guard next < members.count else { return nil }
        return (members[next], wattHours(members[next]) - taken)
    }

    /// Takes at most what is left of the member in turn.
    mutating func take(_ amount: Int64) {
        guard let first else { return }
        taken += amount
        if amount >= first.left {
            next += 1
            taken = 0
        }
    }
}
