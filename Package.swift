// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A platform: a folder in `Sources` and one in `Mappings`. No platform depends on another.
func platform(_ name: String, _ more: Target.Dependency...) -> Target {
    .target(
        name: name,
        dependencies: [
            "XML", "Generic", "Hosts", "Simulator",
            .product(name: "Logging", package: "swift-log"),
        ] + more,
        swiftSettings: settings)
}

let package = Package(
    name: "dragoman",
    products: [.executable(name: "dragoman", targets: ["dragoman"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibXSLT", pkgConfig: "libxslt", providers: [.apt(["libxslt1-dev"])]),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .target(name: "CAllocator", linkerSettings: [.linkedLibrary("jemalloc")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CXMLSupport", dependencies: ["CLibXML2", "CLibXSLT"]),
        .target(name: "XML", dependencies: ["CLibXML2", "CLibXSLT", "CLZ4", "CXMLSupport"], swiftSettings: settings),
        .target(name: "Generic", dependencies: ["XML"], swiftSettings: settings),
        .target(
            name: "Hosts",
            dependencies: ["XML", "Generic", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
        .target(
            name: "Simulator",
            dependencies: [
                "XML", "Generic", "Hosts",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "Endpoints",
            dependencies: [
                "Hosts",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: ["XML", "Generic", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .target(
            name: "Bus",
            dependencies: [
                "XML", "Generic", "Hosts", "Store",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        .target(
            name: "Agents",
            dependencies: [
                "XML", "Generic", "Hosts", "Store", "Bus",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        .target(
            name: "Brokers",
            dependencies: [
                "XML", "Generic", "Hosts", "Store", "Bus", "Agents",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "VSphere",
            dependencies: [
                "XML", "Generic", "Hosts", "Simulator", "Store", "Bus", "Agents", "Brokers", "Endpoints", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        .target(
            name: "KVM",
            dependencies: [
                "XML", "Generic", "Hosts", "Simulator", "Store", "Bus", "Agents", "Brokers", "Endpoints",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        .target(
            name: "Xen",
            dependencies: [
                "XML", "Generic", "Hosts", "Simulator", "Store", "Bus", "Agents", "Brokers", "Endpoints",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        platform("HyperV"),
        .target(
            name: "Server",
            dependencies: [
                "XML", "Generic", "Hosts", "Simulator", "Store", "Bus", "Agents", "Brokers", "Endpoints",
                "VSphere", "KVM", "Xen", "HyperV", "CAllocator",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Resources/openapi.yaml")],
            swiftSettings: settings),
        .executableTarget(
            name: "dragoman",
            dependencies: [
                "Server",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "Benchmarks", dependencies: ["XML", "CLibXML2", "CLibXSLT"], path: "Benchmarks", swiftSettings: settings),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: settings),
        .testTarget(name: "GenericTests", dependencies: ["Generic"], swiftSettings: settings),
        .testTarget(
            name: "EndpointsTests",
            dependencies: [
                "Endpoints", "VSphere", "Hosts", "XML", .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(name: "StoreTests", dependencies: ["Store"], swiftSettings: settings),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator", "VSphere", "KVM", "Xen", "HyperV"], swiftSettings: settings),
        .testTarget(name: "BusTests", dependencies: ["Bus", "Agents"], swiftSettings: settings),
        .testTarget(name: "BrokersTests", dependencies: ["Brokers", "Agents", "Bus", "Store"], swiftSettings: settings),
        .testTarget(name: "MappingTests", dependencies: ["Bus", "Agents", "Server"], swiftSettings: settings),
        .testTarget(
            name: "XenTests",
            dependencies: [
                "Xen", "Simulator", "Endpoints", "Hosts", "XML", .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "KVMTests",
            dependencies: [
                "KVM", "XML", "Endpoints", "Hosts", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(name: "VSphereTests", dependencies: ["VSphere", "Hosts"], swiftSettings: settings),
        .testTarget(
            name: "ServerTests",
            dependencies: ["Server", "Brokers", "Endpoints", .product(name: "HummingbirdTesting", package: "hummingbird")],
            swiftSettings: settings),
    ]
)
