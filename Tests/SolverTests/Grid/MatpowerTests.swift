import Foundation
import Testing

import Solver

/// Case files of MATPOWER, from their text to published objectives.
@Suite("MATPOWER cases")
struct MatpowerTests {
    /// The nine-bus case of MATPOWER's tests, with the angle limits of two branches to fill in.
    private static func nine(
        _ third: String = "-360 360", _ sixth: String = "-360 360"
    ) -> String {
        """
        function mpc = nine
        % two generators with piecewise linear costs, one with a straight one
        mpc.version = '2';
        mpc.baseMVA = 100;
        mpc.bus = [
          1 3 0 0 0 0 1 1 0 345 1 1.1 0.9;  2 2 0 0 0 0 1 1 0 345 1 1.1 0.9
          30 2 0 0 0 0 1 1 0 345 1 1.1 0.9; 4 1 0 0 0 0 1 1 0 345 1 1.1 0.9
          5 1 90 30 0 0 1 1 0 345 1 1.1 0.9; 6 1 0 0 0 0 1 1 0 345 1 1.1 0.9
          7 1 100 35 0 0 1 1 0 345 1 1.1 0.9; 8 1 0 0 0 0 1 1 0 345 1 1.1 0.9
          9 1 125 50 0 0 1 1 0 345 1 1.1 0.9 ];
        mpc.gen = [
          1, 0, 0, 300, -300, 1, 100, 1, 250, 90;
          30 85 0 300 -300 1 100 1 ...  a row may go on
             270 10;
          2 163 0 300 -300 1 100 1 300 10;
        ];
        mpc.branch = [
          1 4 0 0.0576 0 0 250 250 0 0 1 -360 360;
          4 5 0.017 0.092 0.158 0 250 250 0 0 1 -360 360;
          5 6 0.039 0.17 0.358 150 150 150 0 0 1 -360 360;
          30 6 0 0.0586 0 0 300 300 0 0 1 \(third);
          6 7 0.0119 0.1008 0.209 40 150 150 0 0 1 -360 360;
          7 8 0.0085 0.072 0.149 250 250 250 0 0 1 -360 360;
          8 2 0 0.0625 0 250 250 250 0 0 1 \(sixth);
          8 9 0.032 0.161 0.306 250 250 250 0 0 1 -360 360;
          9 4 0.01 0.085 0.176 250 250 250 0 0 1 -360 360;
        ];
        mpc.gencost = [
          1 0 0 4 0 0 100 2500 200 5500 250 7250;
          1 0 0 3 0 0 200 3000 300 5000 0 0;
          2 0 0 2 24.035 -403.5 0 0 0 0 0 0;
        ];
        """
    }

    private func objective(_ text: String, _ model: PowerGrid.DCModel) throws -> Double {
        let imported = try MatpowerCase(Array(text.utf8), model: model)
        let result = try ScenarioSolver.solve(Scenario(imported.scenario()))
        #expect(result.outcome.status == .optimal)
        return result.outcome.proof.objective ?? .nan
    }

    /// MATPOWER's tests compare with 6392.9017 and 6456.7213 to three decimals.
    @Test("The nine-bus case of MATPOWER's tests, with and without angle limits")
    func nineBus() throws {
        #expect(abs(try objective(Self.nine(), .matpower) - 6392.90171154) < 5e-4)
        #expect(abs(try objective(Self.nine("-360 3", "-4.5 360"), .matpower) - 6456.7213) < 5e-4)
    }

    @Test("Format version 1 writes the tables without a struct")
    func versionOne() throws {
        let text = Self.nine().replacing("mpc.version = '2';", with: "")
            .replacing("function mpc = nine", with: "function [baseMVA, bus, gen] = nine")
            .replacing("mpc.", with: "")
        #expect(abs(try objective(text, .matpower) - 6392.90171154) < 5e-4)
    }

    @Test("Angle limits beyond their range are closed by PowerModels' rule, and open for MATPOWER")
    func angles() throws {
        func lines(_ model: PowerGrid.DCModel) throws -> [GridLine] {
            let text = Self.nine("0 0", "-30 95")
            let imported = try MatpowerCase(Array(text.utf8), model: model)
            return try Scenario(imported.scenario()).powerGrid?.lines ?? []
        }
        let open = try lines(.matpower)
        #expect(open[3].angleMaximumDegrees == nil && open[6].angleMaximumDegrees == 95)
        let closed = try lines(.powermodels)
        #expect(isNear(closed[3].angleMinimumDegrees ?? 0, -1.0472 * 180 / .pi))
        #expect(isNear(closed[6].angleMaximumDegrees ?? 0, 1.0472 * 180 / .pi))
        #expect(closed[6].angleMinimumDegrees == -30)
    }

