/// Finds the factors of rows and slices under a rule set.
struct FactorFinder {
    /// Position of each slice by id.
    private let places: [String: Int]
    private let input: IssueInput
    private var found: [Place: EmissionFactor] = [:]

    private struct Place: Hashable {
        let kind: EmissionFactor.Kind
        let region: String
        let year: Int64
    }

    init(_ input: IssueInput) {
        self.input = input
        places = Dictionary(input.slices.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The slice of an id.
    func slice(_ id: String) -> EnergySlice? { places[id].map { input.slices[$0] } }

    /// Names the factors of a row.
    mutating func complete(_ hour: inout CertificateHour) throws(IssueFault) {
        let rules = input.rules
        let year = hour.interval.start.year(offsetSeconds: rules.window.offsetSeconds)
        let zone = input.attribution.sites[hour.site]?.zone ?? ""
        hour.locationFactor = try factor(.average, rules.averageRegions, zone, year).id
        hour.lifeCycleFactor = try factor(.lifeCycle, rules.lifeCycleRegions, zone, year).id
        do throws(IssueFault) {
            hour.residualFactor = try factor(.residual, rules.residualRegions, zone, year).id
        } catch {
            // Never the average where a residual exists; where none does, only if the rules allow.
            if rules.requiresResidual { throw error }
            hour.residualFactor = hour.locationFactor
        }
    }

    /// The life-cycle factor of a slice's source in the year of its generation.
    mutating func lifeCycleFactor(of slice: EnergySlice) throws(IssueFault) -> EmissionFactor {
        let certificate = slice.certificate
        let offset = input.rules.window.offsetSeconds
        let year = certificate.interval.start.year(offsetSeconds: offset)
        return try factor(.lifeCycle, region: certificate.source.rawValue, year)
    }

    private mutating func factor(
        _ kind: EmissionFactor.Kind, _ regions: RuleSet.FactorRegions, _ zone: String,
        _ year: Int64
    ) throws(IssueFault) -> EmissionFactor {
        guard let region = regions.region(of: zone) else { throw .noRegion(kind, zone: zone) }
        return try factor(kind, region: region, year)
    }

    private mutating func factor(
        _ kind: EmissionFactor.Kind, region: String, _ year: Int64
    ) throws(IssueFault) -> EmissionFactor {
        let place = Place(kind: kind, region: region, year: year)
        if let factor = found[place] { return factor }
        guard let factor = input.factors.factor(kind, region: region, year: year) else {
            throw .noFactor(kind, region: region, year: year)
        }
        found[place] = factor
        return factor
    }
}
