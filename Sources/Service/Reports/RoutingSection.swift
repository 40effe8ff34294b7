import Solver

/// The routing table: for each product and demand centre, the share that each site makes.
package struct RoutingSection {
    private let context: ReportContext

    package init(_ context: ReportContext) { self.context = context }

    /// With more sites than this a row lists its largest shares instead.
    private static let largestColumnCount = 14

    /// Tokens by site of one product and demand.
    package struct Row {
        /// Index of the product.
        let product: Int
        /// Index of the demand in its product.
        let demand: Int
        /// Million tokens by site.
        let millionTokens: [Double]
        /// Their sum.
        package var total: Double { millionTokens.reduce(0, +) }
    }

    /// All rows, by product and demand.
    package var rows: [Row] {
        let products = context.scenario.products
        var amounts = products.map { product in
            product.demand.map { _ in
                [Double](repeating: 0, count: context.scenario.sites.count)
            }
        }
        for route in context.plan.schedule.routes {
            amounts[route.product][route.demand][route.site] += route.millionTokens.reduce(0, +)
        }
        return products.indices.flatMap { product in
            products[product].demand.indices.map {
                Row(product: product, demand: $0, millionTokens: amounts[product][$0])
            }
        }
    }

    /// The section.
    func markup() -> Markup {
        .section(
            "routing", Text("Routing", "词元路由"),
            [
                .element(
                    "p", [:],
                    Text(
                        "Share of each demand centre's tokens made at each site, over the horizon.",
                        "全时段内各需求中心词元由各站点生产的份额。")),
                context.scenario.sites.count <= Self.largestColumnCount ? matrix : list,
            ])
    }

    private func lead(_ row: Row) -> [Markup] {
        let demand = context.scenario.products[row.product].demand[row.demand]
        let asker = demand.demandClass.map { " · " + context.names.classes[$0] } ?? ""
        return [
            Markup(
                context.names.products[row.product] + " · "
                    + context.names.origin(demand.origin) + asker),
            Markup(NumberText.plain(row.total)),
        ]
    }

    private static let leadColumns: [DataTable.Column] = [
        .init(heading: Text("Product · demand centre", "产品 · 需求中心"), isNumber: false),
        .init(heading: Text("Tokens", "词元"), unit: Text("million", "百万")),
    ]

    private var matrix: Markup {
        var table = DataTable(
            columns: Self.leadColumns
                + context.names.shortSites.map { .init(heading: $0.cut(to: 12)) })
        table.rows = rows.map { row in
            lead(row) + row.millionTokens.map { cell($0, row.total) }
        }
        return .element("div", ["class": "heat"], table.markup())
    }

    private func cell(_ amount: Double, _ total: Double) -> Markup {
        let share = total > 0 ? amount / total : 0
        guard share >= 0.0005 else { return .element("span", ["class": "none"], Markup("·")) }
        let depth = NumberText.fixed(0.08 + 0.47 * share, 2)
        return .element(
            "span", ["class": "share", "style": "background:rgba(0,158,115,\(depth))"],
            Markup(NumberText.percent(share, share < 0.0995 ? 1 : 0)))
    }

    private var list: Markup {
        var table = DataTable(
            columns: Self.leadColumns
                + [.init(heading: Text("Largest shares", "最大份额"), isNumber: false)])
        table.rows = rows.map { row in
            let largest = row.millionTokens.indices.sorted {
                (row.millionTokens[$1], $0) < (row.millionTokens[$0], $1)
            }.prefix(6).filter { row.millionTokens[$0] > 0 }
            let texts = largest.map { site in
                context.names.shortSites[site]
                    + " \(NumberText.percent(row.millionTokens[site] / row.total))"
            }
            return lead(row) + [
                Markup(
                    Text(
                        texts.map(\.en).joined(separator: ", "),
                        texts.map(\.zh).joined(separator: "，")))
            ]
        }
        return table.markup()
    }
}
