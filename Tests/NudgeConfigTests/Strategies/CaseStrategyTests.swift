import NudgeConfig
import NudgeCore
import Testing

/// Hand-offs, early warnings, history and lateness as a strategy's file says them.
struct CaseStrategyTests {
    static let sound = """
        title: Test
        teams: [people, archive]
        contact_repair: people
        tiers:
          - name: often
            match: {days: "1..", times_late: "3..", broken_promises: "1..2", utilisation: "50%..90%"}
            steps:
              - {name: say, purpose: overdue, day: 1, between: 09:00-10:00, prefer: learnt, lateness: merge, channels: [sms: a/b]}
              - {name: call, purpose: assistance, day: 5, between: 09:00-18:00, hand_off: people, lateness: drop after 2d}
              - {name: again, purpose: overdue, day: 9, between: 09:00-10:00, lateness: send, channels: [sms: a/b]}
              - {name: archive, purpose: overdue, every: 90 days from 91 to 271, hand_off: archive}
        early_warnings:
          - name: risk
            title: Risk has risen
            when: {risk_rises_to: [D, E]}
            hand_off: people
          - name: full
            when: {utilisation: "90%.."}
            steps:
              - {name: note, day: 1, between: 09:00-10:00, channels: [sms: a/b]}
              - {name: call, day: 3, hand_off: people}
          - {name: autopay, when: {autopay: failed}, hand_off: people}
          - {name: first, when: {first_missed_minimum: true}, hand_off: people}

        """

