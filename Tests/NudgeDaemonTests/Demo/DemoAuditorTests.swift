import NudgeCore
import Testing

@testable import NudgeDaemon

/// One crafted violation of each kind must be found, and nothing else with it; what is allowed,
/// must not.
struct DemoAuditorTests {
    struct Case: Sendable {
        var name: String
        var finds: [AuditRule]
        var make: @Sendable (inout AuditWorld) -> Void

        init(
            _ name: String,
            _ finds: [AuditRule],
            _ make: @escaping @Sendable (inout AuditWorld) -> Void
        ) {
            self.name = name
            self.finds = finds
            self.make = make
        }
    }

    @Test(arguments: times + caps + claims + replies + texts)
    func finds(_ item: Case) throws {
        var world = AuditWorld()
        item.make(&world)
        let report = try world.report()
        #expect(report.messages == world.messages.count)
        #expect(
            report.violations.map(\.rule) == item.finds,
            "\(item.name): \(report.violations.map(\.words))"
        )
    }

    @Test func everyRuleIsFoundBySomeCase() {
        let cases =
            DemoAuditorTests.times + DemoAuditorTests.caps + DemoAuditorTests.claims
            + DemoAuditorTests.replies + DemoAuditorTests.texts
        let found = Set(cases.flatMap(\.finds))
        #expect(AuditRule.allCases.filter { !found.contains($0) }.isEmpty)
    }

    static let times = [
        Case("a clean message", []) { $0.send("2026-03-10 10:00") },
        Case("a notice a millisecond before nine", [.outsideWindow]) {
            $0.send("2026-03-10 08:59:59.999")
        },
        Case("a notice at nine sharp", []) { $0.send("2026-03-10 09:00") },
        Case("a notice at the window's exclusive end", [.outsideWindow]) {
            $0.send("2026-03-10 20:00")
        },
        Case("the class decides the window", []) {
            $0.facts.append(.debt(AuditWorld.debt("c1", tail: "1111", due: "2026-03-03")))
            $0.send("2026-03-10 21:59", AuditWorld.phone, .collection)
        },
        // London: 09:30 in Shanghai is 01:30 there; 17:00 is 09:00, an hour later after 29 March.
        Case("morning here is night there", [.outsideWindow]) {
            $0.sendToLondon("2026-03-10 09:30")
        },
        Case("nine in London, winter time", []) { $0.sendToLondon("2026-03-10 17:00") },
        Case("eight in London, winter time", [.outsideWindow]) {
            $0.sendToLondon("2026-03-10 16:00")
        },
        Case("nine in London, summer time", []) {
            $0.facts.append(.debt(AuditWorld.debt("c4", tail: "4444", due: "2026-04-05")))
            $0.sendToLondon("2026-03-30 16:00")
        },
        Case("a window that crosses midnight", [.outsideWindow]) {
            $0.rulebook.windows = [AuditWorld.window("night", [], from: 1320, to: 480)]
            $0.send("2026-03-10 22:00", text: AuditWorld.text("a"))
            $0.send("2026-03-11 07:59", text: AuditWorld.text("b"))
            $0.send("2026-03-11 08:00", text: AuditWorld.text("c"))
        },
        Case(
            "a make-up working day is worked, a day off and an unknown day are not",
            [.outsideWindow, .outsideWindow]
        ) {
            $0.rulebook.windows = [
                AuditWorld.window("working", [], from: 540, to: 1080, days: .working)
            ]
            $0.send("2026-03-14 10:00")
            $0.send("2026-03-15 10:00")
            $0.send("2026-03-18 10:00")
        },
    ]

    static let caps = [
        Case("two within thirty seconds", [.overCap]) {
            $0.send("2026-03-10 10:00:00", text: AuditWorld.text("a"))
            $0.send("2026-03-10 10:00:28", text: AuditWorld.text("b"))
        },
        Case("two thirty seconds apart", []) {
            $0.send("2026-03-10 10:00:00", text: AuditWorld.text("a"))
            $0.send("2026-03-10 10:00:30", text: AuditWorld.text("b"))
        },
        Case("people who share a phone share its cap", [.overCap]) {
            $0.sendToShared("2026-03-10 10:00:00", "李芳", "2222")
            $0.sendToShared("2026-03-10 10:00:10", "张磊", "3333")
        },
        Case("a fourth on one day, whatever the channel", [.overCap]) {
            for hour in [10, 11, 12] {
                $0.send("2026-03-10 \(hour):00", text: AuditWorld.text("\(hour)"))
            }
            $0.send("2026-03-10 19:00", to: "c1@demo.invalid", .email)
        },
        Case("a sixth within seven days, but not after", [.overCap]) {
            for day in ["05", "06", "07", "08", "09", "11"] { $0.send("2026-03-\(day) 10:00") }
            $0.send("2026-03-13 10:00")
        },
        Case("what the gateway refused takes no place", []) {
            for hour in [10, 11, 12, 13] {
                $0.send("2026-03-10 \(hour):00", id: "same", isTaken: hour == 13)
            }
        },
        Case("a cap per debt", [.overCap]) {
            $0.rulebook.caps = [AuditWorld.cap("debt-day", .debt, .calendarDay, 1)]
            $0.send("2026-03-10 10:00")
            $0.send("2026-03-10 15:00", to: "c1@demo.invalid", .email)
            $0.send("2026-03-11 10:00")
        },
        Case("a week begins on Monday, a month on the first", [.overCap, .overCap]) {
            $0.rulebook.caps = [
                AuditWorld.cap("week", .customer, .calendarWeek, 1),
                AuditWorld.cap("month", .customer, .calendarMonth, 3),
            ]
            $0.send("2026-03-08 10:00")
            $0.send("2026-03-09 10:00")
            $0.send("2026-03-15 10:00")
            $0.send("2026-03-16 10:00")
        },
    ]
}

extension AuditWorld {
    static func text(_ mark: String) -> String {
        "尊敬的王伟，您尾号1111的信用卡应还1,000.00新台币元（\(mark)）。"
    }

    fileprivate mutating func sendToLondon(_ time: String) {
        send(
            time,
            to: "c4@demo.invalid",
            .email,
            text: "尊敬的陈静：信用卡（尾号4444）：应还1,000.00新台币元"
        )
    }

    fileprivate mutating func sendToShared(_ time: String, _ name: String, _ tail: String) {
        send(
            time,
            to: AuditWorld.sharedPhone,
            text: "尊敬的\(name)，您尾号\(tail)的信用卡应还1,000.00新台币元。"
        )
    }
}
