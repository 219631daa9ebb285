internal import Foundation

/// Standard output, written line by line: whoever waits at the other end of a pipe sees it at once.
enum Output {
    static func line(_ words: String...) {
        let text = words.joined(separator: " ") + "\n"
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
