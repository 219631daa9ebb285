package import NudgeCore

/// How one source writes its files: which column is which of Nudge's fields, and in what form.
package struct ImportMapping: Hashable, Sendable {
    package var kind: ImportKind
    package var format: ImportFormat
    /// `nil`: detected.
    package var encoding: TextEncoding?
    /// UTF-8; `nil`: detected among `,` `;` tab and `|`.
    package var delimiter: [UInt8]?
    /// `nil`: quotes mean nothing.
    package var quote: UInt8?
    /// Whether the first record names the columns.
    package var hasHeader: Bool
    /// Lines before the header or first record: titles, counts.
    package var linesSkipped: Int
    package var unit: AmountUnit
    /// The region of phone numbers without a country code.
    package var region: PhoneRegion
    /// The currency of debts whose row does not say.
    package var currency: Currency
    /// Minutes east of Greenwich of moments without an offset.
    ///
    /// Eight hours by default: the mainland, Hong Kong, Macao, Taiwan and Singapore share them.
    package var offsetMinutes: Int
    /// The time of day that a bare day means where a moment is wanted; `nil`: it is refused.
    package var bareDayTime: TimeOfDay?
    /// Words that mean that there is no value, besides the empty one.
    package var nullWords: [String]
    package var tagSeparator: UInt8
    /// In the order of the fields of the kind.
    package var columns: [ColumnMapping]

    package init(
        kind: ImportKind,
        format: ImportFormat = .csv,
        encoding: TextEncoding? = nil,
        delimiter: [UInt8]? = nil,
        quote: UInt8? = UInt8(ascii: "\""),
        hasHeader: Bool = true,
        linesSkipped: Int = 0,
        unit: AmountUnit = .yuan,
        region: PhoneRegion = .mainland,
        currency: Currency = .cny,
        offsetMinutes: Int = 480,
        bareDayTime: TimeOfDay? = nil,
        nullWords: [String] = [],
        tagSeparator: UInt8 = UInt8(ascii: ";"),
        columns: [ColumnMapping]
    ) {
        self.kind = kind
        self.format = format
        self.encoding = encoding
        self.delimiter = delimiter
        self.quote = quote
        self.hasHeader = hasHeader
        self.linesSkipped = linesSkipped
        self.unit = unit
        self.region = region
        self.currency = currency
        self.offsetMinutes = offsetMinutes
        self.bareDayTime = bareDayTime
        self.nullWords = nullWords
        self.tagSeparator = tagSeparator
        self.columns = columns
    }

    /// The mapping of a file whose columns bear Nudge's own names.
    ///
    /// `names` are those that the file has; others than Nudge's are left out.
    package static func canonical(
        kind: ImportKind,
        format: ImportFormat,
        names: [String]
    ) -> ImportMapping {
        let columns = kind.fields.filter { names.contains($0.name) }
        return ImportMapping(
            kind: kind,
            format: format,
            columns: columns.map { ColumnMapping($0, .named($0.name)) }
        )
    }
}

/// The form of a file.
package enum ImportFormat: String, CaseIterable, Sendable {
    case csv
    /// Fields at fixed bytes of each line.
    case fixed
    case ndjson

    /// By the end of the file's name; what is neither `.ndjson` nor `.jsonl` is CSV.
    package init(path: String) {
        let isLines = [".ndjson", ".jsonl"].contains { path.lowercased().hasSuffix($0) }
        self = isLines ? .ndjson : .csv
    }
}

/// Where one field comes from, and how it is written there.
package struct ColumnMapping: Hashable, Sendable {
    package var field: ImportField
    package var source: ColumnSource
    /// `nil`: the mapping's own.
    package var unit: AmountUnit?
    package var region: PhoneRegion?
    /// The file's words and what they mean, in the order of the mapping.
    package var values: [ValueMapping]

    package init(
        _ field: ImportField,
        _ source: ColumnSource,
        unit: AmountUnit? = nil,
        region: PhoneRegion? = nil,
        values: [ValueMapping] = []
    ) {
        self.field = field
        self.source = source
        self.unit = unit
        self.region = region
        self.values = values
    }
}

/// One word of the file's, and Nudge's word for it.
package struct ValueMapping: Hashable, Sendable {
    package var word: String
    package var meaning: String

    package init(_ word: String, _ meaning: String) {
        self.word = word
        self.meaning = meaning
    }
}

package enum ColumnSource: Hashable, Sendable {
    /// A header of a CSV file, or a key path of NDJSON (`customer.name`, `phones.0`).
    case named(String)
    /// A CSV column, counted from 1.
    case numbered(Int)
    /// Bytes of a fixed-width line, from 0, half-open; mapping files count from 1, inclusive.
    case bytes(Range<Int>)
    /// The same value for all rows.
    case constant(String)
}
