/// Limits on groups of lines of the grid.
///
/// For every interface i and step, in MW; a DC line counts with what it sends at `from`:
///
///     minimum[i,t] ≤ Σ_ℓ factor[i,ℓ] · flow[ℓ,t] ≤ maximum[i,t]
struct InterfaceLimits {
    let interfaces: [GridInterface]
    let rows: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ flows: GridFlow,
        _ dcLines: DCLineOperation
    ) {
        let interfaces = scenario.powerGrid?.interfaces ?? []
        self.interfaces = interfaces
        let steps = scenario.grid.stepCount
        rows = builder.addRows(
            .interface, interfaces.map(\.id), steps: steps, lower: -.infinity, upper: .infinity)
        let lines = Self.numbers(flows.lines.map(\.id))
        let links = Self.numbers(dcLines.lines.map(\.id))
        for (index, interface) in interfaces.enumerated() {
            for step in 0..<steps {
                let row = rows(index, step)
                builder.setBounds(
                    row: row, lower: interface.minimumMW?[step] ?? -.infinity,
                    upper: interface.maximumMW?[step] ?? .infinity)
                for member in interface.members {
                    if let line = member.line.flatMap({ lines[$0] }) {
                        flows.add(&builder, row: row, line, step, member.factor)
                    }
                    if let link = member.dcLine.flatMap({ links[$0] }) {
                        dcLines.addNet(
                            &builder, row: row, link, step, factor: member.factor)
                    }
                }
            }
        }
    }

    private static func numbers(_ ids: [String]) -> [String: Int] {
        Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    }

    /// Reads the sums back from the lines, MW.
    func read(_ lines: [Schedule.LineUse], _ dcLines: [Schedule.DCLineUse]) -> [[Double]] {
        let flow = Dictionary(
            lines.map { ($0.line.id, $0.flowMW) } + dcLines.map { ($0.line.id, $0.netMW) },
            uniquingKeysWith: { a, _ in a })
        return interfaces.map { interface in
            (0..<rows.stepCount).map { step in
                interface.members.reduce(0) {
                    $0 + $1.factor * (flow[$1.line ?? $1.dcLine ?? ""]?[step] ?? 0)
                }
            }
        }
    }
}
