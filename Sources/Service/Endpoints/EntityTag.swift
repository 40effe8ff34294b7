/// Strong entity tags (RFC 9110, section 8.8.3).
enum EntityTag {
    /// The tag of content with this SHA-256, hexadecimal.
    static func of(digest: String) -> String { "\"" + digest.prefix(32) + "\"" }

    /// The tag of a job's state.
    static func of(generation: Int) -> String { "\"g\(generation)\"" }

    /// True when a list of tags (`If-Match`, `If-None-Match`) names this one or any.
    static func isListed(_ tag: String, in header: String) -> Bool {
        header.split(separator: ",").contains { item in
            var text = item.drop { $0 == " " || $0 == "\t" }
            while text.last == " " || text.last == "\t" { text = text.dropLast() }
            if text == "*" { return true }
            if text.hasPrefix("W/") { text = text.dropFirst(2) }
            return text == tag
        }
    }
}
