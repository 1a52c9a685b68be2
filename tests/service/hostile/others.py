"""Files that are no reports at all, unit sheets, campaign files, templates and mails that mean harm."""

from __future__ import annotations

import io
import zipfile

from tests.ocr.conftest import zip_of
from tests.service.hostile_files import good_scan


def strangers() -> dict[str, bytes]:
    """By name with ending."""
    return {
        "empty.pdf": b"",
        "white-space.pdf": b" \r\n\t" * 500,
        "nul.pdf": b"\x00" * 5000,
        "text.pdf": "Báo cáo số 12".encode(),
        "text.txt": "Báo cáo số 12".encode(),
        "program.pdf": b"MZ" + b"\x90" * 500,
        "script.pdf": b"#!/bin/sh\nrm -rf /\n",
        "web.pdf": b"<html><script>alert(1)</script></html>",
        "rich-text.docx": b"{\\rtf1{\\object\\objupdate}}",
        "old-word.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "rar.pdf": b"Rar!\x1a\x07\x00" + bytes(99),
        "film.pdf": b"\x00\x00\x00\x18ftypmp42" + bytes(99),
        "workbook.pdf": zip_of({"xl/workbook.xml": b"<workbook/>"}),
        "scan-named.exe": good_scan("SO 31"),
    }


def workbook(sheet: str, *, more: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook with one sheet, as little as openpyxl takes."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{sheet}</worksheet>",
        **(more or {}),
    }
    return zip_of({name: part.encode() if isinstance(part, str) else part for name, part in parts.items()})


def row(*cells: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


HEADS = row("Mã", "Tên đơn vị", "Cấp")


def sheets() -> dict[str, bytes]:
    """Unit sheets by name with ending."""
    laughs = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
    ) + "]>"  # fmt: skip
    rest = "<worksheet><sheetData/></worksheet>"
    return {
        "formulas.xlsx": workbook(
            f'<sheetData>{HEADS}<row><c><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>1</v></c></row></sheetData>'
        ),
        "external-entity.xlsx": workbook(
            "",
            more={
                "xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                "<worksheet><sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>",
            },
        ),
        "billion-laughs.xlsx": workbook(
            "",
            more={
                "xl/worksheets/sheet1.xml": laughs
                + "<worksheet><sheetData><row><c><v>&a11;</v></c></row></sheetData></worksheet>",
            },
        ),
        "laughs-in-strings.xlsx": workbook(
            "<sheetData/>", more={"xl/sharedStrings.xml": laughs + "<sst>&a11;</sst>"}
        ),
        "bomb.xlsx": workbook("<sheetData>" + " " * 300_000_000 + "</sheetData>"),
        "bomb-within-limits.xlsx": workbook("<sheetData>" + "<row/>" * 5_000_000 + "</sheetData>"),
        "giant-cell.xlsx": workbook(f"<sheetData>{row('A' * 5_000_000)}</sheetData>"),
        "all-columns.xlsx": workbook(
            f"<dimension ref='A1:XFD1048576'/><sheetData>{row(*'a' * 16_000)}</sheetData>"
        ),
        "row-beyond-all.xlsx": workbook(
            '<sheetData><row r="2000000000"><c r="ZZZZZZ99" t="s"><v>-1</v></c></row></sheetData>'
        ),
        "no-sheet.xlsx": workbook("", more={"xl/workbook.xml": "<workbook/>"}),
        "date-beyond-all.xlsx": workbook(
            '<sheetData><row><c t="d"><v>99999-99-99</v></c><c t="n"><v>1e400</v></c></row></sheetData>'
        ),
        "not-xml.xlsx": workbook("", more={"xl/worksheets/sheet1.xml": b"\x00\xff" * 99}),
        "rest.xlsx": workbook("", more={"xl/workbook.xml": rest}),
        "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "word.xlsx": zip_of({"word/document.xml": b"<a/>"}),
        "empty.xlsx": b"",
        "nul.csv": b"M\xc3\xa3,T\xc3\xaan\x00\n\x00,\x00\n",
        "giant-field.csv": b'"' + b"a" * 900_000,
        "many-rows.csv": b"a,b\n" * 200_000,
        "utf-16.csv": "Mã,Tên".encode("utf-16"),
        "empty.csv": b"",
    }


