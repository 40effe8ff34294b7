/// Shows a certificate's figures again from its rows, and names the first that differs.
public enum CertificateArithmetic {
    /// Checks what needs nothing but the certificate: order and references of its lists, and every
    /// printed figure to its last digit.
    public static func check(_ certificate: GreenTokenCertificate) throws(CertificateFault) {
        try checkTables(certificate)
        try checkRows(certificate)
        var computed = try CertificateFigures(
            rows: certificate.hours, basis: certificate.figures.basis,
            references: certificate.references)
        computed.lifeCycleMicrograms += Int128(try certificate.lifeCycleRemainder())
        try compare(certificate.figures, computed)
        try checkUse(certificate)
    }

    private static func checkTables(
        _ certificate: GreenTokenCertificate
    ) throws(CertificateFault) {
        func ascending<Element, Key: Comparable>(
            _ list: [Element], _ name: String, _ key: (Element) -> Key
        ) throws(CertificateFault) {
            for (index, pair) in zip(list, list.dropFirst()).enumerated()
            where key(pair.0) >= key(pair.1) {
                throw .order(path: "/credentialSubject/\(name)/\(index + 1)")
            }
        }
        try ascending(certificate.sites, "sites", \.id)
        try ascending(certificate.meters, "energy/meters", \.key)
        try ascending(certificate.factors, "factors", \.id)
        try ascending(certificate.slices, "retired", \.id)
        guard !certificate.hours.isEmpty, certificate.figures.countedTokens > 0 else {
            throw .malformed(path: "/credentialSubject/hours", allowed: "at least one token")
        }
    }

    private static func checkRows(_ certificate: GreenTokenCertificate) throws(CertificateFault) {
        let sites = Set(certificate.sites.map(\.id))
        let window = MatchingWindow(certificate.window)
        var last: CertificateHour?
        for (index, row) in certificate.hours.enumerated() {
            let path = "/credentialSubject/hours/\(index)"
            guard sites.contains(row.site) else { throw .noSuch(path: path, id: row.site) }
            guard certificate.batch.period.contains(row.interval),
                window.row(containing: row.interval.start) == row.interval
            else {
                throw .malformed(path: path, allowed: "one row of the matching within the period")
            }
            if let last, (last.site, last.interval.start) >= (row.site, row.interval.start) {
                throw .order(path: path)
            }
            for (one, next) in zip(row.retired, row.retired.dropFirst())
            where one.slice >= next.slice { throw .order(path: path + "/retired") }
            last = row
        }
    }

    /// Each slice's Wh are those of the rows, and each factor is one that a row or a slice uses.
    private static func checkUse(_ certificate: GreenTokenCertificate) throws(CertificateFault) {
        var retired: [String: Int64] = [:]
        var factors: Set<String> = []
        for row in certificate.hours {
            for part in row.retired { retired[part.slice, default: 0] += part.wattHours }
            factors.formUnion([row.locationFactor, row.residualFactor, row.lifeCycleFactor])
        }
        for (index, slice) in certificate.slices.enumerated() {
            let sum = retired[slice.id] ?? 0
            guard sum == slice.wattHours else {
                throw .differs(
                    path: "/credentialSubject/retired/\(index)/wh", printed: "\(slice.wattHours)",
                    computed: "\(sum)")
            }
            factors.insert(slice.lifeCycleFactor)
        }
        for (index, factor) in certificate.factors.enumerated()
        where !factors.contains(factor.id) {
            throw .noSuch(path: "/credentialSubject/factors/\(index)", id: factor.id)
        }
    }

    private static func compare(
        _ printed: CertificateFigures, _ computed: CertificateFigures
    ) throws(CertificateFault) {
        for (path, value) in places {
            let (one, other) = (value(printed), value(computed))
            guard one == other else {
                throw .differs(
                    path: "/credentialSubject/" + path, printed: "\(one)", computed: "\(other)")
            }
        }
    }

