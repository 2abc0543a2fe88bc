"""kneelab: the open clinical-reasoning lab for pain behind the knee."""

from kneelab.content import load
from kneelab.model.findings import InputError
from kneelab.version import __version__

__all__ = ["InputError", "__version__", "load"]
