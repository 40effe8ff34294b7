package import Certificates

/// What a proposal rests on beside the registry: the issuer and the documents of its rules, kept with the
/// job, so that a worker needs no files.
package struct ProposalInput: Sendable {
    /// The issuer's DID.
    package var issuer: String
    /// The rules of matching.
    package var rules: JSONValue
    /// The rules of grades.
    package var grades: JSONValue
    /// How energy is shared.
    package var attribution: JSONValue
    /// Ids of the factors that may be used; the registry has them.
    package var factors: [String]

    static let format = "wattoken-proposal-input/1"

    /// Chooses documents of a rulebook by what a proposal names; the first that is not there, or not
    /// the only one, is a fault.
    ///
    /// Errors: the member that names it, and what there is.
    package init(
        _ spec: ProposalSpec, of book: Rulebook, issuer: String
    ) throws(Unknown) {
        func document(
            _ member: String, _ references: [DocumentReference], id: String?, version: String? = nil
        ) throws(Unknown) -> JSONValue {
            let found = references.filter { reference in
                (id ?? reference.id) == reference.id
                    && (version ?? reference.version) == reference.version
            }
            guard found.count == 1, let document = book.documents[found[0].digest] else {
                throw Unknown(
                    member: member, given: [id, version].compactMap(\.self).joined(separator: " "),
                    allowed: references.map { "\($0.id) \($0.version)" }.joined(separator: ", "))
            }
            return document
        }
        self.issuer = issuer
        rules = try document(
            "rule_set", book.rules.map(\.reference), id: spec.ruleSet, version: spec.ruleVersion)
        grades = try document("grades", book.grades.map(\.reference), id: spec.grades)
        attribution = try document(
            "attribution", book.attributions.map(\.reference), id: spec.attribution)
        factors = book.factors.map(\.id)
    }

    /// A document that is not there, or that a name does not tell from others.
    package struct Unknown: Error, Equatable {
        package let member: String
        package let given: String
        package let allowed: String
    }

    /// Reads a document; nil for another one.
    package init?(json bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes),
            document["format"]?.text == Self.format, let issuer = document["issuer"]?.text,
            let rules = document["rules"], let grades = document["grades"],
            let attribution = document["attribution"],
            let factors = document["factors"]?.elements
        else { return nil }
        self.issuer = issuer
        self.rules = rules
        self.grades = grades
        self.attribution = attribution
        self.factors = factors.compactMap(\.text)
    }

    /// The document.
    package var bytes: [UInt8] {
        let value: JSONValue = [
            "format": .text(Self.format), "issuer": .text(issuer), "rules": rules,
            "grades": grades, "attribution": attribution,
            "factors": .array(factors.map { .text($0) }),
        ]
        return value.canonical
    }
}
