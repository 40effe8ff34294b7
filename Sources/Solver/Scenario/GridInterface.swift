/// A limit on a group of lines: the sum of their signed flows stays within bounds.
public struct GridInterface: Sendable {
    /// A line of the group.
    public struct Member: Sendable {
        /// AC line; nil for a DC line.
        public let line: String?
        /// DC line; nil for an AC line.
        public let dcLine: String?
        /// Factor of its flow; −1 where the line points the other way.
        public let factor: Double

        init(_ fields: Fields) {
            line = fields.optionalID("line", "AC line.")
            dcLine = fields.optionalID("dc_line", "DC line; its flow counts at from.")
            factor = fields.number(
                "factor", "Factor of its flow; -1 where the line points the other way.",
                -1e3...1e3, default: 1)
            if !fields.isRecording, (line == nil) == (dcLine == nil) {
                fields.fault(
                    "line", .conflict, given: line == nil ? "neither" : "both",
                    allowed: "one of line and dc_line")
            }
        }
    }

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// The lines.
    public let members: [Member]
    /// Least sum, MW; nil for none.
    public let minimumMW: Series?
    /// Largest sum, MW; nil for none.
    public let maximumMW: Series?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        members = fields.list("members", "Lines of the group.", atLeast: 1, element: Member.init)
        minimumMW = fields.optionalSeries(
            "minimum_mw", "Least sum of the flows; absent means none.", -1e7...1e7)
        maximumMW = fields.optionalSeries(
            "maximum_mw", "Largest sum of the flows; absent means none.", -1e7...1e7)
        check(fields)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if minimumMW == nil, maximumMW == nil {
            fields.fault(
                "maximum_mw", .missing, given: "nothing", allowed: "minimum_mw, maximum_mw or both")
        }
        guard let low = minimumMW, let high = maximumMW else { return }
        let crossed = (0..<fields.decoding.stepCount).first { low[$0] > high[$0] }
        if let crossed {
            fields.fault(
                "minimum_mw", .conflict, given: "\(JSON.text(of: low[crossed])) in step \(crossed)",
                allowed: "at most maximum_mw, \(JSON.text(of: high[crossed]))")
        }
    }
}
