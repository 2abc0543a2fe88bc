"""A commented case to begin from."""

from __future__ import annotations

import re
from pathlib import Path

from kneelab.model.findings import InputError

TEMPLATE = Path(__file__).with_name("new_case.yaml")


def new_case(folder: Path, case: str) -> Path:
    """Write a skeleton that passes every check.

    Parameters
    ----------
    folder : Path
        The content folder.
    case : str
        Id of the case, which is the name of its folder.

    Returns
    -------
    Path
        The file, to be edited.

    Raises
    ------
    InputError
        If the id cannot be one, or there is a case of that name.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", case):
        raise InputError(f'A case cannot be called "{case[:40]}". Allowed: 3 to 40 small letters, digits and _, a letter first.')
    path = folder / "cases" / case / "case.yaml"
    if path.exists():
        raise InputError(f"There is a case called {case} already: {path}. Nothing was changed.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEMPLATE.read_text(encoding="utf-8").replace("CASE_ID", case), encoding="utf-8")
    except OSError as error:
        raise InputError(f"The case could not be written to {path}: {error.strerror or error}.") from None
    return path
