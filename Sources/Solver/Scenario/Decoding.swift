/// What all objects of one scenario share while it is read: faults, the grid, the CSV files.
package final class Decoding {
    /// Bytes of a file that lies beside the scenario, or nil when there is none.
    package typealias FileSource = (String) -> [UInt8]?

    package let isRecording: Bool
    private let files: FileSource
    private var tables: [String: SeriesTable?] = [:]
    package private(set) var faults: [Fault] = []
    /// The grid; nil while it is not known, or when it is at fault.
    private(set) var grid: TimeGrid?
    /// Number of steps; zero while it is not known, or when it is at fault.
    private(set) var stepCount = 0
    /// Series with a value a step, with their places; kept only when asked for.
    private(set) var series: [(pointer: String, values: Series)] = []
    private let keepsSeries: Bool

    package init(
        files: @escaping FileSource, isRecording: Bool = false, keepsSeries: Bool = false
    ) {
        self.files = files
        self.keepsSeries = keepsSeries
        self.isRecording = isRecording
    }

    func use(_ grid: TimeGrid) { self.grid = grid }

    func use(stepCount: Int) { self.stepCount = stepCount }

    func keep(_ values: Series?, at pointer: String) {
        if keepsSeries, let values, !values.isConstant { series.append((pointer, values)) }
    }

    package func fault(_ pointer: String, _ kind: Fault.Kind, given: String, allowed: String) {
        faults.append(Fault(pointer: pointer, kind: kind, given: given, allowed: allowed))
    }

    /// The table of a CSV file, read once; nil with a fault when it cannot be used.
    func table(_ file: String, at pointer: String) -> SeriesTable? {
        if let known = tables[file] { return known }
        tables[file] = .some(nil)
        guard let grid else { return nil }
        guard !file.contains("/"), !file.hasPrefix("."), let bytes = files(file) else {
            fault(
                pointer, .unknownReference, given: "\"\(file)\"",
                allowed: "the name of a CSV file beside the scenario")
            return nil
        }
        do throws(SeriesTable.Problem) {
            let table = try SeriesTable(csv: bytes, grid: grid)
            tables[file] = table
            return table
        } catch {
            fault(
                pointer, .malformed, given: "\(file), line \(error.line): \(error.given)",
                allowed: error.allowed)
            return nil
        }
    }

    /// Reads an object of any noun; every fault of it is in the error.
    package static func read<Element>(
        _ document: JSON, _ element: (Fields) -> Element
    ) throws(ScenarioError) -> Element {
        let decoding = Decoding(files: { _ in nil })
        let fields = Fields(document, at: "", in: decoding)
        let value = element(fields)
        if case .object = document { fields.finish() }
        guard decoding.faults.isEmpty else { throw ScenarioError(decoding.faults) }
        return value
    }

    /// The JSON Schema that the reader of a noun states.
    package static func schema<Element>(_ element: (Fields) -> Element) -> JSON {
        Decoding(files: { _ in nil }, isRecording: true).recorded(element)
    }

    /// The JSON Schema of an object, by letting its reader run in recording mode.
    package func recorded<Element>(_ element: (Fields) -> Element) -> JSON {
        let fields = Fields(nil, at: "", in: self)
        _ = element(fields)
        return .fields([
            "type": "object",
            "properties": .object(
                fields.properties + [
                    JSON.Member("note", .fields(["description": "Anything; not read."]))
                ]),
            "required": fields.required.isEmpty ? nil : .array(fields.required),
            "oneOf": fields.alternatives.first.map { keys in
                .array(keys.map { .fields(["required": .array([.string($0)])]) })
            },
            "additionalProperties": false,
        ])
    }
}
