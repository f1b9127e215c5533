"""Walks a build along the guide: reads a row, verifies the screen, acts, and notes what was seen to hold."""
