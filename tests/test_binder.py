"""The Binder configuration, as Binder's own tool reads it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_repo2docker_accepts_the_configuration():
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert 'binder/requirements.txt"' in said or "binder/requirements.txt" in said
    assert "binder/postBuild" in said
    assert "3.11" in said
