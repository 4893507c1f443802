"""Stream-optimised VMDK files, read and made by VMware's "Virtual Disk Format 5.0"."""

import struct
import zlib

SECTOR, GRAIN = 512, 65536


def decode(data):
    """The blocks of a disk, checked against the tables at the end; only what is not zero, by offset, and the capacity."""
    magic, version, flags, capacity, grain, _, _, entries, _, directory, overhead = struct.unpack_from("<4sIIQQQQIQQQ", data)
    assert (magic, version, flags, grain * SECTOR, directory) == (b"KDMV", 3, 0x30001, GRAIN, (1 << 64) - 1)
    assert b'createType="streamOptimized"' in data[SECTOR:overhead * SECTOR]
    position, blocks, places, tables = overhead * SECTOR, {}, {}, []
    while True:
        value, size, kind = struct.unpack_from("<QII", data, position)
        if size:
            content = zlib.decompress(data[position + 12:position + 12 + size])
            assert len(content) == GRAIN
            blocks[value * SECTOR] = content
            places[value * SECTOR // GRAIN] = position // SECTOR
            position += (12 + size + SECTOR - 1) // SECTOR * SECTOR
            continue
        if kind == 0:
            break
        content = data[position + SECTOR:position + SECTOR + value * SECTOR]
        if kind == 1:
            tables.append((position // SECTOR + 1, struct.unpack(f"<{entries}I", content)))
        elif kind == 2:
            count = -(-capacity * SECTOR // (entries * GRAIN))
            pointers, at = struct.unpack_from(f"<{count}I", content), position // SECTOR + 1
        else:
            assert content[:4] == b"KDMV" and struct.unpack_from("<Q", content, 56)[0] == at
        position += SECTOR + value * SECTOR
    listed = dict(tables)
    found = {}
    for number, pointer in enumerate(pointers):
        for index, place in enumerate(listed[pointer] if pointer else ()):
            if place:
                found[number * entries + index] = place
    assert found == places
    return blocks, capacity * SECTOR


def encode(blocks, capacity):
    """A file without tables, which readers of streams do not need."""
    header = struct.pack("<4sIIQQQQIQQQB4sH", b"KDMV", 3, 0x30001, capacity // SECTOR, GRAIN // SECTOR, 1, 127, 512, 0,
                         (1 << 64) - 1, 128, 0, b"\n \r\n", 1)
    parts = [header.ljust(128 * SECTOR, b"\0")]
    for offset, content in sorted(blocks.items()):
        packed = zlib.compress(content)
        piece = struct.pack("<QI", offset // SECTOR, len(packed)) + packed
        parts.append(piece.ljust(-(-len(piece) // SECTOR) * SECTOR, b"\0"))
    return b"".join(parts) + bytes(SECTOR)
