"""The reasoning itself: pure standard library, no files, no widgets, no language."""