    /// 10 MVA and 12.66 kV; 1 Ω = 10/12.66² per unit; loads in kW with a power factor.
    @Test("The short calculations behind the tables are carried out")
    func calculations() throws {
        let text = """
            function mpc = feeder
            mpc.version = '2';
            %{
            a comment over
            several lines
            %}
            mpc.baseMVA = 10; # another comment
            mpc.bus = [ %% kW here
              1 3 0 0 0 0 1 1 0 12.66 1 1 1;
              2 1 100 60 0 0 1 1 0 12.66 1 1.1 0.9 ];
            mpc.bus_name = { 'one bus '; "two" };
            mpc.gen = [1 0 0 10 -10 1 100 1 Inf -2*sqrt(4)];
            mpc.branch = [1 2 0.5 1 0 0 0 0 0 0 1 -360 360; 1 2 1 1 0 0 0 0 0 0 0 -360 360];
            mpc.gencost = [2 0 0 3 0 20 0];
            [PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
                VA, BASE_KV] = idx_bus;
            [F_BUS, T_BUS, BR_R, BR_X] = idx_brch;
            Vbase = mpc.bus(1, BASE_KV) * 1e3;
            Sbase = mpc.baseMVA * 1e6;
            mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
            mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
            pf = 0.8;
            fixed = 0;
            if fixed
                mpc.gen(1, 9) = unknown_function(3);
            end
            if pf
                mpc.bus(:, PD) = mpc.bus(:, PD) * pf;
            end
            """
        let imported = try MatpowerCase(Array(text.utf8), model: .matpower)
        let grid = try #require(try Scenario(imported.scenario()).powerGrid)
        #expect(imported.name == "feeder" && grid.lines.count == 1)
        #expect(grid.nodes[0].name?.en == "one bus" && isNear(grid.nodes[1].loadMW[0], 0.08))
        #expect(isNear(grid.lines[0].reactancePU(baseMVA: 10), 10 / (12.66 * 12.66), 1e-12))
        #expect(grid.supplies[0].generator.minimumMW == -4)
        #expect(grid.supplies[0].generator.capacityMW == 1e6)
        #expect(imported.notes.contains { $0.en.contains("1 powers beyond 1e6 MW") })
    }

    /// 45 MW arrive of 50, one is lost besides.
    @Test("DC lines, isolated buses, parallel branches and shunts")
    func dcLines() throws {
        let text = """
            function mpc = two
            mpc.version = '2'; mpc.baseMVA = 100;
            mpc.bus = [1 3 0 0 0 0 1 1 0 345 1 1.1 0.9; 2 1 40 0 4 0 1 1 0 345 1 1.1 0.9;
                       3 4 99 0 0 0 1 1 0 345 1 1.1 0.9];
            mpc.gen = [1 0 0 9 -9 1 100 1 200 0; 3 0 0 9 -9 1 100 1 200 0; 2 0 0 9 -9 1 100 0 9 0];
            mpc.branch = [1 3 0 0.1 0 0 0 0 0 0 1 -360 360; 1 2 0 0.1 0 0 0 0 0 0 0 -360 360];
            mpc.gencost = [2 0 0 2 10 7; 2 0 0 2 1 0; 2 0 0 2 1 0];
            mpc.dcline = [1 2 1 0 0 0 0 1 1 0 100 0 0 0 0 1 0.1];
            mpc.dclinecost = [2 0 0 2 2 0];
            """
        let imported = try MatpowerCase(Array(text.utf8), model: .powermodels)
        let result = try ScenarioSolver.solve(Scenario(imported.scenario()))
        #expect(isNear(result.outcome.proof.objective ?? 0, 500 + 100 + 7))
        #expect(isNear(result.plan?.schedule.dcLines[0].flowMW[0] ?? 0, 50))
    }

    /// Rounding in the file makes the price fall by 1e-5; the largest of all pieces counts.
    @Test("A curve that is convex but for rounding is the largest of its pieces")
    func almostConvex() throws {
        let text = Self.nine().replacing(
            "1 0 0 3 0 0 200 3000 300 5000 0 0", with: "1 0 0 3 0 0 100 2000 200 3999.999 0 0")
        let imported = try MatpowerCase(Array(text.utf8), model: .matpower)
        let supply = try Scenario(imported.scenario()).powerGrid?.supplies[1].generator
        #expect(isNear(supply?.costCNYPerHour(50, step: 0) ?? 0, 1000, 1e-4))
        #expect(isNear(supply?.costCNYPerHour(200, step: 0) ?? 0, 4000, 1e-4))
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let line: Int
        let words: String

        init(_ from: String, _ to: String, line: Int, _ words: String) {
            self.from = from
            self.to = to
            self.line = line
            self.words = words
        }

        var testDescription: String { to }
    }

