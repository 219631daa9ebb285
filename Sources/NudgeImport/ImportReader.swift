package import NudgeCore

/// Reads files of banks into facts: any size, in bounded memory, a batch of rows at a time.
///
/// A row that cannot be read goes to the file of rejected rows with its field and reason, and
/// reading goes on. What concerns the whole file, as a mapped column that it lacks, is an
/// `ImportFault`.
package struct ImportReader {
    /// Rows handed over at once: enough to share a transaction's cost, few enough that a daemon
    /// on the same store waits about a tenth of a second for it.
    package static let batchSize = 2000

    private let mapping: ImportMapping?
    private let options: ImportOptions

    /// Without a mapping the file's own names must be Nudge's.
    package init(mapping: ImportMapping?, options: ImportOptions) {
        self.mapping = mapping
        self.options = options
    }

    /// Reads the file and hands its good rows to `onBatch`, in the file's order.
    ///
    /// Throws `ImportFault`, `MappingFault` never, and whatever `onBatch` throws; then the file of
    /// rejected rows is left as it was.
    package func read(
        path: String,
        onProgress: (ImportProgress) -> Void = { _ in },
        onBatch: ([ImportedRow]) throws -> Void
    ) throws -> ImportSummary {
        let source = try FileByteSource(path: path)
        return try read(
            source,
            named: path,
            size: source.size,
            onProgress: onProgress,
            onBatch: onBatch
        )
    }

    /// The same, from bytes in memory; `name` stands for the file's path in faults.
    package func read(
        bytes: [UInt8],
        named name: String,
        onBatch: ([ImportedRow]) throws -> Void
    ) throws -> ImportSummary {
        try read(
            MemoryByteSource(bytes),
            named: name,
            size: Int64(bytes.count),
            onProgress: { _ in },
            onBatch: onBatch
        )
    }

    private func read(
        _ source: any ByteSource,
        named name: String,
        size: Int64,
        onProgress: (ImportProgress) -> Void,
        onBatch: ([ImportedRow]) throws -> Void
    ) throws -> ImportSummary {
        let opener = FileOpener(file: name, mapping: mapping, options: options)
        let file = try opener.open(source)
        let rejects =
            options.writesRejects
            ? RejectsFile(path: options.rejectsPath ?? name + ".rejected.csv") : nil
        var pass = ImportPass(file: file, options: options, rejects: rejects)
        // Each round reads one record at least, or ends.
        while let batch = try pass.nextBatch() {
            if !batch.isEmpty { try onBatch(batch) }
            onProgress(
                ImportProgress(
                    rows: pass.rows,
                    rowsRejected: pass.rowsRejected,
                    bytesRead: file.records.window.bytesRead,
                    bytesTotal: size
                )
            )
        }
        try rejects?.finish()
        return pass.summary
    }
}

/// How a file is read, besides its mapping.
package struct ImportOptions: Hashable, Sendable {
    /// What the moments of events are where their file tells none.
    package var asOf: Instant
    /// The kind and format of a file without mapping; `nil`: told by its columns and name.
    package var kind: ImportKind?
    package var format: ImportFormat?
    /// The names of agreements that rulebooks know; `nil`: any is taken.
    package var agreements: Set<String>?
    /// `nil`: the file's name and `.rejected.csv`.
    package var rejectsPath: String?
    /// False for a pass that only looks: nothing is written.
    package var writesRejects: Bool
    /// Bytes read at once.
    package var chunkSize: Int

    package init(
        asOf: Instant,
        kind: ImportKind? = nil,
        format: ImportFormat? = nil,
        agreements: Set<String>? = nil,
        rejectsPath: String? = nil,
        writesRejects: Bool = true,
        chunkSize: Int = 1024 * 1024
    ) {
        precondition(chunkSize > 0, "a chunk has a byte at least")
        self.asOf = asOf
        self.kind = kind
        self.format = format
        self.agreements = agreements
        self.rejectsPath = rejectsPath
        self.writesRejects = writesRejects
        self.chunkSize = chunkSize
    }
}
