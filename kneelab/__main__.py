"""Run with ``python -m kneelab``."""

from kneelab.cli import main

main()
