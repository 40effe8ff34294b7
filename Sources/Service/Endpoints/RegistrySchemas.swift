import Certificates
import Solver

/// JSON Schemas of what is answered about the registry; whole numbers that may be large are text.
enum RegistrySchemas {
    private enum Kind {
        case text, number, count, time, flag, list
    }

    static let receipt = object(receiptMembers)

    static let splitReceipt = object(
        receiptMembers + [("certificates", .list, "The parts, in order.")])

    private static let receiptMembers: [(name: String, kind: Kind, meaning: String)] = [
        ("request", .text, "The request's id."), ("kind", .text, "What was done."),
        ("first_leaf", .count, "Its first entry in the log."),
        ("leaves", .count, "How many entries it has."),
        ("receipt", .text, "Where its proof will be."),
    ]

    static let publishedReceipt = object([
        ("request", .text, "The request's id."), ("kind", .text, "What was done."),
        ("asked_at", .time, "When."), ("first_leaf", .count, "Its first entry in the log."),
        ("leaves", .count, "How many entries it has."),
    ])

    static let slice = object([
        ("id", .text, "Its id."), ("energy_certificate", .text, "What it is part of."),
        ("wh", .number, "Energy, Wh."), ("owner", .text, "The account."),
        ("state", .text, "What it can still be used for."),
    ])

    static let energy = object([
        ("id", .text, "Its id."), ("scheme", .text, "Kind of proof."),
        ("registry", .text, "Who issued it."), ("serial", .text, "Its serial there."),
        ("device", .text, "What generated it."), ("source", .text, "What made the energy."),
        ("zone", .text, "Deliverability zone."), ("start", .time, "First instant."),
        ("end", .time, "First instant after."), ("wh", .number, "Energy, Wh."),
        ("state", .text, "live or withdrawn."),
    ])

    static let certificate = object([
        ("id", .text, "Its id."), ("state", .text, "Its state."),
        ("owner", .text, "The account."), ("product", .text, "What is sold."),
        ("wh", .number, "Energy, Wh."), ("matched_wh", .number, "Retired for it, Wh."),
        ("input", .number, "Tokens read."), ("output", .number, "Tokens written."),
        ("cached", .number, "Tokens read from a cache."), ("proposer", .text, "Who proposed."),
        ("proposed_at", .time, "When."),
        ("reserved_until", .time, "Until when a proposal keeps its slices."),
    ])

    static let rotations = object([
        ("rotations", .list, "tlog-proof@v1 of each change of keys that both keys have signed.")
    ])

    static let verification = object([
        ("valid", .flag, "Whether every check passed."),
        ("checked", .list, "Checks that passed, in order; none where it is not valid."),
    ])

    private static func object(_ members: [(name: String, kind: Kind, meaning: String)]) -> JSON {
        .fields([
            "type": "object",
            "properties": .object(members.map { .init($0.name, schema($0.kind, $0.meaning)) }),
            "required": .array(members.map { .string($0.name) }),
        ])
    }

    private static func schema(_ kind: Kind, _ meaning: String) -> JSON {
        switch kind {
        case .text: Fields.schema("string", meaning)
        case .number: Fields.schema("string", meaning).adding("pattern", "^[0-9]+$")
        case .count: Fields.schema("integer", meaning).adding("minimum", 0)
        case .time: Fields.schema("string", meaning).adding("format", "date-time")
        case .flag: Fields.schema("boolean", meaning)
        case .list:
            Fields.schema("array", meaning).adding("items", .fields(["type": "string"]))
        }
    }
}
