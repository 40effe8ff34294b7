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
