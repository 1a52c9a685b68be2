"""ZIPs and Word files that are more, or other, than they seem."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib

from tests.docx_files import docx_of, p, part
from tests.ocr.conftest import zip_of
from tests.service.hostile_files import good_scan

SCAN = good_scan(form="PNG")
NAMES = (
    "../../../etc/cron.d/x.tif", "..\\..\\windows\\x.tif", "C:\\autoexec\\x.tif", "/etc/passwd.tif",
    "CON.tif",
    "a\u202efit.exe.tif", "x\x00.exe.tif", "d" * 300 + ".tif", "-rf .tif", "=cmd|x.tif",
    "<script>.tif", " ", "...",
)  # fmt: skip


def entry(
    name: bytes, data: bytes, *, flags: int = 0, method: int = 0, mode: int = 0, size: int | None = None
) -> tuple[bytes, bytes]:
    """Local header with data, and the directory's header with a place to fill in."""
    size = len(data) if size is None else size
    facts = struct.pack("<HHHHIII", flags, method, 0, 0x21, zlib.crc32(data), len(data), size)
    local = b"PK\x03\x04\x14\x00" + facts + struct.pack("<HH", len(name), 0) + name + data
    central = (
        b"PK\x01\x02\x14\x03\x14\x00" + facts + struct.pack("<HHHHHI", len(name), 0, 0, 0, 0, mode << 16)
    )
    return local, central + b"%PLACE" + name


def raw_zip(*entries: tuple[bytes, bytes]) -> bytes:
    out, directory = bytearray(), bytearray()
    for local, central in entries:
        directory += central.replace(b"%PLACE", struct.pack("<I", len(out)), 1)
        out += local
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(out), 0)
    return bytes(out + directory + b"PK\x05\x06" + end)


def with_names(*names: str) -> bytes:
    return raw_zip(*(entry(name.encode(), SCAN + bytes([n]), flags=0x800) for n, name in enumerate(names)))


def twice_the_same_name() -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as packed:
        warnings.simplefilter("ignore")
        packed.writestr("a.tif", SCAN)
        packed.writestr("a.tif", SCAN + b" ")
    return out.getvalue()


def overlapping(count: int) -> bytes:
    """Every entry of the directory leads to the same packed megabytes (D. Fifield, WOOT 2019)."""
    packer = zlib.compressobj(9, wbits=-15)
    data = packer.compress(b"\x00" * 4_000_000) + packer.flush()
    local, central = entry(b"x.pdf", data, method=8, size=4_000_000)
    directory = central.replace(b"%PLACE", struct.pack("<I", 0)) * count
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + b"PK\x05\x06" + end


def archives() -> dict[str, bytes]:
    """By name with ending."""
    inner = zip_of({"a.tif": SCAN})
    for _ in range(12):
        inner = zip_of({"next.zip": inner})
    return {
        "names.zip": with_names(*NAMES),
        "same-name-twice.zip": twice_the_same_name(),
        "link.zip": raw_zip(entry(b"link.tif", b"/etc/shadow", mode=0o120777)),
        "device.zip": raw_zip(entry(b"zero.tif", b"", mode=0o020666)),
        "encrypted.zip": raw_zip(entry(b"a.tif", SCAN, flags=1)),
        "nested.zip": inner,
        "bomb.zip": zip_of({"x.pdf": b"0" * 6_000_000}),
        "many-small-bombs.zip": zip_of({f"{n}.pdf": b"0" * 900_000 for n in range(40)}),
        "overlapping.zip": overlapping(200),
        "many-files.zip": zip_of({f"{n}.txt": b"" for n in range(3000)}),
        "empty.zip": b"PK\x05\x06" + bytes(18),
        "only-folders.zip": zip_of({"a/": b"", "__MACOSX/x": b"x"}),
        "method-99.zip": raw_zip(entry(b"a.tif", SCAN, method=99)),
        "size-that-lies.zip": raw_zip(entry(b"a.tif", SCAN + b"  ", size=0xFFFFFFF0)),
        "directory-beyond-end.zip": inner[:-6] + b"\xff\xff\xff\x7f\x00\x00",
        "truncated.zip": zip_of({"a.tif": SCAN})[:-30],
        "bz2-bomb.zip": zip_of({"x.pdf": b"0" * 6_000_000}, zipfile.ZIP_BZIP2),
        "lzma-bomb.zip": zip_of({"x.pdf": b"0" * 6_000_000}, zipfile.ZIP_LZMA),
        "program.zip": zip_of({"META-INF/MANIFEST.MF": b"x", "a.class": b"\xca\xfe"}),
    }


