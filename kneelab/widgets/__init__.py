"""Dashboards and their parts; the only importer of ipywidgets and anywidget."""

from kneelab.widgets.accuracy import Accuracy
from kneelab.widgets.anatomy import Anatomy
from kneelab.widgets.cases import Cases
from kneelab.widgets.causes import Causes
from kneelab.widgets.chart import Chart
from kneelab.widgets.evidence_library import Library
from kneelab.widgets.explorer import Explorer
from kneelab.widgets.landing import Landing
from kneelab.widgets.practice import Practice
from kneelab.widgets.progress import Progress

__all__ = ["Accuracy", "Anatomy", "Cases", "Causes", "Chart", "Explorer", "Landing", "Library", "Practice", "Progress"]
