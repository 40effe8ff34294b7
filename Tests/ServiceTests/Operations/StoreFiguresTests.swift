import Foundation
import Service
import Solver
import Testing

/// What `/metrics` tells of the store.
@Suite("Figures of the store")
struct StoreFiguresTests {
    private func metrics(_ service: TestService) throws -> [String] {
        let admin = try #require(service.values["admin"])
        let answer = try service.send("GET", "/metrics", as: admin)
        #expect(answer.status == 200)
        return String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func finish(_ service: TestService, _ id: String, _ ending: Ending) throws {
        _ = try service.store.submit(
            Submission(
                author: .test("default"), idempotency: nil,
                jobs: [
                    .test(id, tenant: "default", neededBy: .second(100))
                ], documents: [StoreFixture.document], admission: .init()))
        let claim = Claim(owner: "w", lanes: [.online], at: .second(0), leaseSeconds: 9)
        #expect(try service.store.claim(claim)?.id == id)
        #expect(try service.store.finish(id, attempt: 1, ending))
    }

    @Test("Before the first solve every counter is there, at nought")
    func empty() throws {
        let lines = try metrics(TestService())
        for line in [
            "store_available 1", "queue_depth{lane=\"online\"} 0",
            "jobs_running{lane=\"planning\"} 0",
            "oldest_queued_age_seconds{lane=\"online\"} 0",
            "deadline_miss_total{lane=\"online\"} 0", "deadline_miss_total{lane=\"planning\"} 0",
            "fallback_total{reason=\"no_plan_before_needed_by\"} 0",
            "fallback_total{reason=\"not_begun_before_needed_by\"} 0",
            "fallback_total{reason=\"worker_died\"} 0",
            "# TYPE solve_duration_seconds histogram", "# TYPE mip_gap_ratio histogram",
            "mip_gap_ratio_count 0",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test("Buckets hold what is below them, and all")
    func histograms() throws {
        let service = try TestService()
        // 4 s, 5 s, 2 h; the last came after the 100 s in which it was needed.
        for (id, seconds, gap) in [("a", 4.0, 0.003), ("b", 5, nil), ("c", 7200, 0.0)] {
            var ending = Ending.test(.succeeded, at: seconds)
            ending.relativeGap = gap
            if id == "c" { ending.fallbackReason = "no_plan_before_needed_by" }
            try finish(service, id, ending)
        }
        let lines = try metrics(service)
        for line in [
            #"solve_duration_seconds_bucket{outcome="optimal",le="2.5"} 0"#,
            #"solve_duration_seconds_bucket{outcome="optimal",le="5"} 2"#,
            #"solve_duration_seconds_bucket{outcome="optimal",le="3600"} 2"#,
            #"solve_duration_seconds_bucket{outcome="optimal",le="+Inf"} 3"#,
            #"solve_duration_seconds_sum{outcome="optimal"} 7209.0"#,
            #"solve_duration_seconds_count{outcome="optimal"} 3"#,
            #"mip_gap_ratio_bucket{le="0"} 1"#, #"mip_gap_ratio_bucket{le="0.0025"} 1"#,
            #"mip_gap_ratio_bucket{le="0.005"} 2"#, #"mip_gap_ratio_sum 0.003"#,
            #"deadline_miss_total{lane="online"} 1"#,
            #"fallback_total{reason="no_plan_before_needed_by"} 1"#,
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test("Each metric has one type, said before its values, and no value comes twice")
    func form() throws {
        let service = try TestService()
        try finish(service, "a", .test(.succeeded))
        var names: Set<String> = []
        var samples: Set<Substring> = []
        var current = ""
        for line in try metrics(service) where !line.hasPrefix("# HELP") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                current = String(words[2])
                #expect(names.insert(current).inserted, "\(current)")
            } else {
                #expect(line.hasPrefix(current), "\(line)")
                let sample = line.split(separator: " ").dropLast().joined(separator: " ")
                #expect(samples.insert(Substring(sample)).inserted, "\(sample)")
                #expect(Double(words.last ?? "") != nil, "\(line)")
            }
        }
        #expect(names.isSuperset(of: JobTotal.Figure.allCases.map(\.rawValue)))
    }

    @Test("Without its store a service still tells its own figures")
    func withoutStore() throws {
        let service = try TestService()
        service.store.close()
        let answer = OperationsEndpoints.figures(service.application, at: .now)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("store_available 0\n") && text.contains("process_open_fds"))
        #expect(!text.contains("queue_depth") && text.hasSuffix("\n"))
    }
}
