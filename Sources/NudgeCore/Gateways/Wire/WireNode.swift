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
    /// The JSON of a node, as text.
    case json(WireNode)
    /// The JSON or text of a node, in base 64.
    case base64(WireNode)
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
