internal import CCurl

/// libcurl as a whole: initialised once for the process.
enum CurlLibrary {
    /// 7.87.0, which brought the last option that we need (CURLOPT_QUICK_EXIT).
    private static let versionMin: UInt32 = 0x07_57_00
    /// `static let` runs once, whatever threads ask.
    private static let initialised: CURLcode = nudge_global_init()

    /// - Throws: `CurlError` when libcurl cannot work or is too old.
    static func initialise() throws(CurlError) {
        guard initialised == CURLE_OK else {
            throw CurlError(code: CurlCode(initialised), message: "libcurl cannot be initialised")
        }
        guard nudge_version() >= versionMin else {
            throw CurlError(
                code: CurlCode(rawValue: 48),
                message: "libcurl is older than 7.87: install a newer libcurl4"
            )
        }
    }

    /// The system's certificates, as this libcurl was built to find them.
    static var authorityFile: String? {
        unsafe nudge_authority_file().map { unsafe String(cString: $0) }
    }
}
