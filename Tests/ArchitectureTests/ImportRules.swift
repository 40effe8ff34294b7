/// Who may import what: the table of C libraries and the direction between the targets.
enum ImportRules {
    /// A module and the only folders that import it; a C module is declared in the first.
    struct Row: Sendable {
        let module: String
        let folders: [String]
        var isDeclaredHere = true
    }

    static let table = [
        Row(module: "CGLPK", folders: ["Sources/Solver/GLPK"]),
        Row(
            module: "CJansson",
            folders: ["Sources/Solver/Scenario/JSON", "Sources/Certificates/JSON"]),
        Row(module: "CCHOLMOD", folders: ["Sources/Solver/Horizon"]),
        Row(module: "CHorizon", folders: ["Sources/Solver/Horizon", "Tests/SolverTests"]),
        Row(
            module: "CLAPACKE",
            folders: ["Sources/Forecast/LinearAlgebra", "Sources/Solver/Horizon"]),
        Row(module: "CSodium", folders: ["Sources/Certificates/Signing"]),
        Row(module: "CMicroHTTPD", folders: ["Sources/Service/HTTP"]),
        Row(module: "CSQLite", folders: ["Sources/Service/Storage"]),
        Row(module: "CPostgres", folders: ["Sources/Service/Storage"]),
        Row(module: "COpenSSL", folders: ["Sources/Service/Tokens"]),
        Row(module: "CMalloc", folders: ["Sources/Service/Operations"]),
        Row(module: "CPango", folders: ["Sources/Service/Printing"]),
        Row(module: "CQREncode", folders: ["Sources/Service/Printing"]),
        Row(
            module: "CZlib",
            folders: ["Sources/Service/Files", "Sources/Certificates/StatusList"]),
        Row(module: "FoundationNetworking", folders: ["Sources/Service"], isDeclaredHere: false),
    ]

    /// Each target with the targets it must not know.
    static let strangers = [
        "Solver": ["Forecast", "Certificates", "Service"],
        "Forecast": ["Solver", "Certificates", "Service"],
        "Certificates": ["Solver", "Forecast", "Service"],
    ]

    static let all = table.map(onlyImporter) + strangers.map(independence) + [declaredOnce, listed]

    private static func onlyImporter(_ row: Row) -> Rule {
        Rule(
            sentence: "\(row.module) is imported only in \(row.folders.joined(separator: " and "))",
            broken: [
                [SourceFile("Sources/Solver/Plan/A.swift", "import \(row.module)")],
                [SourceFile("Sources/Forecast/A.swift", "  public import \(row.module) // why")],
                [SourceFile("Sources/Solver/A.swift", "@_exported import struct \(row.module).X")],
                [SourceFile("Sources/Forecast/A.swift", "import Glibc; import \(row.module)")],
                [SourceFile(row.folders[0] + "Else/A.swift", "import \(row.module)")],
            ],
            kept: row.folders.map { [SourceFile($0 + "/A.swift", "import \(row.module)")] } + [
                [SourceFile("Sources/Solver/A.swift", "// import \(row.module)")],
                [SourceFile("Sources/Solver/A.swift", "#if canImport(\(row.module))")],
                [SourceFile("Sources/Solver/A.swift", "import \(row.module)Else")],
            ]
        ) { files in
            files.filter { file in
                file.imports.contains(row.module) && !row.folders.contains(where: file.isIn)
            }
            .map { "\($0.path) imports \(row.module)" }
        }
    }

    private static func independence(of target: String, from others: [String]) -> Rule {
        Rule(
            sentence: "\(target) imports none of \(others.joined(separator: ", "))",
            broken: others.map {
                [SourceFile("Sources/\(target)/A.swift", "package import \($0)")]
            },
            kept: [
                [SourceFile("Sources/Service/A.swift", "import \(target)\nimport \(others[0])")]
            ]
        ) { files in
            files.filter { $0.isIn("Sources/\(target)") }.flatMap { file in
                file.imports.filter(others.contains).map { "\(file.path) imports \($0)" }
            }
        }
    }

    private static let declaredOnce: Rule = {
        let map = "Sources/Solver/GLPK/CGLPK/module.modulemap"
        let text = "module CGLPK [system] {\n    header \"shim.h\"\n}\n"
        return Rule(
            sentence: "Each C module is declared once",
            broken: [
                [
                    SourceFile(map, text),
                    SourceFile("Sources/Solver/GLPK/Two/module.modulemap", text),
                ]
            ],
            kept: [[SourceFile(map, text)]]
        ) { files in
            Dictionary(grouping: files.flatMap(\.declaredModules)) { $0 }
                .filter { $0.value.count > 1 }
                .map { "\($0.key) is declared \($0.value.count) times" }
        }
    }()

    private static let listed = Rule(
        sentence: "Each C module is in the table above, and declared in the first of its folders",
        broken: [
            [SourceFile("Sources/Service/CNew/module.modulemap", "module CNew {\n}")],
            [SourceFile("Sources/Service/CGLPK/module.modulemap", "module CGLPK [system] {\n}")],
        ],
        kept: [
            [SourceFile("Sources/Solver/GLPK/CGLPK/module.modulemap", "module CGLPK {\n}")]
        ]
    ) { files in
        files.flatMap { file in
            file.declaredModules.filter { module in
                !table.contains { row in
                    row.module == module && row.isDeclaredHere && file.isIn(row.folders[0])
                }
            }
            .map { "\(file.path) declares \($0)" }
        }
    }
}