    static let brokenFiles: [Broken] = [
        Broken("mpc.version = '2'", "mpc.version = '3'", line: 0, "version 1 or 2"),
        Broken("mpc.baseMVA = 100", "mpc.baseMVA = 0", line: 0, "positive baseMVA"),
        Broken("mpc.gen = [", "mpc.generators = [", line: 0, "a table gen"),
        Broken("5 1 90 30", "5 1 9x 30", line: 8, "a number"),
        Broken("5 1 90 30", "5 1 30", line: 8, "13 numbers"),
        Broken("5 1 90 30", "5 1 Inf 30", line: 8, "a number"),
        Broken("5 1 90 30", "4 1 90 30", line: 8, "each bus once"),
        Broken("5 1 90 30", "5.5 1 90 30", line: 8, "a whole number"),
        Broken("1, 0, 0, 300", "11, 0, 0, 300", line: 12, "a bus of the table bus"),
        Broken("1, 250, 90;", "1, 50, 90;", line: 12, "at most Pmax"),
        Broken("1 4 0 0.0576", "1 44 0 0.0576", line: 18, "a bus of the table bus"),
        Broken("1 4 0 0.0576", "1 4 0 0", line: 18, "another x"),
        Broken("0.17 0.358 150", "0.17 0.358 -150", line: 20, "from 0"),
        Broken("1 0 0 4 0 0 100 2500", "1 0 0 4 0 0 100 9500", line: 29, "convex"),
        Broken("1 0 0 4 0 0 100 2500", "1 0 0 4 0 0 0 2500", line: 29, "rising output"),
        Broken("1 0 0 4 0 0 100 2500", "1 0 0 9 0 0 100 2500", line: 29, "columns"),
        Broken("1 0 0 4 0 0 100 2500", "3 0 0 4 0 0 100 2500", line: 29, "piecewise linear"),
        Broken("2 0 0 2 24.035", "2 0 0 3 -1 24.035", line: 31, "13 numbers|12 numbers"),
        Broken("2 0 0 2 24.035 -403.5 0", "2 0 0 3 -1 24 0", line: 31, "from 0"),
        Broken("2 0 0 2 24.035 -403.5 0 0", "2 0 0 4 1 24 0 0", line: 31, "the square"),
        Broken(
            "24.035 -403.5 0 0 0 0 0 0;\n];", "24.035 -403.5 0 0 0 0 0 0;", line: 31, "closing ]"),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = other;", line: 4, "numbers, tables"),
        Broken(
            "mpc.baseMVA = 100;", "mpc.baseMVA = 100; mpc = scale(mpc);", line: 4, "numbers, tables"
        ),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = 100; for i = 1:3", line: 4, "an assignment"),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = (100;", line: 4, "a closing )"),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = 100; [A] = idx_other;", line: 4, "idx_bus"),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = 100; if 1 x", line: 4, "an assignment"),
        Broken("mpc.baseMVA = 100;", "mpc.baseMVA = 100; %{ x\n%{\n", line: 5, "ends with %}"),
        Broken("'2'", "'2", line: 3, "a closed text"),
        Broken("function", "other.", line: 1, "a field of mpc"),
    ]

    @Test("What cannot be read is named with its line", arguments: brokenFiles)
    func broken(_ item: Broken) throws {
        let text = Self.nine()
        try #require(text.contains(item.from))
        let changed = text.replacing(item.from, with: item.to, maxReplacements: 1)
        let error = #expect(throws: MatpowerError.self) {
            try MatpowerCase(Array(changed.utf8), model: .matpower)
        }
        #expect(error?.line == item.line, "\(String(describing: error))")
        let words = item.words.split(separator: "|")
        let isNamed = words.contains { error?.allowed.contains($0) == true }
        #expect(isNamed, "\(String(describing: error))")
    }

    private static let shared = ProcessInfo.processInfo.environment["WATTOKEN_SHARED"] ?? ""

    /// Power Grid Library v23.07, BASELINE.md.
    @Test(
        "Published DC objectives of the Power Grid Library",
        .enabled(
            if: !shared.isEmpty
                && FileManager.default.fileExists(atPath: shared + "/cases/matpower"),
            "WATTOKEN_SHARED names no folder with cases/matpower"),
        arguments: [
            ("case5_pjm", 1.7480e+04), ("case14_ieee", 2.0515e+03), ("case30_as", 7.6760e+02),
            ("case118_ieee", 9.3101e+04),
        ])
    func published(_ name: String, _ value: Double) throws {
        let path = Self.shared + "/cases/matpower/pglib_opf_\(name).m"
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(abs(try objective(text, .powermodels) / value - 1) < 5e-5)
    }
}
