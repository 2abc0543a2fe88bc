"""What a dashboard is in plain text: for a notebook that is read without running, and for strict nbval."""

from __future__ import annotations

from typing import Any


class TextTwin:
    """Gives a widget its whole ``repr`` as text output, where ipywidgets would cut it short. Comes before the widget's class."""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any] | None:
        bundle: dict[str, Any] | None = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        return {**bundle, "text/plain": repr(self)} if bundle else bundle
