import Solver

/// An option of a command.
struct OptionSpec: Sendable {
    /// Its name with the dashes.
    let name: String
    /// Name of its value in the help; nil for a switch.
    let value: String?
    /// What it does.
    let meaning: Text
    /// Words that its value must be one of; empty for any.
    var choices: [String] = []
    /// Whether it may be given more than once.
    var repeats = false
    /// Whether all arguments up to the next option are its values.
    var isList = false
}

/// The arguments of a command, split into operands and options.
struct Options: Sendable {
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    /// Why arguments could not be read.
    enum Problem: Error, Equatable {
        case unknownOption(String, suggestion: String?)
        case missingValue(String)
        case notAllowed(option: String, given: String, allowed: String)
        case givenTwice(String)
        case wrongOperands(given: Int, usage: String)
    }

    /// Reads arguments by a command's options; `--name value` and `--name=value` are the same.
    init(_ arguments: [String], specs: [OptionSpec]) throws(Problem) {
        var index = 0
        var isOpen = true
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            guard isOpen, argument.hasPrefix("-"), argument != "-" else {
                operands.append(argument)
                continue
            }
            if argument == "--" {
                isOpen = false
                continue
            }
            let parts = argument.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let spec = specs.first(where: { $0.name == name }) else {
                throw .unknownOption(name, suggestion: Self.nearest(name, specs.map(\.name)))
            }
            var value = parts.count > 1 ? String(parts[1]) : nil
            if spec.value != nil, value == nil, index < arguments.count {
                value = arguments[index]
                index += 1
            }
            guard spec.value == nil || value != nil else { throw .missingValue(name) }
            if let value, spec.value == nil {
                throw .notAllowed(option: name, given: value, allowed: "no value")
            }
            if let value, !spec.choices.isEmpty, !spec.choices.contains(value) {
                throw .notAllowed(
                    option: name, given: value, allowed: spec.choices.joined(separator: ", "))
            }
            guard spec.repeats || values[name] == nil else { throw .givenTwice(name) }
            values[name, default: []].append(value ?? "")
            while spec.isList, index < arguments.count, !arguments[index].hasPrefix("-") {
                values[name, default: []].append(arguments[index])
                index += 1
            }
        }
    }

    /// True when a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of an option; nil when absent.
    func value(_ name: String) -> String? { values[name]?.first }

    /// All values of an option that repeats.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option as a number in a range.
    func number(_ name: String, _ range: ClosedRange<Double>) throws(Problem) -> Double? {
        guard let text = value(name) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw .notAllowed(
                option: name, given: text,
                allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The value of an option as an integer in a range.
    func integer(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .notAllowed(
                option: name, given: text,
                allowed: "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A known name that begins alike or differs in few letters.
    static func nearest(_ given: String, _ known: [String]) -> String? {
        known.map { ($0, EditDistance.between(given, $0)) }.filter {
            $0.1 <= max(2, given.count / 3)
        }
        .min { $0.1 < $1.1 }?.0
    }
}
