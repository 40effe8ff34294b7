import Certificates
import Service
import Solver
import Testing

@Suite("Orders of drafts") struct ProposalSpecTests {
    private static let whole = """
        {"products": ["chat", "mini"], "start": "2026-03-01T00:00:00+08:00",
         "end": "2026-04-01T00:00:00+08:00", "rule_set": "china", "rule_version": "1",
         "grades": "g", "attribution": "a", "batch": "day", "id_prefix": "north-1",
         "valid_from": "2026-04-05T00:00:00Z", "valid_until": "2031-04-05T00:00:00Z",
         "served_to": "SG"}
        """

    @Test("An order is written as it is read, in UTC")
    func roundTrip() throws {
        let spec = try ProposalSpec(json: Array(Self.whole.utf8))
        #expect(spec.period?.start.text == "2026-02-28T16:00:00Z")
        #expect(spec.batch == .day && spec.products == ["chat", "mini"])
        #expect(try ProposalSpec(json: spec.json.written(pretty: false)) == spec)
    }

    @Test(
        "What cannot be an order is refused with all its faults",
        arguments: [
            (#"{"start": "2026-03-01T00:00:00Z", "end": "2026-03-02T00:00:00Z"}"#, 1),
            (
                #"{"start": "2026-03-01T00:00:00Z", "end": "2028-03-02T00:00:00Z", "rule_set": "r"}"#,
                1
            ),
            (
                #"{"start": "2026-03-01T00:07:00Z", "end": "2026-03-02T00:00:00Z", "rule_set": "r"}"#,
                1
            ),
            (#"{"start": 7, "end": "x", "rule_set": "a b", "products": "chat", "batch": 1}"#, 5),
        ])
    func refused(_ text: String, _ count: Int) {
        let error = #expect(throws: ScenarioError.self) {
            try ProposalSpec(json: Array(text.utf8))
        }
        #expect(error?.count == count)
    }

    /// Cursors come from clients: what is no key of the table is none.
    @Test(
        arguments: [
            ("hub~grid~=1~=0", true), ("hub~grid~=-1~=0", true), ("", false), ("hub", false),
            ("hub~grid~1~=0", false), ("hub~grid~=1~=x", false), ("=1~grid~=1~=0", false),
            ("hub~grid~=1~=0~=2", false), ("hub~grid~=99999999999999999999~=0", false),
        ])
    func `A cursor is the key of a row`(text: String, isOne: Bool) {
        let cursor = RegistryCursor(text, of: .readings)
        #expect((cursor != nil) == isOne)
        if let cursor { #expect(cursor.text == text) }
    }
}
