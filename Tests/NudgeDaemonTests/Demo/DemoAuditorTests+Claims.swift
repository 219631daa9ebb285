import NudgeCore

@testable import NudgeDaemon

extension DemoAuditorTests {
    static let claims = [
        Case("paid a minute before", [.nothingOwed]) {
            $0.tell(AuditWorld.payment(100_000, "2026-03-10 09:59"), at: "2026-03-10 09:59")
            $0.send("2026-03-10 10:00")
        },
        Case("paid half a second before: nobody could know", []) {
            $0.tell(
                AuditWorld.payment(100_000, "2026-03-10 09:59:59.5"),
                at: "2026-03-10 09:59:59.5"
            )
            $0.send("2026-03-10 10:00")
        },
        Case("paid, and the payment reversed", []) {
            $0.tell(AuditWorld.payment(100_000, "2026-03-08 09:00"), at: "2026-03-08 09:00")
            $0.tell(
                AuditWorld.payment(-100_000, "2026-03-09 09:00", reference: "p2"),
                at: "2026-03-09 09:00"
            )
            $0.send("2026-03-10 10:00")
        },
        Case("the same payment told twice counts once", []) {
            $0.tell(AuditWorld.payment(60_000, "2026-03-08 09:00"), at: "2026-03-08 09:00")
            $0.tell(AuditWorld.payment(60_000, "2026-03-08 09:00"), at: "2026-03-09 09:00")
            $0.send("2026-03-10 10:00", text: "您尾号1111的信用卡应还400.00新台币元。")
        },
        Case("part paid, the whole asked", [.wrongAmount]) {
            $0.tell(AuditWorld.payment(40_000, "2026-03-08 09:00"), at: "2026-03-08 09:00")
            $0.send("2026-03-10 10:00")
        },
        Case("no amount at all", [.wrongAmount]) {
            $0.send("2026-03-10 10:00", text: "您尾号1111的信用卡即将到期。")
        },
        Case("the card was closed", [.settled]) {
            $0.tell(
                .debt(AuditWorld.debt("c1", tail: "1111", isSettled: true)),
                at: "2026-03-09 09:00"
            )
            $0.send("2026-03-10 10:00")
        },
        Case("in dispute, until it is lifted", [.onHold]) {
            $0.tell(.hold(dispute), at: "2026-03-09 09:00")
            $0.tell(.holdLifted(customer: "c1", reference: "d1"), at: "2026-03-11 09:00")
            $0.send("2026-03-10 10:00")
            $0.send("2026-03-11 10:00")
        },
        Case("promised, until the end of the promised day", [.onHold]) {
            let promise = PromiseFact(
                reference: "s1",
                customer: "c1",
                debt: nil,
                madeAt: DemoData.instant("2026-03-09 09:00"),
                until: DemoData.date("2026-03-10")
            )
            $0.tell(.promise(promise), at: "2026-03-09 09:00")
            $0.send("2026-03-10 19:59")
            $0.send("2026-03-11 09:00")
        },
        Case("autopay running", [.autopayPending]) {
            let at = DemoData.instant("2026-03-20 02:30")
            $0.tell(
                .autopay(AutopayFact(debt: "card-c1", state: .pending, at: at)),
                at: "2026-03-20 02:30"
            )
            $0.send("2026-03-20 10:00")
        },
        Case("autopay scheduled is not running", []) {
            $0.facts.append(.debt(AuditWorld.debt("c1", tail: "1111", autopay: .scheduled)))
            $0.send("2026-03-10 10:00")
        },
        Case("overdue, and called a notice", [.wrongClass]) { $0.send("2026-03-21 10:00") },
        Case("overdue, and called a collection", []) {
            $0.send("2026-03-21 10:00", AuditWorld.phone, .collection)
        },
        Case("overdue by the books asks what the books say", [.wrongAmount]) {
            $0.facts.append(
                .debt(AuditWorld.debt("c1", tail: "1111", due: "2026-01-20", overdue: 200_000))
            )
            $0.send("2026-03-10 10:00", AuditWorld.phone, .collection)
        },
        Case("a supplementary holder", [.role]) {
            $0.facts.append(
                .debt(AuditWorld.debt("c1", tail: "1111", role: .supplementaryHolder))
            )
            $0.send("2026-03-10 10:00")
        },
    ]

    private static let dispute = HoldFact(
        reference: "d1",
        customer: "c1",
        debt: "card-c1",
        reason: .dispute,
        from: DemoData.instant("2026-03-09 09:00")
    )