def campaigns() -> dict[str, bytes]:
    """Campaign files by name with ending."""
    laughs = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    return {
        "alias-bomb.yaml": laughs.encode(),
        "alias-of-itself.yaml": b"id: &a [*a]\n",
        "merge-bomb.yaml": b"a: &a {b: 1}\nc: {<<: [*a, *a]}\n",
        "python-object.yaml": b"id: !!python/object/apply:os.system ['true']\n",
        "python-module.yaml": b"id: !!python/name:os.system\n",
        "deep.yaml": b"a: " + b"[" * 60_000,
        "deep-blocks.yaml": "\n".join(" " * n + "a:" for n in range(1500)).encode(),
        "wrong-tags.yaml": b"id: !!bool x\ntitle: !!int x\ndate: !!timestamp x\n",
        "number-of-a-million-digits.yaml": b"id: " + b"9" * 1_000_000,
        "sexagesimal.yaml": b"id: 1" + b":59" * 5_000,
        "key-of-keys.yaml": b"? {a: {b: c}}\n: 1\n? [a]\n: 2\n",
        "many-documents.yaml": b"---\na: 1\n" * 1000,
        "not-text.yaml": b"\x00\xff\xfe" * 99,
        "empty.yaml": b"",
        "white-space.yaml": b"   \n\t\n",
        "too-large.yaml": b"#" * (5 * 1024 * 1024),
        "outline-of-thousands.yaml": b"id: x\noutline:\n" + b"- {id: a, title: b}\n" * 20_000,
    }


def templates() -> dict[str, bytes]:
    """Letter templates by name."""
    from docx import Document

    def saying(text: str) -> bytes:
        document, out = Document(), io.BytesIO()
        document.add_paragraph(text)
        document.save(out)
        return out.getvalue()

    def with_part(name: str, data: bytes) -> bytes:
        out = io.BytesIO(saying("{{ unit }}"))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(name, data)
        return out.getvalue()

    loop = "{%% for %s in '0123456789' %%}"
    return {
        "memory": saying("{{ 'a' * 10000000000 }}"),
        "hours": saying("".join(loop % f"x{n}" for n in range(11)) + "{% endfor %}" * 11),
        "power": saying("{{ 9 ** (9 ** 9) }}"),
        "insides": saying("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        "globals": saying("{{ self.__init__.__globals__ }}{{ lipsum.__globals__ }}"),
        "include": saying("{% include '/etc/passwd' %}"),
        "itself": saying("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        "macros": with_part("word/vbaProject.bin", b"x"),
        "entities": with_part("word/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        "remote": with_part(
            "word/_rels/x.rels", b'<r TargetMode="External" Target="http://127.0.0.1:9/i.png"/>'
        ),
        "part-bomb": with_part("word/x.xml", b" " * 45_000_000),
        "no-word-file": b"PK\x03\x04" + b"x" * 99,
    }


def mails() -> dict[str, bytes]:
    """Mails as a server hands them over."""
    kind = b"Content-Type: multipart/mixed; boundary=b%d\n\n"
    deep = b"".join(kind % n + b"--b%d\n" % n for n in range(3000))
    file = b'Content-Type: application/pdf; name="%s"\nContent-Transfer-Encoding: %s\n\n%s\n'
    return {
        "nothing": b"",
        "rubbish": bytes(range(256)) * 40,
        "deep": deep,
        "many-parts": kind % 1 + b"--b1\nContent-Type: text/plain\n\nx\n" * 20_000,
        "endless-header": b"Subject: " + b"=?utf-8?q?" + b"=C3=AA" * 200_000 + b"?=\n\nx",
        "endless-folding": b"Subject: x\n" + b" y\n" * 200_000 + b"\nx",
        "unknown-words": b"From: =?no-such?q?x?= <a@b>\nSubject: =?utf-8?b?%%%?=\nDate: 99 Foo 99999\n\nx",
        "unknown-charset": b'Content-Type: text/plain; charset="\xff\xfe"\n\nx',
        "file-of-rubbish": file % (b"x.pdf", b"base64", b"%%%%"),
        "file-of-no-coding": file % (b"x.pdf", b"x-no-such", b"abc"),
        "file-uuencoded": file % (b"x.pdf", b"uuencode", b"begin 644 x\n\xff\xff\xff\n"),
        "file-name-in-pieces": b"Content-Type: application/pdf\nContent-Disposition: attachment; "
        + b"".join(b"filename*%d*=utf-8''%%FF; " % n for n in range(3000))
        + b"\n\nx",
        "file-name-up-the-tree": file % (b"../../etc/x\xe2\x80\xaefdp.exe.pdf", b"7bit", b"x"),
        "half-a-letter": b"Subject: \xed\xa0\x80\xff\nFrom: \xed\xb0\x80\nMessage-ID: <\xff@x>\n\nx",
        "mail-in-mail": b"Content-Type: message/rfc822\n\n" * 2000 + b"x",
        "addresses": b"From: " + b"(" * 3000 + b"a@b" + b")" * 3000 + b"\n\nx",
    }
