import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct SystemdTests {
        @Test func systemdIsToldOfReadinessReloadWatchdogAndEnd() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...2))
            let manager = try NotifySocket(path: site.path("notify"), watch: site.watch)
            let daemon = try site.start(
                ["serve"],
                environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"]
            )
            try manager.wait(for: "READY=1")
            try manager.wait(for: "WATCHDOG=1")
            try manager.wait(for: "STATUS=sent 2, accepted 2")
            daemon.signal(SIGHUP)
            try manager.wait(for: "RELOADING=1\nMONOTONIC_USEC=")
            try site.watch.wait(for: "READY after RELOADING") {
                let told = manager.told
                guard let begun = told.firstIndex(where: { $0.hasPrefix("RELOADING=1") }) else {
                    return false
                }
                return told[begun...].contains { $0.hasPrefix("READY=1") }
            }
            #expect(try site.stop(daemon) == .exited(0))
            try manager.wait(for: "STOPPING=1")
            #expect(manager.told.first?.hasPrefix("READY=1") == true)
        }
    }
}
