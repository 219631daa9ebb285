import NudgeCore

/// One reading of one file: records to facts, with what is counted on the way.
struct ImportPass {
    private let file: OpenedFile
    private let rowFacts: RowFacts
    private let rejects: RejectsFile?
    private var counter = StatisticsCounter()
    private var firstRejects: [RejectedRow] = []
    private var cells = Cells()
    private var isAtEnd = false

    private(set) var rows = 0
    private(set) var rowsRejected = 0

    init(file: OpenedFile, options: ImportOptions, rejects: RejectsFile?) {
        self.file = file
        self.rejects = rejects
        rowFacts = RowFacts(
            plan: file.plan,
            asOf: options.asOf,
            agreements: options.agreements
        )
    }

    /// The next good rows, few or none where many are rejected; `nil` at the end.
    mutating func nextBatch() throws(ImportFault) -> [ImportedRow]? {
        guard !isAtEnd else { return nil }
        var batch: [ImportedRow] = []
        batch.reserveCapacity(ImportReader.batchSize)
        for _ in 0..<ImportReader.batchSize {
            switch try file.records.next(into: &cells) {
            case .end:
                isAtEnd = true
                return batch
            case .malformed(let reason):
                rows += 1
                try reject(RowFault(field: "", reason: reason))
            case .record:
                rows += 1
                do throws(RowFault) {
                    try checkWidth()
                    let facts = try rowFacts.facts(cells, counting: &counter)
                    batch.append(ImportedRow(row: rows, line: cells.line, facts: facts))
                } catch {
                    try reject(error)
                }
            }
        }
        return batch
    }

    /// A record with a field too many or too few has lost or gained a delimiter: what stands where
    /// is a guess.
    private func checkWidth() throws(RowFault) {
        guard let expected = file.plan.fieldsExpected else { return }
        let found = cells.fields.count
        if found == expected { return }
        // A delimiter behind the last field, as some exports write it.
        if found == expected + 1, cells.fields[found - 1].range.isEmpty { return }
        throw RowFault(
            field: "",
            reason: "the record has \(found) fields, the header \(expected)"
        )
    }

    private mutating func reject(_ fault: RowFault) throws(ImportFault) {
        rowsRejected += 1
        let row = RejectedRow(row: rows, line: cells.line, fault: fault)
        if firstRejects.count < ImportSummary.reasonsMax { firstRejects.append(row) }
        if let rejects { try rejects.write(row, record: file.records.originalText(of: cells)) }
    }

    var summary: ImportSummary {
        ImportSummary(
            kind: file.plan.mapping.kind,
            columnsUnread: file.plan.columnsUnread,
            rowsRead: rows,
            rowsGood: rows - rowsRejected,
            rowsRejected: rowsRejected,
            firstRejects: firstRejects,
            statistics: counter.statistics,
            encoding: file.records.window.encoding,
            rejectsPath: rowsRejected > 0 ? rejects?.path : nil
        )
    }
}
