/// A thing of the scenario whose decisions can be held, by the numbers that the parts use.
enum HeldThing: Hashable, Sendable {
    case site(Int)
    case pool(Int, Int)
    /// Site, pool, and number of the service there.
    case service(Int, Int, Int)
    case storage(Int)
    case renewable(Int)
    case generator(Int)
    /// Site, pool, service there, and mode of its profile.
    case mode(Int, Int, Int, Int)
    /// Job, and site; nil for all of them.
    case job(Int, Int?)
    case line(Int)
    case dcLine(Int)
    /// Product, demand and site.
    case route(Int, Int, Int)
}

/// Why a subject names nothing.
struct SubjectProblem: Error {
    let key: Subject.Key
    let kind: Fault.Kind
    let given: String
    let allowed: String
}

// From names to numbers, for validation and for the formulation alike.
extension Scenario {
    /// The thing that a pin is about.
    func thing(_ pin: Pin) throws(SubjectProblem) -> HeldThing {
        let subject = pin.subject
        switch pin.decision {
        case .gridImport, .gridExport, .facility:
            return .site(try find(.site, subject, sites.map(\.id)))
        case .replicas, .busy: return try service(subject, mode: pin.decision == .busy)
        case .charge, .discharge, .stateOfCharge: return try storage(subject)
        case .used: return try renewable(subject)
        case .output: return try generator(subject)
        case .tokens, .share:
            let product = try find(.product, subject, products.map(\.id))
            let demand = try find(.origin, subject, products[product].demand.map(\.origin))
            return .route(product, demand, try find(.site, subject, sites.map(\.id)))
        case .lineFlow: return try line(subject)
        case .dcLineFlow: return try dcLine(subject)
        case .jobStart, .jobAccelerators: return try job(pin)
        }
    }

    private func service(
        _ subject: Subject, mode: Bool
    ) throws(SubjectProblem) -> HeldThing {
        let site = try find(.site, subject, sites.map(\.id))
        let pool = try find(.pool, subject, sites[site].pools.map(\.id))
        let services = sites[site].pools[pool].serves.map(\.profile)
        let service = try find(.profile, subject, services)
        guard mode else { return .service(site, pool, service) }
        let modes = profiles.first { $0.id == services[service] }?.modes ?? []
        return .mode(site, pool, service, try find(.mode, subject, modes.map(\.id)))
    }

    /// Only a job in one piece has a start of its own.
    private func job(_ pin: Pin) throws(SubjectProblem) -> HeldThing {
        let number = try find(.job, pin.subject, jobs.map(\.id))
        let job = jobs[number]
        if pin.decision == .jobStart, !job.isFixedGang {
            throw SubjectProblem(
                key: .job, kind: .conflict, given: "\"\(job.id)\", which is not in one piece",
                allowed: "a job that is neither preemptible nor scaled, or job_accelerators")
        }
        guard pin.subject[.site] != nil else { return .job(number, nil) }
        let site = try find(.site, pin.subject, sites.map(\.id))
        guard job.allowedSites.isEmpty || job.allowedSites.contains(sites[site].id) else {
            throw SubjectProblem(
                key: .site, kind: .conflict, given: "\"\(sites[site].id)\"",
                allowed: "one of the job's sites, " + job.allowedSites.joined(separator: ", "))
        }
        return .job(number, site)
    }

    private func line(_ subject: Subject) throws(SubjectProblem) -> HeldThing {
        .line(try find(.line, subject, powerGrid?.lines.map(\.id) ?? []))
    }

    private func dcLine(_ subject: Subject) throws(SubjectProblem) -> HeldThing {
        .dcLine(try find(.dcLine, subject, powerGrid?.dcLines.map(\.id) ?? []))
    }

