/// Why a list of factors cannot be used.
public enum FactorFault: Error, Sendable, Hashable {
    /// The id is not a name, or comes twice.
    case id(String)
    /// The kind, region and year come twice.
    case twice(String)
    /// mg per kWh are negative or beyond the limit.
    case outOfRange(String, Int64)
    /// The year is not one from 1990 to 2100.
    case vintage(String, Int)
    /// There is no source.
    case source(String)
}

/// Factors of which each has its provenance, found by kind, region and year.
public struct FactorTable: Sendable, Hashable {
    /// All factors, in the order given.
    public let factors: [EmissionFactor]
    private let byPlace: [Place: [EmissionFactor]]

    private struct Place: Hashable {
        let kind: EmissionFactor.Kind
        let region: String
    }

    /// All sound factors.
    public init(_ factors: [EmissionFactor]) throws(FactorFault) {
        if let first = Self.faults(of: factors).first { throw first.fault }
        self.factors = factors
        byPlace = Dictionary(grouping: factors) { Place(kind: $0.kind, region: $0.region) }
            .mapValues { $0.sorted { $0.vintage > $1.vintage } }
    }

    /// What is wrong in a list, each with its position.
    public static func faults(
        of factors: [EmissionFactor]
    ) -> [(position: Int, fault: FactorFault)] {
        var ids: Set<String> = []
        var places: Set<[String]> = []
        var faults: [(position: Int, fault: FactorFault)] = []
        for (position, factor) in factors.enumerated() {
            let place = [factor.kind.rawValue, factor.region, "\(factor.vintage)"]
            if !AccountingLimits.isName(factor.id) || !ids.insert(factor.id).inserted {
                faults.append((position, .id(factor.id)))
            } else if !(0...AccountingLimits.milligramsPerKWh).contains(factor.milligramsPerKWh) {
                faults.append((position, .outOfRange(factor.id, factor.milligramsPerKWh)))
            } else if !(1990...2100).contains(factor.vintage) {
                faults.append((position, .vintage(factor.id, factor.vintage)))
            } else if factor.source.isEmpty || factor.source.utf8.count > 500 {
                faults.append((position, .source(factor.id)))
            } else if !places.insert(place).inserted {
                faults.append((position, .twice(factor.id)))
            }
        }
        return faults
    }

    /// The factor of a kind and region with the latest vintage that is not after a year.
    public func factor(
        _ kind: EmissionFactor.Kind, region: String, year: Int64
    ) -> EmissionFactor? {
        byPlace[Place(kind: kind, region: region)]?.first { Int64($0.vintage) <= year }
    }
}
