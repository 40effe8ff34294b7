// swift-tools-version: 6.2
import PackageDescription

/// One strict dialect for every target.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "wattoken",
    products: [.executable(name: "wattoken", targets: ["Service"])],
    targets: [
        // Debian ships no glpk.pc, hence no pkgConfig name.
        .systemLibrary(
            name: "CGLPK", path: "Sources/Solver/GLPK/CGLPK", providers: [.apt(["libglpk-dev"])]),
        // Debian ships no cholmod.pc either.
        .systemLibrary(
            name: "CCHOLMOD", path: "Sources/Solver/Horizon/CCHOLMOD",
            providers: [.apt(["libsuitesparse-dev", "libopenblas-dev"])]),
        .systemLibrary(
            name: "CJansson", path: "Sources/Solver/Scenario/JSON/CJansson", pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/Service/Files/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Solver", dependencies: ["CGLPK", "CCHOLMOD", "CJansson"],
            exclude: [
                "GLPK/CGLPK", "Horizon/CCHOLMOD", "Scenario/JSON/CJansson", "Formulation/README.md",
                "Program/README.md", "Scenario/PyPSA/README.md",
            ], swiftSettings: strict),
        // Debian's lapacke.pc names no OpenBLAS, hence no pkgConfig name.
        .systemLibrary(
            name: "CLAPACKE", path: "Sources/Forecast/LinearAlgebra/CLAPACKE",
            providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
        .target(
            name: "Forecast", dependencies: ["CLAPACKE"],
            exclude: ["LinearAlgebra/CLAPACKE", "README.md"],
            swiftSettings: strict),
        .systemLibrary(
            name: "CMicroHTTPD", path: "Sources/Service/HTTP/CMicroHTTPD",
            pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .executableTarget(
            name: "Service", dependencies: ["Solver", "Forecast", "CZlib", "CMicroHTTPD"],
            exclude: [
                "Files/CZlib", "HTTP/CMicroHTTPD", "Documents/README.md", "HTTP/README.md",
            ], swiftSettings: strict),
        .testTarget(name: "SolverTests", dependencies: ["Solver"], swiftSettings: strict),
        .testTarget(name: "ForecastTests", dependencies: ["Forecast"], swiftSettings: strict),
        .testTarget(
            name: "ServiceTests", dependencies: ["Service", "Solver"], swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ]
)
