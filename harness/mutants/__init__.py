"""Builds made wrong on purpose, to prove that the judge notices."""
