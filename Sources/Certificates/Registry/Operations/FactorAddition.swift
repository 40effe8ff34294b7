/// Makes emission factors known as they were published.
///
/// *Invariant 8*: every factor has unit (its name says it), kind, region, vintage and source. A factor
/// is never changed; a newer one has another id.
package struct FactorAddition: RegistryOperation {
    /// The factors.
    package var factors: [EmissionFactor]

    /// All members.
    package init(factors: [EmissionFactor]) { self.factors = factors }

    package static let kind = "factor.add"
    package var data: [String: JSONValue] { [:] }
    package var rows: [JSONValue] {
        factors.map { factor in
            [
                "id": .text(factor.id), "kind": .text(factor.kind.rawValue),
                "mgPerKWh": .decimal(factor.milligramsPerKWh), "region": .text(factor.region),
                "source": .text(factor.source), "vintage": .decimal(Int64(factor.vintage)),
            ]
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        factors = try reader.rows { row throws(RegistryFault) in
            EmissionFactor(
                id: try row.text("id"), kind: try row.name("kind"),
                region: try row.text("region"), vintage: Int(try row.decimal("vintage")),
                milligramsPerKWh: try row.decimal("mgPerKWh"), source: try row.text("source"))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(factors.map(\.id))
        try registry.requireIssuer(request)
        for factor in factors {
            try Limits.name(factor.id, "id")
            try Limits.text(factor.region, "region")
            try Limits.text(factor.source, "source")
            try Limits.amount(factor.milligramsPerKWh, "mgPerKWh")
            guard (1990...2100).contains(factor.vintage) else {
                throw .invalid(member: "vintage", reason: "a year from 1990 to 2100")
            }
            try registry.refuse(FactorRow.self, factor.id)
            registry.put(FactorRow(factor: factor, addedAt: request.at))
        }
    }
}
