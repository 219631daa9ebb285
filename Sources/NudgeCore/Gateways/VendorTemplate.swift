/// One of our templates in the terms of a vendor that takes no text, only the code of a template
/// that it approved, and its variables.
package struct VendorTemplate: Hashable, Sendable {
    /// Ours: the path below `Templates/` without channel and ending.
    package var name: String
    /// Theirs.
    package var code: String
    package var parameters: Parameters
    /// Where it stands in the gateway's file, from 1.
    package var line: Int
    package var column: Int

    package init(
        name: String,
        code: String,
        parameters: Parameters,
        line: Int = 0,
        column: Int = 0
    ) {
        self.name = name
        self.code = code
        self.parameters = parameters
        self.line = line
        self.column = column
    }

    /// The vendor's variables, each a small template in our own language.
    package enum Parameters: Hashable, Sendable {
        /// By position.
        case list([Parameter])
        /// By name, in the order of the file.
        case named([Parameter])

        package var all: [Parameter] {
            switch self {
            case .list(let parameters), .named(let parameters): parameters
            }
        }
    }

    /// One variable.
    package struct Parameter: Hashable, Sendable {
        /// The vendor's name of it, or its position from 1.
        package var name: String
        /// As it stands in the file.
        package var source: String
        /// Where its text begins in the gateway's file, from 1.
        package var line: Int
        package var column: Int

        package init(name: String, source: String, line: Int = 0, column: Int = 0) {
            self.name = name
            self.source = source
            self.line = line
            self.column = column
        }

        /// - Throws: `TemplateError` with line and column within the source.
        package func compiled(of template: String) throws(TemplateError) -> MessageTemplate {
            // As for SMS: a variable has no subject, and carriers' signs are refused in it.
            try MessageTemplate(name: "\(template):\(name)", channel: .sms, source: source)
        }
    }
}
