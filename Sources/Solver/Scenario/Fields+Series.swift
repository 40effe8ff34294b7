extension Fields {
    /// A value for every step: a number, a list of T numbers, or a column of a CSV file.
    func series(
        _ key: String, _ meaning: String, _ range: ClosedRange<Double>,
        default standIn: Double? = nil
    ) -> Series {
        optionalSeries(key, meaning, range, required: standIn == nil, default: standIn)
            ?? Series(standIn ?? range.lowerBound)
    }

    func optionalSeries(
        _ key: String, _ meaning: String, _ range: ClosedRange<Double>, required: Bool = false,
        default standIn: Double? = nil
    ) -> Series? {
        lazy var schema = Self.seriesSchema(meaning, range, standIn)
        guard let value = take(key, required: required, schema: schema) else { return nil }
        switch value {
        case .number: return check(value, range, at: pointer(key)).map { Series($0) }
        case .numbers(let values): return kept(checked(values, range, key), key)
        case .object: return kept(column(value, range, key), key)
        default:
            fault(
                key, .wrongType, given: value.summary,
                allowed: "a number, a list of \(decoding.stepCount) numbers, "
                    + "or {\"csv\": file, \"column\": name}")
            return nil
        }
    }

    private func kept(_ series: Series?, _ key: String) -> Series? {
        decoding.keep(series, at: pointer(key))
        return series
    }

    private func checked(
        _ values: [Double], _ range: ClosedRange<Double>, _ key: String
    ) -> Series? {
        // With the number of steps at fault, lengths are not judged: one mistake, one fault.
        guard values.count == decoding.stepCount || decoding.stepCount == 0 else {
            fault(
                key, .wrongLength, given: "a list of \(values.count) numbers",
                allowed: "\(decoding.stepCount) numbers, one a step, or one for all")
            return nil
        }
        for (step, value) in values.enumerated() where !range.contains(value) {
            decoding.fault(
                pointer(key) + "/\(step)", .notAllowed, given: JSON.text(of: value),
                allowed: "a number " + Self.words(range))
            return nil
        }
        return Series(values)
    }

    private func column(_ value: JSON, _ range: ClosedRange<Double>, _ key: String) -> Series? {
        guard case .object(let members) = value, members.count == 2,
            case .string(let file)? = value["csv"], case .string(let name)? = value["column"]
        else {
            fault(
                key, .wrongType, given: value.summary,
                allowed: "{\"csv\": file, \"column\": name}")
            return nil
        }
        guard let table = decoding.table(file, at: pointer(key)) else { return nil }
        guard let values = table.columns[name] else {
            fault(
                key, .unknownReference, given: "column \"\(name)\" of \(file)",
                allowed: "one of " + table.names.sorted().joined(separator: ", "))
            return nil
        }
        for (step, value) in values.enumerated() where !range.contains(value) {
            fault(
                key, .notAllowed,
                given: "\(JSON.text(of: value)) in \(file), line \(step + 2), column \(name)",
                allowed: "a number " + Self.words(range))
            return nil
        }
        return Series(values)
    }
}
