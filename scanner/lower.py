"""Bytes of one file to ``Facts``, through the language module of its suffix; leaves every name's meaning to ``evaluate``."""
