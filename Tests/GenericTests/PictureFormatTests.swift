import Testing

@testable import Generic

@Suite struct PictureFormatTests {
    @Test(arguments: [
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png", "png"),
        ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0], "image/jpeg", "jpg"),
        (Array("P6\n640 480\n255\n".utf8), "image/x-portable-pixmap", "ppm"),
        (Array("BM".utf8), "image/bmp", "bmp"),
        ([0x89, 0x50, 0x4E], "application/octet-stream", "bin"),
        ([], "application/octet-stream", "bin"),
    ] as [([UInt8], String, String)])
    func isToldByHowItBegins(_ picture: [UInt8], _ mediaType: String, _ suffix: String) {
        let format = PictureFormat(of: picture)
        #expect(format.mediaType == mediaType)
        #expect(format.suffix == suffix)
    }
}
