import Foundation
import Testing

@testable import Server

@Suite struct UserTests {
    @Test func aHashMatchesItsPasswordOnly() {
        #expect(cheapHash.matches("secret"))
        #expect(!cheapHash.matches("Secret"))
        #expect(!cheapHash.matches(""))
        #expect(PasswordHash(cheapHash.description) == cheapHash)
    }

    /// Made by Python's `hashlib.scrypt`.
    @Test func aHashOfAnotherMakerMatches() throws {
        let text = "$scrypt$ln=15,r=8,p=1$ZHJhZ29tYW4gZGVtbyAx$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8"
        #expect(try #require(PasswordHash(text)).matches("demo"))
    }

    @Test func newHashesDiffer() {
        let (one, other) = (PasswordHash(of: "x"), PasswordHash(of: "x"))
        #expect(one.description.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(one.salt != other.salt)
    }

    @Test(arguments: [
        "", "secret", "$scrypt$", "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA",
        "$bcrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$x",
        "$scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8",
        "$scrypt$ln=40,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8",
        "$scrypt$ln=15,r=8$MDEyMzQ1Njc4OWFiY2RlZg$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8",
        "$scrypt$ln=15,r=8,p=1$!!!!$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8",
    ])
    func malformedHashesAreRefused(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test func usersAreVerified() async {
        let users = UserDirectory([.init(name: "anna", password: cheapHash)])
        #expect(await users.verify("anna", "secret"))
        #expect(await users.verify("anna", "secret"))
        #expect(await !users.verify("anna", "wrong"))
        #expect(await !users.verify("berta", "secret"))
        #expect(await !users.verify("anna", String(repeating: "x", count: 5000)))
    }

    @Test func whatIsRememberedIsForgottenWithTheUsers() async {
        let users = UserDirectory([.init(name: "anna", password: cheapHash)])
        #expect(await users.verify("anna", "secret"))
        users.replace([
            .init(name: "anna", password: PasswordHash(of: "new", salt: Data("0123456789abcdef".utf8), logarithm: 14))
        ])
        #expect(await !users.verify("anna", "secret"))
        #expect(await users.verify("anna", "new"))
    }

    @Test func aVerifiedPasswordCostsNothingAgain() async {
        let users = UserDirectory([.init(name: "anna", password: PasswordHash(of: "secret"))])
        #expect(await users.verify("anna", "secret"))
        let started = ContinuousClock.now
        for _ in 0..<50 { #expect(await users.verify("anna", "secret")) }
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test(arguments: [
        ("Basic ZGVtbzpkZW1v", "demo", "demo"), ("basic  ZGVtbzo=", "demo", ""), ("Basic YTpiOmM=", "a", "b:c"),
    ])
    func credentialsAreRead(_ header: String, _ name: String, _ password: String) throws {
        let found = try #require(AuthenticationMiddleware.credentials(header))
        #expect(found == (name, password))
    }

    @Test(arguments: ["", "Basic", "Bearer ZGVtbzpkZW1v", "Basic ????", "Basic ZGVtbw=="])
    func otherCredentialsAreNot(_ header: String) {
        #expect(AuthenticationMiddleware.credentials(header) == nil)
    }
}
