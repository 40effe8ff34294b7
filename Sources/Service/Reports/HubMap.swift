import Foundation

/// Sites and demand centres by longitude and latitude, with the main routes between them.
struct HubMap {
    /// A site.
    struct Hub {
        /// Name.
        let name: Text
        /// Degrees north.
        let latitude: Double
        /// Degrees east.
        let longitude: Double
        /// Energy, which the area of the circle shows, MWh.
        let energyMWh: Double
        /// What the colour shows; nil without energy.
        let intensity: Double?
        /// Index in the list that routes refer to.
        let index: Int
    }

    /// A demand centre.
    struct Centre {
        /// Name.
        let name: Text
        /// Degrees north.
        let latitude: Double
        /// Degrees east.
        let longitude: Double
        /// Index in the list that routes refer to.
        let index: Int
    }

    /// Tokens from a site to a demand centre.
    struct Route {
        /// Index of the hub.
        let hub: Int
        /// Index of the centre.
        let centre: Int
        /// Amount, million tokens.
        let millionTokens: Double
    }

    /// Sites.
    let hubs: [Hub]
    /// Demand centres.
    let centres: [Centre]
    /// The main routes.
    let routes: [Route]

    private static let width = 560.0
    private static let largestRadius = 26.0
    /// Of more hubs than this only the largest have labels.
    private static let largestLabelCount = 40

    /// The drawing; nil when no place is known.
    func markup() -> Markup? {
        guard let projection = Projection(hubs, centres, width: Self.width) else { return nil }
        var svg = SVG(width: Self.width, height: projection.height)
        drawGraticule(projection, in: &svg)
        drawRoutes(projection, in: &svg)
        let most = hubs.map(\.energyMWh).max() ?? 1
        var labels = LabelPlacement(width: Self.width, height: projection.height)
        let radii = hubs.map { hub in
            max(4, Self.largestRadius * (max(0, hub.energyMWh) / max(most, 1e-9)).squareRoot())
        }
        for (hub, radius) in zip(hubs, radii) {
            let (x, y) = projection.point(hub.longitude, hub.latitude)
            labels.block(x, y, radius)
        }
        for centre in centres {
            let (x, y) = projection.point(centre.longitude, centre.latitude)
            labels.block(x, y, 5)
        }
        let colors = intensities
        for (hub, radius) in zip(hubs, radii).sorted(by: { $0.1 > $1.1 }) {
            let (x, y) = projection.point(hub.longitude, hub.latitude)
            let color = hub.intensity.map { Palette.sequential(colors.share($0)) }
            svg.circle(
                x, y, radius: radius, fill: color ?? Palette.other, style: "hub", tip: tip(hub))
        }
        for centre in centres {
            let (x, y) = projection.point(centre.longitude, centre.latitude)
            svg.rect(x - 4, y - 4, 8, 8, style: "centre", tip: centre.name)
        }
        drawLabels(projection, radii, &labels, in: &svg)
        return svg.markup(
            title: Text("Map of hubs and demand centres", "枢纽集群与需求中心地图"),
            description: Text(
                "Circles are hubs, their area energy; squares are demand centres.",
                "圆为枢纽集群，面积表示电量；方块为需求中心。"), style: "chart map")
    }

    /// The range of the colours.
    var intensities: (low: Double, high: Double, share: (Double) -> Double) {
        let values = hubs.compactMap(\.intensity)
        let low = values.min() ?? 0
        let high = values.max() ?? 1
        return (low, high, { high > low ? ($0 - low) / (high - low) : 0.5 })
    }

    private func tip(_ hub: Hub) -> Text {
        hub.name + ": \(NumberText.plain(hub.energyMWh)) MWh, "
            + "\(NumberText.optional(hub.intensity) { NumberText.fixed($0, 3) }) kgCO₂/kWh"
    }

