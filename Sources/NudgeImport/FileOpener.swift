/// A file with its header read and its mapping bound to it.
struct OpenedFile {
    let records: any RecordSource
    let plan: RowPlan
}

/// Opens files: finds encoding, delimiter and header, and binds the mapping.
struct FileOpener {
    let file: String
    let mapping: ImportMapping?
    let options: ImportOptions

    func open(_ source: any ByteSource) throws(ImportFault) -> OpenedFile {
        let format = mapping?.format ?? options.format ?? ImportFormat(path: file)
        switch format {
        case .csv: return try openCSV(source)
        case .fixed: return try openFixed(source)
        case .ndjson: return try openNDJSON(source)
        }
    }

    private func window(
        _ source: any ByteSource,
        isRaw: Bool = false
    ) throws(ImportFault) -> TextWindow {
        try TextWindow(
            source,
            encoding: mapping?.encoding,
            isRaw: isRaw,
            chunkSize: options.chunkSize
        )
    }

    private func openCSV(_ source: any ByteSource) throws(ImportFault) -> OpenedFile {
        let records = try CSVRecords(
            window: try window(source),
            delimiter: mapping?.delimiter,
            quote: mapping.map(\.quote) ?? UInt8(ascii: "\""),
            linesSkipped: mapping?.linesSkipped ?? 0
        )
        if let mapping, !mapping.hasHeader {
            return OpenedFile(
                records: records,
                plan: try RowPlan(mapping, header: nil, file: file, line: 0)
            )
        }
        var cells = Cells()
        switch try records.next(into: &cells) {
        case .end: throw .empty(file: file)
        case .malformed(let reason):
            throw .unsuitable(file: file, reason: "line \(cells.line), the header: \(reason)")
        case .record: break
        }
        let header = cells.fields.indices.map { name(cells, $0) }
        let mapping = try bindable(names: header)
        for column in mapping.columns {
            if case .numbered(let number) = column.source, number > header.count {
                throw .unsuitable(
                    file: file,
                    reason: "no column \(number) for \(column.field.name): "
                        + "the header has \(header.count)"
                )
            }
        }
        let plan = try RowPlan(mapping, header: header, file: file, line: cells.line)
        return OpenedFile(records: records, plan: plan)
    }

    private func name(_ cells: Cells, _ index: Int) -> String {
        let span = cells.bytes.span
        let whole = span.extracting(cells.fields[index].range)
        let start = cells.fields[index].range.lowerBound
        let trimmed = PlainText.trimmed(whole)
        let range = start + trimmed.lowerBound..<start + trimmed.upperBound
        return String(decoding: cells.bytes[range], as: UTF8.self)
    }

    private func openFixed(_ source: any ByteSource) throws(ImportFault) -> OpenedFile {
        guard let mapping else {
            throw .unrecognised(file: file, hint: "a fixed-width file needs a mapping")
        }
        var columns: [FixedRecords.Column] = []
        for column in mapping.columns {
            guard case .bytes(let range) = column.source else { continue }
            columns.append(
                FixedRecords.Column(
                    bytes: range,
                    isFreeText: column.field.isFreeText,
                    name: column.field.name
                )
            )
        }
        let records = try FixedRecords(
            window: try window(source, isRaw: true),
            columns: columns,
            linesSkipped: mapping.linesSkipped + (mapping.hasHeader ? 1 : 0)
        )
        let plan = try RowPlan(mapping, header: nil, file: file, line: 0)
        return OpenedFile(records: records, plan: plan)
    }

    private func openNDJSON(_ source: any ByteSource) throws(ImportFault) -> OpenedFile {
        let kind = options.kind ?? .portfolio
        let mapping =
            self.mapping
            ?? ImportMapping.canonical(
                kind: kind,
                format: .ndjson,
                names: ImportField.allCases.map(\.name)
            )
        let paths = mapping.columns.compactMap { column -> String? in
            if case .named(let path) = column.source { return path }
            return nil
        }
        let plan = try RowPlan(mapping, header: nil, file: file, line: 0)
        return OpenedFile(
            records: NDJSONRecords(window: try window(source), paths: paths),
            plan: plan
        )
    }

    /// The mapping given, or the one that the header's own names make.
    private func bindable(names: [String]) throws(ImportFault) -> ImportMapping {
        if let mapping { return mapping }
        guard let kind = options.kind ?? ImportKind.recognise(names) else {
            throw .unrecognised(
                file: file,
                hint: "its header names none of Nudge's own columns; give a mapping"
            )
        }
        for field in kind.required where !names.contains(field.name) {
            throw .columnMissing(
                file: file,
                line: 1,
                column: field.name,
                field: field.name,
                nearest: NearestName.to(field.name, among: names)
            )
        }
        return ImportMapping.canonical(kind: kind, format: .csv, names: names)
    }
}
