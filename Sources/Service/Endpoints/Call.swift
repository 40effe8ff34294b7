package import Solver

/// A request that has found its route and whose caller is known.
package struct Call: Sendable {
    package let request: HTTPRequest
    package let application: Application
    /// Values of the template's `{names}`.
    package let parameters: [String: String]
    /// Query parameters, each given once and known to the route.
    package let query: [String: String]
    /// Nil on routes without a scope.
    package let caller: Principal?
    package let trace: TraceContext
    package let language: Language
    package let now: Moment

    package var store: any Store { application.store }

    /// The tenant whose objects this request is about.
    package var tenant: String { caller?.tenant ?? "" }

    /// Who changes something with this request.
    package var author: Author {
        Author(tenant: tenant, actor: caller?.actor ?? "", traceID: trace.traceID, at: now)
    }

    /// The id in the path; what cannot be an id cannot be found.
    package func id() throws(Problem) -> String {
        guard let id = parameters["id"], RecordID.isValid(id) else { throw .notFound }
        return id
    }

    /// The body as JSON.
    package func json() throws(Problem) -> JSON {
        do {
            return try Scenario.parsed(request.body)
        } catch {
            throw Problem(error)
        }
    }

    /// The body read by a noun.
    package func body<Element>(_ element: (Fields) -> Element) throws(Problem) -> Element {
        let document = try json()
        do {
            return try Decoding.read(document, element)
        } catch {
            throw Problem(error)
        }
    }

    /// Runs a call of the store, whose errors become problems.
    package func stored<Value>(
        _ body: (any Store) throws(StoreError) -> Value
    ) throws(Problem) -> Value {
        do {
            return try body(store)
        } catch {
            application.log.storeFailed(error, trace: trace)
            throw Problem(error)
        }
    }

    // MARK: Parameters

    /// A query parameter as an integer in a range.
    package func integer(
        _ name: String, _ range: ClosedRange<Int>, default standIn: Int
    ) throws(Problem) -> Int {
        guard let text = query[name] else { return standIn }
        guard let value = Int(text), range.contains(value), String(value) == text else {
            throw invalid(
                name, text, "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A query parameter as a moment.
    package func moment(_ name: String) throws(Problem) -> Moment? {
        guard let text = query[name] else { return nil }
        guard let moment = Moment(text) else {
            throw invalid(
                name, text, "an instant with its offset, such as 2026-09-15T00:00:00+08:00")
        }
        return moment
    }

    /// A query parameter as one of a few words.
    package func choice<E: CaseIterable & RawRepresentable>(
        _ name: String, of type: E.Type
    ) throws(Problem) -> E? where E.RawValue == String {
        guard let text = query[name] else { return nil }
        guard let value = E(rawValue: text) else {
            throw invalid(name, text, E.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    /// A parameter whose value is not allowed.
    package func invalid(_ name: String, _ given: String, _ allowed: String) -> Problem {
        Problem(
            .invalidParameter,
            Text(en: "The parameter \"\(name)\" is not valid.", zh: "参数“\(name)”无效。"),
            faults: [fault(name, given, allowed)])
    }

    /// A parameter whose value is allowed in general, but not for this object.
    package func unusable(_ name: String, _ given: String, _ allowed: String) -> Problem {
        Problem(
            .unusableParameter,
            Text(
                en: "The parameter \"\(name)\" does not fit here.", zh: "参数“\(name)”在此不适用。"),
            faults: [fault(name, given, allowed)])
    }

    private func fault(_ name: String, _ given: String, _ allowed: String) -> Fault {
        Fault(
            pointer: "?" + name, kind: .notAllowed, given: String(given.prefix(80)),
            allowed: allowed)
    }

    // MARK: Conditions

    /// 304 when the client has this version; else nil.
    package func notModified(_ tag: String) -> HTTPResponse? {
        guard let header = request.headers["If-None-Match"],
            EntityTag.isListed(tag, in: header)
        else { return nil }
        return HTTPResponse(status: 304, headers: ["ETag": tag])
    }

    /// The digest that `If-Match` must name.
    package func requireMatch(_ current: ScenarioRecord) throws(Problem) {
        guard let header = request.headers["If-Match"] else {
            throw Problem(
                .versionRequired,
                Text(
                    en: "Send If-Match with the ETag of the version that you read.",
                    zh: "请在 If-Match 中给出所读版本的 ETag。"))
        }
        let tag = EntityTag.of(digest: current.documentDigest)
        guard EntityTag.isListed(tag, in: header) else { throw Self.versionChanged(tag) }
    }

    static func versionChanged(_ tag: String) -> Problem {
        Problem(
            .versionChanged,
            Text(en: "The newest version is \(tag).", zh: "最新版本为 \(tag)。"),
            headers: ["ETag": tag])
    }
}
