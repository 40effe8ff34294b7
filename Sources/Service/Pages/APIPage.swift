import Solver

/// The API as a page, from the same table as the OpenAPI document.
enum APIPage {
    /// A whole page.
    static func html(_ routes: [Route], _ language: Language) -> String {
        let head: [Markup] = [
            .element("h1", [:], [Markup(Text(en: "The HTTP API", zh: "HTTP 接口"))]),
            .element(
                "p", [:],
                [
                    Markup(
                        Text(
                            en:
                                "Times are RFC 3339 with an offset, intervals half-open, units part of the names. Errors are problem documents (RFC 9457) that name every fault with its place. For programs: ",
                            zh:
                                "时间为带时区的 RFC 3339，区间左闭右开，单位写在字段名中。错误为问题文档（RFC 9457），逐一指出位置。供程序使用："
                        )),
                    .element("a", ["href": "/openapi.json"], [Markup("openapi.json")]),
                ]),
        ]
        return PageFrame.html(
            title: Text(en: "API", zh: "接口"), language: language, header: head,
            sections: Route.Tag.allCases.map { tag in
                section(tag, routes.filter { $0.tag == tag })
            })
    }

    private static func section(_ tag: Route.Tag, _ routes: [Route]) -> Markup {
        .element(
            "section", ["id": tag.rawValue],
            [.element("h2", [:], [Markup(tag.title)])] + routes.map(operation))
    }

    private static func operation(_ route: Route) -> Markup {
        var rows: [Markup] = route.parameters.map { parameter in
            row(parameter.name + (parameter.isRequired ? " *" : ""), parameter.meaning)
        }
        if let scope = route.scope { rows.append(row("scope", Text(both: scope.rawValue))) }
        for answer in route.answers { rows.append(row(String(answer.status), answer.meaning)) }
        var children: [Markup] = [
            .element(
                "summary", [:],
                [
                    .element("code", [:], [Markup("\(route.method) \(route.template)")]),
                    Markup(" " + route.summary),
                ]),
            .element("table", [:], [.element("tbody", [:], rows)]),
        ]
        if let body = route.body {
            let example = String(decoding: body.example.written(), as: UTF8.self)
            children.append(
                .element("pre", [:], [.element("code", [:], [Markup(example)])]))
        }
        return .element("details", ["id": route.operation], children)
    }

    private static func row(_ name: String, _ meaning: Text) -> Markup {
        .element(
            "tr", [:],
            [
                .element("th", ["scope": "row"], [.element("code", [:], [Markup(name)])]),
                .element("td", [:], [Markup(meaning)]),
            ])
    }
}
