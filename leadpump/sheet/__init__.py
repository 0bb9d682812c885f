"""Reads tables that people export, whatever their encoding, delimiter, headers and way to write numbers and dates."""
