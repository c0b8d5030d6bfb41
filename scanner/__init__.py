"""suanbei (算备): which filings under China's algorithm rules a codebase needs."""

__version__ = "0.1.0"