def docx(parts: dict[str, str | bytes]) -> bytes:
    """The parts as given; a body of one line where they have none."""
    plain = {"word/document.xml": part("document", f"<w:body>{p('SO 12')}</w:body>")}
    return zip_of(
        {name: data.encode() if isinstance(data, str) else data for name, data in {**plain, **parts}.items()}
    )


def body(doctype: str, text: str) -> dict[str, str | bytes]:
    head, rest = part("document", f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>").split("?>", 1)
    return {"word/document.xml": f"{head}?>{doctype}{rest}"}


def words() -> dict[str, bytes]:
    """Word files by name, without ending."""
    laughs = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
    ) + "]>"  # fmt: skip
    link = (
        '<Relationships><Relationship Id="r" Type="attachedTemplate" Target="{}" TargetMode="External"/>'
        "</Relationships>"
    )
    cell = "<w:tc><w:tcPr>{}</w:tcPr>" + p("1") + "</w:tc>"
    endless = '<w:gridSpan w:val="2000000000"/>'
    nested = p("1")
    for _ in range(400):
        nested = f"<w:tbl><w:tr><w:tc>{nested}</w:tc></w:tr></w:tbl>"
    circle = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    sheet = '<w:sectPr><w:pgSz w:w="{0}" w:h="{0}"/><w:pgMar w:left="{1}" w:top="{1}"/></w:sectPr>'
    return {
        "external-entity": docx(body('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;")),
        "remote-dtd": docx(body('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "x")),
        "billion-laughs": docx(body(laughs, "&a11;")),
        "remote-template": docx({"word/_rels/settings.xml.rels": link.format("http://127.0.0.1:9/t.dotm")}),
        "remote-header": docx({"word/_rels/document.xml.rels": link.format("file:///etc/passwd")}),
        "macros": docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}),
        "part-bomb": docx({"word/styles.xml": b"<a>" + b" " * 34_000_000 + b"</a>"}),
        "deep-xml": docx({"word/document.xml": part("document", "<w:body>" + "<w:sdt>" * 40_000)}),
        "deep-controls": docx(
            {
                "word/document.xml": part(
                    "document", "<w:body>" + "<w:sdt>" * 4000 + "</w:sdt>" * 4000 + "</w:body>"
                ),
            }
        ),
        "giant-table": docx_of("<w:tbl>" + ("<w:tr>" + cell.format("") * 10 + "</w:tr>") * 3000 + "</w:tbl>"),
        "endless-span": docx_of(f"<w:tbl><w:tr>{cell.format(endless)}</w:tr></w:tbl>"),
        "nested-tables": docx_of(nested),
        "styles-in-a-circle": docx_of(p("SO 12"), styles=circle),
        "giant-paper": docx_of(p("SO 12") + sheet.format(2_000_000_000, -5)),
        "no-paper": docx_of(p("SO 12") + sheet.format(0, 999_999)),
        "ten-thousand-pages": docx_of(('<w:p><w:r><w:br w:type="page"/></w:r></w:p>') * 10_000),
        "one-long-word": docx_of(p("A" * 900_000)),
        "no-body": docx({"word/document.xml": part("document", "")}),
        "not-xml": docx({"word/document.xml": b"\x00\xff" * 99}),
        "utf-7": docx({"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}),
        "twice-a-part": twice_a_part(),
    }


def twice_a_part() -> bytes:
    """What one program reads and what another reads are not the same text."""
    out = io.BytesIO(docx({}))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as packed:
        warnings.simplefilter("ignore")
        packed.writestr("word/document.xml", part("document", f"<w:body>{p('SO 99')}</w:body>"))
    return out.getvalue()
