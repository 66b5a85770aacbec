"""The hashes of three entries by the layout in docs/logg.md, with Python's hashlib alone."""
import hashlib
import struct

ENTRIES = [
    (0, "case", "1", "{}"),
    (1_780_000_000_123_456_789, "opening", "o-å", '{"act":"opening_identified"}'),
    (-1, "query", "series", ""),
]

before = bytes(32)
for seq, (at, kind, id_, body) in enumerate(ENTRIES, start=1):
    entry = b"plslog1\0" + struct.pack(">qq", seq, at)
    for text in (kind, id_, body):
        text = text.encode("utf-8")
        entry += struct.pack(">Q", len(text)) + text
    before = hashlib.sha256(before + entry).digest()
    print(before.hex())
