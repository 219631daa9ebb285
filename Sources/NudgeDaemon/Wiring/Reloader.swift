internal import Dispatch
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeServer
internal import NudgeStore

/// Loads rules and templates again, and keeps the last good ones if the new are wrong.
struct Reloader: Sendable {
    let installation: Installation
    let mailbox: EngineMailbox
    let clock: any EngineClock
    let log: Logger
    let notifier: SystemdNotifier
    let useLimit: @Sendable (ComplaintLimit?) -> Void
    /// Takes the words of replies.
    var useWords: @Sendable (ReplyPolicy) -> Void = { _ in }

    func reload() {
        try? notifier.reloading(monotonicMicroseconds: monotonicMicroseconds)
        let outcome = loadAndPost()
        switch outcome {
        case .success(let words):
            log.notice("reloaded", metadata: ["rules": "\(words)"])
            record("reload", words)
        case .failure(let refusal):
            log.error(
                "not reloaded, the rules in force stay",
                metadata: ["reason": "\(refusal.words)"]
            )
            record("reload-refused", refusal.words)
        }
        try? notifier.ready(status: "running")
    }

    private struct Refusal: Error {
        var words: String
    }

    private func loadAndPost() -> Result<String, Refusal> {
        let today = clock.now().utcDate
        let result = RulesAssembler.load(configFile: installation.configFile, today: today)
        guard let assembled = result.assembled else {
            let words = result.problems.map(\.description).joined(separator: "\n")
            return .failure(Refusal(words: words))
        }
        // Lanes, connections and secrets are made at the start.
        guard assembled.gateways == installation.gateways else {
            return .failure(Refusal(words: "the gateways changed: that needs a restart"))
        }
        guard assembled.settings.staff == installation.settings.staff else {
            return .failure(Refusal(words: "the staff's webhook changed: that needs a restart"))
        }
        guard assembled.settings.budget == installation.settings.budget else {
            return .failure(Refusal(words: "the budget changed: that needs a restart"))
        }
        guard assembled.settings.mode == installation.settings.mode else {
            return .failure(Refusal(words: "the mode changed: that needs a restart"))
        }
        do {
            useWords(assembled.replies)
            let known = try installation.store.rulesGeneration()
            guard known.digest != assembled.digest else { return .success("unchanged") }
            let generation = known.generation + 1
            try installation.store.setRulesGeneration(generation, digest: assembled.digest)
            useLimit(assembled.settings.complaints)
            mailbox.post(assembled.rules.with(generation: generation))
            return .success("generation \(generation)")
        } catch {
            return .failure(Refusal(words: "\(error)"))
        }
    }

    private func record(_ kind: String, _ detail: String) {
        let entry = JournalEntry(at: clock.now(), actor: "daemon", kind: kind, detail: detail)
        do {
            try installation.store.append(entry)
        } catch {
            log.error("the journal could not be written", metadata: ["reason": "\(error)"])
        }
    }

    private var monotonicMicroseconds: Int64 {
        Int64(DispatchTime.now().uptimeNanoseconds / 1000)
    }
}
