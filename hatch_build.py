"""Build hook: validate the content and compile it into the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileContent(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the compiled content before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile; a problem in the content stops the build and is listed."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from kneelab.content import COMPILED, COMPILED_CASES
        from kneelab.content.compiling import compile_cases, compile_content, write_compiled
        from kneelab.version import __version__

        write_compiled(compile_content(root / "content", __version__), COMPILED)
        write_compiled(compile_cases(root / "content"), COMPILED_CASES)
