import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct ReloadTests {
        private static let template = "Templates/early/first.sms.mustache"

        @Test func aBrokenTemplateKeepsTheLastGoodWords() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...5))
            let daemon = try site.serve()
            try site.gateway.wait(for: 5)
            let good = try site.read(Self.template)

            try site.write(Self.template, good + "{{不存在的变量}}")
            daemon.signal(SIGHUP)
            try site.wait(for: "not reloaded, the rules in force stay", in: daemon)
            #expect(daemon.errors.contains("unknown variable"))
            // Operators and imports are not in the way of a template, nor it in theirs.
            #expect(try site.run("stop", "--all", "--why", "trial").ending == .exited(0))
            #expect(try site.run("resume", "--all").ending == .exited(0))
            #expect(try site.run("status").ending == .exited(0))
            let second = try site.take(Portfolio(6...10), file: "second.csv")
            #expect(second.ending == .exited(0))
            try site.gateway.wait(for: 10)

            try site.write(Self.template, good + "感谢您的支持。")
            daemon.signal(SIGHUP)
            try site.wait(for: "rules=\"generation", in: daemon)
            try site.take(Portfolio(11...15), file: "third.csv")
            try site.gateway.wait(for: 15)
            #expect(try site.stop(daemon) == .exited(0))

            let texts = site.gateway.messages.map(\.text)
            #expect(texts[..<10].allSatisfy { !$0.contains("感谢您的支持") })
            #expect(texts[..<10].allSatisfy { $0.contains("123.45") })
            #expect(texts[10...].allSatisfy { $0.contains("感谢您的支持") })
            // A change of rules repeats nothing.
            #expect(Set(site.gateway.messages.map(\.to)).count == 15)
            let journal = try site.store().journal()
            #expect(journal.contains { $0.hasPrefix("reload-refused:") })
            #expect(journal.contains { $0.hasPrefix("reload:") })
        }
    }
}
