"""Load: simulated customers as Locust users against a build that is served, every screen verified."""
