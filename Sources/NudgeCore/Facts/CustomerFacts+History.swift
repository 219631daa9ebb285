extension CustomerFacts {
    /// Adds a contact at the end; beyond `historyMax` the oldest is forgotten.
    package mutating func append(_ contact: PastContact) {
        history.append(contact)
        if history.count > CustomerFacts.historyMax {
            history.removeFirst(history.count - CustomerFacts.historyMax)
        }
    }

    /// Adds a contact that the system before made, at its place in time.
    package mutating func take(over contact: PastContact) -> Merge {
        precondition(contact.isImported)
        let isKnown = history.contains {
            $0.isImported && $0.at == contact.at && $0.channel == contact.channel
                && $0.occasion.debt == contact.occasion.debt
        }
        guard !isKnown else { return .unchanged }
        let place = history.firstIndex { $0.at > contact.at } ?? history.endIndex
        history.insert(contact, at: place)
        if history.count > CustomerFacts.historyMax {
            history.removeFirst(history.count - CustomerFacts.historyMax)
        }
        // It can only prevent a contact.
        return .changed(wakes: false)
    }

    /// Whether one of the contact's occasions was said before on its channel.
    ///
    /// What was put back or withdrawn gave its occasions back; everything else keeps them.
    package func hasTaken(_ contact: PastContact) -> Bool {
        history.contains { past in
            guard past.channel == contact.channel, past.state != .putBack,
                past.state != .withdrawn
            else { return false }
            return contact.isAbout(past.occasion)
                || past.moreOccasions.contains(where: contact.isAbout)
        }
    }

    /// How long after its intent a contact's state is still looked up: the longest time for which
    /// a gateway is known to send receipts, with room to spare.
    package static let settlingTime = Milliseconds.days(45)

    /// Whether the contact's own state must be asked for, since the history may be behind it.
    package static func isUnsettled(_ contact: PastContact, now: Instant) -> Bool {
        switch contact.state {
        case .leaving, .accepted, .unknown: now - contact.at <= settlingTime
        case .delivered, .undelivered, .refused, .putBack, .withdrawn: false
        }
    }

    /// Brings the history up to date; what was put back is dropped, as if it had never been.
    package mutating func refreshHistory(
        now: Instant,
        state: (ContactID) throws -> ContactState?
    ) rethrows {
        var hasPutBack = false
        for index in history.indices where CustomerFacts.isUnsettled(history[index], now: now) {
            guard let current = try state(history[index].id) else { continue }
            history[index].state = current
            if current == .putBack { hasPutBack = true }
        }
        if hasPutBack { history.removeAll { $0.state == .putBack } }
    }
}

extension PastContact {
    /// Whether it keeps its occasions: what was put back or withdrawn gave them back.
    var isSaid: Bool { state != .putBack && state != .withdrawn }

    /// Surely not received.
    var hasFailed: Bool { state == .refused || state == .undelivered }

    /// Taken over from the system before.
    package var isImported: Bool { id.isImported }

    /// Whether the system before said a step that came into force on `date`: a contact about the
    /// same debt and due date, on that day or after.
    func saidBefore(_ step: Occasion, inForceFrom date: CivilDate) -> Bool {
        guard isImported, occasion.debt == step.debt, occasion.dueDate == step.dueDate else {
            return false
        }
        if occasion.dueDate + Int(occasion.stepDay) >= date { return true }
        // What is overdue from the cycle before has no day of its own in this one.
        return messageClass == .collection && step.dueDate + Int(step.stepDay) > date
    }

    func isAbout(_ occasion: Occasion) -> Bool {
        self.occasion == occasion || moreOccasions.contains(occasion)
    }
}
