import Solver

/// Dates of HTTP header fields: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ moment: Moment) -> String {
        let text = moment.text
        let seconds = moment.microseconds / 1_000_000
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        let parts = text.prefix(10).split(separator: "-")
        let month = months[(Int(parts[1]) ?? 1) - 1]
        let clock = text.dropFirst(11).prefix(8)
        return "\(days[((day % 7) + 7) % 7]), \(parts[2]) \(month) \(parts[0]) \(clock) GMT"
    }
}
