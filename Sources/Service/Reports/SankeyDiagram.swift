/// Flows through stages, left to right; bands keep their width within a unit.
///
/// Every stage has its own scale, stated above it: neighbours of equal unit and total have equal
/// scales. Where the unit changes, the band changes its width with it and is drawn lighter.
package struct SankeyDiagram {
    /// A thing that flows pass through.
    package struct Node {
        /// Name.
        package let name: Text
        /// Amount, in the unit of the stage.
        package let value: Double
        /// Colour.
        let color: String
    }

    /// A column of nodes.
    package struct Stage {
        /// What the column shows.
        let heading: Text
        /// Unit of the nodes.
        let unit: Text
        /// Nodes from the top.
        package let nodes: [Node]

        /// Sum of the nodes.
        package var total: Double { nodes.reduce(0) { $0 + $1.value } }
    }

    /// A band from a node of one stage to a node of the next.
    package struct Flow {
        /// Index of the stage it leaves.
        package let stage: Int
        /// Index of the node it leaves.
        package let source: Int
        /// Index of the node it reaches.
        let target: Int
        /// Amount in the unit of the stage it leaves.
        package let leaving: Double
        /// Amount in the unit of the stage it reaches.
        let arriving: Double
        /// Whether the unit changes.
        var isConversion = false
    }

    /// Title.
    let title: Text
    /// Columns from the left.
    package let stages: [Stage]
    /// Bands.
    package let flows: [Flow]

    private static let width = 1120.0
    private static let top = 46.0
    private static let gap = 15.0
    private static let bar = 9.0
    private static let last = 166.0

    private var height: Double {
        let most = stages.map(\.nodes.count).max() ?? 1
        return max(420, 120 + Double(most) * 34)
    }

    private var pitch: Double {
        (Self.width - Self.last - Self.bar) / Double(max(1, stages.count - 1))
    }

    /// The drawing.
    func markup() -> Markup {
        var svg = SVG(width: Self.width, height: height + Self.top + 8)
        let places = stages.map(layout)
        var bands = flows
        bands.sort { ($0.stage, $0.target, $0.source) < ($1.stage, $1.target, $1.source) }
        drawFlows(bands, places, in: &svg)
        for (index, stage) in stages.enumerated() {
            draw(stage, index, places[index], in: &svg)
        }
        return svg.markup(
            title: title,
            description: Text(
                "Flows through \(stages.map(\.heading.en).joined(separator: ", ")).",
                "依次流经：\(stages.map(\.heading.zh).joined(separator: "、"))。"),
            style: "chart wide")
    }

    /// Top and height of each node.
    private func layout(_ stage: Stage) -> [(y: Double, height: Double)] {
        let most = Double((stages.map(\.nodes.count).max() ?? 1) - 1)
        let scale = stage.total > 0 ? (height - Self.gap * most) / stage.total : 0
        let used = scale * stage.total + Self.gap * Double(stage.nodes.count - 1)
        var y = Self.top + (height - used) / 2
        return stage.nodes.map { node in
            let place = (y: y, height: node.value * scale)
            y += place.height + Self.gap
            return place
        }
    }

    private func drawFlows(
        _ bands: [Flow], _ places: [[(y: Double, height: Double)]], in svg: inout SVG
    ) {
        var leaving = places.map { $0.map { $0.y } }
        var arriving = leaving
        // Within a source the bands leave in the order of targets, and within a target likewise.
        for flow in bands {
            let from = stages[flow.stage].nodes[flow.source]
            let to = stages[flow.stage + 1].nodes[flow.target]
            guard from.value > 0, to.value > 0 else { continue }
            let out = flow.leaving / from.value * places[flow.stage][flow.source].height
            let into = flow.arriving / to.value * places[flow.stage + 1][flow.target].height
            let y0 = leaving[flow.stage][flow.source]
            let y1 = arriving[flow.stage + 1][flow.target]
            leaving[flow.stage][flow.source] += out
            arriving[flow.stage + 1][flow.target] += into
            let unit = stages[flow.stage].unit
            svg.area(
                ribbon(flow.stage, y0, max(0.4, out), y1, max(0.4, into)),
                fill: flow.isConversion || flow.stage == 0 ? from.color : to.color,
                opacity: flow.isConversion ? 0.22 : 0.42,
                tip: from.name + " → " + to.name + ": \(NumberText.plain(flow.leaving)) " + unit)
        }
    }

    private func ribbon(
        _ stage: Int, _ y0: Double, _ out: Double, _ y1: Double, _ into: Double
    ) -> SVG.Path {
        let x0 = Double(stage) * pitch + Self.bar
        let x1 = Double(stage + 1) * pitch
        var path = SVG.Path()
        path.move(x0, y0)
        path.flow(from: x0, y0, to: x1, y1)
        path.line(x1, y1 + into)
        path.flow(from: x1, y1 + into, to: x0, y0 + out)
        path.close()
        return path
    }

    private func draw(
        _ stage: Stage, _ index: Int, _ places: [(y: Double, height: Double)], in svg: inout SVG
    ) {
        let x = Double(index) * pitch
        svg.text(stage.heading, x, 14, style: "head")
        svg.text(
            Text(both: NumberText.plain(stage.total) + " ") + stage.unit, x, 31, style: "unit")
        for (node, place) in zip(stage.nodes, places) {
            svg.rect(
                x, place.y, Self.bar, max(1.2, place.height), fill: node.color,
                tip: node.name + ": \(NumberText.plain(node.value)) " + stage.unit)
            svg.text(
                node.name + " \(NumberText.plain(node.value))", x + Self.bar + 4,
                place.y + place.height / 2 + 4, style: "halo")
        }
    }
}