    /// The thing that is out of service.
    func thing(_ window: Maintenance) throws(SubjectProblem) -> HeldThing {
        switch window.asset {
        case .connection: return .site(try find(.site, window.subject, sites.map(\.id)))
        case .pool:
            let site = try find(.site, window.subject, sites.map(\.id))
            return .pool(site, try find(.pool, window.subject, sites[site].pools.map(\.id)))
        case .storage: return try storage(window.subject)
        case .generator: return try generator(window.subject)
        case .renewable: return try renewable(window.subject)
        case .line: return try line(window.subject)
        case .dcLine: return try dcLine(window.subject)
        }
    }

    /// The least share of each thing of one kind that its windows leave, by step.
    func maintainedShares(_ asset: Maintenance.Asset) -> [HeldThing: [Double]] {
        var shares: [HeldThing: [Double]] = [:]
        for window in maintenance where window.asset == asset {
            guard let thing = try? thing(window) else { continue }
            var own = shares[thing] ?? [Double](repeating: 1, count: grid.stepCount)
            for step in 0..<grid.stepCount where window.hold.holds(grid, step) {
                own[step] = min(own[step], window.availableShare)
            }
            shares[thing] = own
        }
        return shares
    }

    private func storage(_ subject: Subject) throws(SubjectProblem) -> HeldThing {
        let entries = StorageOperation.entries(self)
        return .storage(
            try find(.storage, subject, entries.map { ($0.place, $0.storage.id) }))
    }

    private func generator(_ subject: Subject) throws(SubjectProblem) -> HeldThing {
        let entries = GeneratorOperation.entries(self)
        return .generator(
            try find(.generator, subject, entries.map { ($0.place, $0.generator.id) }))
    }

    private func renewable(_ subject: Subject) throws(SubjectProblem) -> HeldThing {
        let entries = CarbonFreeSupply.entries(self)
        return .renewable(
            try find(.renewable, subject, entries.map { (.site($0.site), $0.renewable.id) }))
    }

    /// The number of a thing at the site or node that the subject names.
    private func find(
        _ key: Subject.Key, _ subject: Subject, _ things: [(place: Place, id: String)]
    ) throws(SubjectProblem) -> Int {
        let place: Place
        if subject[.node] != nil {
            place = .node(try find(.node, subject, powerGrid?.nodes.map(\.id) ?? []))
        } else {
            place = .site(try find(.site, subject, sites.map(\.id)))
        }
        let own = things.indices.filter { things[$0].place == place }
        return own[try find(key, subject, own.map { things[$0].id })]
    }

    private func find(
        _ key: Subject.Key, _ subject: Subject, _ ids: [String]
    ) throws(SubjectProblem) -> Int {
        guard let name = subject[key] else {
            throw SubjectProblem(
                key: key, kind: .missing, given: "nothing", allowed: "the id of one of them")
        }
        if let index = ids.firstIndex(of: name) { return index }
        let list = ids.prefix(12).joined(separator: ", ") + (ids.count > 12 ? ", …" : "")
        throw SubjectProblem(
            key: key, kind: .unknownReference, given: "\"\(name)\"",
            allowed: ids.isEmpty ? "nothing: there is none" : "one of " + list)
    }
}

// Checks of pins and maintenance windows.
extension Scenario {
    func checkHolds(_ decoding: Decoding) {
        _ = unique(pins.map(\.id), "pins", decoding)
        _ = unique(maintenance.map(\.id), "maintenance", decoding)
        for (index, pin) in pins.enumerated() {
            check("/pins/\(index)", pin.subject, Self.keys(pin.decision), decoding) {
                () throws(SubjectProblem) in try thing(pin)
            }
        }
        for (index, window) in maintenance.enumerated() {
            check(
                "/maintenance/\(index)", window.subject, Self.keys(window.asset), decoding
            ) { () throws(SubjectProblem) in
                try thing(window)
            }
            checkShare(window, "/maintenance/\(index)", decoding)
        }
        if decoding.faults.isEmpty { checkPinsAgree(decoding) }
    }