    private func drawGraticule(_ projection: Projection, in svg: inout SVG) {
        for longitude in projection.meridians {
            let x = projection.point(longitude, 0).x
            svg.line(x, 0, x, projection.height, style: "rule")
            guard x < Self.width - 44 else { continue }
            svg.text(
                Text(both: NumberText.fixed(longitude) + "°E"), x + 3, projection.height - 5,
                style: "tiny")
        }
        for latitude in projection.parallels {
            let y = projection.point(0, latitude).y
            svg.line(0, y, Self.width, y, style: "rule")
            svg.text(Text(both: NumberText.fixed(latitude) + "°N"), 3, y - 3, style: "tiny")
        }
    }

    private func drawRoutes(_ projection: Projection, in svg: inout SVG) {
        let most = routes.map(\.millionTokens).max() ?? 1
        for route in routes {
            guard let hub = hubs.first(where: { $0.index == route.hub }),
                let centre = centres.first(where: { $0.index == route.centre })
            else { continue }
            let (x0, y0) = projection.point(hub.longitude, hub.latitude)
            let (x1, y1) = projection.point(centre.longitude, centre.latitude)
            var path = SVG.Path()
            path.move(x0, y0)
            path.line(x1, y1)
            svg.stroke(
                path, color: "var(--route)",
                width: 0.8 + 4.2 * (route.millionTokens / most).squareRoot(), style: "route",
                tip: hub.name + " → " + centre.name
                    + ": \(NumberText.plain(route.millionTokens)) "
                    + Text("million tokens", "百万词元"))
        }
    }

    private func drawLabels(
        _ projection: Projection, _ radii: [Double], _ labels: inout LabelPlacement,
        in svg: inout SVG
    ) {
        let bySize = zip(hubs, radii).sorted { $0.1 > $1.1 }
        for (hub, radius) in bySize.prefix(Self.largestLabelCount) {
            let (x, y) = projection.point(hub.longitude, hub.latitude)
            let place = labels.place(hub.name, x, y, radius)
            svg.text(hub.name, place.x, place.y, anchor: place.anchor, style: "halo hubname")
        }
        for centre in centres {
            let (x, y) = projection.point(centre.longitude, centre.latitude)
            let place = labels.place(centre.name, x, y, 5)
            svg.text(centre.name, place.x, place.y, anchor: place.anchor, style: "halo")
        }
    }
}

/// Longitude and latitude to a flat drawing, degrees of both true to scale in the middle.
private struct Projection {
    let height: Double
    let meridians: [Double]
    let parallels: [Double]
    private let west: Double
    private let north: Double
    private let perLongitude: Double
    private let perLatitude: Double

    init?(_ hubs: [HubMap.Hub], _ centres: [HubMap.Centre], width: Double) {
        let longitudes = hubs.map(\.longitude) + centres.map(\.longitude)
        let latitudes = hubs.map(\.latitude) + centres.map(\.latitude)
        guard let left = longitudes.min(), let right = longitudes.max(),
            let bottom = latitudes.min(), let top = latitudes.max()
        else { return nil }
        let padding = max(1, 0.09 * max(right - left, top - bottom))
        let middle = (top + bottom) / 2
        let across = right - left + 2.6 * padding
        let squeeze = max(0.2, cos(middle * .pi / 180))
        perLongitude = width / across
        perLatitude = perLongitude / squeeze
        let natural = (top - bottom + 2 * padding) * perLatitude
        let height = min(620, max(300, natural))
        self.height = height
        west = left - 1.3 * padding
        let shown = height / perLatitude
        north = middle + shown / 2
        let spacing: Double = across > 60 ? 20 : across > 10 ? 5 : across > 4 ? 2 : 1
        meridians = Self.multiples(spacing, west, west + across)
        parallels = Self.multiples(spacing, north - shown, north)
    }

    func point(_ longitude: Double, _ latitude: Double) -> (x: Double, y: Double) {
        ((longitude - west) * perLongitude, (north - latitude) * perLatitude)
    }

    private static func multiples(_ spacing: Double, _ low: Double, _ high: Double) -> [Double] {
        let first = Int((low / spacing).rounded(.up))
        let last = Int((high / spacing).rounded(.down))
        return first <= last ? (first...last).map { Double($0) * spacing } : []
    }
}
