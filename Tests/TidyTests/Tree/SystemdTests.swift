import Foundation
import Testing

/// The service's unit file, read by systemd itself.
///
/// `nudge` is not installed where it is built, so a copy that starts an existing program is verified.
struct SystemdTests {
    private static let unitPath = "systemd/nudged.service"
    private static let startLine = "ExecStart=/usr/bin/nudge serve --config /etc/nudge/nudge.yaml"
    private static let credentialLine = "LoadCredential=master-key:/etc/nudge/master.key"
    private static let analyzer = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    /// The scale ends at 10; systemd calls everything up to 2 well protected.
    private static let exposureMax = 2.0

    @Test func theUnitStartsTheDaemonAndOffersTheKeyAsACredential() throws {
        let unit = try #require(Repository.text(Self.unitPath))
        let lines = unit.split(separator: "\n")
        #expect(lines.contains { $0 == Self.startLine })
        #expect(lines.contains { $0 == "#" + Self.credentialLine })
    }

    /// Commands beside the service run as its user, which a user of the moment does not allow.
    @Test func theUnitsUserIsTheOneThatIsInstalled() throws {
        let unit = try #require(Repository.text(Self.unitPath))
        let users = try #require(Repository.text("systemd/nudge.sysusers"))
        let name = try #require(unit.firstMatch(of: /\nUser=(\S+)\n/)?.output.1)
        #expect(users.split(separator: "\n").contains { $0.hasPrefix("u \(name) ") })
        #expect(!unit.contains("DynamicUser=yes"))
    }

    @Test(
        .enabled(if: analyzer != nil, "systemd-analyze is not installed"),
        arguments: [false, true]
    )
    func systemdHasNothingToSay(_ withCredential: Bool) throws {
        let said = try analyze(["verify"], unit: try unit(withCredential: withCredential))
        #expect(said.status == 0)
        #expect(said.errors.isEmpty, "\(said.errors)")
    }

    @Test(.enabled(if: analyzer != nil, "systemd-analyze is not installed"))
    func aMisspeltSettingWouldBeHeard() throws {
        let misspelt = try unit(withCredential: false)
            .replacing("WatchdogSec=", with: "WatchdogSeconds=")
        #expect(try !analyze(["verify"], unit: misspelt).errors.isEmpty)
    }

    @Test(.enabled(if: analyzer != nil, "systemd-analyze is not installed"))
    func theServiceIsExposedToLittle() throws {
        let said = try analyze(
            ["security", "--offline=true"],
            unit: try unit(withCredential: true)
        )
        let summary = try #require(said.output.split(separator: "\n").last { !$0.isEmpty })
        let exposure = try #require(
            summary.firstMatch(of: /: (\d+\.\d+)/).flatMap { Double($0.output.1) }
        )
        #expect(exposure <= Self.exposureMax, "\(summary)")
    }

    private func unit(withCredential: Bool) throws -> String {
        let unit = try #require(Repository.text(Self.unitPath))
            .replacing("ExecStart=/usr/bin/nudge", with: "ExecStart=/bin/true")
        guard withCredential else { return unit }
        return unit.replacing("#" + Self.credentialLine, with: Self.credentialLine)
    }

    private func analyze(
        _ arguments: [String],
        unit: String
    ) throws -> (status: Int32, output: String, errors: String) {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "nudge-tidy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "nudged.service")
        try unit.write(to: file, atomically: false, encoding: .utf8)

        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.analyzer))
        process.arguments = arguments + [file.path]
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "SYSTEMD_PAGER": ""]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both are far smaller than a pipe holds, so the order of reading cannot block.
        let outputText = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        let errorText = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return (process.terminationStatus, outputText, errorText)
    }
}
