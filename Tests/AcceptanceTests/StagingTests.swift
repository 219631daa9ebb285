import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct StagingTests {
        @Test func stagingSendsOnlyToTheAllowList() throws {
            let allowed = [Portfolio.phone(3), Portfolio.phone(17)]
            let site = try Site(.init(allowList: allowed))
            defer { site.close() }
            try site.take(Portfolio(1...20))
            let daemon = try site.serve()
            let store = try site.store()
            try site.watch.wait(for: "everybody decided and answered") {
                try store.due() == 0 && store.count(.accepted) == allowed.count
            }
            #expect(try site.stop(daemon) == .exited(0))
            #expect(Set(site.gateway.messages.map(\.to)) == Set(allowed))
            #expect(try store.contacts().count == allowed.count)
        }
    }
}
