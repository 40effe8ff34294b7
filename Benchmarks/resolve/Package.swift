// swift-tools-version: 6.2
import PackageDescription

// Re-solves and what-ifs in one process, from the sources of the product.
let package = Package(
    name: "resolve-probe",
    targets: [
        .systemLibrary(name: "CGLPK", path: "Sources/Solver/GLPK/CGLPK"),
        .systemLibrary(name: "CCHOLMOD", path: "Sources/Solver/Horizon/CCHOLMOD"),
        .systemLibrary(name: "CHorizon", path: "Sources/Solver/Horizon/CHorizon"),
        .systemLibrary(
            name: "CJansson", path: "Sources/Solver/Scenario/JSON/CJansson", pkgConfig: "jansson"),
        .target(
            name: "Solver", dependencies: ["CGLPK", "CCHOLMOD", "CHorizon", "CJansson"],
            exclude: [
                "GLPK/CGLPK", "Horizon/CCHOLMOD", "Horizon/CHorizon", "Scenario/JSON/CJansson", "Formulation/README.md",
                "Program/README.md", "Scenario/PyPSA/README.md",
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]),
        .executableTarget(name: "Probe", dependencies: ["Solver"]),
    ]
)
