extension GreenTokenCertificate {
    /// The form of the credential's subject.
    public static let format = "green-token/1"
    /// What stands before a certificate's id.
    static let idPrefix = "urn:wattoken:certificate:"
    /// What stands before the id of its batch.
    static let batchPrefix = "urn:wattoken:batch:"
    /// Terms that the base context does not know belong to this vocabulary, so that nothing must be
    /// fetched.
    static let context: JSONValue = [
        "https://www.w3.org/ns/credentials/v2", ["@vocab": "urn:wattoken:green-token:1#"],
    ]

    /// The unsigned credential (VC Data Model 2.0): whole numbers as decimal text, lists in a fixed order.
    public var document: JSONValue {
        var members: [String: JSONValue] = [
            "@context": Self.context,
            "id": .text(Self.idPrefix + id),
            "type": ["VerifiableCredential", "GreenTokenCertificate"],
            "issuer": .text(issuer),
            "validFrom": .text(validFrom.text),
            "credentialSubject": subject,
        ]
        if let validUntil { members["validUntil"] = .text(validUntil.text) }
        if let status {
            members["credentialStatus"] = [
                "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": .decimal(status.index),
                "statusListCredential": .text(status.list),
            ]
        }
        return .object(members)
    }

    private var subject: JSONValue {
        var members: [String: JSONValue] = [
            "id": .text(Self.batchPrefix + id),
            "type": "TokenBatch",
            "format": .text(Self.format),
            "verifier": .text(verifier),
            "ruleSet": rules.document,
            "gradeRules": grades.document,
            "attribution": attribution.document,
            "batch": batch.document(figures),
            "sites": .array(sites.map(\.document)),
            "energy": energy,
            "matching": matching,
            "emissions": figures.emissions,
            "factors": .array(factors.map(\.document)),
            "retired": .array(slices.map(\.document)),
            "hours": .array(hours.map(\.document)),
            "exclusions": .array(CertificateStatement.exclusions.map(\.document)),
            "statements": .array(CertificateStatement.claims.map(\.document)),
        ]
        if let origin { members["splitFrom"] = origin.json }
        return .object(members)
    }

    private var energy: JSONValue {
        func quality(_ kind: MeterReading.Quality) -> JSONValue {
            .decimal(figures.byQuality[kind] ?? 0)
        }
        return .object([
            "wh": .decimal(figures.wattHours),
            "itWh": .decimal(figures.itWattHours),
            "pue": .ratio(figures.pue),
            "idleWh": .decimal(figures.idleWattHours),
            "idleShare": .ratio(figures.idleShare),
            "boundary": "facility",
            "meters": .array(meters.map(\.document)),
            "measuredWh": quality(.measured),
            "derivedWh": quality(.derived),
            "modelledWh": quality(.modelled),
            "uncertainty": uncertainty.document,
        ])
    }

    private var matching: JSONValue {
        .object([
            "window": .text(window.rawValue),
            "matchedWh": .decimal(figures.matchedWattHours),
            "unmatchedWh": .decimal(figures.wattHours - figures.matchedWattHours),
            "matchedShare": .ratio(figures.matchedShare),
            "hourlyMatchedWh": .decimal(figures.hourlyMatchedWattHours),
            "cfeScore": .ratio(figures.cfeScore),
            "fullyMatchedHours": .ratio(figures.fullyMatchedShare),
            "grade": .text(grade),
        ])
    }
}

extension CertificateFigures {
    /// How figures per million tokens are rounded, in the document.
    static let rounding = "half-even, six places"

    /// Grams in all and per million tokens, by each method.
    var emissions: JSONValue {
        func figure(_ micrograms: Int128) -> JSONValue {
            [
                "gCO2e": .text(ExactFigures.text(millionths: micrograms)),
                "gCO2ePerMillionTokens": perMillionTokens(micrograms)
                    .map { .text(ExactFigures.text(millionths: $0)) } ?? .null,
            ]
        }
        return .object([
            "rounding": .text(Self.rounding),
            "locationBased": figure(locationMicrograms),
            "marketBased": figure(marketMicrograms),
            "lifeCycle": figure(lifeCycleMicrograms),
            "embodied": figure(embodiedMicrograms),
        ])
    }
}

