import Certificates
import Service
import Testing

@Suite struct `Files of measured records` {
    private func bytes(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// The lines that have faults.
    private func lines(_ read: () throws(TableFaults) -> some Any) -> [Int] {
        do throws(TableFaults) {
            _ = try read()
            return []
        } catch {
            return error.list.map(\.line)
        }
    }

    @Test func `Readings with offsets, in any order of columns and lines`() throws {
        let meters = try ReadingFile.read(
            bytes([
                "site,meter,boundary,start,end,wh,quality,revision",
                "hub,m,facility,2026-03-01T01:00:00+08:00,2026-03-01T02:00:00+08:00,90,derived,1",
                "hub,m,facility,2026-03-01T01:00:00+08:00,2026-02-28T18:00:00Z,100,measured,0",
                "hub,m,facility,2026-02-28T16:00:00Z,2026-02-28T17:00:00Z,80,measured,0",
            ]))
        #expect(meters.latest.map(\.wattHours) == [80, 90])
        #expect(meters.latest.map(\.quality) == [.measured, .derived])
    }

    @Test func `All faults of readings at once`() {
        let text = bytes([
            "site,meter,boundary,start,end,wh,revision,quality",
            "hub,m,facility,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,1,0,measured",
            "hub,m,facility,2026-01-01T00:15:00Z,2026-01-01T00:30:00Z,1,0,measured",
            "hub,m,facility,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,1,2,measured",
            "hub,m,roof,2026-01-01T02:00:00Z,2026-01-01T01:00:00Z,-1,0,guessed",
            "hub,m,facility,2026-01-01T05:00:00,2026-01-01T06:00:00Z,01,0",
            "",
            "hub,a b,facility,2026-01-01T05:00:00,2026-01-01T06:00:00Z,1.5,0,measured",
        ])
        #expect(
            lines { () throws(TableFaults) in try ReadingFile.read(text) }
                == [3, 4, 5, 5, 5, 5, 6, 8, 8, 8])
    }

    @Test(arguments: [
        "site,meter,boundary,start,end,wh,revision",
        "site,meter,boundary,start,end,wh,revision,quality,note",
        "site,site,meter,boundary,start,end,wh,revision,quality", "",
    ])
    func `Columns that are missing, unknown or twice`(header: String) {
        #expect(
            lines { () throws(TableFaults) in try ReadingFile.read(bytes([header])) } == [1])
    }

    @Test func `Counts keep their tokenizer and do not overlap`() throws {
        let header = "product,site,start,end,model,tokenizer,input,output,cached,revision"
        let one = "chat,hub,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,m@1,t,5,6,7,0"
        let counts = try CountFile.read(bytes([header, one]))
        #expect(counts.latest.map { [$0.input, $0.output, $0.cached] } == [[5, 6, 7]])
        let other = "chat,hub,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,m@1,u,5,6,7,1"
        let quarter = "chat,hub,2026-01-01T00:45:00Z,2026-01-01T01:15:00Z,m@1,t,5,6,7,0"
        let text = bytes([header, one, other, quarter])
        #expect(lines { () throws(TableFaults) in try CountFile.read(text) } == [3, 4])
    }

    @Test func `Certificates count every Wh once`() throws {
        let header =
            "scheme,registry,serial,device,source,zone,start,end,wh,storage,charged_from,"
            + "charged_wh,charged_start,charged_end"
        func hours(_ from: Int, _ to: Int) -> String {
            "2026-01-01T0\(from):00:00Z,2026-01-01T0\(to):00:00Z"
        }
        let good = [
            header,
            "GEC,nea,1,w1,wind,CN-EAST,\(hours(0, 1)),1000000,,,,,",
            "PPA,acme,2,b1,wind,CN-EAST,\(hours(2, 3)),800000,b1,nea/1,1000000,\(hours(0, 1))",
        ]
        let read = try EnergyCertificateFile.read(bytes(good))
        #expect(read.map(\.id) == ["nea/1", "acme/2"])
        #expect(read[1].storage?.chargedFrom == ["nea/1"])
        let bad =
            good + [
                "GO,nea,1,w9,wind,CN-EAST,\(hours(0, 1)),5,,,,,",
                "I-REC,other,7,w1,wind,CN-EAST,\(hours(0, 4)),5,,,,,",
                "PPA,acme,3,b2,wind,CN-EAST,\(hours(4, 5)),9,b2,nea/1,8,\(hours(0, 1))",
                "PPA,acme,4,b3,wind,CN-EAST,\(hours(4, 5)),9,b3,nobody,9,\(hours(0, 1))",
                "PPA,acme,5,b4,sun,CN-EAST,\(hours(4, 5)),0,b4,,,,",
            ]
        let text = bytes(bad)
        let found = lines { () throws(TableFaults) in try EnergyCertificateFile.read(text) }
        #expect(Set(found) == [4, 5, 6, 7, 8])
    }

    @Test func `Factors have a source`() throws {
        let header = "id,kind,region,vintage,mg_per_kwh,source"
        let good = "r,residual,china,2023,609600,\"公告2025年第47号, table 1\""
        #expect(try FactorFile.read(bytes([header, good])).factors[0].milligramsPerKWh == 609_600)
        let text = bytes([
            header, good, "r,average,china,2023,1,x", "s,residual,china,2023,1,x",
            "t,average,china,2023,1,", "u,mean,china,1889,1e3,x",
        ])
        #expect(
            lines { () throws(TableFaults) in try FactorFile.read(text) } == [3, 4, 5, 6, 6, 6])
    }

    /// Any bytes are records or faults: a file with some bytes replaced at random.
    @Test(arguments: 0..<200)
    func `Damaged files are told, never more`(seed: UInt8) {
        var text = bytes([
            "site,meter,boundary,start,end,wh,revision,quality",
            "hub,m,facility,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,1,0,measured",
            "hub,m,facility,2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,22,0,\"measured\"",
        ])
        var state = UInt32(seed) &* 2_654_435_761 &+ 1
        func draw(_ count: Int) -> Int {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int(state >> 8) % count
        }
        for _ in 0..<(1 + draw(4)) { text[draw(text.count)] = UInt8(draw(256)) }
        do throws(TableFaults) {
            #expect(try ReadingFile.read(text).latest.count <= 2)
        } catch {
            #expect(!error.list.isEmpty, "seed \(seed)")
        }
    }
}
