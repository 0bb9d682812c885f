"""The style page as the product has it: with the parts of pages that are no reports."""

from __future__ import annotations

from tests.pages.conftest import Browser


def test_the_style_page_shows_the_parts_of_the_other_pages_too(owner: Browser) -> None:
    answer = owner.get("/sites/pains.fr/style")
    assert answer.status_code == 200
    for part in (
        "cost-fields",
        "field-error",
        "table-choices",
        "cost-problems",
        "cost-facts",
        "stage-new",
        "mark-dot channel-paid-search",
        "table-deliveries",
        "verdict-bad",
        "text-none",
    ):
        assert part in answer.text
    for said in (
        "Another segment of this site has that name.",
        "This password is too short. Choose at least 12 characters.",
        "This is no e-mail address",
        "One of these is not a domain.",
        "Write a day, such as 31/03/2026.",
    ):
        assert said in answer.text
