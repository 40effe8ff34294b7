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
