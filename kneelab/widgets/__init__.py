"""Dashboards and their parts; the only importer of ipywidgets and anywidget."""

from kneelab.widgets.accuracy import Accuracy
from kneelab.widgets.chart import Chart
from kneelab.widgets.explorer import Explorer
from kneelab.widgets.landing import Landing
from kneelab.widgets.library import Library

__all__ = ["Accuracy", "Chart", "Explorer", "Landing", "Library"]
