package import Certificates

/// A folder from which certificates are issued: measured data, energy, factors, rules, and `issue.json`.
///
///     {"format": "wattoken-issue/1",
///      "meters": "meter_readings.csv", "tokens": "token_counts.csv",
///      "energy_certificates": "energy_certificates.csv", "factors": "factors.csv",
///      "attribution": "attribution.json", "rules": "rules/….json", "grades": "rules/grades.json",
///      "issuer_account": "…", "owner_account": "…", "proposed_by": "…", "approved_by": "…",
///      "at": "2026-02-05T00:00:00Z", "valid_from": "…", "valid_until": "…", "id_prefix": "…",
///      "batch": "month", "products": ["…"], "served_to": "SG",
///      "did": "did:web:…", "log_origin": "…", "address": "https://…"}
///
/// `valid_until`, `batch` (a month), `products` (all), `served_to` and `did` (the key itself) may be left
/// out. Everything that a certificate says follows from the folder and the key, to the byte.
package struct IssueFolder: Sendable {
    /// Measured data, energy and rules.
    package var input: IssueInput
    /// Names and dates of certificates; the issuer's name comes with the key.
    package var terms: IssueTerms
    /// Whose registry it is.
    package var issuerAccount: String
    /// Who holds the energy and gets the certificates.
    package var ownerAccount: String
    /// The two persons.
    package var proposedBy: String
    package var approvedBy: String
    /// When all of it is done.
    package var at: UTCTime
    /// A did:web; nil for the key's own did:key.
    package var did: String?
    /// The log's name.
    package var logOrigin: String
    /// Where certificates are verified and lists are published.
    package var address: String
    /// The files of rules, for those who verify.
    package var ruleFiles: [String: String]

    private static let members = [
        "format", "meters", "tokens", "energy_certificates", "factors", "attribution", "rules",
        "grades", "issuer_account", "owner_account", "proposed_by", "approved_by", "at",
        "valid_from", "valid_until", "id_prefix", "batch", "products", "served_to", "did",
        "log_origin", "address",
    ]

    /// Reads a folder; the first file that is not right is named with all that is wrong in it.
    package init(_ folder: String) throws {
        let file = folder + "/issue.json"
        let place = JSONPlace(try JSONFile.read(file), file: file)
        try place.allow(Self.members)
        guard try place.text("format") == "wattoken-issue/1" else {
            throw place.fault("format", "wattoken-issue/1")
        }
        func path(_ name: String) throws -> String { JSONFile.beside(file, try place.text(name)) }
        input = IssueInput(
            meters: try Self.table(path("meters"), ReadingFile.read),
            tokens: try Self.table(path("tokens"), CountFile.read),
            slices: try Self.table(path("energy_certificates"), EnergyCertificateFile.read)
                .map(EnergySlice.init(whole:)),
            factors: try Self.table(path("factors"), FactorFile.read),
            rules: try RuleFiles.rules(path("rules")), grades: try RuleFiles.grades(path("grades")),
            attribution: try RuleFiles.attribution(path("attribution")))
        ruleFiles = ["rules.json": try path("rules"), "grades.json": try path("grades")]
        at = try Self.time(place, "at")
        approvedBy = try place.text("approved_by")
        terms = try Self.terms(place, verifier: approvedBy)
        issuerAccount = try place.text("issuer_account")
        ownerAccount = try place.text("owner_account")
        proposedBy = try place.text("proposed_by")
        did = try place.optionalText("did")
        logOrigin = try place.text("log_origin")
        address = try place.text("address")
        guard address.hasPrefix("https://"), !address.hasSuffix("/") else {
            throw place.fault("address", "https://… without a slash at its end")
        }
    }

    private static func terms(_ place: JSONPlace, verifier: String) throws -> IssueTerms {
        var terms = IssueTerms(
            issuer: "", verifier: verifier, validFrom: try time(place, "valid_from"),
            idPrefix: try place.text("id_prefix"))
        if place.value["valid_until"] != nil { terms.validUntil = try time(place, "valid_until") }
        if let batch = try place.optionalText("batch") {
            guard let length = MatchingWindow.Length(rawValue: batch) else {
                throw place.fault(
                    "batch", MatchingWindow.Length.allCases.map(\.rawValue).joined(separator: ", "))
            }
            terms.batch = length
        }
        let products = try place.texts("products")
        if !products.isEmpty { terms.products = Set(products) }
        terms.servedTo = try place.optionalText("served_to")
        return terms
    }

    private static func time(_ place: JSONPlace, _ name: String) throws -> UTCTime {
        guard let time = UTCTime(try place.text(name)) else {
            throw place.fault(name, "a time such as 2026-02-05T00:00:00Z")
        }
        return time
    }

    /// A CSV file, or everything wrong with it.
    static func table<Value>(
        _ path: String, _ read: ([UInt8]) throws(TableFaults) -> Value
    ) throws -> Value {
        let bytes = try InputFile.bytes(path, limitBytes: 1 << 30)
        do throws(TableFaults) {
            return try read(bytes)
        } catch {
            let lines = error.list.map { fault in
                Text(
                    "\(path), line \(fault.line): \(fault.given); allowed: \(fault.allowed)",
                    "\(path) 第 \(fault.line) 行：\(fault.given)；允许：\(fault.allowed)")
            }
            throw InvalidInput(
                text: Text(
                    lines.map(\.en).joined(separator: "\n"),
                    lines.map(\.zh).joined(separator: "\n")))
        }
    }
}
