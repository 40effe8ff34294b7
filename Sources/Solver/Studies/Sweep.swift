/// Variations of one scenario: every combination of some values in some places.
public struct Sweep: Sendable {
    /// A place of the document and the values that it takes.
    public struct Axis: Sendable, Equatable {
        /// The place, as in `ScenarioChange`.
        public let path: String
        /// The values, as they stand behind the `=` of a change.
        public let values: [String]

        /// Reads `path=value,value,…`; values with commas stand in a JSON array: `path=[[1,2],[3,4]]`.
        ///
        /// Nil without a path, without a value, or with an empty one.
        public init?(_ text: String) {
            guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
            path = String(text[..<sign])
            let list = text[text.index(after: sign)...]
            if list.first == "[", let items = (try? JSON(parsing: Array(list.utf8)))?.elements {
                values = items.map { String(decoding: $0.written(pretty: false), as: UTF8.self) }
            } else {
                values = list.split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
            }
            let changes = values.map { ScenarioChange("\(path)=\($0)") }
            guard !values.isEmpty, !values.contains(""), !changes.contains(nil) else { return nil }
        }
    }

    /// One combination.
    public struct Variation: Sendable {
        /// Its number, counted from zero.
        public let number: Int
        /// The value of each axis.
        public let values: [String]
        /// The changed document.
        public let document: JSON
    }

    /// Why there is nothing to solve.
    public enum Problem: Error, Sendable, Equatable {
        /// More combinations than `most`.
        case tooMany(count: Int)
        /// A variation is no scenario.
        case invalid(values: [String], ScenarioError)
    }

    /// The places and their values.
    public let axes: [Axis]
    /// All combinations; the last axis varies fastest.
    public let variations: [Variation]

    /// Most combinations of one sweep.
    public static let most = 10_000

    /// Makes all variations of a document and looks whether they are scenarios.
    ///
    /// - Parameters:
    ///   - document: the scenario document.
    ///   - axes: what varies.
    ///   - files: gives the bytes of a CSV file beside the document.
    /// - Throws: `ScenarioChange.Problem` or `Problem`.
    public init(
        _ document: JSON, _ axes: [Axis], files: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws {
        let count = axes.reduce(1) {
            $0.multipliedReportingOverflow(by: $1.values.count).partialValue
        }
        guard axes.allSatisfy({ $0.values.count <= Self.most }), (1...Self.most).contains(count)
        else { throw Problem.tooMany(count: count) }
        self.axes = axes
        var found: [(values: [String], document: JSON)] = [([], document)]
        for axis in axes {
            var next: [(values: [String], document: JSON)] = []
            for item in found {
                for value in axis.values {
                    guard let change = ScenarioChange("\(axis.path)=\(value)") else { continue }
                    next.append((item.values + [value], try change.applied(to: item.document)))
                }
            }
            found = next
        }
        for item in found {
            do { _ = try Scenario(item.document, files: files) } catch {
                throw Problem.invalid(values: item.values, error)
            }
        }
        variations = found.enumerated().map {
            Variation(number: $0, values: $1.values, document: $1.document)
        }
    }
}
