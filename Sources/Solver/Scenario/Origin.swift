/// A demand centre: where requests come from.
public struct Origin: Sendable {
    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Latitude, degrees north; for the map only.
    public let latitude: Double?
    /// Longitude, degrees east; for the map only.
    public let longitude: Double?

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        latitude = fields.optionalNumber("latitude", "Degrees north.", Allowed.latitude)
        longitude = fields.optionalNumber("longitude", "Degrees east.", Allowed.longitude)
    }
}
