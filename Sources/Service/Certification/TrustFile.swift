package import Certificates

/// Whom a verifier trusts, as a file.
///
///     {"format": "wattoken-trust/1",
///      "issuer": "did:key:…" or the did:web document,
///      "log": {"origin": "…", "keys": ["NAME+ID+KEY"], "witnesses": ["…"], "quorum": "1"},
///      "rotations": ["rotations/1.tlog-proof"],
///      "rules": ["rules.json"], "grades": ["grades.json"],
///      "status_age_hours": "24"}
///
/// Paths are relative to the file. `rotations` leads from the issuer's key to its next ones (`expires` of the
/// document retires a key without). Only `issuer` must be there; what is left out is not asked for.
package enum TrustFile {
    /// The largest file, bytes.
    static let mostBytes = 1 << 20
    static let format = "wattoken-trust/1"

    /// Reads a file and the rules that it names.
    package static func read(_ path: String) throws -> CertificateTrust {
        let document = try JSONFile.read(path, limitBytes: mostBytes)
        let place = JSONPlace(document, file: path)
        try place.allow([
            "format", "issuer", "log", "rotations", "rules", "grades", "status_age_hours",
        ])
        guard try place.text("format") == format else { throw place.fault("format", format) }
        var trust = CertificateTrust(issuer: try issuer(place))
        trust.log = try place.object("log").map(policy)
        for name in try place.texts("rotations") {
            try follow(JSONFile.beside(path, name), &trust)
        }
        for name in try place.texts("rules") {
            trust.rules.append(try RuleFiles.rules(JSONFile.beside(path, name)))
        }
        for name in try place.texts("grades") {
            trust.grades.append(try RuleFiles.grades(JSONFile.beside(path, name)))
        }
        if let hours = try place.optionalText("status_age_hours") {
            guard let hours = Int64(hours), (1...876_000).contains(hours) else {
                throw place.fault("status_age_hours", "hours from 1 to 876000, as text")
            }
            trust.statusAgeSeconds = hours * 3600
        }
        return trust
    }

    /// Follows a change of keys by the proof in a file.
    static func follow(_ path: String, _ trust: inout CertificateTrust) throws {
        let bytes = try InputFile.bytes(path, limitBytes: mostBytes)
        do throws(RotationProof.Fault) {
            try trust.follow(bytes)
        } catch {
            throw InvalidInput(text: Text(both: "\(path): ") + error.text)
        }
    }

    private static func issuer(_ place: JSONPlace) throws -> Issuer {
        if let text = try? place.text("issuer") {
            guard let issuer = Issuer(didKey: text) else {
                throw place.fault("issuer", "did:key:z6Mk…, or the document of a did:web")
            }
            return issuer
        }
        guard let document = place.value["issuer"] else {
            throw place.fault("issuer", "did:key:z6Mk…, or the document of a did:web")
        }
        do {
            return try Issuer(reading: document)
        } catch {
            throw place.fault("issuer", "the document of a did:web with Ed25519 Multikeys")
        }
    }

    private static func policy(_ place: JSONPlace) throws -> LogPolicy {
        try place.allow(["origin", "keys", "witnesses", "quorum"])
        func keys(_ name: String) throws -> [NoteKey] {
            try place.texts(name).map { text in
                guard let key = NoteKey(text) else {
                    throw place.fault(name, "keys as NAME+ID+KEY (C2SP signed-note)")
                }
                return key
            }
        }
        let logKeys = try keys("keys")
        guard !logKeys.isEmpty else { throw place.fault("keys", "at least one key") }
        let witnesses = try keys("witnesses")
        let quorum = Int(try place.optionalText("quorum") ?? "0")
        guard let quorum, (0...witnesses.count).contains(quorum) else {
            throw place.fault("quorum", "0 to \(witnesses.count), as text")
        }
        return LogPolicy(
            origin: ExactText(try place.text("origin")), logKeys: logKeys, witnesses: witnesses,
            quorum: quorum)
    }
}

/// Rule sets and grades as files.
package enum RuleFiles {
    /// Reads a rule set.
    package static func rules(_ path: String) throws -> RuleSet {
        try JSONFile.value(path) { document throws(CertificateFault) in
            try RuleSet(reading: document)
        }
    }

    /// Reads rules of grades.
    package static func grades(_ path: String) throws -> GradeSet {
        try JSONFile.value(path) { document throws(CertificateFault) in
            try GradeSet(reading: document)
        }
    }

    /// Reads how energy is shared.
    package static func attribution(_ path: String) throws -> AttributionRule {
        try JSONFile.value(path) { document throws(CertificateFault) in
            try AttributionRule(reading: document)
        }
    }
}

/// JSON files of the issuer and of verifiers.
enum JSONFile {
    static let mostBytes = 4 << 20

    /// The document of a file.
    static func read(_ path: String, limitBytes: Int = mostBytes) throws -> JSONValue {
        let bytes = try InputFile.bytes(path, limitBytes: limitBytes)
        do throws(JSONFault) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw InvalidInput(text: Text(both: "\(path): \(error)"))
        }
    }

    /// What a file says, in the certificates' own forms.
    static func value<Value>(
        _ path: String, reading: (JSONValue) throws(CertificateFault) -> Value
    ) throws -> Value {
        let document = try read(path)
        do throws(CertificateFault) {
            return try reading(document)
        } catch {
            throw InvalidInput(text: Text(both: "\(path): ") + error.text)
        }
    }

    /// A path beside a file.
    static func beside(_ file: String, _ name: String) -> String {
        guard !name.hasPrefix("/"), let end = file.lastIndex(of: "/") else { return name }
        return String(file[...end]) + name
    }
}

/// An object of a JSON file, with its place for messages.
struct JSONPlace {
    let value: JSONValue
    let file: String
    var path = ""

    init(_ value: JSONValue, file: String, path: String = "") {
        self.value = value
        self.file = file
        self.path = path
    }

    func fault(_ name: String, _ allowed: String) -> InvalidInput {
        InvalidInput(
            text: Text(
                "\(file): \(path)/\(name): allowed: \(allowed)",
                "\(file)：\(path)/\(name)：允许：\(allowed)"))
    }

    /// Refuses members that have no place here.
    func allow(_ names: [String]) throws(InvalidInput) {
        guard let members = value.members else { throw fault("", "an object") }
        if let unknown = members.keys.filter({ !names.contains($0) }).min() {
            throw fault(unknown, names.joined(separator: ", "))
        }
    }

    func optionalText(_ name: String) throws(InvalidInput) -> String? {
        guard let member = value[name] else { return nil }
        guard let text = member.text else { throw fault(name, "a text") }
        return text
    }

    func text(_ name: String) throws(InvalidInput) -> String {
        guard let text = try optionalText(name) else { throw fault(name, "a text") }
        return text
    }

    /// A list of texts; none where it is left out.
    func texts(_ name: String) throws(InvalidInput) -> [String] {
        guard let member = value[name] else { return [] }
        guard let elements = member.elements else { throw fault(name, "a list of texts") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text else { throw fault(name, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    func object(_ name: String) throws(InvalidInput) -> JSONPlace? {
        guard let member = value[name] else { return nil }
        guard member.members != nil else { throw fault(name, "an object") }
        return JSONPlace(member, file: file, path: path + "/" + name)
    }
}
