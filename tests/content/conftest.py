from collections.abc import Iterator
from functools import cache

import pytest

from kneelab.content import reading


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Each text is parsed once: a broken copy of the content differs from the real one in a single file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_document", cache(reading.read_document))
        yield
