import Solver

/// Pins and maintenance windows with what they cost, as JSON, as a table and as CSV.
enum HeldDocument {
    struct Row {
        let held: Prices.Held
        let hold: Hold
        let what: String
        let unit: String
        let expires: Instant?

        /// Nil for whole numbers, which no price tells the worth of.
        var worth: Double? { held.isWhole ? nil : held.worthCNYPerUnit }
        var binding: Int? {
            held.isWhole ? nil : held.marginalCNYPerUnit.filter { abs($0) > 1e-7 }.count
        }
    }

    static func rows(_ plan: Plan) -> [Row] {
        plan.prices.held.map { held in
            switch held.kind {
            case .pin:
                let pin = plan.scenario.pins[held.index]
                return Row(
                    held: held, hold: pin.hold,
                    what: "\(pin.decision.rawValue) \(pin.subject.text)",
                    unit: pin.decision.unit, expires: pin.expires)
            case .maintenance:
                let window = plan.scenario.maintenance[held.index]
                return Row(
                    held: held, hold: window.hold,
                    what: "\(window.asset.rawValue) \(window.subject.text)",
                    unit: window.asset.unit, expires: nil)
            }
        }
    }

    static func json(_ plan: Plan) -> JSON {
        .array(
            rows(plan).map { row in
                .fields([
                    "kind": .string(row.held.kind.rawValue), "id": .string(row.held.id),
                    "what": .string(row.what), "unit": .string(row.unit),
                    "owner": .string(row.hold.owner), "reason": .string(row.hold.reason),
                    "from": .string(row.hold.from.utcText), "to": .string(row.hold.to.utcText),
                    "expires": row.expires.map { .string($0.utcText) },
                    "binding_steps": row.binding.map { .integer($0) } ?? .null,
                    "one_unit_looser_saves_cny": row.worth.map { .number($0) } ?? .null,
                    "marginal_cny_per_unit": row.held.isWhole
                        ? .null : .list(row.held.marginalCNYPerUnit),
                ])
            })
    }

    static func csv(_ plan: Plan) -> String {
        let lines = rows(plan).map { row in
            [
                row.held.kind.rawValue, row.held.id, row.what, row.unit, row.hold.owner,
                row.hold.reason, row.hold.from.utcText, row.hold.to.utcText,
                row.binding.map { "\($0)" } ?? "",
                row.worth.map { "\($0)" } ?? "",
            ].map(Layout.csv).joined(separator: ",")
        }
        let head =
            "kind,id,what,unit,owner,reason,from,to,binding_steps,one_unit_looser_saves_cny"
        return ([head] + lines).joined(separator: "\n")
    }

    static func table(_ plan: Plan, _ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        return Layout.table(
            [
                say("pin or maintenance", "人工锁定或检修"), say("what", "对象"),
                say("by", "责任人"), say("why", "原因"), say("steps that bind", "起约束时段数"),
                say("one unit looser saves CNY", "放宽一单位节省（元）"),
            ],
            rows(plan).map { row in
                [
                    row.held.id, row.what, row.hold.owner, row.hold.reason,
                    row.binding.map { "\($0)" } ?? "–",
                    row.worth.map { Layout.number($0) + " / " + row.unit } ?? "–",
                ]
            })
    }

    /// Who holds a pin or window that a limit names, and why; nil for other limits.
    static func hold(_ kind: LimitKind, _ subject: String, _ scenario: Scenario) -> Hold? {
        switch kind {
        case .pin: return scenario.pins.first { $0.id == subject }?.hold
        case .maintenance:
            let id = subject.prefix { $0 != "," }
            return scenario.maintenance.first { $0.id == id }?.hold
        default: return nil
        }
    }
}
