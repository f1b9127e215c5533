"""Makes the folder that people open from a finished run: findings, the flow of each section, and a living guide."""
