import Solver

/// What the things of a scenario are called, in full and short.
struct Names {
    /// Sites.
    let sites: [Text]
    /// Sites without the words that most of them share.
    let shortSites: [Text]
    /// Products.
    let products: [Text]
    /// Demand centres.
    let origins: [Text]
    private let siteByID: [String: Text]
    private let productByID: [String: Text]
    private let originByID: [String: Text]

    /// Reads the names of a scenario.
    init(_ scenario: Scenario) {
        sites = scenario.sites.map { Self.text($0.name, $0.id) }
        shortSites = Self.shortened(sites)
        products = scenario.products.map { Self.text($0.name, $0.id) }
        origins = scenario.origins.map { Self.text($0.name, $0.id) }
        siteByID = Self.table(scenario.sites.map(\.id), shortSites)
        productByID = Self.table(scenario.products.map(\.id), products)
        originByID = Self.table(scenario.origins.map(\.id), origins)
    }

    /// The name of a demand centre.
    func origin(_ id: String) -> Text { originByID[id] ?? Text(both: id) }

    /// The subject of a limit: its parts named, in the order that the limit's kind has them.
    func subject(_ kind: LimitKind, _ subject: String) -> Text {
        let parts = Self.parts(subject)
        let tables: [[String: Text]] =
            switch kind {
            case .bandwidth: [originByID, siteByID]
            case .deadline, .moveLimit: [originByID, productByID, siteByID]
            case .greenMatching: [productByID, siteByID]
            default: [siteByID]
            }
        return named(parts, tables)
    }

    /// The subject of a notice.
    func subject(_ notice: Notice) -> Text {
        let parts = Self.parts(notice.subject)
        switch notice.kind {
        case .unserved, .dropped, .late: return named(parts, [productByID, originByID])
        case .simultaneousChargeAndDischarge, .simultaneousTransfer, .lowUtilisation:
            return named(parts, [siteByID])
        }
    }

    private func named(_ parts: [String], _ tables: [[String: Text]]) -> Text {
        let texts = parts.enumerated().map { index, part in
            index < tables.count ? tables[index][part] ?? Text(both: part) : Text(both: part)
        }
        return Text(
            texts.map(\.en).joined(separator: ", "), texts.map(\.zh).joined(separator: "，"))
    }

    private static func parts(_ subject: String) -> [String] {
        subject.split(separator: ",").map { part in
            String(part.drop { $0 == " " })
        }
    }

    private static func text(_ name: LocalizedName?, _ id: String) -> Text {
        name.map { Text($0.en, $0.zh) } ?? Text(both: id)
    }

    private static func table(_ ids: [String], _ texts: [Text]) -> [String: Text] {
        Dictionary(zip(ids, texts), uniquingKeysWith: { first, _ in first })
    }

    /// Drops the last English word, or the last two Chinese characters, that most names share.
    private static func shortened(_ names: [Text]) -> [Text] {
        let word = shared(names.map { $0.en.split(separator: " ").last.map { " " + $0 } ?? "" })
        let ending = shared(names.map { String($0.zh.suffix(2)) })
        return names.map { name in
            Text(without(word, name.en), without(ending, name.zh)).cut(to: 24)
        }
    }

    private static func without(_ ending: String?, _ name: String) -> String {
        guard let ending, name.hasSuffix(ending), name.count > ending.count else { return name }
        return String(name.dropLast(ending.count))
    }

    private static func shared(_ endings: [String]) -> String? {
        guard endings.count > 2 else { return nil }
        let counts = endings.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        return counts.first { $0.value * 2 > endings.count && !$0.key.isEmpty }?.key
    }
}
