internal import NudgeCore

extension ConfigLoader {
    private static let textEnding = ".mustache"
    private static let htmlEnding = ".html"

    /// Every template below the folder, each with its HTML part; `nil` when they could not be
    /// listed.
    mutating func loadTemplates() -> [TemplateSource]? {
        let folder = settings.folders.templates
        guard
            let names = names(Self.textEnding, of: folder, "templates", FileReader.filesBelow),
            let parts = self.names(Self.htmlEnding, of: folder, "templates", FileReader.filesBelow)
        else { return nil }
        let stems = Set(parts.map { String($0.dropLast(Self.htmlEnding.count)) })
        var templates: [TemplateSource] = []
        for file in names {
            let path = FilePath.join(folder, file)
            guard let text = text(of: path) else { continue }
            let name = String(file.dropLast(Self.textEnding.count))
            var template = TemplateSource(name: name, path: path, text: text)
            if stems.contains(name) { template.html = self.text(of: template.htmlPath) }
            templates.append(template)
        }
        let known = Set(names.map { String($0.dropLast(Self.textEnding.count)) })
        for stem in stems.subtracting(known).sorted() {
            add(
                .error,
                FilePath.join(folder, stem + Self.htmlEnding),
                "the HTML part of a mail without a text",
                hint: "add \(stem)\(Self.textEnding): not everybody reads HTML"
            )
        }
        return templates
    }
}
