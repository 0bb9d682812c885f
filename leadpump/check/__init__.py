"""Looks at an installation and says what to do about each thing that is not as it should be."""