    /// Where each figure is printed.
    ///
    /// Ratios and figures per million are made of these when read.
    private static let places: [(path: String, value: @Sendable (CertificateFigures) -> Int128)] = [
        ("batch/input", { Int128($0.tokens.input) }),
        ("batch/output", { Int128($0.tokens.output) }),
        ("batch/cached", { Int128($0.tokens.cached) }),
        ("energy/wh", { Int128($0.wattHours) }),
        ("energy/itWh", { Int128($0.itWattHours) }),
        ("energy/idleWh", { Int128($0.idleWattHours) }),
        ("energy/measuredWh", { Int128($0.byQuality[.measured] ?? 0) }),
        ("energy/derivedWh", { Int128($0.byQuality[.derived] ?? 0) }),
        ("energy/modelledWh", { Int128($0.byQuality[.modelled] ?? 0) }),
        ("matching/matchedWh", { Int128($0.matchedWattHours) }),
        ("matching/hourlyMatchedWh", { Int128($0.hourlyMatchedWattHours) }),
        ("matching/fullyMatchedHours/num", { Int128($0.fullyMatchedRows) }),
        ("matching/fullyMatchedHours/den", { Int128($0.rows) }),
        ("emissions/locationBased/gCO2e", { $0.locationMicrograms }),
        ("emissions/marketBased/gCO2e", { $0.marketMicrograms }),
        ("emissions/lifeCycle/gCO2e", { $0.lifeCycleMicrograms }),
        ("emissions/embodied/gCO2e", { $0.embodiedMicrograms }),
    ]
}

extension CertificateArithmetic {
    /// Checks a certificate against the rule set and the grades that it names.
    public static func check(
        _ certificate: GreenTokenCertificate, rules: RuleSet, grades: GradeSet
    ) throws(CertificateFault) {
        let subject = "/credentialSubject"
        guard certificate.rules == rules.reference else {
            throw .otherReference(path: subject + "/ruleSet")
        }
        guard certificate.grades == grades.reference else {
            throw .otherReference(path: subject + "/gradeRules")
        }
        func hold(
            _ isKept: Bool, _ path: String, _ rule: RuleBreach
        ) throws(CertificateFault) {
            if !isKept { throw .breaksRule(path: subject + path, rule: rule) }
        }
        try hold(certificate.window == rules.window.length, "/matching/window", .window)
        try hold(certificate.figures.basis == rules.basis, "/batch/tokenBasis", .basis)
        try hold(
            grades.grade(certificate.figures.cfeScore) == certificate.grade, "/matching/grade",
            .grade)
        for (index, site) in certificate.sites.enumerated() {
            let zones = rules.hourlySupply.byZone[site.zone] ?? [site.zone]
            try hold(site.suppliedFrom == zones, "/sites/\(index)/suppliedFrom", .zone)
        }
        let served = certificate.batch.servedTo
        if let breach = rules.processingBreach(servedTo: served, sites: certificate.sites) {
            throw .breaksRule(path: subject + "/sites", rule: breach)
        }
        try checkRetired(certificate, rules)
    }

    private static func checkRetired(
        _ certificate: GreenTokenCertificate, _ rules: RuleSet
    ) throws(CertificateFault) {
        let slices = Dictionary(certificate.slices.map { ($0.id, $0) }) { first, _ in first }
        let sites = Dictionary(certificate.sites.map { ($0.id, $0) }) { first, _ in first }
        let factors = Dictionary(certificate.factors.map { ($0.id, $0) }) { first, _ in first }
        for (index, slice) in certificate.slices.enumerated() {
            guard let breach = rules.breach(by: slice) else { continue }
            throw .breaksRule(path: "/credentialSubject/retired/\(index)", rule: breach)
        }
        for (index, row) in certificate.hours.enumerated() {
            let path = "/credentialSubject/hours/\(index)"
            if rules.requiresResidual, factors[row.residualFactor]?.kind != .residual {
                throw .breaksRule(path: path + "/residualFactor", rule: .residual)
            }
            let window = rules.window.window(containing: row.interval.start)
            for part in row.retired {
                guard let slice = slices[part.slice], let site = sites[row.site] else { continue }
                if window?.contains(slice.interval) != true {
                    throw .breaksRule(path: path + "/retired", rule: .window)
                }
                if !rules.supply.allows(slice.zone, for: site.zone) {
                    throw .breaksRule(path: path + "/retired", rule: .zone)
                }
            }
        }
    }
}

extension RuleSet {
    /// What a retired slice breaks by its kind; units are the registry's, which knows the certificate.
    fileprivate func breach(by slice: RetiredSlice) -> RuleBreach? {
        guard let admission = admission(of: slice.scheme),
            admission.sources.contains(slice.source)
        else { return .kind }
        return slice.storage != nil && !admitsStorage ? .storage : nil
    }
}
