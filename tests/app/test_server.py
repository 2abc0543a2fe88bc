"""The port: always the same one, because a browser keeps a record by address."""

from __future__ import annotations

import socket

import pytest

from kneelab.app import server
from kneelab.model.findings import InputError
from tests.browser.driving import free_port


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> int:
    port = free_port()
    monkeypatch.setattr(server, "USUAL_PORT", port)
    return port


def test_the_usual_port_is_taken_when_it_is_free(usual: int) -> None:
    assert server._usable_port(None) == usual


def test_another_port_is_said(usual: int, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", usual)):
        assert server._usable_port(None) != usual
        assert str(usual) in capsys.readouterr().out
        with pytest.raises(InputError, match="taken"):
            server._usable_port(usual)
