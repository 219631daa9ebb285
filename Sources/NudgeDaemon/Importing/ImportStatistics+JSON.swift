internal import Foundation
internal import NudgeImport

extension ImportStatistics {
    /// As it is kept with the run.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    init?(json: String) {
        guard let value = try? JSONDecoder().decode(ImportStatistics.self, from: Data(json.utf8))
        else { return nil }
        self = value
    }
}
