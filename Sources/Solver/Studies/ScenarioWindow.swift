/// A part of a scenario's horizon as a scenario of its own, for rolling over known data.
public enum ScenarioWindow {
    /// Cuts a window out of a document.
    ///
    /// Series get the values of the window, columns of CSV files among them, so that the window
    /// stands alone. Starting states stay those of the whole: `Continuation` sets them.
    ///
    /// - Parameters:
    ///   - document: a scenario document.
    ///   - steps: the steps of the window, inside the horizon.
    ///   - files: gives the bytes of a CSV file beside the document.
    public static func document(
        of document: JSON, steps: Range<Int>,
        files: @escaping (String) -> [UInt8]? = { _ in nil }
    ) throws(ScenarioError) -> JSON {
        let (scenario, series) = try Scenario.decodedWithSeries(document, files: files)
        precondition(
            steps.lowerBound >= 0 && !steps.isEmpty && steps.upperBound <= scenario.grid.stepCount)
        var window = document
        for entry in series {
            let part = JSON.numbers(steps.map { entry.values[$0] })
            window = window.replacing(entry.pointer.split(separator: "/")[...], with: part)
        }
        for (key, value) in [
            ("start", JSON.string(scenario.grid.text(steps.lowerBound))),
            ("steps", JSON.integer(steps.count)),
        ] {
            window = window.replacing([key[...]], with: value)
        }
        return window
    }
}

extension JSON {
    /// The document with the value at a JSON Pointer replaced; its names need no escapes.
    fileprivate func replacing(_ path: ArraySlice<Substring>, with value: JSON) -> JSON {
        guard let part = path.first else { return value }
        switch self {
        case .object(var members):
            if let index = members.firstIndex(where: { $0.key == part }) {
                members[index].value = members[index].value
                    .replacing(path.dropFirst(), with: value)
            }
            return .object(members)
        case .array(var items):
            if let index = Int(part), items.indices.contains(index) {
                items[index] = items[index].replacing(path.dropFirst(), with: value)
            }
            return .array(items)
        default: return self
        }
    }
}
