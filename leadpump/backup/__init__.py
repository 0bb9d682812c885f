"""A copy of everything in one file, made while the product runs, and the way back."""
