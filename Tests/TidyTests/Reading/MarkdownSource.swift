import Foundation

/// One Markdown document: its headings and links, without what stands in code.
struct MarkdownSource {
    struct Link: Equatable {
        /// As written, with its anchor.
        let target: String
        /// Counted from 1.
        let line: Int
    }

    let path: String
    /// The lines, blank where they are fenced code; inline code is taken out.
    private let prose: [String]

    init(path: String, text: String) {
        self.path = path
        var fence: String?
        prose = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let start = String(line.drop { $0 == " " }.prefix(3))
            if start == "```" || start == "~~~", fence == nil || fence == start {
                fence = fence == nil ? start : nil
                return ""
            }
            return fence == nil ? String(line.replacing(/`[^`]*`/, with: "")) : ""
        }
    }

    /// The lines of first-level headings, counted from 1.
    var titleLines: [Int] {
        prose.indices.filter { prose[$0].hasPrefix("# ") }.map { $0 + 1 }
    }

    var links: [Link] {
        prose.enumerated().flatMap { index, line in
            let inline = line.matches(of: /\]\(\s*<?([^)\s>]+)>?[^)]*\)/).map(\.output.1)
            let references = line.matches(of: /^\s*\[[^\]]+\]:\s*(\S+)/).map(\.output.1)
            return (inline + references).map { Link(target: String($0), line: index + 1) }
        }
    }

    /// Where a link into this repository leads, from its root; nil for a link that leaves it.
    func destination(of link: Link) -> String? {
        guard !link.target.contains(/^[a-zA-Z][a-zA-Z0-9+.-]*:/), !link.target.hasPrefix("#") else {
            return nil
        }
        let file = link.target.prefix { $0 != "#" }
        var steps = path.split(separator: "/").dropLast().map(String.init)
        for step in (file.removingPercentEncoding ?? String(file)).split(separator: "/") {
            if step == ".." {
                _ = steps.popLast()
            } else if step != "." {
                steps.append(String(step))
            }
        }
        return steps.joined(separator: "/")
    }
}
