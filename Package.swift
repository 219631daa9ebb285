// swift-tools-version: 6.2
import PackageDescription

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "nudge",
    products: [.executable(name: "nudge", targets: ["nudge"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure: no clock, no chance, no I/O, no dependency.
        .target(name: "NudgeCore"),

        // Effects, each behind a seam of its own.
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "Curl", dependencies: ["CCurl"]),
        .target(name: "NudgeConfig", dependencies: ["NudgeCore", yams]),
        .target(name: "NudgeImport", dependencies: ["NudgeCore", "NudgeConfig", yams]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "NudgeStore",
            dependencies: ["NudgeCore", "CSQLite", grdb, sqlite, crypto],
            resources: [.embedInCode("SQL")]
        ),
        .target(name: "NudgeGateways", dependencies: ["NudgeCore", "Curl", crypto, cryptoExtras]),
        .target(
            name: "NudgeServer",
            dependencies: [
                "NudgeCore", "NudgeGateways", hummingbird, hummingbirdCore, httpTypes, nioCore,
                logging, lifecycle,
            ]
        ),
        .target(
            name: "NudgeDaemon",
            dependencies: [
                "NudgeCore", "NudgeConfig", "NudgeImport", "NudgeStore", "NudgeGateways",
                "NudgeServer", "Curl", logging, lifecycle, signals,
            ]
        ),
        .executableTarget(name: "nudge", dependencies: ["NudgeDaemon", argumentParser]),

        // Test tools; never linked into `nudge`.
        .target(
            name: "NudgeTestKit",
            dependencies: ["NudgeCore", "NudgeConfig"],
            exclude: ["Mail/smtp_server.py"]
        ),
        .target(name: "NudgeSimulation", dependencies: ["NudgeCore", "NudgeTestKit"]),
        .systemLibrary(name: "CEpoll"),
        .executableTarget(
            name: "nudge-bench",
            dependencies: [
                "NudgeCore", "NudgeConfig", "NudgeImport", "NudgeStore", "NudgeGateways",
                "NudgeDaemon", "Curl", "CCurl", "CEpoll", logging, crypto,
            ],
            path: "Benchmarks/Sources"
        ),

        .testTarget(
            name: "NudgeCoreTests",
            dependencies: ["NudgeCore", "NudgeTestKit"],
            exclude: [
                "Golden", "Rules/window_reference.py", "Time/zoneinfo_reference.py",
            ]
        ),
        .testTarget(name: "CurlTests", dependencies: ["Curl", "NudgeTestKit"]),
        .testTarget(
            name: "NudgeConfigTests",
            dependencies: ["NudgeConfig", "NudgeTestKit"],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "NudgeImportTests",
            dependencies: ["NudgeImport", "NudgeConfig", "NudgeTestKit"],
            exclude: ["Samples"]
        ),
        .testTarget(name: "NudgeStoreTests", dependencies: ["NudgeStore", "NudgeTestKit", grdb]),
        .testTarget(
            name: "NudgeGatewaysTests",
            dependencies: [
                "NudgeGateways", "NudgeConfig", "Curl", "NudgeTestKit", crypto, cryptoExtras,
            ],
            exclude: ["Request/request_reference.py"],
            resources: [.embedInCode("Vectors")]
        ),
        .testTarget(
            name: "NudgeServerTests",
            dependencies: ["NudgeServer", "Curl", "NudgeTestKit", logging, lifecycle]
        ),
        .testTarget(
            name: "NudgeDaemonTests",
            dependencies: ["NudgeDaemon", "NudgeSimulation", "NudgeTestKit"],
            exclude: [
                "Checker/check.py", "Checker/reading.py", "Checker/rules.py",
                "Checker/test_check.py", "Checker/strict.yaml",
            ]
        ),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: ["nudge", "NudgeCore", "NudgeGateways", "NudgeTestKit", grdb]
        ),
        .testTarget(name: "TidyTests"),
    ],
    swiftLanguageModes: [.v6]
)

// The house style, made executable: docs/decisions/0001-house-style.md.
for target in package.targets where target.type != .system && target.name != "CSQLite" {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatAllWarnings(as: .error),
        ]
}

// Where C pointers are handled, every unsafe expression says so.
for target in package.targets where target.name == "Curl" {
    target.swiftSettings = (target.swiftSettings ?? []) + [.strictMemorySafety()]
}
