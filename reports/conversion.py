"""What a site's people count as a success beside leads and magnets: a page reached or an event, under a name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PAGE, EVENT = "page:", "event:"


@dataclass(frozen=True, slots=True)
class Conversion:
    """mark: page:<path>, with * at the end for all that begin so; or event:<name>. title: as people call it."""

    mark: str
    title: str


def names_of(conversions: Iterable[Conversion]) -> Mapping[str, str]:
    """What each is called, by its mark."""
    return {conversion.mark: conversion.title for conversion in conversions}


def named_pages(conversions: Iterable[Conversion]) -> list[str]:
    """The marks of those that are pages; events are conversions without having been named."""
    return [conversion.mark for conversion in conversions if conversion.mark.startswith(PAGE)]
