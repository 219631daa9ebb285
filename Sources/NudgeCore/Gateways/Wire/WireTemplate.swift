/// A text of a gateway's file with places for values: `Bearer ${token}`, `${to | national}`.
///
/// `$` before anything but `{` is itself; `$${` stands for `${`. Names and filters are listed in
/// docs/gateways.md.
package struct WireTemplate: Hashable, Sendable {
    package let pieces: [Piece]

    package enum Piece: Hashable, Sendable {
        case text(String)
        case place(WirePlace)
    }

    package init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// - Parameters:
    ///   - text: As it stands in the file.
    ///   - names: What may stand in a place here; one that ends in a dot allows every name behind it.
    /// - Throws: `WireTemplateError` for a place that is not closed, or an unknown name or filter.
    package init(parsing text: String, names: [String]) throws(WireTemplateError) {
        var pieces: [Piece] = []
        var plain = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            let tail = rest[rest.index(after: dollar)...]
            if tail.hasPrefix("${") {
                plain += "${"
                rest = tail.dropFirst(2)
            } else if tail.hasPrefix("{") {
                guard let end = tail.firstIndex(of: "}") else {
                    throw WireTemplateError(
                        message: "a place is opened by '${' and not closed",
                        hint: "write ${name}; for the signs themselves write $${"
                    )
                }
                if !plain.isEmpty { pieces.append(.text(plain)) }
                plain = ""
                let place = try WirePlace(parsing: tail[..<end].dropFirst(), names: names)
                pieces.append(.place(place))
                rest = tail[tail.index(after: end)...]
            } else {
                plain += "$"
                rest = tail
            }
        }
        plain += rest
        if !plain.isEmpty { pieces.append(.text(plain)) }
        self.pieces = pieces
    }

    /// The one place that is all of it; `nil` when there is text around it, or no place.
    package var solePlace: WirePlace? {
        if pieces.count == 1, case .place(let place) = pieces[0] { place } else { nil }
    }

    /// The names of its places, in order, each as often as it stands there.
    package var names: [String] {
        pieces.compactMap { if case .place(let place) = $0 { place.name } else { nil } }
    }

    /// Its text when it has no place.
    package var constant: String? {
        switch pieces.count {
        case 0: ""
        case 1: if case .text(let text) = pieces[0] { text } else { nil }
        default: nil
        }
    }
}

/// One place: a value's name, and what is done to it.
package struct WirePlace: Hashable, Sendable {
    /// Such as `to` or `values.sign_name`.
    package let name: String
    /// From left to right.
    package let filters: [WireFilter]

    package init(name: String, filters: [WireFilter] = []) {
        self.name = name
        self.filters = filters
    }

    init(parsing text: Substring, names: [String]) throws(WireTemplateError) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map {
            String($0).trimmed
        }
        name = parts[0]
        guard names.contains(where: { $0 == parts[0] || WirePlace.stem($0, holds: parts[0]) })
        else {
            let near = EditDistance.nearest(to: parts[0], in: names)
            throw WireTemplateError(
                message: "'${\(parts[0])}' has no value here",
                hint: near.map { "did you mean ${\($0)}?" }
                    ?? "there are: " + names.joined(separator: ", ")
            )
        }
        var filters: [WireFilter] = []
        for part in parts.dropFirst() {
            guard let filter = WireFilter(parsing: part) else {
                let near = EditDistance.nearest(to: part, in: WireFilter.names)
                throw WireTemplateError(
                    message: "'\(part)' is not a filter",
                    hint: near.map { "did you mean '\($0)'?" }
                        ?? "there are: " + WireFilter.names.joined(separator: ", ")
                )
            }
            filters.append(filter)
        }
        self.filters = filters
    }

    private static func stem(_ stem: String, holds name: String) -> Bool {
        stem.hasSuffix(".") && name.hasPrefix(stem) && name.count > stem.count
    }
}

/// Why a text of a gateway's file cannot be read as a template.
package struct WireTemplateError: Error, Hashable, Sendable {
    package let message: String
    package let hint: String
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
