/// The tables of the registry, in an order in which rows can be written: what is referred to comes first.
package enum RegistryTable: String, Sendable, CaseIterable {
    case accounts = "registry_accounts"
    case keys = "issuer_keys"
    case ruleSets = "rule_sets"
    case factors = "emission_factors"
    case energy = "energy_certificates"
    case charges = "storage_charges"
    case retirements
    case slices = "energy_slices"
    case certificates = "green_certificates"
    case hours = "certificate_hours"
    case matches = "certificate_energy"
    case readings = "meter_readings"
    case counts = "token_counts"
    case siteHours = "site_hours"
    case productHours = "product_hours"
    case requests = "registry_requests"

    /// Names of all columns, the key first.
    package var columns: [String] {
        switch self {
        case .accounts: ["id", "role", "opened_at"]
        case .keys: ["id", "public_key", "state", "since_at", "replaced_at"]
        case .ruleSets: ["id", "version", "digest", "added_at"]
        case .factors:
            ["id", "kind", "region", "vintage", "mg_per_kwh", "source", "added_at"]
        case .energy:
            [
                "id", "scheme", "registry", "serial", "device", "source", "zone", "start_at",
                "end_at", "wh", "storage", "charged_wh", "charged_start_at", "charged_end_at",
                "state", "imported_at", "ended_at", "reason",
            ]
        case .charges: ["charged", "certificate"]
        case .retirements: ["id", "account", "kind", "purpose", "beneficiary", "wh", "retired_at"]
        case .slices:
            [
                "id", "certificate", "parent", "wh", "owner", "state", "reserved_for",
                "reserved_until", "retirement",
            ]
        case .certificates: Self.certificateColumns
        case .hours:
            ["certificate", "site", "start_at", "end_at", "wh", "input", "output", "cached"]
        case .matches: ["certificate", "slice", "site", "start_at", "wh"]
        case .readings:
            [
                "site", "meter", "start_at", "revision", "end_at", "boundary", "wh", "quality",
                "recorded_at", "live",
            ]
        case .counts:
            [
                "product", "site", "model", "start_at", "revision", "end_at", "tokenizer", "input",
                "output", "cached", "recorded_at", "live",
            ]
        case .siteHours: ["site", "start_at", "metered_wh", "certified_wh", "matched_wh"]
        case .productHours:
            [
                "product", "site", "model", "tokenizer", "start_at", "metered_input",
                "metered_output", "metered_cached", "certified_input", "certified_output",
                "certified_cached",
            ]
        case .requests:
            [
                "account", "request", "kind", "fingerprint", "asked_at", "first_leaf", "leaves",
            ]
        }
    }

    private static let certificateColumns = [
        "id", "parent", "status_index", "product", "model", "tokenizer", "rule_set",
        "rule_version", "wh", "matched_wh", "input", "output", "cached", "location_mg",
        "market_mg", "life_cycle_mg", "embodied_mg", "proposer", "reserved_until", "proposed_at",
        "owner", "state", "approver", "issuer_key", "document", "issued_at", "ended_at", "reason",
        "beneficiary",
    ]

    /// How many of the first columns are the primary key.
    package var keyCount: Int {
        switch self {
        case .accounts, .keys, .factors, .energy, .charges, .retirements, .slices, .certificates:
            1
        case .ruleSets, .matches, .siteHours, .requests: 2
        case .hours: 3
        case .readings, .counts: self == .readings ? 4 : 5
        case .productHours: 5
        }
    }

    /// The columns that an update may change; all others stay as they were written.
    package var changing: [String] {
        switch self {
        case .accounts, .ruleSets, .factors, .charges, .retirements, .hours, .matches, .requests:
            []
        case .keys: ["state", "replaced_at"]
        case .energy: ["state", "ended_at", "reason"]
        case .slices: ["owner", "state", "reserved_for", "reserved_until", "retirement"]
        case .certificates: Array(Self.certificateColumns.suffix(9))
        case .readings, .counts: ["live"]
        case .siteHours, .productHours: Array(columns.dropFirst(keyCount))
        }
    }
}

/// Ways to find rows other than by their key.
package enum RegistryIndex: Sendable, CaseIterable {
    /// The live energy certificates of a device, by their start.
    case energyOfDevice
    /// The energy certificate of a registry and serial, live or withdrawn.
    case energyOfSerial
    /// What a storage's certificate was charged from.
    case chargesOfCertificate
    case slicesOfEnergy
    /// The issuer's keys in a state.
    case keysInState
    /// Certificates by their place in the status list.
    case certificatesByStatus
    /// What a certificate was split into.
    case certificatesOfParent
    case hoursOfCertificate
    /// Hours of certificates at a site, by their start.
    case hoursOfSite
    /// Hours of certificates at a site that have this start.
    case hoursOfSiteStart
    case matchesOfCertificate
    case matchesOfSlice
    /// The readings of a meter that hold, by their start.
    case readingsOfMeter
    /// The token counts that hold, by their start.
    case countsOfProduct

    /// Where rows are found.
    package var table: RegistryTable {
        switch self {
        case .energyOfDevice, .energyOfSerial: .energy
        case .chargesOfCertificate: .charges
        case .slicesOfEnergy: .slices
        case .keysInState: .keys
        case .certificatesByStatus, .certificatesOfParent: .certificates
        case .hoursOfCertificate, .hoursOfSite, .hoursOfSiteStart: .hours
        case .matchesOfCertificate, .matchesOfSlice: .matches
        case .readingsOfMeter: .readings
        case .countsOfProduct: .counts
        }
    }

    /// The columns whose values are given.
    package var columns: [String] {
        switch self {
        case .energyOfDevice: ["device"]
        case .energyOfSerial: ["registry", "serial"]
        case .chargesOfCertificate, .slicesOfEnergy, .hoursOfCertificate, .matchesOfCertificate:
            ["certificate"]
        case .keysInState: ["state"]
        case .certificatesByStatus: []
        case .certificatesOfParent: ["parent"]
        case .hoursOfSite: ["site"]
        case .hoursOfSiteStart: ["site", "start_at"]
        case .matchesOfSlice: ["slice"]
        case .readingsOfMeter: ["site", "meter"]
        case .countsOfProduct: ["product", "site", "model"]
        }
    }

    /// The whole number by which rows are in order, for `last(_:_:before:)`; nil where they are
    /// in the order of their keys.
    package var order: String? {
        switch self {
        case .energyOfDevice, .hoursOfSite, .readingsOfMeter, .countsOfProduct: "start_at"
        case .certificatesByStatus: "status_index"
        default: nil
        }
    }

    /// Only rows with this value in this column; nil for all.
    package var filter: (column: String, value: RegistryValue)? {
        switch self {
        case .energyOfDevice: ("state", .text("live"))
        case .readingsOfMeter, .countsOfProduct: ("live", .integer(1))
        default: nil
        }
    }
}
