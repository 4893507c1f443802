import Foundation

/// Times as the database keeps them: RFC 3339, UTC, milliseconds, so that text order is time order.
enum Timestamp {
    /// The present time, cut to what the database can keep.
    static func now() -> Date {
        date(milliseconds: milliseconds(Date()))
    }

    /// `2026-11-24T03:40:01.123Z`; years outside of 0 to 9999 are moved to the nearest of them.
    static func text(_ date: Date) -> String {
        let total = min(max(milliseconds(date), -62_167_219_200_000), 253_402_300_799_999)
        let days = (total - remainder(total, 86_400_000)) / 86_400_000
        let time = remainder(total, 86_400_000)
        let (year, month, day) = civil(days)
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2)
            + "T" + digits(time / 3_600_000, 2) + ":" + digits(time / 60_000 % 60, 2)
            + ":" + digits(time / 1000 % 60, 2) + "." + digits(time % 1000, 3) + "Z"
    }

    /// The time a text of ``text(_:)`` stands for.
    static func date(_ text: String) throws(StoreError) -> Date {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[19] == UInt8(ascii: "."), bytes[23] == UInt8(ascii: "Z"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), let fraction = number(bytes[20..<23])
        else {
            throw StoreError(.corrupt, "'\(text)' is not a time as the store writes it")
        }
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        return date(milliseconds: seconds * 1000 + fraction)
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        let value = (date.timeIntervalSince1970 * 1000).rounded()
        return Int64(exactly: value) ?? (value < 0 ? .min : .max)
    }

    private static func date(milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return text.utf8.count < width ? String(repeating: "0", count: width - text.utf8.count) + text : text
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return value
    }

    /// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible date algorithms").
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let dayOfEra = remainder(shifted, 146_097)
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let yearOfEra = remainder(marchYear, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (marchYear - yearOfEra) / 400 * 146_097 + dayOfEra - 719_468
    }
}
