"""The screens, one module to a group; flows.py in the package above puts them together."""
