import NudgeCore

/// Reads the fields of one record by a plan.
struct RowReader {
    let plan: RowPlan
    /// What the moments of events are where the file tells none.
    let asOf: Instant

    func fault(_ field: ImportField, _ reason: String) -> RowFault {
        RowFault(field: plan.column(field)?.label ?? field.name, reason: reason)
    }

    /// Finds the field's text and reads it; `nil` where there is none, or a word for none.
    private func read<Value>(
        _ field: ImportField,
        _ cells: borrowing Cells,
        _ parse: (Span<UInt8>, BoundColumn) throws(FieldFault) -> Value
    ) throws(RowFault) -> Value? {
        guard let column = plan.column(field) else { return nil }
        do throws(FieldFault) {
            if let constant = column.constant {
                return try constant.isEmpty ? nil : parse(constant.span, column)
            }
            guard column.cell < cells.fields.count else {
                throw FieldFault("is missing: the record has \(cells.fields.count) fields")
            }
            let place = cells.fields[column.cell]
            guard !place.isAbsent else { return nil }
            let whole = cells.bytes.span.extracting(place.range)
            let bytes = whole.extracting(PlainText.trimmed(whole))
            if bytes.isEmpty || plan.isNull(bytes) { return nil }
            if let replacement = column.replacement(bytes) {
                return try replacement.isEmpty ? nil : parse(replacement.span, column)
            }
            return try parse(bytes, column)
        } catch {
            throw RowFault(field: column.label, reason: error.reason)
        }
    }

    /// Whether the record says anything of the field, be it that there is nothing.
    func isTold(_ field: ImportField, _ cells: borrowing Cells) -> Bool {
        guard let column = plan.column(field) else { return false }
        guard column.constant == nil, column.cell < cells.fields.count else { return true }
        return !cells.fields[column.cell].isAbsent
    }

    func required<Value>(
        _ field: ImportField,
        _ value: Value?
    ) throws(RowFault) -> Value {
        guard let value else { throw fault(field, "is empty") }
        return value
    }

    func reference(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(field, cells) { bytes, _ throws(FieldFault) in
            try Texts.text(bytes, lengthMax: Texts.referenceMax)
        }
    }

    func text(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(field, cells) { bytes, _ throws(FieldFault) in
            try Texts.text(bytes, lengthMax: Texts.textMax)
        }
    }

    func language(_ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(.language, cells) { bytes, _ throws(FieldFault) in try Texts.language(bytes) }
    }

    func zone(_ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(.zone, cells) { bytes, _ throws(FieldFault) in try Texts.zone(bytes) }
    }

    func tags(_ cells: borrowing Cells) throws(RowFault) -> [String]? {
        let separator = plan.mapping.tagSeparator
        return try read(.tags, cells) { bytes, _ throws(FieldFault) in
            try Texts.tags(bytes, separator: separator)
        }
    }

    func accountTail(_ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(.account, cells) { bytes, _ throws(FieldFault) in try Texts.accountTail(bytes) }
    }

    func phone(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(field, cells) { bytes, column throws(FieldFault) in
            do throws(PhoneNumber.Fault) {
                return try PhoneNumber(parsing: bytes, region: column.region).e164
            } catch {
                throw FieldFault(error.description)
            }
        }
    }

    func email(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> String? {
        try read(field, cells) { bytes, _ throws(FieldFault) in try Texts.email(bytes) }
    }

    func amount(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> Int64? {
        try read(field, cells) { bytes, column throws(FieldFault) in
            try Amount.parse(bytes, unit: column.unit)
        }
    }

    /// An amount of which less than nothing makes no sense.
    func owed(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> Int64? {
        guard let amount = try amount(field, cells) else { return nil }
        guard amount >= 0 else { throw fault(field, "is negative") }
        return amount
    }

    /// A whole number of at most three digits: how often something happened.
    func count(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> Int32? {
        try read(field, cells) { bytes, _ throws(FieldFault) in
            guard (1...3).contains(bytes.count) else {
                throw FieldFault("is no count from 0 to 999")
            }
            var value: Int32 = 0
            for index in bytes.indices {
                guard (48...57).contains(bytes[index]) else {
                    throw FieldFault("is no count from 0 to 999")
                }
                value = value * 10 + Int32(bytes[index] - 48)
            }
            return value
        }
    }

    func day(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> CivilDate? {
        try read(field, cells) { bytes, _ throws(FieldFault) in try Day.parse(bytes) }
    }

    /// What a bare day means where a moment is wanted.
    enum BareDay {
        /// The mapping's `bare_day_time`, or nothing.
        case asMapped
        case itsStart
        case itsEnd
    }

    func moment(
        _ field: ImportField,
        _ cells: borrowing Cells,
        bareDay: BareDay = .asMapped
    ) throws(RowFault) -> Instant? {
        let mapping = plan.mapping
        return try read(field, cells) { bytes, _ throws(FieldFault) in
            let moment = try Day.parseMoment(bytes)
            var clock = moment.clock
            if clock == nil {
                switch bareDay {
                case .asMapped: clock = mapping.bareDayTime.map { Int64($0.minutes) * 60_000 }
                case .itsStart: clock = 0
                case .itsEnd: clock = 86_400_000
                }
            }
            guard let clock else {
                throw FieldFault("has no time of day: say in the mapping what bare_day_time is")
            }
            let offset = Int64(moment.offsetMinutes ?? mapping.offsetMinutes) * 60_000
            return Instant(
                milliseconds: Int64(moment.date.daysSinceEpoch) * 86_400_000 + clock - offset
            )
        }
    }

    /// The code of a word of the field's closed list.
    func code(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> UInt8? {
        try read(field, cells) { bytes, column throws(FieldFault) in try column.code(bytes) }
    }

    func flag(_ field: ImportField, _ cells: borrowing Cells) throws(RowFault) -> Bool? {
        try code(field, cells).map { $0 == 1 }
    }
}
