import Foundation
import NudgeCore
import Testing

@testable import NudgeDaemon

/// The auditor over a whole portfolio, and what it may not know.
struct DemoAuditorRunTests {
    /// A dull but lawful sender: at ten on the day before the due day, to whom it is due.
    @Test func aLawfulRunOverTheDemosPortfolioHasNoViolation() throws {
        let portfolio = try DemoData.portfolio(count: 1000)
        var messages: [AuditedMessage] = []
        let told = portfolio.told
        for customer in portfolio.customers {
            guard let message = notice(to: customer, portfolio, told) else { continue }
            messages.append(message)
        }
        #expect(messages.count > 200)
        let auditor = try DemoAuditor(
            rulebook: AuditWorld.rulebook,
            truth: AuditTruth(portfolio)
        )
        let report = auditor.audit(messages: messages)
        #expect(report.violations.map(\.words) == [])
        #expect(report.messages == messages.count)
    }

    /// The same messages a day after everybody was paid, held or late are nearly all wrong.
    @Test func theSameRunTwentyDaysLaterIsFullOfThem() throws {
        let portfolio = try DemoData.portfolio(count: 1000)
        var messages = portfolio.customers.compactMap { notice(to: $0, portfolio, portfolio.told) }
        for index in messages.indices {
            messages[index].arrivedAt = messages[index].arrivedAt + .days(20)
        }
        let auditor = try DemoAuditor(
            rulebook: AuditWorld.rulebook,
            truth: AuditTruth(portfolio)
        )
        let report = auditor.audit(messages: messages)
        #expect(report.violations.count > messages.count / 2)
        #expect(report.countsByRule.map(\.count).reduce(0, +) == report.violations.count)
        #expect(report.countsByRule.contains { $0.rule == .nothingOwed })
    }

    /// To customers at home of whom nothing was told by then, by mail.
    private func notice(
        to customer: DemoCustomer,
        _ portfolio: DemoPortfolio,
        _ told: [String: Instant]
    ) -> AuditedMessage? {
        let debt = customer.debt
        let at = DemoStory.instant(debt.dueDate + -1, minute: 600)
        let firstTold = told[customer.reference] ?? told[debt.reference] ?? .distantFuture
        guard debt.minimumDue > 0, debt.overdueAmount == 0, at > portfolio.beginsAt, at < firstTold,
            customer.customer.zone.map({ $0 == "Asia/Shanghai" }) ?? true,
            let mail = customer.customer.addresses?.first(where: { $0.kind == .email })
        else { return nil }
        let amount = "\(debt.minimumDue / 100).00新台币元"
        let name = customer.customer.name ?? ""
        return AuditedMessage(
            wireID: "m-\(customer.reference)",
            channel: .email,
            address: mail.value,
            text: "尊敬的\(name)：信用卡（尾号\(debt.accountTail)）：应还\(amount)",
            messageClass: .notice,
            arrivedAt: at
        )
    }

    @Test func aViolationSaysWhoMaskedAndWhy() throws {
        var world = AuditWorld()
        world.send("2026-03-10 08:00")
        let violation = try #require(try world.report().violations.first)
        #expect(violation.who == "c1 sms +86199****01")
        #expect(violation.words == "08:00 in Asia/Shanghai: notice-hours is closed")
        #expect(violation.when == DemoData.instant("2026-03-10 08:00"))
    }

    @Test func anUnknownZoneIsAnErrorAndNeverNoRule() {
        var world = AuditWorld()
        world.rulebook.defaultZone = "Asia/Atlantis"
        #expect(throws: AuditError.unknownZone("Asia/Atlantis")) { try world.report() }
    }

    /// The promise of the auditor: it shares no code with what it checks.
    @Test func itsSourcesNameNothingOfTheDecision() throws {
        let folder = DemoData.repository.appending(path: "Sources/NudgeDaemon/Demo/Audit")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") }
        #expect(files.count >= 8)
        let forbidden = [
            "decide(", "Decider", "Decision", "Proposal", "Forecast", "Narrator", "Ruleset",
            "CompiledWindow", "WindowQuestion", "CompiledCap", "CapQuestion", "MinuteSet",
            "ZoneRules", "POSIXRule", "BusinessCalendar", "standing(", "Standing", "ReplyWords",
            "ReplyMeaning", "WordingLint", "MoneyForm", "PastContact", "CustomerFacts",
            "countsAgainstCaps", "daysPastDue", ".weekday.",
        ]
        for file in files {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for word in forbidden {
                #expect(!text.contains(word), "\(file) names \(word)")
            }
        }
    }
}

extension DemoPortfolio {
    /// When something was first told of each customer or debt.
    fileprivate var told: [String: Instant] {
        var told: [String: Instant] = [:]
        for event in events {
            let key: String? =
                switch event.fact {
                case .payment(let fact): fact.debt
                case .autopay(let fact): fact.debt
                default: event.fact.customerReference
                }
            guard let key else { continue }
            for name in [key, "c" + key.dropFirst(5)] where told[name] == nil {
                told[name] = event.at
            }
        }
        return told
    }
}
