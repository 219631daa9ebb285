/// Why a row was not taken: the field and the reason.
///
/// Never holds a value: reasons are shown in logs and summaries, values are people's data. The file
/// of rejected rows holds the row itself.
package struct RowFault: Error, Hashable, Sendable {
    /// The file's own name of the column, or empty where the whole record is at fault.
    package var field: String
    package var reason: String

    package init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }
}

/// What is wrong with one field's text, in words that follow the field's name.
struct FieldFault: Error, Hashable {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