    /// A line without a limit is in service or out of it.
    private func checkShare(_ window: Maintenance, _ place: String, _ decoding: Decoding) {
        guard window.asset == .line, window.availableShare > 0,
            case .line(let line)? = try? thing(window), powerGrid?.lines[line].limitMW == nil
        else { return }
        decoding.fault(
            place + "/available_share", .conflict,
            given: "\(JSON.text(of: window.availableShare)) of a line without limit_mw",
            allowed: "0, out of service, or a line with limit_mw")
    }

    /// What names the thing of a decision.
    private static func keys(_ decision: Pin.Decision) -> [Subject.Key] {
        switch decision {
        case .gridImport, .gridExport, .facility: [.site]
        case .replicas: [.site, .pool, .profile]
        case .busy: [.site, .pool, .profile, .mode]
        case .charge, .discharge, .stateOfCharge: [.site, .node, .storage]
        case .used: [.site, .renewable]
        case .output: [.site, .node, .generator]
        case .tokens, .share: [.product, .origin, .site]
        case .lineFlow: [.line]
        case .dcLineFlow: [.dcLine]
        case .jobStart, .jobAccelerators: [.job, .site]
        }
    }

    /// What names a thing that can be out of service.
    private static func keys(_ asset: Maintenance.Asset) -> [Subject.Key] {
        switch asset {
        case .connection: [.site]
        case .pool: [.site, .pool]
        case .storage: [.site, .node, .storage]
        case .generator: [.site, .node, .generator]
        case .renewable: [.site, .renewable]
        case .line: [.line]
        case .dcLine: [.dcLine]
        }
    }

    /// A name that says nothing of the thing, or a second place, is a slip.
    private func check(
        _ place: String, _ subject: Subject, _ keys: [Subject.Key], _ decoding: Decoding,
        _ thing: () throws(SubjectProblem) -> HeldThing
    ) {
        let excess = subject.excess(beside: keys)
        let isTwice = subject[.site] != nil && subject[.node] != nil
        if let key = excess ?? (isTwice ? .node : nil), let name = subject[key] {
            decoding.fault(
                place + "/\(key.rawValue)", .conflict, given: "\"\(name)\"",
                allowed: keys.map(\.rawValue).joined(separator: ", ")
                    + (keys.contains(.node) ? "; one of site and node" : ""))
            return
        }
        do throws(SubjectProblem) {
            _ = try thing()
        } catch {
            decoding.fault(
                place + "/" + error.key.rawValue, error.kind, given: error.given,
                allowed: error.allowed)
        }
    }

    /// Pins of one decision must leave it a value in every step.
    private func checkPinsAgree(_ decoding: Decoding) {
        struct Target: Hashable {
            let decision: Pin.Decision
            let thing: HeldThing
        }
        var byTarget: [Target: [Int]] = [:]
        for (index, pin) in pins.enumerated() where !pin.isExpired(grid) {
            guard let thing = try? thing(pin) else { continue }
            let target = Target(decision: pin.decision, thing: thing)
            byTarget[target, default: []].append(index)
        }
        for own in byTarget.values.sorted(by: { $0[0] < $1[0] }) {
            for (place, index) in own.enumerated() {
                for other in own[...place] where !agree(pins[other], pins[index]) {
                    let earlier = pins[other]
                    decoding.fault(
                        "/pins/\(index)", .conflict,
                        given: "\(pins[index].id) of \(pins[index].hold.owner) "
                            + "(\(pins[index].hold.reason)) against \(earlier.id) of "
                            + "\(earlier.hold.owner) (\(earlier.hold.reason))",
                        allowed: "pins that leave the decision a value in every step")
                    break
                }
            }
        }
    }

    private func agree(_ a: Pin, _ b: Pin) -> Bool {
        !(0..<grid.stepCount).contains { step in
            guard a.holds(grid, step), b.holds(grid, step) else { return false }
            let least = max(a.atLeast?[step] ?? -.infinity, b.atLeast?[step] ?? -.infinity)
            let most = min(a.atMost?[step] ?? .infinity, b.atMost?[step] ?? .infinity)
            return least > most + 1e-9 * max(1, abs(most))
        }
    }
}
