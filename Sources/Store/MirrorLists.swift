/// Sorted lists of objects by type and host, made when first asked for and kept in order from then on.
struct MirrorLists {
    struct Key: Hashable {
        var type: String?
        var host: String?

        func takes(_ entry: MirrorEntry) -> Bool {
            (type == nil || type == entry.type) && (host == nil || host == entry.host)
        }
    }

    struct Item: Comparable {
        var name: String
        var id: String

        init(_ entry: MirrorEntry) {
            name = entry.name
            id = entry.id
        }

        static func < (left: Item, right: Item) -> Bool {
            left.name == right.name ? left.id < right.id : left.name < right.name
        }
    }

    private var lists: [Key: [Item]] = [:]

    subscript(key: Key) -> [Item]? {
        lists[key]
    }

    /// Makes a list; an empty one is not kept, so that asking for what does not exist fills no memory.
    mutating func keep(_ key: Key, _ entries: some Sequence<MirrorEntry>) -> [Item] {
        let list = entries.filter(key.takes).map(Item.init).sorted()
        lists[key] = list.isEmpty ? nil : list
        return list
    }

    mutating func replace(_ old: MirrorEntry?, with new: MirrorEntry?) {
        if lists.isEmpty || (old?.name == new?.name && old?.type == new?.type && old?.host == new?.host) { return }
        if let old {
            for key in Self.keys(of: old) {
                guard let place = lists[key]?.place(of: Item(old)) else { continue }
                lists[key]?.remove(at: place)
            }
        }
        if let new {
            for key in Self.keys(of: new) {
                guard let place = lists[key]?.place(of: Item(new)) else { continue }
                lists[key]?.insert(Item(new), at: place)
            }
        }
    }

    private static func keys(of entry: MirrorEntry) -> [Key] {
        [
            Key(), Key(type: entry.type), Key(host: entry.host), Key(type: entry.type, host: entry.host),
        ]
    }
}

extension [MirrorLists.Item] {
    func named(_ name: String) -> [Element] {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return Array(self[low...].prefix { $0.name == name })
    }

    /// Where an item is, or has to be inserted.
    fileprivate func place(of item: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
