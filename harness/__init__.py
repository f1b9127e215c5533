"""Simulation and conformance test harness for the My LEXUS sign-up guide."""

__all__ = ["__version__"]

__version__ = "0.1.0"
