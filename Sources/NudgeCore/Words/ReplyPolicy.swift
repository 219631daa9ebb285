/// What replies do in this house: which words mean what, how long they hold, and who reads them.
package struct ReplyPolicy: Sendable {
    package var words: ReplyLexicon
    /// After "I have paid": until the next file of payments is surely there.
    package var paidHold: Milliseconds
    /// After "I cannot pay": until people have spoken with him.
    package var hardshipHold: Milliseconds
    /// Long enough for a complaint to be heard.
    package var complaintHold: Milliseconds
    package var hardshipTeam: String
    package var repairTeam: String
    /// Who reads what no word list knows; `nil`: it is kept, and nobody is called.
    package var freeTextTeam: String?
    /// The templates of courtesy answers, without channel and ending, by what they answer.
    package var answers: [ReplyMeaning: String] = [:]

    package init(
        words: ReplyLexicon = .standard,
        paidHold: Milliseconds = .days(2),
        hardshipHold: Milliseconds = .days(7),
        complaintHold: Milliseconds = .days(7),
        hardshipTeam: String = "assistance",
        repairTeam: String = "contact-repair",
        freeTextTeam: String? = nil
    ) {
        self.words = words
        self.paidHold = paidHold
        self.hardshipHold = hardshipHold
        self.complaintHold = complaintHold
        self.hardshipTeam = hardshipTeam
        self.repairTeam = repairTeam
        self.freeTextTeam = freeTextTeam
    }
}
