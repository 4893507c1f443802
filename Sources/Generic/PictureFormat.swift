/// The formats that hypervisors give the picture of a screen in, told apart by how their files begin.
public enum PictureFormat: Sendable, Hashable, CaseIterable {
    case png, jpeg, portablePixmap, bitmap, unknown

    /// Bytes that a picture may have.
    public static let largest: Int64 = 64 << 20

    /// - Parameter picture: the picture, or at least its first eight bytes.
    public init(of picture: [UInt8]) {
        self = PictureFormat.allCases.first { !$0.start.isEmpty && picture.starts(with: $0.start) } ?? .unknown
    }

    /// The bytes at the start of a file: PNG 3rd edition, 5.2; JPEG's markers SOI and FF; Netpbm's binary pixmap; Windows' BMP.
    private var start: [UInt8] {
        switch self {
        case .png: [0x89, 0x50, 0x4E, 0x47]
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .portablePixmap: Array("P6".utf8)
        case .bitmap: Array("BM".utf8)
        case .unknown: []
        }
    }

    public var mediaType: String {
        switch self {
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .portablePixmap: "image/x-portable-pixmap"
        case .bitmap: "image/bmp"
        case .unknown: "application/octet-stream"
        }
    }

    /// What the names of such files end in, without the dot.
    public var suffix: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        case .portablePixmap: "ppm"
        case .bitmap: "bmp"
        case .unknown: "bin"
        }
    }
}
