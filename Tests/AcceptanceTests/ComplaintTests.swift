import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct ComplaintTests {
        @Test func complaintsPauseATemplateAndItsTier() throws {
            let site = try Site(.init(complaints: "{above: 2 per 20, within: 7d, at_least: 20}"))
            defer { site.close() }
            try site.take(Portfolio(1...20))
            let daemon = try site.serve()
            try site.gateway.wait(for: 20)
            for number in 1...2 {
                let words = CallbackSender.reply("投诉", from: Portfolio.phone(number))
                #expect(try site.callbacks.post(words) == 200)
            }
            let before = try site.run("status").output
            #expect(before.contains("template early/first: about 2 of 20 contacts within 7d"))
            #expect(!before.contains("STOPPED"))
            let words = CallbackSender.reply("我要投诉", from: Portfolio.phone(3))
            #expect(try site.callbacks.post(words) == 200)
            try site.wait(for: "stopped for complaints", in: daemon)
            let status = try site.run("status").output
            #expect(status.contains("STOPPED      template early/first"))
            #expect(status.contains("STOPPED      tier texts"))
            #expect(status.contains("by complaints: 3 of 20 contacts within 7d complained about"))

            try site.take(Portfolio(21...25), file: "second.csv")
            try site.watch.wait(for: "the new ones to be decided") { try site.store().due() == 0 }
            #expect(site.gateway.count == 20)
            #expect(try site.run("explain", "C21").output.contains("stop"))
            let resumed = try site.run("resume", "--all", "--why", "the words were changed")
            #expect(resumed.output.contains("resumed: template early/first"))
            try site.gateway.wait(for: 25)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.count == 25)
            #expect(daemon.errors.contains("above 2 per 20"))
        }

        @Test func aReloadChangesTheLimit() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...5))
            let daemon = try site.serve()
            try site.gateway.wait(for: 5)
            func complain(_ number: Int) throws {
                let words = CallbackSender.reply("投诉", from: Portfolio.phone(number))
                #expect(try site.callbacks.post(words) == 200)
            }
            try complain(1)
            let text = try site.read("Config/nudge.yaml")
            let limit = "complaints: {above: 1 per 10, within: 1h, at_least: 5}\n"
            try site.write("Config/nudge.yaml", text + limit)
            daemon.signal(SIGHUP)
            try site.wait(for: "rules=\"generation", in: daemon)
            #expect(try !site.run("status").output.contains("STOPPED"))
            try complain(2)
            #expect(try site.run("status").output.contains("2 of 5 contacts within 1h"))
            #expect(try site.stop(daemon) == .exited(0))
        }
    }
}
