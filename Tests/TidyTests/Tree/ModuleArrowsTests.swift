import Testing

struct ModuleArrowsTests {
    private static let manifest = Manifest(Repository.text("Package.swift") ?? "")

    @Test func everyImportHasAnArrow() {
        let findings = Self.manifest.targets.flatMap { target in
            Repository.sources(under: target.folder)
                .flatMap { ModuleArrows.findings(in: $0, of: target.name) }
        }
        expectNone(findings)
    }

    @Test func everyTargetHasARowInTheTable() {
        #expect(Self.manifest.targets.map(\.name).sorted() == ModuleArrows.allowed.keys.sorted())
    }

    @Test func everyTargetHasItsFolderAndEveryFolderItsTarget() {
        let folders = ["Sources", "Tests"].flatMap { root in
            Repository.folders(in: root).map { root + "/" + $0 }
        }
        let others = Self.manifest.targets.map(\.folder).filter { !folders.contains($0) }
        let missing = others.filter { Repository.sources(under: $0).isEmpty }
        let unclaimed = folders.filter { folder in
            !Self.manifest.targets.contains { $0.folder == folder }
        }
        #expect(missing.isEmpty, "a target without a folder")
        #expect(unclaimed.isEmpty, "a folder without a target")
    }

    @Test(arguments: ["nudge", "NudgeDaemon", "NudgeServer", "NudgeStore", "nudge-bench"])
    func whatShipsNeverImportsTheTestTools(_ target: String) {
        for tool in ["NudgeSimulation", "NudgeTestKit", "Testing"] {
            let source = SwiftSource(path: "A.swift", text: "import \(tool)\n")
            #expect(ModuleArrows.findings(in: source, of: target).count == 1)
        }
    }

    @Test func onlyCurlImportsTheShim() {
        let targets = ModuleArrows.allowed.filter { $0.value.contains("CCurl") }.keys.sorted()
        #expect(targets == ["Curl", "nudge-bench"])
    }

    @Test(arguments: [
        ("import CCurl", "CCurl"), ("package import NudgeCore", "NudgeCore"),
        ("@preconcurrency import Yams", "Yams"), ("import struct Foundation.Data", "Foundation"),
        ("  internal import Curl.Easy", "Curl"),
    ])
    func anImportIsRead(_ line: String, _ module: String) {
        let source = SwiftSource(path: "A.swift", text: "// import A\n" + line)
        #expect(source.imports.map(\.module) == [module])
        #expect(source.imports.map(\.line) == [2])
    }

    @Test func theManifestIsRead() {
        let text = """
            targets: [
                .systemLibrary(name: "C", providers: [.apt(["c-dev"])]),
                .target(name: "A", dependencies: ["C"]),
                .executableTarget(
                    name: "b",
                    dependencies: [.product(name: "P", package: "p")],
                    path: "Other"
                ),
                .testTarget(name: "ATests", dependencies: ["A"]),
            ]
            """
        let folders = ["Sources/C", "Sources/A", "Other", "Tests/ATests"]
        #expect(Manifest(text).targets.map(\.name) == ["C", "A", "b", "ATests"])
        #expect(Manifest(text).targets.map(\.folder) == folders)
    }
}
