/// What no source file may say, or only with its reason.
enum CodeRules {
    static let all =
        ["try!", "as!", "fatalError("].map(never)
        + ["@unchecked Sendable", "nonisolated(unsafe)"].map(withReason)
        + [noClock, noRandomness]

    private static func never(_ word: String) -> Rule {
        Rule(
            sentence: "No source file uses \(word)",
            broken: [
                [SourceFile("Sources/Solver/A.swift", "let a = \(word) b)")],
                [SourceFile("Sources/Service/main.swift", "{\(word) b) } // as agreed")],
            ],
            kept: [
                [SourceFile("Sources/Solver/A.swift", "// never \(word)\nlet a = b  // \(word)")],
                [SourceFile("Sources/Solver/A.swift", "let a = other\(word)b)")],
            ]
        ) { files in
            mentions(of: [word], in: files)
        }
    }

    private static func withReason(_ word: String) -> Rule {
        Rule(
            sentence: "Every \(word) has a comment line right above it",
            broken: [
                [SourceFile("Sources/Solver/A.swift", "\(word) var a = 1  // why")],
                [SourceFile("Sources/Solver/A.swift", "// Why.\n\n\(word) var a = 1")],
                [SourceFile("Sources/Solver/A.swift", "// Why.\n\(word) a\n\(word) b")],
            ],
            kept: [
                [SourceFile("Sources/Solver/A.swift", "    // Why.\n    \(word) var a = 1")],
                [SourceFile("Sources/Solver/A.swift", "/// \(word) is nowhere here.")],
            ]
        ) { files in
            files.filter(\.isSwift).flatMap { file in
                let above = [""] + file.lines
                return zip(file.code, above).enumerated()
                    .filter { _, pair in pair.0.mentions(word) && !pair.1.isComment }
                    .map { "\(file.path):\($0.offset + 1) gives no reason for \(word)" }
            }
        }
    }

    /// The targets whose answers depend on their input and a seed only.
    private static let pure = ["Sources/Solver", "Sources/Forecast"]

    /// The engines alone measure time, to keep their limits and to report the seconds.
    private static let engines = ["Sources/Solver/GLPK", "Sources/Solver/Horizon"]

    private static let noClock: Rule = {
        let clocks = ["ContinuousClock", "SuspendingClock"]
        let dates = [
            "Date()", "Date.now", "DispatchTime", "DispatchWallTime", "clock_gettime(",
            "gettimeofday(", "time(nil)",
        ]
        return Rule(
            sentence: "Solver and Forecast read no clock; engines measure with ContinuousClock",
            broken: (clocks + dates).map { word in
                [SourceFile("Sources/Solver/Plan/A.swift", "let a = \(word)")]
            } + [
                [SourceFile("Sources/Solver/GLPK/A.swift", "let a = Date()")],
                [SourceFile("Sources/Forecast/A.swift", "let a = ContinuousClock.now")],
            ],
            kept: [
                [SourceFile("Sources/Solver/GLPK/A.swift", "let a = ContinuousClock.now")],
                [SourceFile("Sources/Service/A.swift", "let a = Date()")],
                [SourceFile("Sources/Solver/A.swift", "let a = firstDate()")],
            ]
        ) { files in
            let quiet = files.filter { file in pure.contains(where: file.isIn) }
            return mentions(of: dates, in: quiet)
                + mentions(
                    of: clocks,
                    in: quiet.filter { file in !engines.contains(where: file.isIn) })
        }
    }()

    private static let noRandomness: Rule = {
        let sources = [
            "SystemRandomNumberGenerator", ".random(", ".randomElement()", ".shuffled()",
            ".shuffle()", "UUID()", "arc4random", "getrandom(", "drand48(",
        ]
        return Rule(
            sentence: "Solver and Forecast draw nothing at random but from a seed",
            broken: sources.map { [SourceFile("Sources/Forecast/A.swift", "let a = b;\($0)")] },
            kept: [
                [SourceFile("Sources/Solver/A.swift", "let a = b.shuffled(using: &seeded)")],
                [SourceFile("Sources/Service/A.swift", "let a = UUID()")],
            ]
        ) { files in
            mentions(of: sources, in: files.filter { file in pure.contains(where: file.isIn) })
        }
    }()

    private static func mentions(of words: [String], in files: [SourceFile]) -> [String] {
        files.filter(\.isSwift).flatMap { file in
            file.code.enumerated().flatMap { index, line in
                words.filter(line.mentions).map { "\(file.path):\(index + 1) uses \($0)" }
            }
        }
    }
}
