// swift-tools-version: 6.2
import PackageDescription

// The HTTP layer alone, from the sources of the product, with a program that serves three paths.
let package = Package(
    name: "http-probe",
    targets: [
        .systemLibrary(
            name: "CMicroHTTPD", path: "Sources/Service/CMicroHTTPD", pkgConfig: "libmicrohttpd"),
        .target(
            name: "Service", dependencies: ["CMicroHTTPD"], exclude: ["CMicroHTTPD", "README.md"]),
        .executableTarget(name: "Probe", dependencies: ["Service"]),
    ]
)
