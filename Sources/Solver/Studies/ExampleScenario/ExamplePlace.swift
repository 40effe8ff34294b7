import Glibc

/// A point on the map.
struct ExamplePlace {
    let latitude: Double
    let longitude: Double

    /// Great-circle distance, km.
    func distance(to other: ExamplePlace) -> Double {
        let radians = Double.pi / 180
        let a = latitude * radians, b = other.latitude * radians
        let north = sin((b - a) / 2)
        let east = sin((other.longitude - longitude) * radians / 2)
        let root = (north * north + cos(a) * cos(b) * east * east).squareRoot()
        return 2 * 6371 * asin(min(1, root))
    }

    /// Round trip to another place, ms: light in fibre on a way that is half as long again.
    func roundTripMS(to other: ExamplePlace) -> Double {
        (1.2 + distance(to: other) * 1.5 / 100).rounded(digits: 1)
    }

    /// The place as members of a document, 0.01° apart.
    var members: [JSON.Member] {
        [
            JSON.Member("latitude", .number(latitude.rounded(digits: 2))),
            JSON.Member("longitude", .number(longitude.rounded(digits: 2))),
        ]
    }
}

/// A demand centre of the synthetic map.
struct ExampleOrigin {
    let id: String
    let en: String
    let zh: String
    let place: ExamplePlace

    /// All six; the first five lie in the east.
    static let all = [
        ExampleOrigin("coast-north", "North coast", "北部沿海", 39.3, 117.4),
        ExampleOrigin("coast-middle", "Middle coast", "中部沿海", 31.5, 120.8),
        ExampleOrigin("coast-south", "South coast", "南部沿海", 23.2, 113.6),
        ExampleOrigin("plain", "Great plain", "中原", 34.7, 113.7),
        ExampleOrigin("lakes", "Lake country", "湖区", 30.5, 114.4),
        ExampleOrigin("basin", "Basin", "盆地", 30.3, 105.4),
    ]
    /// How many of them lie in the east.
    static let eastCount = 5

    private init(
        _ id: String, _ en: String, _ zh: String, _ latitude: Double, _ longitude: Double
    ) {
        self.id = id
        self.en = en
        self.zh = zh
        place = ExamplePlace(latitude: latitude, longitude: longitude)
    }

    var json: JSON {
        .object(
            [
                JSON.Member("id", .string(id)),
                JSON.Member("name", .fields(["en": .string(en), "zh": .string(zh)])),
            ] + place.members)
    }

    /// The way to a hub.
    func link(to hub: ExampleHub) -> JSON {
        .fields([
            "origin": .string(id), "site": .string(hub.id),
            "round_trip_ms": .number(place.roundTripMS(to: hub.place)),
            "price_cny_per_gb": .number(
                (0.1 + place.distance(to: hub.place) * 0.0003).rounded(digits: 3)),
        ])
    }
}
