// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is held to: language mode 6, explicit imports, strict memory safety,
/// and no warning left standing.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// What the program carries in itself: the example catalogue, the translations, the elements, pages and console.
let embedded: [Resource] = [
  "catalog.yaml", "catalog.schema.json", "languages/ar.json", "languages/de.json", "ui/account.js", "ui/balance.js",
  "ui/buying.js", "ui/choosing.js", "ui/comparison.js", "ui/dom.js", "ui/element.js", "ui/guidance.js", "ui/look.js",
  "ui/packagechoice.js", "ui/packages.js", "ui/page.css", "ui/page.js", "ui/plancard.js", "ui/plans.js",
  "ui/plansbar.js", "ui/result.js", "ui/session.js", "ui/speaking.js", "ui/threshold.js", "ui/tollbridge.js",
  "ui/usage.js", "ui/words.js",
  "console/accounts.js", "console/calls.js", "console/console.css", "console/console.js", "console/events.js",
  "console/frame.js", "console/refunds.js", "console/tables.js",
].map { .embedInCode("Resources/\($0)") }

/// How the program is linked for release. Linked statically, Swift's runtime has every symbol exported, for libraries that
/// would be loaded later. There are none, and the tables of them, which starting reads, are 4 MB of memory.
let lean = LinkerSetting.unsafeFlags(
  ["-use-ld=lld", "-Xlinker", "--no-export-dynamic"], .when(configuration: .release))

let package = Package(
  name: "tollbridge",
  products: [
    .executable(name: "tollbridge", targets: ["tollbridge"]),
    .library(name: "TollbridgeClient", targets: ["TollbridgeClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "Billing", swiftSettings: house),
    .target(name: "Native", dependencies: ["CCurl", "CMalloc", "COpenSSL", "CSQLite", "CZlib"], swiftSettings: house),
    .target(name: "Stripe", dependencies: ["Billing", "Native"], swiftSettings: house),
    .target(name: "Store", dependencies: ["Billing", "Native"], swiftSettings: house),
    .target(
      name: "Bridge",
      dependencies: [
        "Billing", "Native", "Stripe", "Store", .product(name: "Yams", package: "Yams"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: embedded,
      swiftSettings: house),
    .target(
      name: "Sandbox",
      dependencies: [
        "Native", "Stripe", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: house),
    .target(
      name: "Demo",
      dependencies: [
        "Native", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("Resources/demo.js"), .embedInCode("Resources/demo.css")],
      swiftSettings: house),
    .executableTarget(
      name: "tollbridge",
      dependencies: [
        "Billing", "Bridge", "Demo", "Native", "Sandbox", "Store", "Stripe",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house, linkerSettings: [lean]),
    .target(name: "TollbridgeClient", swiftSettings: house),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
    .testTarget(name: "NativeTests", dependencies: ["Native", "TestSupport"], swiftSettings: house),
    .testTarget(name: "BillingTests", dependencies: ["Billing", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "StripeTests", dependencies: ["Billing", "Native", "Stripe", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "StoreTests", dependencies: ["Billing", "Native", "Store", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "BridgeTests",
      dependencies: [
        "Billing", "Bridge", "Native", "Store", "Stripe", "TestSupport",
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "SandboxTests", dependencies: ["Billing", "Native", "Sandbox", "Stripe", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "TogetherTests",
      dependencies: ["Billing", "Bridge", "Native", "Sandbox", "Store", "Stripe", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "DemoTests",
      dependencies: [
        "Bridge", "Demo", "Native", "Sandbox", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "ClientTests",
      dependencies: [
        "Bridge", "Native", "Sandbox", "TestSupport", "TollbridgeClient",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: house),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: house),
  ]
)
