/// The numbers a scenario may hold; outside them a field is refused by name.
///
/// They are far wider than anything real and narrow enough that no program has coefficients a
/// 64-bit solver cannot tell apart.
enum Allowed {
    static let share = 0.0...1.0
    static let powerMW = 0.0...1e6
    static let energyMWh = 0.0...1e9
    static let priceCNYPerMWh = -1e6...1e6
    static let millionTokens = 0.0...1e9
    static let count = 0.0...1e8
    static let kilowatts = 0.0...1e6
    static let milliseconds = 0.0...1e7
    static let hours = 0.0...8784.0
    static let emissionKgPerMWh = 0.0...5000.0
    static let ratio = 0.0...1e4
    static let latitude = -90.0...90.0
    static let longitude = -180.0...180.0
}
