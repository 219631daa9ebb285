/// A part of a request's body as a gateway's file describes it.
package indirect enum WireNode: Hashable, Sendable {
    case template(WireTemplate)
    /// A number, as it was written.
    case number(String)
    case flag(Bool)
    case null
    case list([WireNode])
    /// In the order of the file.
    case object([WireField])
    /// One element for each recipient of a batch; `join` makes them one text.
    case each(WireNode, join: String?)
    /// One member for each named variable of the vendor's template, one element for each
    /// positional one; the node is written of `${parameter}`.
    case parameters(WireNode)
    /// The JSON of a node, as text.
    case json(WireNode)
    /// The JSON or text of a node, in base 64.
    case base64(WireNode)
    /// The digest of a node's text, as small hexadecimal digits.
    case digest(WireDigest, WireNode)
}

/// A digest that vendors ask for in a field of the request.
package enum WireDigest: UInt8, CaseIterable, Sendable {
    case sha256
    /// Broken for every purpose but to be what old platforms ask for.
    case md5

    /// As the instruction names it: `$sha256`.
    package var name: String {
        switch self {
        case .sha256: "sha256"
        case .md5: "md5"
        }
    }
}

/// A named part: a header, a query item, a field of a form, a member of an object.
package struct WireField: Hashable, Sendable {
    package var name: String
    package var node: WireNode

    package init(_ name: String, _ node: WireNode) {
        self.name = name
        self.node = node
    }
}
