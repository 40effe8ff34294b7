import Certificates

/// Many records as requests of a size that the registry takes, in the order in which it takes them.
enum RegistryPortions {
    /// Rows of one request.
    static let portion = 20_000

    static func portions<Element>(_ all: [Element]) -> [[Element]] {
        stride(from: 0, to: all.count, by: portion).map {
            Array(all[$0..<min($0 + portion, all.count)])
        }
    }

    /// Revised records in portions, first ones before corrections: a request has one revision of an
    /// interval.
    static func rounds<Record: RevisedRecord>(_ all: [Record]) -> [[Record]] {
        Dictionary(grouping: all, by: \.revision).sorted { $0.key < $1.key }
            .flatMap { portions($0.value) }
    }

    /// What a storage was charged with has to be there before what it gave back.
    static func chargesFirst<Element>(
        _ all: some Sequence<Element>, _ certificate: (Element) -> EnergyCertificate
    ) -> [Element] {
        all.filter { certificate($0).storage == nil }
            + all.filter { certificate($0).storage != nil }
    }
}
