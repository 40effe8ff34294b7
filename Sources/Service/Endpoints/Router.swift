/// Finds the route of a request.
package struct Router: Sendable {
    package let routes: [Route]
    /// Routes by the number of segments.
    private let byCount: [Int: [Entry]]

    private struct Entry: Sendable {
        let segments: [Segment]
        let route: Int
    }

    private enum Segment: Sendable, Equatable {
        case word(String)
        case name(String)
    }

    /// Why a table cannot be used.
    package enum Flaw: Error, Equatable {
        case shadowed(String, by: String)
        case operationTwice(String)
    }

    /// What a request has met.
    package enum Match: Sendable {
        case route(Int, [String: String])
        /// The path is known with other methods.
        case otherMethods([String])
        case nothing
    }

    /// Checks the table: no route hides another, no operation has the name of another.
    package init(_ routes: [Route]) throws(Flaw) {
        self.routes = routes
        var byCount: [Int: [Entry]] = [:]
        var operations: Set<String> = []
        for (index, route) in routes.enumerated() {
            guard operations.insert(route.operation).inserted else {
                throw .operationTwice(route.operation)
            }
            let segments = Self.segments(route.template)
            for other in byCount[segments.count] ?? []
            where routes[other.route].method == route.method && Self.hides(other.segments, segments)
            {
                throw .shadowed(route.operation, by: routes[other.route].operation)
            }
            byCount[segments.count, default: []].append(Entry(segments: segments, route: index))
        }
        self.byCount = byCount
    }

    /// The route of a method and a path; HEAD is answered by GET.
    ///
    /// Of templates that fit, those with the most words count: `/certificates/verify` is no certificate of
    /// that name.
    package func match(_ method: String, _ path: [String]) -> Match {
        let method = method == "HEAD" ? "GET" : method
        var found: (route: Int, parameters: [String: String])?
        var allowed: [String] = []
        var fewestNames = Int.max
        for entry in byCount[path.count] ?? [] {
            guard let parameters = Self.parameters(entry.segments, path),
                parameters.count <= fewestNames
            else { continue }
            if parameters.count < fewestNames { (found, allowed) = (nil, []) }
            fewestNames = parameters.count
            let other = routes[entry.route].method
            if other == method { found = (entry.route, parameters) }
            if !allowed.contains(other) { allowed += other == "GET" ? ["GET", "HEAD"] : [other] }
        }
        if let found { return .route(found.route, found.parameters) }
        return allowed.isEmpty ? .nothing : .otherMethods(allowed.sorted())
    }

    private static func segments(_ template: String) -> [Segment] {
        template.split(separator: "/").map { part in
            part.hasPrefix("{") ? .name(String(part.dropFirst().dropLast())) : .word(String(part))
        }
    }

    private static func hides(_ first: [Segment], _ second: [Segment]) -> Bool {
        zip(first, second).allSatisfy { earlier, later in
            if case .name = earlier { return true }
            return earlier == later
        }
    }

    private static func parameters(_ segments: [Segment], _ path: [String]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .word(let word): guard word == text else { return nil }
            case .name(let name): parameters[name] = text
            }
        }
        return parameters
    }
}
