/// What a rulebook means, in sentences that a lawyer can read.
///
/// Each sentence stands in both languages side by side, so that they can be compared. It says only
/// what the rules say: a test reads every shipped rulebook through it.
package struct RulebookProse {
    let rulebook: Rulebook
    let language: Language
    private var lines: [String] = []

    package enum Language: String, CaseIterable, Sendable {
        case chinese = "zh"
        case english = "en"
    }

    package init(_ rulebook: Rulebook, in language: Language) {
        self.rulebook = rulebook
        self.language = language
    }

    /// The whole text, with a line end after its last line.
    package static func text(of rulebook: Rulebook, in language: Language) -> String {
        var prose = RulebookProse(rulebook, in: language)
        prose.writeHead()
        prose.writeWindows()
        prose.writeBlackouts()
        prose.writeCaps()
        prose.writeAgreements()
        prose.writeRecipients()
        prose.writeRequired()
        prose.writeConfirmation()
        prose.writeForbiddenWords()
        return prose.lines.joined(separator: "\n") + "\n"
    }

    func say(_ chinese: String, _ english: String) -> String {
        language == .chinese ? chinese : english
    }

    /// `a、b` or `a, b and c`.
    func list(_ words: [String]) -> String {
        guard language == .english else { return words.joined(separator: "、") }
        guard words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }

    /// The same with "or".
    func choice(_ words: [String]) -> String {
        guard language == .english else { return words.joined(separator: "或") }
        guard words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }

    private mutating func section(_ chinese: String, _ english: String) {
        lines += ["", say("【\(chinese)】", english.uppercased())]
    }

    private mutating func write(_ indent: Int, _ line: String) {
        lines.append(String(repeating: " ", count: indent) + line)
    }

    // MARK: Sections

    private mutating func writeHead() {
        write(0, "\(rulebook.name) · \(rulebook.title)")
        let zone = rulebook.defaultZone
        write(
            0,
            say(
                "时间按收件人所在时区计算；时区未知的，按 \(zone)。时段含起点、不含终点。",
                "Times are those of the recipient's own zone; where it is unknown, of \(zone)."
                    + " A range includes its beginning and not its end."
            )
        )
        write(
            0,
            say(
                "规则只能收紧：同时适用几本规则的，以最严者为准。",
                "A rulebook can only restrict: where several apply, the strictest wins."
            )
        )
        let closed = rulebook.closings.filter { $0.spans.contains(where: \.on.needsCalendar) }
        guard !closed.isEmpty else { return }
        let names = list(closed.map(\.name))
        write(
            0,
            say(
                "工作日历未覆盖的日子，以下规则按最严理解、不予发送：\(names)。",
                "On a day that the calendar does not cover, these rules are read strictly and let"
                    + " nothing leave: \(names)."
            )
        )
    }

    private mutating func writeWindows() {
        guard !rulebook.windows.isEmpty else { return }
        section("何时可以发送", "When messages may leave")
        for (index, window) in rulebook.windows.enumerated() {
            write(0, "\(index + 1). \(window.name)")
            write(3, spaced(sentence(window)))
            writeClause(window.agreement)
            write(3, sentence(window.basis))
        }
    }

    private mutating func writeBlackouts() {
        guard !rulebook.blackouts.isEmpty else { return }
        section("停发日", "Days on which nothing leaves")
        for (index, blackout) in rulebook.blackouts.enumerated() {
            write(0, "\(index + 1). \(blackout.name)")
            write(3, spaced(sentence(blackout)))
            writeClause(blackout.agreement)
            write(3, sentence(blackout.basis))
        }
    }

    private mutating func writeCaps() {
        guard !rulebook.caps.isEmpty else { return }
        section("多久可以发送一次", "How often messages may leave")
        write(
            0,
            say(
                "已发出、已受理、结果不明的都计入；确定被拒的不计。",
                "Counted is what left, was accepted or is in doubt; not what was surely refused."
            )
        )
        for (index, cap) in rulebook.caps.enumerated() {
            write(0, "\(index + 1). \(cap.name)")
            write(3, spaced(sentence(cap)))
            for line in remarks(cap) { write(3, line) }
            writeClause(cap.agreement)
            write(3, sentence(cap.basis))
        }
    }

    private mutating func writeClause(_ clause: AgreementClause) {
        for line in sentences(clause) { write(3, line) }
    }

    private mutating func writeAgreements() {
        guard !rulebook.agreements.isEmpty else { return }
        section("客户可以同意或拒绝的事项", "What a customer may agree to or refuse")
        write(
            0,
            say(
                "以有记录、有日期的最新表示为准；同一时刻的，以拒绝为准。",
                "The newest recorded and dated word counts; of two at one instant, the refusal."
            )
        )
        for topic in rulebook.agreements {
            write(0, "- \(topic.name)：\(topic.title)".inLanguage(language))
            for line in effects(of: topic.name) { write(3, line) }
            write(3, sentence(topic.basis))
        }
    }

    private mutating func writeRecipients() {
        section("可以联系谁", "Whom one may contact")
        let roles = Role.allCases.filter(rulebook.recipients.contains).map(words)
        write(
            0,
            say(
                "只可联系：\(list(roles))。其他任何人，包括联系人，一律不联系。",
                "Only \(list(roles)). Nobody else, contact persons included."
            )
        )
        if let basis = rulebook.recipientsBasis { write(0, sentence(basis)) }
    }

    private mutating func writeRequired() {
        guard !rulebook.required.isEmpty else { return }
        section("必须写明", "What a message must say")
        for element in rulebook.required {
            write(
                0,
                say(
                    "- {{\(element.variable)}}：\(subject(element.scope))。",
                    "- {{\(element.variable)}}: \(subject(element.scope))."
                )
            )
            write(3, sentence(element.basis))
        }
    }

    private mutating func writeConfirmation() {
        guard let confirmation = rulebook.optOutConfirmation else { return }
        section("退订确认", "Confirming a refusal")
        let length = words(confirmation.within)
        write(
            0,
            say(
                "客户拒绝后\(length)内可发送一条确认，不含其他内容。",
                "One message may confirm a refusal within \(length) of it, and say nothing else."
            )
        )
        write(0, sentence(confirmation.basis))
    }

    private mutating func writeForbiddenWords() {
        guard !rulebook.forbiddenWords.isEmpty else { return }
        section("不得出现的字句", "What no message may say")
        var categories: [String] = []
        for word in rulebook.forbiddenWords where !categories.contains(word.category) {
            categories.append(word.category)
        }
        for category in categories {
            let words = rulebook.forbiddenWords.filter { $0.category == category }
            let phrases = words.map { say("“\($0.phrase)”", "\"\($0.phrase)\"") }
            write(
                0,
                "- \(category) \(words[0].title)：\(phrases.joined(separator: say("、", ", ")))"
                    .inLanguage(language)
            )
            write(3, sentence(words[0].basis))
        }
    }
}

extension String {
    /// With the colon of the language.
    fileprivate func inLanguage(_ language: RulebookProse.Language) -> String {
        language == .chinese ? self : split(separator: "：", maxSplits: 1).joined(separator: ": ")
    }
}
