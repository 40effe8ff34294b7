// swift-tools-version: 6.2
import PackageDescription

// Signatures of certificates beside libsodium alone, from the sources of the product.
let package = Package(
    name: "certificate-probe",
    targets: [
        .systemLibrary(
            name: "CSodium", path: "Sources/Certificates/Signing/CSodium", pkgConfig: "libsodium"),
        .systemLibrary(name: "CJansson", path: "Sources/CJansson", pkgConfig: "jansson"),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib"),
        .target(
            name: "Certificates", dependencies: ["CJansson", "CSodium", "CZlib"],
            exclude: ["Signing/CSodium", "README.md", "verify.py", "verify_proof.py"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]),
        .executableTarget(name: "Probe", dependencies: ["Certificates", "CSodium"]),
    ]
)
