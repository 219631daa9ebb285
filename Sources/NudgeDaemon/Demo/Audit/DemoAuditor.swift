package import NudgeCore

/// Counts rule violations from outside: by the truth about customers, the rulebook as text, and
/// what arrived at the gateway.
///
/// It shares no code with the decision: neither its windows nor its caps, not its zones, and not
/// its reading of what is owed. Dates and zones are Foundation's; the ledgers are its own. From
/// the core it takes value types only, and a test reads its sources to see that this stays so.
package struct DemoAuditor {
    private let rulebook: Rulebook
    private let books: AuditBooks
    private let clock: AuditClock
    private let windows: AuditWindows
    private let phrases: AuditPhrases

    /// What was told less than this before a message arrived need not have been seen by it.
    package static let leeway = Milliseconds.seconds(1)

    package init(rulebook: Rulebook, truth: AuditTruth) throws(AuditError) {
        self.rulebook = rulebook
        books = AuditBooks(truth)
        clock = try AuditClock(zones: books.zones.union([rulebook.defaultZone]))
        windows = AuditWindows(rulebook: rulebook, workingDays: truth.workingDays)
        phrases = AuditPhrases(rulebook.forbiddenWords)
    }

    /// Looks at everything that arrived, in order of time, whatever order it is given in.
    package func audit(messages: [AuditedMessage], replies: [AuditedReply] = []) -> AuditReport {
        let ordered = messages.enumerated()
            .sorted { ($0.element.arrivedAt, $0.offset) < ($1.element.arrivedAt, $1.offset) }
            .map(\.element)
        var pass = Pass(replies: AuditReplies(replies, after: ordered))
        for message in ordered { examine(message, &pass) }
        return AuditReport(messages: ordered.count, violations: pass.violations)
    }

    /// What one pass over the messages remembers.
    private struct Pass {
        let replies: AuditReplies
        var caps = AuditCaps()
        var idsTaken: Set<String> = []
        /// Address, local day and text.
        var textsTaken: Set<[String]> = []
        var violations: [Violation] = []
    }

    private func examine(_ message: AuditedMessage, _ pass: inout Pass) {
        var found = Findings(message)
        defer { pass.violations += found.violations }
        lookForWords(message, &found)
        if pass.idsTaken.contains(message.wireID) {
            found.add(.sameID, "the id \(message.wireID) was taken before")
        }
        if message.isTaken { pass.idsTaken.insert(message.wireID) }
        let known = message.arrivedAt - DemoAuditor.leeway
        if let (rule, since) = pass.replies.refused(message, known: known) {
            found.add(rule, "the address refused by a reply at \(since)")
        }
        guard let person = recipient(of: message, &found) else { return }
        found.customer = person.reference
        let zone = person.zone ?? rulebook.defaultZone
        let local = clock.local(message.arrivedAt, zone: zone)
        if let window = windows.closed(at: local, message.channel, message.messageClass) {
            found.add(.outsideWindow, "\(local.clockTime) in \(zone): \(window) is closed")
        }
        let debts = debts(of: person, message)
        let subjects = AuditCaps.Subjects(
            customer: person.reference,
            debts: debts.map(\.reference),
            address: message.address,
            zone: zone
        )
        for words in pass.caps.exceeded(by: message, subjects, rulebook, clock) {
            found.add(.overCap, words)
        }
        if message.isTaken {
            pass.caps.record(message, subjects)
            let key = [message.address, local.date.description, message.text]
            if !pass.textsTaken.insert(key).inserted {
                found.add(.sameText, "the same text came to this address on the same day")
            }
        }
        lookAtConsent(person, message, &found)
        let moment = AuditMoment(message: message, person: person, zone: zone, today: local.date)
        moment.lookAt(debts, rulebook: rulebook, clock: clock, &found)
    }

    // MARK: Who

    /// Whom the message means: of those with its address the one whom its text fits.
    private func recipient(
        of message: AuditedMessage,
        _ found: inout Findings
    ) -> AuditBooks.Person? {
        let owners = books.people(at: message.address, message.channel)
        guard !owners.isEmpty else {
            found.add(.unknownAddress, "nobody has this address")
            return nil
        }
        let name = AuditText.salutation(in: message.text)
        let fitting = owners.filter { person in
            name.map { $0 == AuditText.name(person.name) } ?? true
                && owns(person, debtsOf: message)
        }
        if let person = fitting.first { return person }
        found.add(.anotherPerson, "name or account in the text is not of this address's owner")
        return owners[0]
    }

    private func owns(_ person: AuditBooks.Person, debtsOf message: AuditedMessage) -> Bool {
        if !message.debts.isEmpty {
            return message.debts.allSatisfy { person.debts.contains($0) }
        }
        let own = person.debts.compactMap { tail(of: $0, message) }
        return AuditText.tails(in: message.text).allSatisfy { own.contains($0) }
    }

    private func tail(of debt: String, _ message: AuditedMessage) -> String? {
        books.debts[debt]?.latestTerms(known: message.arrivedAt)?.accountTail
    }

    /// The debts that the message is about; where it names none, all that the person has.
    private func debts(
        of person: AuditBooks.Person,
        _ message: AuditedMessage
    ) -> [AuditDebt] {
        let tails = AuditText.tails(in: message.text)
        let named = person.debts.filter { debt in
            if !message.debts.isEmpty { return message.debts.contains(debt) }
            return tails.isEmpty || tail(of: debt, message).map(tails.contains) ?? false
        }
        return named.compactMap { books.debts[$0] }
    }

    // MARK: What

    private func lookForWords(_ message: AuditedMessage, _ found: inout Findings) {
        for word in phrases.found(in: AuditText.folded(message.text)) {
            found.add(.forbiddenWords, "the text holds \"\(word.phrase)\" (\(word.category))")
        }
    }

    private func lookAtConsent(
        _ person: AuditBooks.Person,
        _ message: AuditedMessage,
        _ found: inout Findings
    ) {
        let known = message.arrivedAt - DemoAuditor.leeway
        let told = person.consents.last {
            $0.fact.channel == message.channel && $0.fact.messageClass == message.messageClass
                && $0.known <= known
        }
        if let told, !told.fact.isGranted {
            found.add(.optedOut, "the customer refused at \(told.fact.at)")
        }
    }
}

/// Violations of one message, as they are found.
struct Findings {
    private let message: AuditedMessage
    /// Set once it is known who is meant.
    var customer = "?"
    private var notes: [(rule: AuditRule, words: String)] = []

    init(_ message: AuditedMessage) {
        self.message = message
    }

    mutating func add(_ rule: AuditRule, _ words: String) {
        notes.append((rule, words))
    }

    var violations: [Violation] {
        let mask = AuditMask.address(message.address, message.channel)
        return notes.map {
            Violation(
                rule: $0.rule,
                when: message.arrivedAt,
                who: "\(customer) \(message.channel.name) \(mask)",
                words: $0.words
            )
        }
    }
}

extension AuditClock.Local {
    fileprivate var clockTime: String { TimeOfDay(minutes: minutes).description }
}
