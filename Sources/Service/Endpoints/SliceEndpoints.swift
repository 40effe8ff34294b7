import Certificates
import Solver

/// `/v1/slices`, `/v1/receipts`: energy in the own account, and what became of requests.
enum SliceEndpoints {
    static let routes: [Route] = [list, split, reserve, release, transfer, retire, receipt]

    private static let list = Route(
        method: "GET", template: "/v1/slices", operation: "listSlices",
        summary: Text(en: "Slices of energy in the own account, by id", zh: "本账户的电量切片，按编号排列"),
        tag: .registry, scope: .certificateRead, parameters: Paging.parameters,
        answers: [
            .init(
                status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: "SlicePage",
                headers: ["Link"])
        ],
        run: { call in
            let (after, limit) = try Paging.window(call)
            let page = try call.stored { store throws(StoreError) in
                try store.slices(ofAccount: call.account, after: after, limit: limit)
            }
            return .response(Paging.response(page, call, json))
        })

    private static let split = change(
        "split", Text(en: "Split slices into parts of stated Wh", zh: "按给定 Wh 拆分切片"),
        .fields([
            "splits": .array([
                .fields(["slice": "gec-cn/1", "parts": .numbers([400_000, 300_000])])
            ])
        ]), { SplitOrder($0) }
    ) { order, _ in SliceSplits(order.splits) }

    private static let reserve = change(
        "reserve", Text(en: "Keep slices for a purpose until a moment", zh: "为某用途预留切片至某时刻"),
        .fields([
            "slices": .array(["gec-cn/1.1"]), "purpose": "order-17",
            "until": "2026-12-31T00:00:00Z",
        ]), { ReservationOrder($0) }
    ) { order, _ in
        guard let until = order.until else { throw Problem.notFound }
        return SliceReservation(slices: order.slices, purpose: order.purpose, until: until)
    }

    private static let release = change(
        "release", Text(en: "Set reserved slices free", zh: "释放预留的切片"),
        .fields(["slices": .array(["gec-cn/1.1"])]), { ReleaseOrder($0) }
    ) { order, _ in SliceRelease(slices: order.slices) }

    private static let transfer = change(
        "transfer", Text(en: "Give slices to another account", zh: "将切片转给另一账户"),
        .fields(["slices": .array(["gec-cn/1.1"]), "to": "hub-zhongwei"]),
        { SliceTransferOrder($0) }
    ) { order, _ in SliceTransfer(slices: order.slices, to: order.to) }

    private static let retire = change(
        "retire", Text(en: "Use slices, once and for ever", zh: "注销切片，不可撤回"),
        .fields([
            "slices": .array(["gec-cn/1.1"]), "purpose": "office, March",
            "beneficiary": "Qingyang hub",
        ]), { SliceRetirementOrder($0) }
    ) { order, _ in
        SliceRetirement(
            id: order.id, slices: order.slices, use: order.isStorage ? .storage : .claim,
            purpose: order.purpose, beneficiary: order.beneficiary)
    }

    private static func change<Order>(
        _ name: String, _ summary: Text, _ example: JSON,
        _ order: @escaping @Sendable (Fields) -> Order,
        _ operation: @escaping @Sendable (Order, Call) throws -> any RegistryOperation
    ) -> Route {
        Route(
            method: "POST", template: "/v1/slices/" + name, operation: name + "Slices",
            summary: summary, tag: .registry, scope: .certificatePropose,
            parameters: [Call.idempotencyParameter],
            body: .init(
                schema: Decoding.schema(order), example: example, limitBytes: 4 << 20),
            answers: [MeterEndpoints.receipt],
            run: { call in try call.receipt(of: operation(try call.body(order), call)) })
    }

    private static let receipt = Route(
        method: "GET", template: "/v1/receipts/{id}", operation: "readReceipt",
        summary: Text(
            en: "What became of an own request, with its proof once the log is published",
            zh: "本账户请求的结果；日志发布后附收录证明"),
        tag: .registry, scope: .certificateRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "Done and published.", zh: "已完成并发布。"),
                schema: "PublishedReceipt"),
            .init(
                status: 202, meaning: Text(en: "Done; not published yet.", zh: "已完成；尚未发布。"),
                schema: "PublishedReceipt", headers: ["Retry-After"]),
        ],
        run: { call in
            let id = try call.registryName()
            let row = try call.stored { store throws(StoreError) in
                try store.registryRow(RequestRow.self, .text(call.account), .text(id))
            }
            guard let row else { throw Problem.notFound }
            let proof = try CertificateReading.proof(of: row.firstLeaf, call)
            let body: JSON = .fields([
                "request": .string(row.request), "kind": .string(row.kind),
                "asked_at": .string(row.askedAt.text),
                "first_leaf": .integer(Int(row.firstLeaf)),
                "leaves": .integer(Int(row.leaves)),
                "proof": proof.map { .string(String(decoding: $0.bytes, as: UTF8.self)) }
                    ?? .null,
            ])
            return .response(
                .json(
                    body, status: proof == nil ? 202 : 200,
                    headers: proof == nil ? ["Retry-After": "1"] : [:]))
        })

    private static func json(_ row: SliceRow) -> JSON {
        .fields([
            "id": .string(row.id), "energy_certificate": .string(row.certificate),
            "parent": row.parent.map(JSON.string), "wh": .string("\(row.wattHours)"),
            "owner": .string(row.owner), "state": .string(row.state.rawValue),
            "reserved_for": row.reservedFor.map(JSON.string),
            "reserved_until": row.reservedUntil.map { .string($0.text) },
            "retirement": row.retirement.map(JSON.string),
        ])
    }
}
