package import NudgeCore

/// Reads a script of faults: docs/rehearsal.md.
package enum FaultScriptReader {
    private static let faultsMax = 200
    private static let messagesMax = 10_000_000
    private static let waitMax = Milliseconds.days(1)
    private static let textMax = 500

    /// Reads a script whole, or not at all.
    ///
    /// `gateways`: The names that a fault may be about.
    /// Returns `nil` when anything is wrong; the list says what.
    package static func read(
        text: String,
        gateways: [String],
        problems: ConfigProblemList
    ) -> FaultScript? {
        guard let top = StrictYAML.parse(text, problems: problems),
            let map = top.mapping(["seed", "faults", "resume"])
        else { return nil }
        let seed = map.optional("seed")?.integer(in: 0...Int.max) ?? 0
        let entries = map.required("faults")?.list() ?? []
        if entries.count > faultsMax { top.fail("a script has at most \(faultsMax) faults") }
        let faults = entries.prefix(faultsMax).compactMap { fault($0, gateways) }
        let resumptions = (map.optional("resume")?.list() ?? []).compactMap {
            resumption($0, gateways)
        }
        guard !problems.hasErrors else { return nil }
        return FaultScript(seed: UInt64(seed), faults: faults, resumptions: resumptions)
    }

    private static func resumption(
        _ value: YAMLValue,
        _ gateways: [String]
    ) -> FaultScript.Resumption? {
        guard let map = value.mapping(["gateway", "at"]) else { return nil }
        let gateway = map.required("gateway")?.word(of: gateways, named: \.self)
        let at = map.required("at")?.length(in: .zero ... .days(62))
        guard let gateway, let at else { return nil }
        return FaultScript.Resumption(gateway: gateway, at: at)
    }

    private static func fault(_ value: YAMLValue, _ gateways: [String]) -> ScriptedFault? {
        let keys = ["gateway", "at", "after", "for", "count", "share", "does", "wait", "text"]
        guard let map = value.mapping(keys) else { return nil }
        let name = map.required("gateway")?.word(of: ["all"] + gateways, named: \.self)
        let kind = kind(map)
        let beginning = beginning(map)
        let end = end(map)
        let share = map.optional("share").flatMap(share)
        guard let name, let kind, let beginning else { return nil }
        return ScriptedFault(
            gateway: name == "all" ? nil : name,
            beginning: beginning,
            end: end,
            sharePercent: share ?? 100,
            kind: kind
        )
    }

    private static func kind(_ map: YAMLMapping) -> FaultKind? {
        let name = map.required("does")?.word(of: FaultKind.names, named: \.self)
        let wait = map.optional("wait")?.length(in: .seconds(1)...waitMax)
        let text = map.optional("text")?.text()
        guard let name else { return nil }
        if name != "rate-limited" { map.key("wait")?.fail("only 'rate-limited' has a wait") }
        if name != "reply" {
            map.key("text")?.fail("only 'reply' has a text")
        } else if text == nil {
            map.fail("a reply needs a text", hint: "write text: 已还")
            return nil
        }
        if let text, text.utf8.count > textMax {
            map.key("text")?.fail("a reply has at most \(textMax) bytes")
        }
        let seconds = Int((wait ?? .seconds(2)).count / 1000)
        return FaultKind(name: name, waitSeconds: seconds, text: text ?? "")
    }

    private static func beginning(_ map: YAMLMapping) -> ScriptedFault.Beginning? {
        if let after = map.optional("after") {
            map.key("at")?.fail("a fault begins 'at' a time or 'after' messages, not both")
            return after.integer(in: 0...messagesMax).map { .after(messages: $0) }
        }
        guard let at = map.optional("at") else { return .after(messages: 0) }
        return at.length(in: .zero ... .days(62)).map { .at($0) }
    }

    private static func end(_ map: YAMLMapping) -> ScriptedFault.End? {
        if let count = map.optional("count") {
            map.key("for")?.fail("a fault lasts 'for' a time or a 'count' of messages, not both")
            return count.integer(in: 1...messagesMax).map { .messages($0) }
        }
        return map.optional("for")?.length(in: .seconds(1) ... .days(62)).map { .length($0) }
    }

    /// `10%`.
    private static func share(_ value: YAMLValue) -> Int? {
        value.parsed("a share such as 10%") { text in
            guard text.hasSuffix("%"), let share = YAMLValue.integer(text.dropLast()),
                (1...100).contains(share)
            else { return nil }
            return share
        }
    }
}
