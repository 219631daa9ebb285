import Testing

struct MarkdownTests {
    private static let records = "docs/decisions"

    @Test(arguments: Repository.markdownPaths)
    func aDocumentHasOneTitle(_ path: String) {
        let document = MarkdownSource(path: path, text: Repository.text(path) ?? "")
        #expect(document.titleLines.count == 1, "\(path): lines \(document.titleLines)")
    }

    @Test(arguments: Repository.markdownPaths)
    func aLinkLeadsSomewhere(_ path: String) {
        let document = MarkdownSource(path: path, text: Repository.text(path) ?? "")
        let findings = Self.brokenLinks(in: document)
        expectNone(findings)
    }

    @Test func everyDecisionHasANumberOfItsOwnAndIsInTheIndex() {
        let index = Repository.text(Self.records + "/README.md") ?? ""
        let names = Repository.markdownPaths
            .filter { $0.hasPrefix(Self.records + "/") && !$0.hasSuffix("/README.md") }
            .map { String($0.dropFirst(Self.records.count + 1)) }
        #expect(!names.isEmpty)
        #expect(Set(names.map { $0.prefix(4) }).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /\d{4}-[a-z0-9-]+\.md/) != nil, "\(name)")
            #expect(index.contains("(\(name))"), "\(name) is not in the index")
        }
    }

    @Test func titlesAndLinksInCodeAreNotCounted() {
        let text = """
            # One
            ```sh
            # a comment, [a](gone.md)
            ```
            `[b](gone.md)` [c](CHANGELOG.md "title") [d](https://a.b/c) [e](#one)

            [f]: ../Package.swift
            """
        let document = MarkdownSource(path: "docs/a.md", text: text)
        #expect(document.titleLines == [1])
        #expect(
            document.links.map(\.target).sorted() == [
                "#one", "../Package.swift", "CHANGELOG.md", "https://a.b/c",
            ]
        )
        #expect(Self.brokenLinks(in: document).map(\.line) == [5])
    }

    @Test func aSecondTitleIsFound() {
        #expect(MarkdownSource(path: "a.md", text: "# A\n\n# B\n").titleLines == [1, 3])
    }

    private static func brokenLinks(in document: MarkdownSource) -> [Finding] {
        document.links.compactMap { link in
            guard let destination = document.destination(of: link) else { return nil }
            if Repository.exists(destination) { return nil }
            let message = "a link to \(link.target), which is not there"
            return Finding(path: document.path, line: link.line, message: message)
        }
    }
}
