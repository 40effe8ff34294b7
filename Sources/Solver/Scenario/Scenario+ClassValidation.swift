// Checks of demand classes: references, products that can serve them, reach.
extension Scenario {
    func checkClasses(_ decoding: Decoding) {
        let origins = Set(origins.map(\.id))
        let sites = Set(sites.map(\.id))
        _ = unique(demandClasses.map(\.id), "demand_classes", decoding)
        for (index, value) in demandClasses.enumerated() {
            let place = "/demand_classes/\(index)"
            refer(value.origin, in: origins, at: place + "/origin", "origins", decoding)
            for (which, site) in value.allowedSites.enumerated() {
                refer(site, in: sites, at: place + "/allowed_sites/\(which)", "sites", decoding)
            }
            checkProducts(value, place, decoding)
        }
        // A product is asked for by its own demand or by a class.
        for (index, product) in products.enumerated() where product.demand.isEmpty {
            decoding.fault(
                "/products/\(index)/demand", .missing, given: "no demand",
                allowed: "at least 1 entry, or a demand class that the product may serve")
        }
    }

    private func checkProducts(_ value: DemandClass, _ place: String, _ decoding: Decoding) {
        let known = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        var isSound = true
        for (which, id) in value.products.enumerated() {
            let pointer = place + "/products/\(which)"
            guard let product = known[id] else {
                refer(id, in: Set(known.keys), at: pointer, "products", decoding)
                isSound = false
                continue
            }
            guard !value.admits(product) else { continue }
            isSound = false
            let isBatch = product.kind == .batch
            decoding.fault(
                pointer, .conflict,
                given: isBatch
                    ? "\(id), a product of kind batch"
                    : "\(id), quality \(product.quality.map(JSON.text) ?? "not stated")",
                allowed: isBatch
                    ? "interactive products"
                    : "quality of at least \(JSON.text(of: value.qualityFloor ?? 0))")
        }
        guard isSound, !products.contains(where: value.admits) else { return }
        let best = products.filter { $0.kind == .interactive }.compactMap(\.quality).max()
        decoding.fault(
            place + "/quality_floor", .conflict,
            given: value.qualityFloor.map(JSON.text) ?? "nothing",
            allowed: best.map { "at most \(JSON.text(of: $0)), the best quality of a product" }
                ?? "a floor that the quality of some interactive product reaches")
    }

    /// Every class needs at least one product and site that can serve it.
    func checkClassReach(_ reach: Reach, _ decoding: Decoding) {
        var isReached = [Bool](repeating: false, count: demandClasses.count)
        for (index, product) in products.enumerated() {
            for (entry, demand) in product.demand.enumerated() {
                guard let number = demand.demandClass else { continue }
                if !reach.sites(product: index, demand: entry).isEmpty { isReached[number] = true }
            }
        }
        for (index, value) in demandClasses.enumerated() where !isReached[index] {
            let names = products.filter(value.admits).map(\.id).joined(separator: ", ")
            decoding.fault(
                "/demand_classes/\(index)", .conflict,
                given: "\(value.origin) reaches no site that can serve one of \(names)",
                allowed: "at least one allowed site, linked, with a mode within the limits")
        }
    }
}
