"""Simulated customers: a population drawn from shares, walked through a build over months of its own time."""
