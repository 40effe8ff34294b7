import Certificates

/// Zones joined where one may supply another: what happens in one group has no effect in the others.
struct ZoneGroups {
    private let bySupply: [String: Int]
    private let byUse: [String: Int]
    let count: Int

    init(supplying: Set<String>, using: Set<String>, rules: RuleSet) {
        let (sources, targets) = (supplying.sorted(), using.sorted())
        var root = Array(0..<(sources.count + targets.count))
        func find(_ node: Int) -> Int {
            var node = node
            while root[node] != node { node = root[node] }
            return node
        }
        for (source, zone) in sources.enumerated() {
            for (target, site) in targets.enumerated() where rules.supply.allows(zone, for: site) {
                let (a, b) = (find(source), find(sources.count + target))
                root[max(a, b)] = min(a, b)
            }
        }
        var numbers: [Int: Int] = [:]
        for node in root.indices {
            let first = find(node)
            numbers[first] = numbers[first] ?? numbers.count
        }
        count = numbers.count
        bySupply = Dictionary(
            uniqueKeysWithValues: sources.enumerated().map { ($1, numbers[find($0)] ?? 0) })
        byUse = Dictionary(
            uniqueKeysWithValues: targets.enumerated().map {
                ($1, numbers[find(sources.count + $0)] ?? 0)
            })
    }

    func place(supplying zone: String) -> Int? { bySupply[zone] }
    func place(using zone: String) -> Int? { byUse[zone] }
}
