"""Packages of scans: hostile ones are refused before anything is unpacked, hostile PDFs cost themselves only."""

import io
import os
import struct
import warnings
import zipfile
import zlib

import pytest

from hotich.errors import DeliveryError
from hotich.intake.inbox import Inbox
from hotich.intake.package import Limits
from hotich.intake.pdf import FAULTS, PdfOpener
from hotich.intake.pdf_pages import BROKEN, CUT_OFF, LOCKED, NOT_PDF, TOO_SLOW
from hotich.intake.scan_package import ScanPackage
from hotich.simulate.scans import pdf_page


def package(*entries, **options):
    """A zip of (name, content)."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(stream, "w", **options) as archive:
            for name, content in entries:
                archive.writestr(name, content)
    return stream


def opened(stream):
    with PdfOpener() as opener:
        return [
            (scan.name, scan.page_count, scan.fault)
            for scan in ScanPackage(stream, len(stream.getvalue())).scans(opener)
        ]


def test_every_file_is_opened_and_the_clutter_of_systems_is_not():
    stream = package(
        ("so/", b""), ("so/KS.2015.01.2015-02-15.005.pdf", pdf_page("KS 5/2015")), ("__MACOSX/._x.pdf", b"x"),
        ("Thumbs.db", b"x"), ("so/b.pdf", pdf_page("KS 6/2015")[:-30]), ("c.pdf", b"\xff\xd8\xff jpeg"),
    )  # fmt: skip
    assert opened(stream) == [
        ("so/KS.2015.01.2015-02-15.005.pdf", 1, None),
        ("so/b.pdf", None, FAULTS[CUT_OFF]),
        ("c.pdf", None, FAULTS[NOT_PDF]),
    ]


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([], "rỗng"),
        ([("thu muc/", b"")], "không có tệp nào"),
        ([("../a.pdf", b"x")], "“..”"),
        ([("/a.pdf", b"x")], "tuyệt đối"),
        ([("a.pdf", bytes(3_000_000))], "bom nén"),
        ([("a.pdf", os.urandom(20 * 2**20 + 1))], "quá 20 MB"),
        ([("a.pdf", b"x"), ("A.pdf", b"y")], "trùng tên"),
        ([(f"{n}.pdf", b"") for n in range(10_001)], "10001"),
    ],
)
def test_hostile_packages_are_refused_by_their_directory(entries, reason):
    stream = package(*entries, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(DeliveryError, match=reason) as refused:
        ScanPackage(stream, len(stream.getvalue()))
    assert "Excel" not in str(refused.value)


def test_a_method_that_may_ask_for_gigabytes_is_refused():
    stream = package(("a.pdf", pdf_page("x")), compression=zipfile.ZIP_LZMA)
    with pytest.raises(DeliveryError, match="cách nén"):
        ScanPackage(stream, len(stream.getvalue()))


def test_a_package_that_lies_about_its_content_is_damaged():
    stream = package(("a.pdf", pdf_page("x")))
    data = bytearray(stream.getvalue())
    data[data.index(b"%PDF") + 20] ^= 1
    with pytest.raises(DeliveryError, match="bị hỏng"):
        opened(io.BytesIO(bytes(data)))


def test_the_digest_tells_content_not_packing():
    one = package(("a.pdf", b"1"), ("b.pdf", b"2"))
    same = package(("b.pdf", b"2"), ("a.pdf", b"1"), compression=zipfile.ZIP_DEFLATED)
    other = package(("a.pdf", b"1"), ("b.pdf", b"3"))
    digests = [ScanPackage(stream, len(stream.getvalue())).digest for stream in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]


def test_limits_are_of_the_package_that_is_opened():
    stream = package(("a.pdf", b"1"), ("b.pdf", b"2"))
    with pytest.raises(DeliveryError, match="2 phần"):
        ScanPackage(stream, len(stream.getvalue()), Limits(1000, 1, None, None, 100))


def endless_pages():
    """A PDF whose page tree repeats itself ten times at each of thirty levels."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(2, 32):
        kids = b" ".join([b"%d 0 R" % (level + 1)] * 10)
        objects.append(b"<< /Type /Pages /Count 1000000000 /Kids [%s] >>" % kids)
    objects.append(b"<< /Type /Page /MediaBox [0 0 10 10] >>")
    return assemble(objects)


def swelling():
    """A PDF whose objects lie in a stream of one megabyte that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    body = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 100000000 /W [1 4 1] /Root 2 0 R /Filter /FlateDecode"
    body += b" /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n9\n%%%%EOF\n" % (len(packed), packed)
    return body


def assemble(objects, trailer=b""):
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, table,
    )  # fmt: skip


def locked():
    """Encrypted with passwords that nobody knows."""
    key = b"".join(struct.pack("B", byte) for byte in range(32)).hex().encode()
    trailer = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> " % (
        key,
        key,
    )
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"], trailer)


def test_hostile_pdfs_cost_themselves_only():
    with PdfOpener(seconds=2) as opener:
        assert opener.pages(endless_pages()) in {TOO_SLOW, BROKEN}
        assert opener.pages(pdf_page("sau đó")) == 1
        assert opener.pages(swelling()) in {TOO_SLOW, BROKEN}
        assert opener.pages(locked()) == LOCKED
        assert opener.pages(b"") == NOT_PDF
        assert opener.pages(pdf_page("sau cùng")) == 1


def test_a_reader_that_was_killed_is_started_again():
    with PdfOpener() as opener:
        assert opener.pages(pdf_page("trước")) == 1
        reader = opener._reader
        reader.kill()
        reader.wait()
        assert opener.pages(pdf_page("sau")) == 1


def test_a_stream_of_the_inbox_is_the_file_as_it_was_taken(tmp_path):
    from datetime import UTC, datetime

    file = tmp_path / "28855" / "a.zip"
    file.parent.mkdir()
    file.write_bytes(b"12345")
    inbox, moment = Inbox(str(tmp_path)), datetime.fromtimestamp(file.stat().st_mtime, UTC)
    with inbox.open("28855/a.zip", 5, moment) as stream:
        assert stream.read() == b"12345"
    with pytest.raises(DeliveryError, match="đã bị thay đổi"), inbox.open("28855/a.zip", 4, moment):
        pass
    with pytest.raises(DeliveryError, match="đã bị thay đổi"), inbox.open("28855/a.zip", 5, moment):
        file.write_bytes(b"123456")
    with pytest.raises(DeliveryError, match="không còn"), inbox.open("28855/b.zip", 5, moment):
        pass


def test_a_stream_of_an_object_store_is_the_same():
    from datetime import UTC, datetime

    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe("/scans/28855/a.zip", b"12345")
    inbox = Inbox("memory://scans")
    created = store.info("/scans/28855/a.zip")["created"]
    moment = created if created.tzinfo else datetime.fromtimestamp(created.timestamp(), UTC)
    with inbox.open("28855/a.zip", 5, moment) as stream:
        stream.seek(3)
        assert stream.read() == b"45"
