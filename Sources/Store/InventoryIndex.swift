/// The inventory in memory, both ways.
struct InventoryIndex {
    private(set) var nodes: [String: InventoryNode] = [:]
    private(set) var children: [String: Set<String>] = [:]
    private(set) var placements: [String: [InventoryRole: String]] = [:]
    private(set) var objects: [String: Set<String>] = [:]

    mutating func set(_ node: InventoryNode) {
        if let parent = nodes[node.id]?.parent { children[parent]?.remove(node.id) }
        nodes[node.id] = node
        if let parent = node.parent { children[parent, default: []].insert(node.id) }
    }

    mutating func remove(_ id: String) {
        for object in objects[id] ?? [] {
            for (role, node) in placements[object] ?? [:] where node == id { place(object, role, in: nil) }
        }
        if let parent = nodes.removeValue(forKey: id)?.parent { children[parent]?.remove(id) }
    }

    mutating func place(_ object: String, _ role: InventoryRole, in node: String?) {
        if let old = placements[object]?[role] {
            placements[object]?[role] = nil
            if placements[object]?.isEmpty == true { placements[object] = nil }
            objects[old]?.remove(object)
            if objects[old]?.isEmpty == true { objects[old] = nil }
        }
        if let node {
            placements[object, default: [:]][role] = node
            objects[node, default: []].insert(object)
        }
    }
}
