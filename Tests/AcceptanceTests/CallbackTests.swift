import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct CallbackTests {
        /// T-72, T-73, T-80: early, twice, late, unknown, wrongly signed.
        @Test func receiptsFindTheirContactsWhateverTheirOrder() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...2))
            let gate = site.gateway.hold()
            let daemon = try site.serve()
            try site.gateway.wait(for: 2)
            let store = try site.store()
            let messages = site.gateway.messages
            let early = CallbackSender.receipt("delivered", of: messages[0].wireID)
            // Before our own `accepted`, and twice.
            #expect(try store.count(.leaving) == 2)
            #expect(try site.callbacks.post(early, id: "one") == 200)
            #expect(try site.callbacks.post(early, id: "one") == 200)
            gate.open()
            try site.watch.wait(for: "the other's answer") {
                try store.count(.accepted) == 1
            }
            #expect(try store.count(.delivered) == 1)
            // Nothing moves backwards.
            let back = CallbackSender.receipt("undelivered", of: messages[0].wireID)
            #expect(try site.callbacks.post(back) == 200)
            #expect(try store.count(.delivered) == 1)
            let unknown = CallbackSender.receipt("delivered", of: "nobody-1")
            #expect(try site.callbacks.post(unknown) == 200)
            let other = CallbackSender.receipt("undelivered", of: messages[1].wireID)
            let wrong = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
            #expect(try site.callbacks.post(other, signedWith: wrong) == 401)
            #expect(try store.count(.accepted) == 1)
            #expect(try site.callbacks.post(other) == 200)
            #expect(try store.count(.undelivered) == 1)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.count == 2)
        }

        /// T-81, T-84, T-85: what was answered 2xx is there after kill -9.
        @Test func anOptOutAnsweredBeforeADeathHoldsAfterIt() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...3))
            let first = try site.serve()
            let store = try site.store()
            try site.watch.wait(for: "three accepted") { try store.count(.accepted) == 3 }
            let refusal = CallbackSender.reply(" ｔｄ。", from: Portfolio.phone(2))
            #expect(try site.callbacks.post(refusal) == 200)
            first.kill()
            #expect(try first.waitForEnding() == .killed(signal: SIGKILL))
            let words = CallbackSender.reply("please don't stop", from: Portfolio.phone(3))

            let second = try site.serve()
            #expect(try site.callbacks.post(words) == 200)
            // A second debt of each: something new to say.
            try site.take(Portfolio(1...3, suffix: "b"), file: "again.csv")
            try site.gateway.wait(for: 5)
            try site.watch.wait(for: "everybody decided") { try store.due() == 0 }
            #expect(try site.stop(second) == .exited(0))
            let later = site.gateway.messages.dropFirst(3).map(\.to)
            #expect(Set(later) == [Portfolio.phone(1), Portfolio.phone(3)])
            #expect(site.gateway.count == 5)
            let why = try site.run("explain", "C2").output
            #expect(why.contains("refuses"))
            #expect(why.contains("collection by sms"))
        }

        /// Mail is another channel: a refusal by SMS does not end it.
        @Test func anOptOutIsForItsChannel() throws {
            let site = try Site()
            defer { site.close() }
            var both = Portfolio([1])
            both.hasEmail = true
            try site.take(both)
            let daemon = try site.serve()
            try site.gateway.wait(for: 1)
            let refusal = CallbackSender.reply("退订", from: Portfolio.phone(1))
            #expect(try site.callbacks.post(refusal) == 200)
            var mail = Portfolio([1], suffix: "m")
            mail.product = "分期"
            mail.hasEmail = true
            try site.take(mail, file: "mail.csv")
            try site.gateway.wait(for: 2)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.messages.map(\.channel) == ["sms", "email"])
        }
    }
}
