"""The screens of section 1-1, one module to a group; flows.py in the package above puts them together."""
