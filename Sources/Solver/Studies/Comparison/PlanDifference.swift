/// One figure of two plans side by side.
public struct FigureChange: Sendable, Equatable {
    /// What it is.
    public enum Quantity: String, Sendable, CaseIterable {
        /// Imported energy of a site, MWh.
        case imported = "import_mwh"
        /// Largest import of a site, MW.
        case peak = "peak_import_mw"
        /// Exported energy of a site, MWh.
        case exported = "export_mwh"
        /// Carbon-free supply used at a site, MWh.
        case carbonFree = "carbon_free_mwh"
        /// Energy delivered by the storages of a site, MWh.
        case discharged = "storage_discharged_mwh"
        /// Tokens of a product made at a site, million.
        case tokens = "million_tokens"
        /// Tokens of a product not served, million.
        case unserved = "unserved_million_tokens"
        /// Emissions of a site by location, tonnes.
        case locationCarbon = "location_based_tonnes"
        /// Emissions of a site by market, tonnes.
        case marketCarbon = "market_based_tonnes"
    }

    /// What it is.
    public let quantity: Quantity
    /// Of what: a site, a product, or a product and a site.
    public let subject: String
    /// In the first plan; zero where it has no such thing.
    public let before: Double
    /// In the second plan; zero where it has no such thing.
    public let after: Double

    /// After less before.
    public var change: Double { after - before }

    /// All figures that differ by more than rounding.
    static func all(_ before: Plan, _ after: Plan) -> [FigureChange] {
        let (old, new) = (figures(before), figures(after))
        return Quantity.allCases.flatMap { quantity in
            let a = old.filter { $0.quantity == quantity }
            let b = new.filter { $0.quantity == quantity }
            return Pairs.joined(a.map { ($0.subject, $0.value) }, b.map { ($0.subject, $0.value) })
                .map {
                    FigureChange(
                        quantity: quantity, subject: $0.key, before: $0.before, after: $0.after)
                }
        }.filter { abs($0.change) > 1e-6 * max(1, abs($0.before), abs($0.after)) }
    }

    private typealias Figure = (quantity: Quantity, subject: String, value: Double)

    private static func figures(_ plan: Plan) -> [Figure] {
        plan.scenario.sites.indices.flatMap { siteFigures(plan, $0) }
            + plan.scenario.products.indices.map { product in
                (
                    .unserved, plan.scenario.products[product].id,
                    plan.unservedMillionTokens(product: product)
                )
            }
    }

    private static func siteFigures(_ plan: Plan, _ site: Int) -> [Figure] {
        let hours = plan.scenario.grid.stepHours
        let id = plan.scenario.sites[site].id
        let power = plan.schedule.sites[site]
        func energy(_ megawatts: [Double]) -> Double { megawatts.reduce(0, +) * hours }
        let carbonFree = plan.schedule.supplies.filter { $0.site == site }
            .reduce(0) { $0 + energy($1.usedMW) }
        let discharged = plan.schedule.storages.filter { $0.place.site == site }
            .reduce(0) { $0 + energy($1.dischargeMW) }
        let link = plan.chain.sum(site: site)
        let figures: [Figure] = [
            (.imported, id, energy(power.importMW)), (.peak, id, power.importMW.max() ?? 0),
            (.exported, id, energy(power.exportMW)), (.carbonFree, id, carbonFree),
            (.discharged, id, discharged), (.locationCarbon, id, link.locationKgCO2 / 1000),
            (.marketCarbon, id, link.marketKgCO2 / 1000),
        ]
        return figures
            + plan.scenario.products.enumerated().map { index, product in
                (
                    .tokens, product.id + ", " + id,
                    plan.chain.sum(site: site, product: index).millionTokens
                )
            }
    }
}

/// One line of cost of two plans side by side.
public struct CostChange: Sendable, Equatable {
    /// What the line is.
    public let kind: CostLine.Kind
    /// The site it belongs to; nil for what has none.
    public let site: String?
    /// In the first plan, CNY.
    public let beforeCNY: Double
    /// In the second plan, CNY.
    public let afterCNY: Double

    /// After less before, CNY.
    public var changeCNY: Double { afterCNY - beforeCNY }

    /// All lines of either plan; their changes add up to that of the objective.
    static func all(_ before: Plan, _ after: Plan) -> [CostChange] {
        CostLine.Kind.allCases.flatMap { kind in
            Pairs.joined(lines(before, kind), lines(after, kind)).map {
                CostChange(
                    kind: kind, site: $0.key, beforeCNY: $0.before, afterCNY: $0.after)
            }
        }
    }

    private static func lines(_ plan: Plan, _ kind: CostLine.Kind) -> [(String?, Double)] {
        let lines = plan.costs.lines.filter { $0.kind == kind }
        let sites = plan.scenario.sites.indices.filter { site in
            lines.contains { $0.site == site }
        }
        let ofSites = sites.map { site -> (String?, Double) in
            (plan.scenario.sites[site].id, plan.costs.sum(kind, site: site))
        }
        let rest = lines.filter { $0.site == nil }
        return ofSites
            + (rest.isEmpty ? [] : [(nil, rest.reduce(0) { $0 + $1.amountCNY })])
    }
}

/// Two lists joined by their keys.
private enum Pairs {
    /// Keys of the first list, then those that only the second has; zero where there is none.
    static func joined<Key: Equatable>(
        _ before: [(Key, Double)], _ after: [(Key, Double)]
    ) -> [(key: Key, before: Double, after: Double)] {
        func value(_ key: Key, _ list: [(Key, Double)]) -> Double {
            list.first { $0.0 == key }?.1 ?? 0
        }
        let added = after.map(\.0).filter { key in !before.contains { $0.0 == key } }
        return (before.map(\.0) + added).map { ($0, value($0, before), value($0, after)) }
    }
}
