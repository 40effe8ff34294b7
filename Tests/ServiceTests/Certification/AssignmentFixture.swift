import Certificates
import Foundation

/// Slices, needs and rules of a few lines.
enum AssignmentFixture {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates/rules")

    /// A file of the repository's rules.
    static func json(_ name: String) throws -> Certificates.JSONValue {
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        return try Certificates.JSONValue(parsing: Array(data))
    }

    /// A rule set of the repository with some members changed.
    static func rules(
        _ name: String, _ changes: [String: Certificates.JSONValue] = [:]
    ) throws -> RuleSet {
        guard var members = try json(name).members else {
            throw CertificateFault.missing(path: "")
        }
        for (name, value) in changes { members[name] = value }
        return try RuleSet(reading: .object(members))
    }

    /// Which zones supply which.
    static func supply(_ zones: [String: [String]]) -> Certificates.JSONValue {
        [
            "otherwise": "same",
            "by_site_zone": .object(
                zones.mapValues { .array($0.map { .text($0) }) }),
        ]
    }

    static func hour(_ hour: Int64, length: Int64 = 1) -> UTCInterval {
        let day: Int64 = 1_767_225_600
        guard let start = UTCTime(seconds: day + hour * 3600),
            let end = UTCTime(seconds: day + (hour + length) * 3600),
            let interval = UTCInterval(start: start, end: end)
        else { preconditionFailure("an empty interval") }
        return interval
    }

    static func slice(
        _ id: String, _ interval: UTCInterval, _ wh: Int64, zone: String,
        scheme: EnergyCertificate.Scheme = .ppa
    ) -> EnergySlice {
        EnergySlice(
            whole: EnergyCertificate(
                id: id, scheme: scheme, registry: "r", serial: id, device: id, source: .wind,
                zone: zone, interval: interval, wattHours: wh))
    }

    static func need(
        _ product: String, _ interval: UTCInterval, _ wh: Int64, zone: String,
        priority: Int64 = 1
    ) -> EnergyNeed {
        EnergyNeed(
            site: "site-" + zone, zone: zone, interval: interval,
            stream: TokenStream(product: product, model: "m", tokenizer: "t"), wattHours: wh,
            priority: priority)
    }
}
