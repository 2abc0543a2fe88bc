"""Tools for those who build kneelab."""
