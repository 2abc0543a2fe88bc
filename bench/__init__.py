"""Measurements of the budgets; run with ``make bench``."""
