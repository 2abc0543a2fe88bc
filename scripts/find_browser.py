"""Find a Chromium for the browser tests, installing one where that works.

Order: KNEELAB_CHROMIUM, PATH, the system's package manager, Playwright's own download.
Prints the path; ends with a clear failure when there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Path of a Chromium that is already here, or None."""
    chosen = os.environ.get("KNEELAB_CHROMIUM")
    if chosen:
        return chosen if os.path.exists(chosen) else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwright_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        path = p.chromium.executable_path
    return path if os.path.exists(path) else None


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install_browser() -> None:
    """Try the package manager (as root), then Playwright."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        if _run("apt-get", "update", "-qq") and _run("apt-get", "install", "-y", "-qq", "chromium"):
            return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> None:
    if os.environ.get("KNEELAB_CHROMIUM") and not find_browser():
        sys.exit(f"KNEELAB_CHROMIUM names {os.environ['KNEELAB_CHROMIUM']}, which does not exist.")
    if not find_browser():
        install_browser()
    path = find_browser()
    if not path:
        sys.exit("No Chromium found, and none could be installed. Install Chromium, or set KNEELAB_CHROMIUM to its path.")
    print(path)


if __name__ == "__main__":
    main()