    static let replies = [
        Case("after TD, the same class and channel", [.optedOut]) {
            $0.send("2026-03-10 10:00")
            $0.reply("ＴＤ。", "2026-03-10 10:05")
            $0.send("2026-03-11 10:00")
        },
        Case("after TD, another channel", []) {
            $0.send("2026-03-10 10:00")
            $0.reply("td", "2026-03-10 10:05")
            $0.send("2026-03-11 10:00", to: "c1@demo.invalid", .email)
        },
        Case("after TD, another class", []) {
            $0.send("2026-03-10 10:00")
            $0.reply("退订", "2026-03-10 10:05")
            $0.send("2026-03-21 10:00", AuditWorld.phone, .collection)
        },
        Case("after TD and START", []) {
            $0.send("2026-03-10 10:00")
            $0.reply("TD", "2026-03-10 10:05")
            $0.reply("START", "2026-03-10 10:06")
            $0.send("2026-03-11 10:00")
        },
        Case("TD inside a sentence is no command", []) {
            $0.send("2026-03-10 10:00")
            $0.reply("不要退订", "2026-03-10 10:05")
            $0.send("2026-03-11 10:00")
        },
        Case("a message that was on its way when TD came", []) {
            $0.rulebook.caps = []
            $0.send("2026-03-10 10:00:00")
            $0.reply("TD", "2026-03-10 10:05:00")
            $0.send("2026-03-10 10:05:00.5", text: AuditWorld.text("b"))
        },
        Case("after 不是本人, whoever shares the phone", [.wrongPerson]) {
            $0.send(
                "2026-03-10 10:00",
                to: AuditWorld.sharedPhone,
                text: "尊敬的李芳，您尾号2222的信用卡应还1,000.00新台币元。"
            )
            $0.replies.append(
                AuditedReply(
                    address: AuditWorld.sharedPhone,
                    channel: .sms,
                    text: "不是本人",
                    at: DemoData.instant("2026-03-10 10:05")
                )
            )
            $0.send(
                "2026-03-11 10:00",
                to: AuditWorld.sharedPhone,
                text: "尊敬的张磊，您尾号3333的信用卡应还1,000.00新台币元。"
            )
        },
        Case("a recorded refusal", [.optedOut]) {
            let at = DemoData.instant("2026-03-09 10:00")
            let consent = ConsentFact(
                customer: "c1",
                messageClass: .notice,
                channel: .sms,
                isGranted: false,
                at: at
            )
            $0.tell(.consent(consent), at: "2026-03-09 10:00")
            $0.send("2026-03-10 10:00")
        },
    ]

    static let texts = [
        Case("the same id twice", [.sameID]) {
            $0.send("2026-03-10 10:00", id: "demo-1")
            $0.send("2026-03-11 10:00", id: "demo-1")
        },
        Case("the same text twice on a day", [.sameText]) {
            $0.send("2026-03-10 10:00")
            $0.send("2026-03-10 15:00")
            $0.send("2026-03-11 10:00")
        },
        Case("nobody's address", [.unknownAddress]) {
            $0.send("2026-03-10 10:00", to: "+8613800138000")
        },
        Case("another's name", [.anotherPerson]) {
            $0.send(
                "2026-03-10 10:00",
                text: "尊敬的李芳，您尾号1111的信用卡应还1,000.00新台币元。"
            )
        },
        Case("another's account", [.anotherPerson]) {
            $0.send(
                "2026-03-10 10:00",
                text: "尊敬的王伟，您尾号1111、2222的2笔账款合计应还1,000.00新台币元。"
            )
        },
        Case("a forbidden word, blanks between", [.forbiddenWords]) {
            $0.send("2026-03-10 10:00", text: AuditWorld.text("黑 名\u{200B}单"))
        },
        Case("a forbidden phrase with something between", [.forbiddenWords]) {
            $0.send("2026-03-10 10:00", text: AuditWorld.text("将通知您的单位"))
        },
    ]
}

extension AuditWorld {
    fileprivate mutating func reply(_ text: String, _ time: String) {
        replies.append(
            AuditedReply(
                address: AuditWorld.phone,
                channel: .sms,
                text: text,
                at: DemoData.instant(time)
            )
        )
    }

}

extension AuditWorld {
    /// To the address, with the class, by SMS.
    mutating func send(_ time: String, _ address: String, _ messageClass: MessageClass) {
        send(time, to: address, .sms, messageClass)
    }
}