extension TokenBatch {
    /// The batch with the sums of its tokens; the model's version is what follows its first `@`.
    fileprivate func document(_ figures: CertificateFigures) -> JSONValue {
        let (model, version) = stream.modelAndVersion
        var members: [String: JSONValue] = [
            "product": .text(stream.product),
            "model": .text(model),
            "tokenizer": .text(stream.tokenizer),
            "start": .text(period.start.text),
            "end": .text(period.end.text),
            "input": .decimal(figures.tokens.input),
            "output": .decimal(figures.tokens.output),
            "cached": .decimal(figures.tokens.cached),
            "tokenBasis": .text(figures.basis.rawValue),
            "tokens": .decimal(figures.countedTokens),
        ]
        if let version { members["modelVersion"] = .text(version) }
        if let servedTo { members["servedTo"] = .text(servedTo) }
        return .object(members)
    }
}

extension TokenStream {
    /// The model's name, and its version: what follows the first `@`; nil where nothing does.
    var modelAndVersion: (name: String, version: String?) {
        guard let mark = model.firstIndex(of: "@"), model.index(after: mark) < model.endIndex else {
            return (model, nil)
        }
        return (String(model[..<mark]), String(model[model.index(after: mark)...]))
    }
}

extension CertificateSite {
    var document: JSONValue {
        var members: [String: JSONValue] = [
            "id": .text(id), "zone": .text(zone), "country": .text(country),
            "region": .text(region), "suppliedFrom": .array(suppliedFrom.map { .text($0) }),
            "embodiedSource": .text(embodiedSource),
        ]
        if let evidence { members["evidenceSha256"] = .text(evidence.hexadecimal) }
        return .object(members)
    }
}

extension CertificateMeter {
    var document: JSONValue {
        [
            "site": .text(key.site), "meter": .text(key.meter),
            "boundary": .text(boundary.rawValue),
        ]
    }
}

extension EmissionFactor {
    var document: JSONValue {
        [
            "id": .text(id), "kind": .text(kind.rawValue), "region": .text(region),
            "vintage": .decimal(Int64(vintage)), "mgPerKWh": .decimal(milligramsPerKWh),
            "source": .text(source),
        ]
    }
}

extension RetiredSlice {
    var document: JSONValue {
        var members: [String: JSONValue] = [
            "slice": .text(id), "wh": .decimal(wattHours), "scheme": .text(scheme.rawValue),
            "registry": .text(registry), "serial": .text(serial), "device": .text(device),
            "source": .text(source.rawValue), "zone": .text(zone),
            "start": .text(interval.start.text), "end": .text(interval.end.text),
            "lifeCycleFactor": .text(lifeCycleFactor),
        ]
        if let storage {
            members["storage"] = [
                "storage": .text(storage.chain.storage),
                "chargedFrom": .array(storage.chain.chargedFrom.map { .text($0) }),
                "chargedWh": .decimal(storage.chain.chargedWattHours),
                "deliveredWh": .decimal(storage.deliveredWattHours),
                "start": .text(storage.chain.chargedDuring.start.text),
                "end": .text(storage.chain.chargedDuring.end.text),
            ]
        }
        return .object(members)
    }
}

extension CertificateHour {
    var document: JSONValue {
        .object([
            "site": .text(site), "start": .text(interval.start.text),
            "end": .text(interval.end.text), "quality": .text(quality.rawValue),
            "wh": .decimal(wattHours), "itWh": .decimal(itWattHours),
            "idleWh": .decimal(idleWattHours), "embodiedMg": .decimal(embodiedMilligrams),
            "input": .decimal(tokens.input), "output": .decimal(tokens.output),
            "cached": .decimal(tokens.cached), "matchedWh": .decimal(matchedWattHours),
            "locationFactor": .text(locationFactor), "residualFactor": .text(residualFactor),
            "lifeCycleFactor": .text(lifeCycleFactor),
            "retired": .array(
                retired.map { ["slice": .text($0.slice), "wh": .decimal($0.wattHours)] }),
        ])
    }
}
