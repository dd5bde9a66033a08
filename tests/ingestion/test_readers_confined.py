"""A hostile file ends its own reader, never the run."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest

from ingestion.readers import Unreadable, read
from ingestion.readers.confined import ConfinedReader


def one_page_pdf(content: bytes) -> bytes:
    stream = zlib.compress(content)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, written) for number, written in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Size 6 /Root 1 0 R >>\n%%EOF"


HONEST = one_page_pdf(b"BT /F1 12 Tf 50 400 Td (Bulletin 3) Tj ET")
GREEDY = one_page_pdf(b"BT /F1 1 Tf 50 400 Td " + b"(Hello world) Tj " * 300_000 + b"ET")


@pytest.fixture
def reader() -> Iterator[ConfinedReader]:
    with closing(ConfinedReader(memory_bytes=400 * 1024 * 1024)) as opened:
        yield opened


def test_an_honest_file_is_read_as_without_confinement(reader: ConfinedReader) -> None:
    assert reader.read("a.pdf", HONEST) == read("a.pdf", HONEST)
    assert reader.read("a.txt", "简报".encode()) == read("a.txt", "简报".encode())


def test_a_reason_comes_back_from_the_other_process(reader: ConfinedReader) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        reader.read("a.pdf", b"%PDF-1.7")


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_one_read(reader: ConfinedReader) -> None:
    with pytest.raises(Unreadable, match="memory"):
        reader.read("greedy.pdf", GREEDY)
    assert reader.read("a.pdf", HONEST).text == "Bulletin 3"


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read() -> None:
    with closing(ConfinedReader(seconds=0.0)) as hasty, pytest.raises(Unreadable, match="longer than"):
        hasty.read("a.pdf", HONEST)
    with closing(ConfinedReader()) as patient:
        assert patient.read("a.pdf", HONEST).text == "Bulletin 3"


def test_a_large_text_is_read_elsewhere_too(reader: ConfinedReader) -> None:
    text = "《样本志》\n" * 100_000
    assert reader.read("a.txt", text.encode()).text == text
