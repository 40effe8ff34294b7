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
        // Kernels of our own, in C for the sake of wide registers.
        .systemLibrary(name: "CHorizon", path: "Sources/Solver/Horizon/CHorizon"),
        .systemLibrary(
            name: "CJansson", path: "Sources/Solver/Scenario/JSON/CJansson", pkgConfig: "jansson",
            providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/Service/Files/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CSQLite", path: "Sources/Service/Storage/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CPostgres", path: "Sources/Service/Storage/CPostgres", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Solver", dependencies: ["CGLPK", "CCHOLMOD", "CHorizon", "CJansson"],
            exclude: [
                "GLPK/CGLPK", "Horizon/CCHOLMOD", "Horizon/CHorizon", "Scenario/JSON/CJansson",
                "Formulation/README.md",
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
            name: "CSodium", path: "Sources/Certificates/Signing/CSodium", pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"])]),
        .target(
            name: "Certificates", dependencies: ["CJansson", "CSodium", "CZlib"],
            exclude: [
                "Signing/CSodium", "Accounting/README.md", "Log/README.md", "README.md",
                "Registry/README.md", "verify.py", "verify_proof.py",
            ], swiftSettings: strict),
        .systemLibrary(
            name: "CMicroHTTPD", path: "Sources/Service/HTTP/CMicroHTTPD",
            pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CMalloc", path: "Sources/Service/Operations/CMalloc"),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/Service/Tokens/COpenSSL", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CPango", path: "Sources/Service/Printing/CPango", pkgConfig: "cairo",
            providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(
            name: "CQREncode", path: "Sources/Service/Printing/CQREncode",
            pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .executableTarget(
            name: "Service",
            dependencies: [
                "Solver", "Forecast", "Certificates", "CMalloc", "CMicroHTTPD", "COpenSSL",
                "CPango", "CPostgres", "CQREncode", "CSQLite", "CZlib",
            ],
            exclude: [
                "Files/CZlib", "HTTP/CMicroHTTPD", "HTTP/README.md", "Documents/README.md",
                "Jobs/README.md", "Operations/CMalloc",
                "Storage/CPostgres", "Storage/CSQLite", "Storage/README.md",
                "Endpoints/README.md", "Printing/CPango", "Printing/CQREncode",
                "Tokens/COpenSSL", "Tokens/README.md",
            ], swiftSettings: strict),
        // CHorizon: one machine runs one of the three widths that its kernels are compiled for.
        .testTarget(
            name: "SolverTests", dependencies: ["Solver", "CHorizon"], swiftSettings: strict),
        .testTarget(name: "ForecastTests", dependencies: ["Forecast"], swiftSettings: strict),
        .testTarget(
            name: "ServiceTests", dependencies: ["Service", "Solver", "Forecast", "Certificates"],
            exclude: ["HTTPSpecification/Files"], swiftSettings: strict),
        .testTarget(
            name: "CertificatesTests", dependencies: ["Certificates"], exclude: ["Corpus"],
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ]
)
