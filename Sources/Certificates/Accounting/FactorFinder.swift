/// Finds the factors of rows and slices under a rule set.
struct FactorFinder {
    /// Position of each part by id.
    private let places: [String: Int]
    private let parts: [SliceCut.Part]
    private let input: IssueInput
    private var found: [Place: EmissionFactor] = [:]

    private struct Place: Hashable {
        let kind: EmissionFactor.Kind
        let region: String
        let year: Int64
    }

    /// Finds what was cut of the slices of an input, too.
    init(_ input: IssueInput, parts: [SliceCut.Part]) {
        self.input = input
        self.parts = parts
        var places: [String: Int] = [:]
        places.reserveCapacity(parts.count)
        for (place, part) in parts.enumerated() where places[part.id] == nil {
            places[part.id] = place
        }
        self.places = places
    }

    /// The slice of an id.
    func slice(_ id: String) -> EnergySlice? {
        guard let place = places[id] else { return nil }
        let part = parts[place]
        return EnergySlice(
            id: part.id, wattHours: part.wattHours,
            certificate: input.slices[part.slice].certificate)
    }

    /// Sees that each part has a life-cycle factor.
    mutating func checkParts() throws(IssueFault) {
        for part in parts { _ = try lifeCycleFactor(of: input.slices[part.slice]) }
    }

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
