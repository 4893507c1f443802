import Testing

@testable import XML

@Suite struct PackedTreesTests {
    private func tree(_ name: String, disks: Int) throws -> FlatTree {
        let devices = (0..<disks).map { "<device><key>\(2000 + $0)</key><label>Hard disk \($0 + 1)</label></device>" }
        return FlatTree(
            try Document(
                parsing:
                    "<o id='\(name)'><name>\(name)</name><config><hardware>\(devices.joined())</hardware></config></o>")
        )
    }

    @Test(arguments: [0, 1, 40]) func treesComeBack(_ disks: Int) throws {
        let dictionary = PackedTrees.Dictionary([try tree("web01", disks: 3)])
        let trees = [try tree("db01 äöü", disks: disks), try tree("x", disks: 1)]
        let unpacked = try #require(PackedTrees(trees, dictionary: dictionary).unpacked())
        #expect(unpacked.map(\.bytes) == trees.map(\.bytes))
        for (one, other) in zip(unpacked, trees) {
            #expect(
                one.nodes.map { [$0.start, $0.contentStart, $0.contentEnd, $0.end] }
                    == other.nodes.map { [$0.start, $0.contentStart, $0.contentEnd, $0.end] })
            #expect(
                one.root.first("config")?.first("hardware")?.children.count
                    == other.root.first("config")?.first("hardware")?.children.count)
        }
    }

    @Test func whatIsAlikeTakesLittle() throws {
        let dictionary = PackedTrees.Dictionary([try tree("web01", disks: 40)])
        let other = try tree("web02", disks: 40)
        #expect(PackedTrees([other], dictionary: dictionary).size < other.bytes.count / 10)
    }

    @Test func noTreesAreNone() throws {
        #expect(PackedTrees([], dictionary: .init([])).unpacked()?.isEmpty == true)
    }
}
