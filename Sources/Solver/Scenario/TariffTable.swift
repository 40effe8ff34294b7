extension Season.Period {
    /// The period of a letter of the tariff table: s, p, f, v or d.
    init?(letter: Character) {
        guard let found = Self.allCases.first(where: { $0.rawValue.first == letter }) else {
            return nil
        }
        self = found
    }
}
