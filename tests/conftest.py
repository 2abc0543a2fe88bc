import pytest

import kneelab
from kneelab.model.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    return kneelab.load()
