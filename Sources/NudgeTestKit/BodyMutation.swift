internal import Foundation

/// Bodies that nobody ever sent, made of one that somebody did.
package enum BodyMutation {
    /// What has broken readers before.
    private static let words = [
        "[[", "<![CDATA[", "&#x0;", "%00", "\"", "\\ud800", "<!DOCTYPE a>", "-1", "\u{FEFF}",
        "99999999999999999999", "1e999", "null", "{}", "\r\n",
    ]

    /// How many bodies a test makes: few by default, and as many as `NUDGE_FUZZ_BODIES` says.
    package static func count(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["NUDGE_FUZZ_BODIES"].flatMap { Int($0) } ?? usual
    }

    /// One to three changes: of a byte, a stretch left out or doubled, an end cut off, a word put in.
    ///
    /// The result may by chance be the body that it was.
    package static func mutated(
        _ body: [UInt8],
        using generator: inout SeededGenerator
    ) -> [UInt8] {
        var body = body
        for _ in 0...Int.random(in: 0..<3, using: &generator) {
            guard !body.isEmpty else { break }
            change(&body, using: &generator)
        }
        return body
    }

    private static func change(_ body: inout [UInt8], using generator: inout SeededGenerator) {
        let at = Int.random(in: 0..<body.count, using: &generator)
        let end = Int.random(in: at..<body.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: body[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: body.remove(at: at)
        case 2: body.insert(UInt8.random(in: 0...255, using: &generator), at: at)
        case 3: body.removeSubrange(at...)
        case 4: body.removeSubrange(at...end)
        case 5: body.insert(contentsOf: body[at...end], at: at)
        default:
            let word = words[Int.random(in: 0..<words.count, using: &generator)]
            body.insert(contentsOf: Array(word.utf8), at: at)
        }
    }
}
