"""PDFs signed with keys made on the spot."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

SIGNER, OFFICE = "Nguyễn Văn An", "Đảng ủy xã Bình Hiệp"


@dataclass(frozen=True)
class Identity:
    signer: signers.SimpleSigner
    root_der: bytes


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, OFFICE),
        ]
    )


def _certificate(subject, issuer, key, issuer_key, *, root: bool) -> x509.Certificate:
    start = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    usage = {
        "digital_signature": not root,
        "content_commitment": not root,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": root,
        "crl_sign": root,
        "encipher_only": False,
        "decipher_only": False,
    }
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


@lru_cache
def identity(signer: str = SIGNER) -> Identity:
    """A signer whose certificate a root of its own has signed."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root_name = _name(f"Root of {signer}")
    root = _certificate(root_name, root_name, root_key, root_key, root=True)
    leaf = _certificate(_name(signer), root_name, key, root_key, root=False)
    der = serialization.Encoding.DER
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(root.public_bytes(der)))
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(
        signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(leaf.public_bytes(der)),
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        ),
        root.public_bytes(der),
    )


def plain_pdf(pages: int = 2, *, rotate: int = 0) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(600, 800))
    for number in range(pages):
        canvas.setPageRotation(rotate)
        canvas.drawString(72, 700, f"Page {number + 1}: 1234 households")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def signed(
    pdf: bytes, by: Identity, field: str = "Signature1", *, on_page: int = 0, box=(300, 100, 500, 180)
):
    """``pdf`` with one more signature, drawn in ``box`` (points) of a page counted from 0."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(field, on_page=on_page, box=box))
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    out = BytesIO()
    # pyHanko runs an event loop of its own; browser tests in the same process leave theirs running.
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(signers.sign_pdf, writer, meta, signer=by.signer, output=out).result()
    return out.getvalue()


def updated(pdf: bytes, *, append_page: bool = False, title: str | None = None) -> bytes:
    """``pdf`` with an incremental update after whatever it was."""
    from pyhanko.pdf_utils import generic

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if append_page:
        stream = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
        page = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Page"),
                generic.pdf_name("/MediaBox"): generic.ArrayObject(
                    [generic.NumberObject(v) for v in (0, 0, 600, 800)]
                ),
                generic.pdf_name("/Contents"): stream,
                generic.pdf_name("/Resources"): generic.DictionaryObject(),
            }
        )
        writer.insert_page(page)
    if title is not None:
        page_ref = writer.find_page_for_modification(0)[0]
        extra = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 600 Td (9999) Tj ET"))
        page_ref.get_object()["/Contents"] = extra
        writer.update_container(page_ref.get_object())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
