/// What a scheme allows, as a versioned data file: no rule of a scheme stands in code.
public struct RuleSet: Sendable, Hashable {
    /// Whether a scheme is in force.
    public enum Standing: String, Sendable, CaseIterable {
        /// Rules that bind.
        case inForce = "in-force"
        /// A draft that may change.
        case draft
        /// Rules of this project after a scheme, neither issued nor endorsed by it.
        case own
    }

    /// Kinds of proof with the sources admitted for them.
    public struct Admission: Sendable, Hashable {
        /// The kind.
        public let scheme: EnergyCertificate.Scheme
        /// Admitted sources.
        public let sources: Set<EnergyCertificate.Source>
        /// Wh of one unit; an energy certificate is a whole number of them.
        public let unitWattHours: Int64
    }

    /// Which factor of a kind a zone has.
    public struct FactorRegions: Sendable, Hashable {
        /// By zone.
        public let byZone: [String: String]
        /// For all other zones; nil when none has one.
        public let otherwise: String?

        /// The region of a zone.
        public func region(of zone: String) -> String? { byZone[zone] ?? otherwise }
    }

    /// What must be shown when tokens are served across a border.
    public struct Export: Sendable, Hashable {
        /// Countries in which data may be processed; empty for any.
        public let processingCountries: [String]
        /// Whether each site needs the hash of a document that proves where it is.
        public let needsEvidence: Bool
    }

    /// Id, version and hash.
    public let reference: DocumentReference
    /// What the rules are called.
    public let title: BilingualText
    /// What a reader must know of their standing.
    public let note: BilingualText
    /// Whether they are in force.
    public let standing: Standing
    /// Where they come from.
    public let sources: [SourceDocument]
    /// When energy must be generated to be matched with a use.
    public let window: MatchingWindow
    /// Which tokens the figures per million count.
    public let basis: TokenSum.Basis
    /// Kinds and sources of proof.
    public let admitted: [Admission]
    /// Whether energy from a storage counts.
    public let admitsStorage: Bool
    /// Zones that may supply a site's zone.
    public let supply: Deliverability
    /// Zones whose energy of the same hour counts for the CFE score and the grade.
    public let hourlySupply: Deliverability
    /// Whether unmatched energy needs a residual factor; if not, the average is used where there is none.
    public let requiresResidual: Bool
    /// Regions of average factors.
    public let averageRegions: FactorRegions
    /// Regions of residual factors.
    public let residualRegions: FactorRegions
    /// Regions of life-cycle factors of the grid.
    public let lifeCycleRegions: FactorRegions
    /// Rules for tokens served across a border; nil when these are no such rules.
    public let export: Export?

    /// Which zones supply which.
    public struct Deliverability: Sendable, Hashable {
        /// Zones without an own list.
        public enum Otherwise: String, Sendable, CaseIterable {
            /// Only the zone itself.
            case same
            /// Every zone.
            case any
        }

        /// By the site's zone.
        public let byZone: [String: [String]]
        /// All other zones.
        public let otherwise: Otherwise

        /// True when a zone may supply a site's zone.
        public func allows(_ zone: String, for site: String) -> Bool {
            if let list = byZone[site] { return list.contains(zone) }
            return otherwise == .any || zone == site
        }
    }

    /// True when a kind of proof with this source is admitted, stored or not.
    public func breach(by certificate: EnergyCertificate) -> RuleBreach? {
        guard let admission = admission(of: certificate.scheme),
            admission.sources.contains(certificate.source)
        else { return .kind }
        if certificate.storage != nil, !admitsStorage { return .storage }
        return certificate.wattHours % admission.unitWattHours == 0 ? nil : .unit
    }

    /// What is admitted of a kind of proof; nil when nothing is.
    public func admission(of scheme: EnergyCertificate.Scheme) -> Admission? {
        admitted.first { $0.scheme == scheme }
    }
}
