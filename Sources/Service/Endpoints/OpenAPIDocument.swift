package import Solver

/// The API as OpenAPI 3.1, written from the table of routes.
package enum OpenAPIDocument {
    /// The whole document.
    package static func json(_ routes: [Route]) -> JSON {
        var order: [String] = []
        var paths: [String: [JSON.Member]] = [:]
        for route in routes {
            if paths[route.template] == nil { order.append(route.template) }
            paths[route.template, default: []].append(
                .init(route.method.lowercased(), operation(route)))
        }
        return .fields([
            "openapi": "3.1.0",
            "info": .fields([
                "title": "Wattoken",
                "version": .string(Tool.version),
                "description":
                    "Plans AI-token production together with electricity (算电协同). Times are RFC 3339 with an offset, intervals half-open, units part of the names.",
            ]),
            "servers": .array([.fields(["url": "/"])]),
            "security": .array([.fields(["key": .array([])])]),
            "paths": .object(order.map { .init($0, .object(paths[$0] ?? [])) }),
            "components": .fields([
                "securitySchemes": .fields([
                    "key": .fields([
                        "type": "http", "scheme": "bearer",
                        "description":
                            "An API key: wtk_<id>_<secret>; or a JSON Web Token, where the operator has named its issuer.",
                    ])
                ]),
                "schemas": APISchemas.all,
                "responses": .fields([
                    "Problem": .fields([
                        "description": "Why the request is not answered as asked (RFC 9457).",
                        "content": .fields([
                            "application/problem+json": .fields([
                                "schema": reference("Problem")
                            ])
                        ]),
                    ]),
                    "NotModified": .fields([
                        "description": "The client has this version already."
                    ]),
                ]),
            ]),
        ])
    }

    static func reference(_ schema: String) -> JSON {
        .fields(["$ref": .string("#/components/schemas/" + schema)])
    }

    private static func operation(_ route: Route) -> JSON {
        let parameters = pathParameters(route) + route.parameters.map(parameter)
        return .fields([
            "operationId": .string(route.operation), "summary": .string(route.summary[.english]),
            "tags": .array([.string(route.tag.rawValue)]),
            "description": route.scope.map { .string("Scope: `\($0.rawValue)`.") },
            "deprecated": route.deprecation == nil ? nil : true,
            "security": route.scope == nil ? .array([]) : nil,
            "parameters": parameters.isEmpty ? nil : .array(parameters),
            "requestBody": route.body.map(body), "responses": responses(route),
        ])
    }

    private static func pathParameters(_ route: Route) -> [JSON] {
        route.template.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            return .fields([
                "name": .string(name), "in": "path", "required": true,
                "schema": APISchemas.pathParameter(name, in: route.template),
            ])
        }
    }

    private static func parameter(_ parameter: Route.Parameter) -> JSON {
        .fields([
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": parameter.isRequired ? true : nil,
            "description": .string(parameter.meaning[.english]), "schema": parameter.schema,
        ])
    }

    private static func body(_ body: Route.Body) -> JSON {
        .fields([
            "required": true,
            "content": .object(
                body.mediaTypes.map { type in
                    let isJSON = type == "application/json"
                    return .init(
                        type,
                        isJSON
                            ? .fields(["schema": body.schema, "example": body.example])
                            : .fields(["schema": .fields(["type": "string"])]))
                }),
        ])
    }

    private static func responses(_ route: Route) -> JSON {
        var members = route.answers.map { answer in
            JSON.Member(
                String(answer.status),
                .fields([
                    "description": .string(answer.meaning[.english]),
                    "headers": answer.headers.isEmpty
                        ? nil
                        : .object(
                            answer.headers.map {
                                .init($0, .fields(["schema": .fields(["type": "string"])]))
                            }),
                    "content": answer.schema.map { schema in
                        .object([
                            .init(answer.mediaType, .fields(["schema": reference(schema)]))
                        ])
                    },
                    "links": links(answer, route),
                ]))
        }
        if route.answers.contains(where: { $0.headers.contains("ETag") }), route.method == "GET" {
            members.append(
                .init("304", .fields(["$ref": "#/components/responses/NotModified"])))
        }
        let problem: JSON = .fields(["$ref": "#/components/responses/Problem"])
        members += problems(route).map { .init($0, problem) }
        members.append(.init("default", problem))
        return .object(members)
    }

    /// Statuses of problems that a client should expect of a route.
    private static func problems(_ route: Route) -> [String] {
        var statuses = ["400"]
        if route.scope != nil { statuses += ["401", "403"] }
        if route.template.contains("{") { statuses.append("404") }
        if route.scope != nil,
            route.method != "GET" || route.template.hasPrefix("/v1/solves/{id}/")
                || route.template.hasPrefix("/v1/forecasts/{id}/")
        {
            statuses.append("409")
        }
        if route.template.contains("{id}/") { statuses.append("410") }
        if route.parameters.contains(where: { $0.name == "If-Match" }) {
            statuses += ["412", "428"]
        }
        if route.body != nil { statuses += ["413", "415", "422"] }
        if route.method != "GET" { statuses.append("429") }
        return statuses + ["503"]
    }

    /// What can be read next, for tools that follow an answer.
    private static func links(_ answer: Route.Answer, _ route: Route) -> JSON? {
        guard answer.status == 201 || answer.status == 202, route.method == "POST",
            let next = APISchemas.nextOperations[route.operation]
        else { return nil }
        return .object(
            next.map { operation in
                .init(
                    operation,
                    .fields([
                        "operationId": .string(operation),
                        "parameters": .fields(["id": "$response.body#/id"]),
                    ]))
            })
    }
}
