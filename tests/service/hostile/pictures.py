"""Pictures that claim, nest or hide more than they hold."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from tests.service.hostile_files import good_scan


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def rows(width: int, height: int) -> bytes:
    """White rows, packed a thousandfold."""
    packer, out = zlib.compressobj(9), bytearray()
    for _ in range(height):
        out += packer.compress(b"\x00" + b"\xff" * width)
    return chunk(b"IDAT", bytes(out + packer.flush()))


def tiff(*directories: list[tuple[int, int, int, int]], loop: bool = False) -> bytes:
    """Directories of (tag, type, count, value), each leading to the next, the last to the first in a loop."""
    out, places = bytearray(b"II*\x00"), []
    size = sum(2 + 12 * len(entries) + 4 for entries in directories)
    out += struct.pack("<I", 8)
    place = 8
    for entries in directories:
        places.append(place)
        place += 2 + 12 * len(entries) + 4
    for number, entries in enumerate(directories):
        following = places[number + 1] if number + 1 < len(places) else (places[0] if loop else 0)
        out += struct.pack("<H", len(entries))
        for entry in sorted(entries):
            out += struct.pack("<HHII", *entry)
        out += struct.pack("<I", following)
    assert len(out) == 8 + size
    return bytes(out)


def sheet(
    width: int, height: int, *, compression: int = 1, offset: int = 8, count: int = 100
) -> list[tuple[int, int, int, int]]:
    return [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1),
        (273, 4, 1, offset), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, count),
    ]  # fmt: skip


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose head claims another size than its data has."""
    data = bytearray(good_scan(form="JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def with_exif(data: bytes) -> bytes:
    image, out = Image.open(io.BytesIO(data)), io.BytesIO()
    exif = image.getexif()
    exif[274], exif[282], exif[283] = 99, float("inf"), 0.0
    exif[0x9286] = "A" * 60_000
    image.save(out, "JPEG", exif=exif, icc_profile=b"\xff" * 60_000)
    return out.getvalue()


def webp(frames: int = 1) -> bytes:
    out = io.BytesIO()
    sheets = [Image.new("L", (620, 420), 255 - n) for n in range(frames)]
    sheets[0].save(out, "WEBP", save_all=frames > 1, append_images=sheets[1:])
    return out.getvalue()


def heic() -> bytes:
    from pi_heif import register_heif_opener

    register_heif_opener()
    head = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    return head + b"\x00\x00\x00\x08meta" + b"\xff\xff\xff\xffiloc" + b"\xff" * 500


def corpus() -> dict[str, bytes]:
    """By name with ending."""
    text_bomb = zlib.compress(b"A" * 6_000_000, 9)
    return {
        "bomb.png": png(100_000, 100_000, chunk(b"IDAT", zlib.compress(b""))),
        "white-bomb.png": png(5500, 5500, rows(5500, 5500)),
        "largest-allowed.png": png(2200, 3100, rows(2200, 3100)),
        "text-bomb.png": png(60, 60, chunk(b"zTXt", b"a\x00\x00" + text_bomb), rows(60, 60)),
        "colours-bomb.png": png(60, 60, chunk(b"iCCP", b"a\x00\x00" + text_bomb), rows(60, 60)),
        "no-size.png": png(0, 0),
        "chunk-beyond-end.png": png(60, 60, b"\x7f\xff\xff\xffIDAT"),
        "many-directories.tif": tiff(*[sheet(10, 10)] * 3000),
        "directories-in-a-circle.tif": tiff(sheet(10, 10), sheet(10, 10), loop=True),
        "bomb.tif": tiff(sheet(100_000, 100_000)),
        "packed-bomb.tif": tiff(sheet(4000, 4000, compression=8, offset=130, count=200_000))
        + zlib.compress(b"\xff" * 20_000_000, 9),
        "strip-beyond-end.tif": tiff(sheet(600, 600, offset=0x7FFFFFFF, count=0x7FFFFFFF)),
        "tag-of-all-memory.tif": tiff([*sheet(60, 60), (700, 1, 0xFFFFFFFF, 8)]),
        "fax-of-rubbish.tif": tiff(sheet(60_000, 60_000, compression=4)),
        "jpeg-in-tiff.tif": tiff(sheet(600, 600, compression=7)) + good_scan(form="JPEG"),
        "large-claim.jpg": jpeg_of_size(65_500, 65_500),
        "longer-claim.jpg": jpeg_of_size(620, 6000),
        "notes-and-colours.jpg": with_exif(good_scan(form="JPEG")),
        "truncated.jpg": good_scan(form="JPEG")[:2500],
        "truncated.webp": webp()[:40],
        "claims-a-gigabyte.webp": b"RIFF\xff\xff\xff\x3fWEBPVP8L\xff\xff\xff\x3f\x2f\xff\xff\xff\xff"
        + b"\x00" * 99,
        "moving.webp": webp(frames=30),
        "rubbish.heic": heic(),
        "gif-as.pdf": b"GIF89a" + b"\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 20,
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "bitmap.png": b"BM" + b"\xff" * 200,
    }
