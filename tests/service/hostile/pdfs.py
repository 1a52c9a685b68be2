"""PDFs that harm what opens them, written object by object."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping

from tests.service.hostile_files import good_scan

A4 = "/MediaBox[0 0 595 842]"
TEXT = b"BT /F1 24 Tf 72 700 Td (SO 12) Tj ET"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(data)}>>".encode() + b"\nstream\n" + data + b"\nendstream"


def flate(data: bytes, entries: str = "", times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"{entries}/Filter[{'/FlateDecode' * times}]")


def pdf(objects: Mapping[int, bytes | str], trailer: str = "", version: str = "1.7") -> bytes:
    """A file of numbered objects with a right cross-reference table; object 1 is the catalogue."""
    out, places = bytearray(f"%PDF-{version}\n".encode()), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        data = body.encode("latin-1") if isinstance(body, str) else body
        out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d %05d %s \n" % (places.get(number, 0), 0, b"n" if number in places else b"f")
    out += f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def page(
    content: bytes = b"",
    *,
    catalogue: str = "",
    entries: str = A4,
    resources: str = "/Font<</F1 5 0 R>>",
    more: Mapping[int, bytes | str] | None = None,
    trailer: str = "",
) -> bytes:
    """One page with text and whatever ``content``, ``resources`` and ``more`` objects (from 10) add."""
    objects: dict[int, bytes | str] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalogue}>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R{entries}/Resources<<{resources}>>/Contents[4 0 R 6 0 R]>>",
        4: stream(TEXT),
        5: FONT,
        6: stream(content),
    }
    return pdf({**objects, **(more or {})}, trailer)


def picture(entries: str, data: bytes) -> bytes:
    """A page that shows one image."""
    image = stream(data, f"/Type/XObject/Subtype/Image{entries}")
    return page(b"q 500 0 0 500 40 40 cm /I0 Do Q", resources="/XObject<</I0 10 0 R>>", more={10: image})


def encrypted(user: str, owner: str, strength: int = 128) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user, owner, strength=strength))
    canvas.drawString(72, 700, "SO 12")
    canvas.save()
    return out.getvalue()


def encrypted_by_aes256() -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="mat-khau", owner="chu", R=6))
    return out.getvalue()


def many_pages(count: int) -> bytes:
    """One page object, named ``count`` times by a tree in two layers."""
    leaf = "".join("3 0 R " for _ in range(100))
    kids = {10 + n: f"<</Type/Pages/Parent 2 0 R/Kids[{leaf}]/Count 100>>" for n in range(count // 100)}
    objects: dict[int, bytes | str] = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{' '.join(f'{n} 0 R' for n in kids)}]/Count {count}>>",
        3: f"<</Type/Page/Parent 10 0 R{A4}>>",
        **kids,
    }
    return pdf(objects)


def deep_tree(depth: int) -> bytes:
    chain = {n: f"<</Type/Pages/Parent {n - 1} 0 R/Kids[{n + 1} 0 R]/Count 1>>" for n in range(3, depth)}
    last = f"<</Type/Page/Parent {depth - 1} 0 R{A4}/Contents 9999 0 R>>"
    objects: dict[int, bytes | str] = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    }
    return pdf({**objects, **chain, depth: last})


def shared_objects(times: int, depth: int) -> bytes:
    """Form objects that each draw the next one many times: ``times`` to the power of ``depth`` drawings."""
    forms: dict[int, bytes | str] = {}
    for level in range(depth):
        inner = b"/X Do " * times if level + 1 < depth else b"0 0 5 5 re f"
        below = f"/Resources<</XObject<</X {11 + level} 0 R>>>>" if level + 1 < depth else ""
        forms[10 + level] = stream(inner, f"/Type/XObject/Subtype/Form/BBox[0 0 500 500]{below}")
    return page(b"/X Do", resources="/XObject<</X 10 0 R>>", more=forms)


def recursive_form() -> bytes:
    form = stream(b"/X Do", "/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</X 10 0 R>>>>")
    return page(b"/X Do", resources="/XObject<</X 10 0 R>>", more={10: form})


def recursive_pattern() -> bytes:
    tile = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.01/YStep 0.01"
        "/Resources<</Pattern<</P 10 0 R>>>>",
    )
    content = b"/Pattern cs /P scn 0 0 595 842 re f"
    return page(content, resources="/Pattern<</P 10 0 R>>", more={10: tile})


def recursive_type3() -> bytes:
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 999 999]/FontMatrix[1 0 0 1 0 0]/FirstChar 65"
        "/LastChar 65/Widths[1000]/Encoding<</Differences[65/a]>>/CharProcs<</a 11 0 R>>"
        "/Resources<</Font<</T 10 0 R>>>>>>"
    )
    shape = stream(b"BT /T 9 Tf (AAAA) Tj ET")
    content = b"BT /T 9 Tf 50 50 Td (AAAA) Tj ET"
    return page(content, resources="/Font<</F1 5 0 R/T 10 0 R>>", more={10: font, 11: shape})


def font_of_rubbish() -> bytes:
    more: dict[int, bytes | str] = {
        10: "<</Type/Font/Subtype/TrueType/BaseFont/R/FirstChar 65/LastChar 65/Widths[600]"
        "/FontDescriptor 11 0 R>>",
        11: "<</Type/FontDescriptor/FontName/R/Flags 4/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 9/Descent 0"
        "/CapHeight 9/StemV 9/FontFile2 12 0 R>>",
        12: flate(b"\x00\x01\x00\x00\xff\xff\xff\xff" + bytes(range(256)) * 40),
    }
    return page(b"BT /R 40 Tf 50 50 Td (AAAA) Tj ET", resources="/Font<</F1 5 0 R/R 10 0 R>>", more=more)


def map_of_codes() -> bytes:
    """A ToUnicode map that stands for four thousand million codes."""
    ranges = b"100 beginbfrange\n" + b"<00000000> <FFFFFFFF> <0041>\n" * 100 + b"endbfrange\n"
    more: dict[int, bytes | str] = {
        10: "<</Type/Font/Subtype/Type0/BaseFont/M/Encoding/Identity-H/DescendantFonts[12 0 R]"
        "/ToUnicode 11 0 R>>",
        11: flate(
            b"/CIDInit /ProcSet findresource begin begincmap\n"
            b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n" + ranges * 50 + b"endcmap"
        ),
        12: "<</Type/Font/Subtype/CIDFontType2/BaseFont/M/CIDSystemInfo<</Registry(A)/Ordering(I)"
        "/Supplement 0>>/W[0 2000000000 500]>>",
    }
    return page(b"BT /M 40 Tf 50 50 Td <0041> Tj ET", resources="/Font<</F1 5 0 R/M 10 0 R>>", more=more)


def looping_table() -> bytes:
    """A cross-reference table whose earlier one is itself."""
    whole = page()
    start = int(whole.rsplit(b"startxref\n", 1)[1].split()[0])
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def object_stream(entries: str, body: bytes) -> bytes:
    return page(more={10: flate(body, f"/Type/ObjStm{entries}"), 11: "<</Length 12 0 R>>"})


def lying_length() -> bytes:
    return page().replace(b"/Length 37", b"/Length 2147483647").replace(b"/Length 36", b"/Length 99999999")


def polyglot() -> bytes:
    """A PDF for who asks Acrobat, a web page for who asks a browser, a ZIP for who reads from its end."""
    from tests.ocr.conftest import zip_of

    return b"<script>alert(1)</script>\n" + page() + zip_of({"x.exe": b"MZ"})


def annotations() -> bytes:
    more: dict[int, bytes | str] = {
        10: "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(1)/Rect[0 0 1e9 1e9]/AP<</N 11 0 R>>"
        "/AA<</K<</S/JavaScript/JS(app.alert\\(1\\))>>>>>>",
        11: stream(
            b"/X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9e9 9e9]/Resources<</XObject<</X 11 0 R>>>>"
        ),
        12: "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 13 0 R>>",
        13: "<</Type/Filespec/F(\\\\\\\\host\\\\share\\\\x.exe)>>",
    }
    return page(
        catalogue="/AcroForm<</Fields[10 0 R]/XFA(<xdp/>)>>", entries=A4 + "/Annots[10 0 R 12 0 R]", more=more
    )


def signed_by_nobody() -> bytes:
    more: dict[int, bytes | str] = {
        10: "<</FT/Sig/T(S1)/V 11 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>",
        11: "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
        "/ByteRange[0 10 999999999 -5]/Contents<" + "30820FFF" * 200 + ">>>",
    }
    return page(catalogue="/AcroForm<</Fields[10 0 R]/SigFlags 3>>", more=more)


def corpus() -> dict[str, bytes]:
    """By name, without ending."""
    lzw_zeros = bytes.fromhex("800b6050220c0c8501")
    return {
        "javascript": page(catalogue="/OpenAction<</S/JavaScript/JS(while\\(true\\){})>>"),
        "launch": page(catalogue="/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>"),
        "embedded-file": page(
            catalogue="/Names<</EmbeddedFiles<</Names[(x.exe)10 0 R]>>>>",
            more={10: "<</Type/Filespec/F(x.exe)/EF<</F 11 0 R>>>>", 11: flate(b"MZ" * 9000)},
        ),
        "user-password": encrypted("mat-khau", "chu"),
        "owner-password": encrypted("", "chu"),
        "aes-256": encrypted_by_aes256(),
        "truncated": page()[:500],
        "header-only": b"%PDF-1.7\n",
        "table-loop": looping_table(),
        "table-beyond-end": page().replace(b"startxref\n", b"startxref\n99999999"),
        "object-stream-count": object_stream("/N 2000000000/First 9", b"1 0 2 0 <<>> <<>>"),
        "object-stream-extends-itself": object_stream("/N 1/First 4/Extends 10 0 R", b"9 0 <<>>"),
        "object-stream-bomb": object_stream("/N 1/First 4", b"9 0 " + b" " * 20_000_000),
        "flate-bomb": page(more={6: flate(b"q Q " * 5_000_000, times=2)}),
        "flate-twenty-times": page(more={6: flate(b"q Q ", times=20)}),
        "lzw-bomb": page(more={6: stream(lzw_zeros * 40_000, "/Filter/LZWDecode")}),
        "run-length-bomb": picture(
            "/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/RunLengthDecode",
            b"\x81\xff" * 200_000 + b"\x80",
        ),
        "jbig2-bomb": picture(
            "/Width 65000/Height 65000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
            bytes.fromhex("00000000 30 00 01 00000013 ffffffff ffffffff 00000000 00000000 00 0000")
            + bytes.fromhex("00000001 06 00 01 ffffffff")
            + b"\xff" * 2000,
        ),
        "ccitt-bomb": picture(
            "/Width 2000000000/Height 2000000000/BitsPerComponent 1/ColorSpace/DeviceGray"
            "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000000/Rows 2000000000>>",
            b"\x00\x10\x01" * 20_000,
        ),
        "jpx-bomb": picture(
            "/Width 60000/Height 60000/Filter/JPXDecode",
            bytes.fromhex(
                "ff4fff51002f0000 0000ffff 0000ffff 00000000 00000000 0000ffff 0000ffff 00000000 00000000"
            )
            + bytes.fromhex("0003 070101 070101 070101")
            + b"\xff\x52\x00\x0c"
            + b"\x00" * 400,
        ),
        "dct-of-rubbish": picture(
            "/Width 500/Height 500/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode",
            b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
            + b"\xff" * 999,
        ),
        "mask-of-itself": page(
            b"q 500 0 0 500 40 40 cm /I0 Do Q",
            resources="/XObject<</I0 10 0 R>>",
            more={
                10: stream(
                    b"\x00" * 100,
                    "/Type/XObject/Subtype/Image/Width 10/Height 10"
                    "/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 10 0 R",
                )
            },
        ),
        "ten-thousand-pages": many_pages(10_000),
        "pages-that-are-not": pdf(
            {
                1: "<</Type/Catalog/Pages 2 0 R>>",
                2: "<</Type/Pages/Kids[]/Count 2147483647>>",
            }
        ),
        "no-pages": pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"}),
        "giant-paper": page(entries="/MediaBox[0 0 99999999 99999999]"),
        "thin-paper": page(entries="/MediaBox[0 0 0.001 2000000]"),
        "paper-of-no-numbers": page(entries="/MediaBox[(a) /b null 1e400]/UserUnit -1e30/Rotate 45"),
        "deep-tree": deep_tree(5000),
        "tree-in-a-circle": pdf(
            {
                1: "<</Type/Catalog/Pages 2 0 R>>",
                2: "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>",
                3: "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>",
            }
        ),
        "catalogue-of-itself": pdf({1: "1 0 R", 2: "2 0 R"}),
        "recursive-form": recursive_form(),
        "forms-by-the-million": shared_objects(times=60, depth=6),
        "recursive-pattern": recursive_pattern(),
        "recursive-font": recursive_type3(),
        "font-of-rubbish": font_of_rubbish(),
        "map-of-all-codes": map_of_codes(),
        "deep-arrays": page(b"[" * 200_000),
        "deep-dictionaries": page(more={10: "<</A" * 50_000 + ">>" * 50_000}),
        "unbalanced-states": page(b"q " * 300_000),
        "clip-and-dash": page(b"[0.00001 0.00001]0 d 0.001 w " + b"0 0 m 595 842 l S " * 2000),
        "numbers-beyond-all": page(b"1e308 0 0 1e308 0 0 cm 99999999999999999999 0 m 1e400 -1e400 l S"),
        "length-that-lies": lying_length(),
        "polyglot": polyglot(),
        "scan-with-a-page-behind": good_scan(form="JPEG") + page(),
        "annotations": annotations(),
        "signed-by-nobody": signed_by_nobody(),
    }
