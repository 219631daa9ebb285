/// How XML is written as a mapping of a gateway's file.
///
/// A key is an element, a key that begins with `@` an attribute of the element around it, a list
/// several elements of one name.
package enum WireXML {
    /// The key of an element's own text, where it has attributes beside it.
    package static let text = "#text"
}
