/// One rule, one sentence.
extension RulebookProse {
    func sentence(_ window: WindowRule) -> String {
        let spans = window.spans.map(words)
        let subject = subject(window.scope)
        switch window.sense {
        case .open:
            return say(
                "\(subject)：只可在\(choice(spans))发出。",
                "\(capitalised(subject)) may leave only \(choice(spans))."
            )
        case .quiet:
            return say(
                "\(subject)：\(list(spans))不得发出。",
                "\(negated(subject)) may leave \(choice(spans))."
            )
        }
    }

    func sentence(_ blackout: Blackout) -> String {
        let days = words(blackout.on)
        return say(
            "\(subject(blackout.scope))：\(days)全天不得发出。",
            "\(negated(subject(blackout.scope))) may leave at all \(days)."
        )
    }

    func sentence(_ cap: CapRule) -> String {
        let subject = subject(cap.scope)
        let whose = words(cap.counts)
        let same = cap.isSameContent ? say("内容相同的", "of the same content ") : ""
        if cap.most == 0 {
            return say("\(subject)：一律不得发出。", "\(negated(subject)) may leave at all.")
        }
        if case .rolling(let length) = cap.period, cap.most == 1 {
            return say(
                "\(subject)：对\(whose)，\(same)两次之间至少间隔\(words(length))。",
                "\(capitalised(subject)): at least \(words(length)) between two \(same)to \(whose)."
            )
        }
        return say(
            "\(subject)：对\(whose)，\(same)\(words(cap.period))最多\(cap.most)次。",
            "\(capitalised(subject)): at most \(cap.most) \(same)to \(whose) \(words(cap.period))."
        )
    }

    /// What else must be known of a cap.
    func remarks(_ cap: CapRule) -> [String] {
        var lines: [String] = []
        if cap.isSameContent {
            lines.append(
                say("同一模板即为内容相同。", "The same template is the same content.")
            )
        }
        if cap.counts == .contactPoint {
            lines.append(
                say(
                    "几个人共用同一号码、邮箱或设备的，合并计算。",
                    "People who share a number, mailbox or device share the limit."
                )
            )
        }
        if cap.scope.channels.count > 1 || cap.scope.channels.isEmpty {
            lines.append(
                say("所列各渠道合并计算。", "All of these channels are counted together.")
            )
        }
        if !cap.scope.tiers.isEmpty {
            lines.append(
                say(
                    "只约束上述分层的发送；其他分层已发的也计入。",
                    "It binds what is sent in these tiers, and counts what was sent in any."
                )
            )
        }
        if !cap.replaces.isEmpty {
            lines.append(
                say(
                    "在上述范围内取代：\(list(cap.replaces))；被取代者在此不再约束。",
                    "For these messages it stands in place of \(list(cap.replaces)),"
                        + " which does not bind them."
                )
            )
        }
        return lines
    }

    func sentences(_ clause: AgreementClause) -> [String] {
        var lines: [String] = []
        if let name = clause.unlessAgreed {
            lines.append(
                say(
                    "客户已同意“\(topic(name))”的，不受此限。",
                    "It does not bind a customer who has agreed to \"\(topic(name))\"."
                )
            )
        }
        if let name = clause.whenRefused {
            lines.append(
                say(
                    "只约束已拒绝“\(topic(name))”的客户。",
                    "It binds only a customer who has refused \"\(topic(name))\"."
                )
            )
        }
        return lines
    }

    private func topic(_ name: String) -> String {
        rulebook.agreements.first { $0.name == name }?.title ?? name
    }

    /// What an agreement or a refusal does, by the rules that ask for it.
    func effects(of name: String) -> [String] {
        let rules =
            rulebook.closings.map { ($0.name, $0.agreement) }
            + rulebook.caps.map { ($0.name, $0.agreement) }
        let opened = rules.filter { $0.1.unlessAgreed == name }.map(\.0)
        let closed = rules.filter { $0.1.whenRefused == name }.map(\.0)
        var lines: [String] = []
        if !opened.isEmpty {
            lines.append(
                say(
                    "同意后不再受约束：\(list(opened))。",
                    "Agreed to, it lifts \(list(opened))."
                )
            )
        }
        if !closed.isEmpty {
            lines.append(
                say(
                    "拒绝后才受约束：\(list(closed))。",
                    "Refused, it brings in \(list(closed))."
                )
            )
        }
        return lines
    }

    func sentence(_ basis: Basis) -> String {
        var parts = [say("依据：\(words(basis.kind))", "From: \(words(basis.kind))")]
        parts.append(basis.source)
        var text = parts.joined(separator: say("，", ", "))
        text += say("。可信度：", ". Confidence: ")
        text += basis.confidence.map(words) ?? say("未评定", "not judged")
        text += say("。", ". ")
        if let signed = basis.signedOff {
            text += say(
                "\(signed.by) 已于 \(signed.on) 签核。",
                "Signed off by \(signed.by) on \(signed.on)."
            )
        } else {
            text += say("尚未签核。", "Not signed off yet.")
        }
        return text
    }

    /// "No messages" for "all messages".
    private func negated(_ subject: String) -> String {
        "No " + (subject.hasPrefix("all ") ? String(subject.dropFirst(4)) : subject)
    }

    /// With a capital first letter; names in lower case inside stay as they are.
    private func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