    private func read(_ text: String) -> (strategy: Strategy?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "x.yaml")
        let context = StrategyReader.Context(templates: ["a/b.sms"], rulebooks: [])
        let strategy = StrategyReader.read(
            name: "x",
            text: text,
            problems: problems,
            context: context
        )
        return (strategy, problems)
    }

    @Test func aSoundFileIsReadWhole() throws {
        let (read, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let strategy = try #require(read)
        #expect(strategy.contactRepair == "people")
        #expect(strategy.tiers.map(\.name) == ["often", "risk", "full", "autopay", "first"])
        let match = strategy.tiers[0].match
        #expect(match.timesLate == CountRange(from: 3))
        #expect(match.brokenPromises == CountRange(from: 1, to: 2))
        #expect(match.utilisation == CountRange(from: 500, to: 899))
        let steps = strategy.tiers[0].steps
        #expect(steps.map(\.handOff) == [nil, "people", nil, "archive"])
        #expect(steps.map(\.lateness) == [.merge, .dropAfter(.days(2)), .send, .send])
        #expect(steps.map(\.prefersLearnt) == [true, false, false, false])
        #expect(steps[1].preferredFrom == TimeOfDay(minutes: 540))
        #expect(steps[1].recipients == [.debtor] && steps[1].channels.isEmpty)
        #expect(steps[3].days == [91, 181, 271])
        #expect(
            strategy.tiers.map(\.signal) == [
                nil, .riskRisesTo(["D", "E"]), .utilisation(CountRange(from: 900)), .autopayFailed,
                .firstMissedMinimum,
            ]
        )
        #expect(strategy.tiers[1].steps.map(\.handOff) == ["people"])
        #expect(strategy.tiers[2].steps.map(\.purpose) == [.utilisation, .utilisation])
        #expect(
            strategy.tiers[2].steps.map(\.lateness) == [.dropAfter(.days(7)), .dropAfter(.days(7))]
        )
    }

    @Test func withoutAWordOnItPeopleMendAddressesAllTheSame() throws {
        let text = Self.sound.replacing("contact_repair: people\n", with: "")
        #expect(read(text).strategy?.contactRepair == "contact-repair")
    }

    static let broken: [Broken] = [
        Broken(
            "unknown team",
            "hand_off: people, lateness",
            "hand_off: peple, lateness",
            "9:83: error: there is no team 'peple'"
        ),
        Broken(
            "hand-off and channels",
            "hand_off: archive}",
            "hand_off: archive, channels: [sms: a/b]}",
            "11:93: error: 'channels' and 'hand_off' exclude each other"
        ),
        Broken(
            "hand-off and fallback",
            "hand_off: archive}",
            "hand_off: archive, fallback_after: 2h}",
            "11:93: error: 'fallback_after' and 'hand_off' exclude each other"
        ),
        Broken(
            "neither hand-off nor channels",
            "hand_off: archive}",
            "priority: 3}",
            "11:9: error: the key 'between' is missing",
            "11:9: error: the key 'channels' is missing"
        ),
        Broken(
            "a hand-off that merges",
            "hand_off: people, lateness: drop after 2d",
            "hand_off: people, lateness: merge",
            "9:101: error: a hand-off is not said, so it cannot be merged"
        ),
        Broken(
            "a hand-off on a day that is taken",
            "purpose: assistance, day: 5",
            "purpose: assistance, day: 1",
            "9:48: error: day 1 has already the step 'say'"
        ),
        Broken(
            "prefer another",
            "prefer: learnt",
            "prefer: mornings",
            "8:77: error: 'mornings' is not a known value of 'prefer'"
        ),
        Broken(
            "lateness in other words",
            "lateness: send",
            "lateness: sent",
            "10:81: error: 'sent' does not say how late the step may be"
        ),
        Broken(
            "counts of words",
            "times_late: \"3..\"",
            "times_late: often",
            "6:38: error: 'often' is not a range of counts"
        ),
        Broken(
            "no count",
            "broken_promises: \"1..2\"",
            "broken_promises: \"2..1\"",
            "6:62: error: this can never match: nothing lies in 2..1"
        ),
        Broken(
            "a share without its sign",
            "utilisation: \"50%..90%\"",
            "utilisation: \"50..90\"",
            "6:83: error: '50..90' is not a range of shares"
        ),
        Broken(
            "steps and a hand-off",
            "when: {risk_rises_to: [D, E]}\n    hand_off: people",
            "when: {risk_rises_to: [D, E]}\n    hand_off: people\n    steps: []",
            "16:5: error: 'steps' and 'hand_off' exclude each other"
        ),
        Broken(
            "two signals",
            "{autopay: failed}",
            "{autopay: failed, first_missed_minimum: true}",
            "22:45: error: 'when' names one signal"
        ),
        Broken(
            "no signal",
            "{autopay: failed}",
            "{}",
            "22:27: error: 'when' names no signal"
        ),
        Broken(
            "a signal that nobody gives",
            "{autopay: failed}",
            "{autopay: succeeded}",
            "22:37: error: 'succeeded' is not a known value of 'autopay'"
        ),
        Broken(
            "a signal that is off",
            "first_missed_minimum: true",
            "first_missed_minimum: false",
            "23:48: error: a signal that is off warns of nothing"
        ),
        Broken(
            "a rise to nothing",
            "when: {utilisation: \"90%..\"}",
            "when: {utilisation: \"..90%\"}",
            "18:25: error: this warning can never fire: nothing can rise to 0%"
        ),
        Broken(
            "the same signal again",
            "{first_missed_minimum: true}",
            "{autopay: failed}",
            "23:25: error: this warning can never fire: 'autopay' before it has the same signal"
        ),
        Broken(
            "a warning named like a tier",
            "name: autopay",
            "name: often",
            "22:5: error: there is already a tier or warning named 'often'"
        ),
        Broken(
            "a day before the signal",
            "{name: call, day: 3, hand_off: people}",
            "{name: call, day: -3, hand_off: people}",
            "21:27: error: day -3 lies outside its tier's days 0..60: the step would never fall"
        ),
        Broken(
            "a warning's purpose",
            "{name: note, day: 1,",
            "{name: note, purpose: overdue, day: 1,",
            "20:31: error: the purpose of an early warning is 'early-warning'"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (strategy, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines.filter { $0.contains("error") } == broken.expected)
        #expect(strategy == nil)
    }

    static let odd: [Broken] = [
        Broken(
            "the old word for send",
            "lateness: send",
            "lateness: until-next-step",
            "10:81: warning: 'until-next-step' is called 'send' now"
        ),
        Broken(
            "a team without work",
            "teams: [people, archive]",
            "teams: [people, archive, idle]",
            "2:26: warning: nothing is handed to the team 'idle'"
        ),
        Broken(
            "the last merges",
            "lateness: send",
            "lateness: merge",
            "8:7: warning: the step 'again' merges when it is late, and no message comes after "
                + "it"
        ),
        Broken(
            "coming due after the due date",
            "name: again, purpose: overdue",
            "name: again, purpose: coming-due",
            "10:32: warning: a step of day 9 says 'coming-due'"
        ),
        Broken(
            "a narrower signal behind a wider one",
            "{name: autopay, when: {autopay: failed}",
            "{name: worst, when: {risk_rises_to: [E]}",
            "22:25: warning: this warning will hardly ever fire: 'risk' before it takes nearly every "
                + "signal that it would"
        ),
    ]

    @Test(arguments: odd)
    func whatIsOddIsSaidAndLoaded(odd: Broken) throws {
        let (strategy, problems) = read(try odd.text(of: Self.sound))
        #expect(problems.lines == odd.expected)
        #expect(strategy != nil)
    }

    /// Tiers that shadow each other, by every condition.
    static let shadows: [(String, Bool)] = [
        (
            "{days: \"1..\", times_late: \"4..\", broken_promises: \"1\", utilisation: \"60%..70%\"}",
            true
        ),
        (
            "{days: \"1..\", times_late: \"2..\", broken_promises: \"1\", utilisation: \"60%..70%\"}",
            false
        ),
        (
            "{days: \"1..\", times_late: \"4..\", broken_promises: \"1..\", utilisation: \"60%..70%\"}",
            false
        ),
        (
            "{days: \"1..\", times_late: \"4..\", broken_promises: \"1\", utilisation: \"60%..95%\"}",
            false
        ),
        ("{days: \"1..\", times_late: \"4..\", broken_promises: \"1\"}", false),
    ]

    @Test(arguments: shadows)
    func aTierThatTheOneBeforeItLeavesNothingIsRefused(match: String, isShadowed: Bool) {
        let second = """
              - name: second
                match: \(match)
                steps:
                  - {name: x, purpose: overdue, day: 2, between: 09:00-10:00, channels: [sms: a/b]}
            early_warnings:

            """
        let text = Self.sound.replacing("early_warnings:\n", with: second)
        let lines = read(text).problems.lines
        #expect(
            lines.contains { $0.contains("this tier can never match") } == isShadowed,
            "\(lines)"
        )
    }
}
