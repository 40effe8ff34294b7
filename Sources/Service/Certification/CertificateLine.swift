import Certificates

/// A certificate in one line.
struct CertificateLine {
    let id: String
    let product: String
    let tokens: Int64
    let wattHours: Int64
    let matchedWattHours: Int64
    let matchedShare: Ratio
    /// g CO2e per million tokens, six places; a dash without tokens.
    let locationBased: String
    let marketBased: String
    let grade: String
    /// SHA-256 of the signed document; nil where it is not known.
    var digest: Digest?
    /// The log entry of the issue.
    var leaf: Int64 = 0

    init(_ certificate: GreenTokenCertificate) {
        let figures = certificate.figures
        id = certificate.id
        product = certificate.batch.stream.product
        tokens = figures.countedTokens
        wattHours = figures.wattHours
        matchedWattHours = figures.matchedWattHours
        matchedShare = figures.matchedShare
        locationBased = figures.textPerMillionTokens(figures.locationMicrograms)
        marketBased = figures.textPerMillionTokens(figures.marketMicrograms)
        grade = certificate.grade
    }

    init(_ issued: IssuedCertificate) {
        self.init(issued.certificate)
        digest = Digest(of: issued.document)
        leaf = issued.leaf
    }

    var json: JSONValue {
        [
            "id": .text(id), "sha256": .text(digest?.hexadecimal ?? ""), "leaf": .decimal(leaf),
            "product": .text(product), "tokens": .decimal(tokens), "wh": .decimal(wattHours),
            "matchedWh": .decimal(matchedWattHours), "grade": .text(grade),
        ]
    }

    static func table(_ lines: [CertificateLine], _ language: Language) -> String {
        let header = [
            Text("certificate", "证书"), Text("product", "产品"), Text("tokens", "词元"),
            Text("Wh", "Wh"), Text("matched", "匹配"),
            Text("location-based, g/M", "基于位置 g/百万"), Text("market-based, g/M", "基于市场 g/百万"),
            Text("grade", "等级"),
        ].map { $0[language] }
        return Layout.table(
            header,
            lines.map { line in
                [
                    line.id, line.product, NumberText.grouped(line.tokens),
                    NumberText.grouped(line.wattHours), NumberText.percent(line.matchedShare),
                    line.locationBased, line.marketBased, line.grade,
                ]
            })
    }

    static func csv(_ lines: [CertificateLine]) -> String {
        let header =
            "certificate,sha256,leaf,product,tokens,wh,matched_wh,location_g_per_million,"
            + "market_g_per_million,grade"
        let rows = lines.map { line in
            [
                line.id, line.digest?.hexadecimal ?? "", "\(line.leaf)", line.product,
                "\(line.tokens)", "\(line.wattHours)", "\(line.matchedWattHours)",
                line.locationBased, line.marketBased, line.grade,
            ].joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n")
    }
}
