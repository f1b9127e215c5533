"""Tests of simulated customers."""
