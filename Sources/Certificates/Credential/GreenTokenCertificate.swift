/// A Green Token certificate before it is signed: a batch of tokens, the energy that they caused, and
/// what was retired for it, hour by hour.
///
/// Every figure in it follows from its rows; `CertificateArithmetic` shows it again.
public struct GreenTokenCertificate: Sendable, Hashable {
    /// Its id, a name; in the document it stands behind `urn:wattoken:certificate:`.
    public var id: String
    /// The issuer's identifier, a DID.
    public var issuer: String
    /// Who checked the data before it was issued; another than who proposed it.
    public var verifier: String
    /// From when it is valid.
    public var validFrom: UTCTime
    /// Until when; nil for no end.
    public var validUntil: UTCTime?
    /// Where its revocation stands; nil before it has a place.
    public var status: StatusEntry?
    /// The certificate that it is part of; nil for one that is whole.
    public var origin: CertificateOrigin?
    /// The rules of matching.
    public var rules: DocumentReference
    /// The rules of the grade.
    public var grades: DocumentReference
    /// How energy was shared among products.
    public var attribution: DocumentReference
    /// What the tokens are.
    public var batch: TokenBatch
    /// Where they were made, by id.
    public var sites: [CertificateSite]
    /// The meters that counted, by site and id.
    public var meters: [CertificateMeter]
    /// How far the energy may be off.
    public var uncertainty: AttributionRule.Uncertainty
    /// Which matching window the rules have.
    public var window: MatchingWindow.Length
    /// The factors used, by id.
    public var factors: [EmissionFactor]
    /// The slices retired, by id.
    public var slices: [RetiredSlice]
    /// The rows, by site and time.
    public var hours: [CertificateHour]
    /// What is printed of the rows.
    public var figures: CertificateFigures
    /// The grade by the CFE score.
    public var grade: String

    /// The place of a certificate in a Bitstring Status List.
    public struct StatusEntry: Sendable, Hashable {
        /// The list's address.
        public var list: String
        /// The place in it.
        public var index: Int64

        /// All members.
        public init(list: String, index: Int64) {
            self.list = list
            self.index = index
        }
    }
}

/// What the tokens of a certificate are.
public struct TokenBatch: Sendable, Hashable {
    /// Product, model and tokenizer.
    public var stream: TokenStream
    /// When they were made; every row lies within.
    public var period: UTCInterval
    /// The country that they were served to, across a border; nil where none is claimed.
    public var servedTo: String?

    /// All members.
    public init(stream: TokenStream, period: UTCInterval, servedTo: String? = nil) {
        self.stream = stream
        self.period = period
        self.servedTo = servedTo
    }
}

/// A site as a certificate names it.
public struct CertificateSite: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// Its deliverability zone.
    public var zone: String
    /// The country where data was processed.
    public var country: String
    /// Its region, for people.
    public var region: String
    /// Zones whose energy of the same hour counts for the CFE score.
    public var suppliedFrom: [String]
    /// The hash of a document that proves where data was processed; nil where there is none.
    public var evidence: Digest?
    /// Where the embodied carbon comes from.
    public var embodiedSource: String

    /// A declared site under a rule set.
    public init(_ site: SiteDeclaration, rules: RuleSet) {
        id = site.id
        zone = site.zone
        country = site.country
        region = site.region
        suppliedFrom = rules.hourlySupply.byZone[site.zone] ?? [site.zone]
        evidence = site.evidence
        embodiedSource = site.embodiedSource
    }
}

/// A meter as a certificate names it.
public struct CertificateMeter: Sendable, Hashable {
    /// Site and meter.
    public var key: MeterReading.Key
    /// What it encloses.
    public var boundary: MeterReading.Boundary

    /// All members.
    public init(key: MeterReading.Key, boundary: MeterReading.Boundary) {
        self.key = key
        self.boundary = boundary
    }
}

extension GreenTokenCertificate {
    /// What rows refer to.
    public var references: RowReferences {
        RowReferences(
            factors: factors, slices: slices,
            supplyZones: Dictionary(sites.map { ($0.id, $0.suppliedFrom) }) { first, _ in first })
    }
}
