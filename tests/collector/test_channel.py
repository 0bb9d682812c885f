"""Which source and channel an arrival gets."""

from __future__ import annotations

import pytest

from collector.address import read_page, read_referrer
from collector.channel import channel_of
from collector.source import find_source


@pytest.mark.parametrize(
    ("query", "referrer", "source", "channel"),
    [
        ("", "", "(direct)", "Direct"),
        ("", "https://example.fr/other", "(direct)", "Direct"),
        ("", "https://shop.example.fr/", "(direct)", "Direct"),
        ("", "https://www.google.com/", "Google", "Organic Search"),
        ("", "https://www.google.fr/search?q=x", "Google", "Organic Search"),
        ("", "https://www.google.co.uk/", "Google", "Organic Search"),
        ("", "https://google.example.org/", "google.example.org", "Referral"),
        ("", "https://notgoogle.com/", "notgoogle.com", "Referral"),
        ("", "https://www.qwant.com/", "Qwant", "Organic Search"),
        ("", "https://lilo.org/", "Lilo", "Organic Search"),
        ("", "https://www.bing.com/", "Bing", "Organic Search"),
        ("", "https://duckduckgo.com/", "DuckDuckGo", "Organic Search"),
        ("", "https://mail.google.com/mail/u/0", "Gmail", "Email"),
        ("", "android-app://com.google.android.gm/", "Gmail", "Email"),
        ("", "https://docs.google.com/document", "Google Docs", "Referral"),
        ("", "https://gemini.google.com/app", "Gemini", "AI Assistants"),
        ("", "https://chatgpt.com/", "ChatGPT", "AI Assistants"),
        ("utm_source=chatgpt.com", "", "ChatGPT", "AI Assistants"),
        ("", "https://www.perplexity.ai/", "Perplexity", "AI Assistants"),
        ("", "https://chat.mistral.ai/", "Le Chat", "AI Assistants"),
        ("", "https://l.facebook.com/", "Facebook", "Organic Social"),
        ("fbclid=1", "", "Facebook", "Organic Social"),
        ("fbclid=1", "https://l.instagram.com/", "Instagram", "Organic Social"),
        ("utm_source=facebook&utm_medium=paid_social", "", "Facebook", "Paid Social"),
        ("utm_source=fb&utm_medium=cpc", "", "Facebook", "Paid Social"),
        ("", "https://t.co/abc", "X", "Organic Social"),
        ("", "https://dropbox.com/", "dropbox.com", "Referral"),
        ("", "https://netflix.com/", "netflix.com", "Referral"),
        ("gclid=1", "", "Google", "Paid Search"),
        ("gclid=1", "https://www.google.com/", "Google", "Paid Search"),
        ("msclkid=1", "", "Bing", "Paid Search"),
        ("utm_source=google&utm_medium=cpc", "", "Google", "Paid Search"),
        ("utm_source=google&utm_medium=cpc&utm_campaign=cross-network", "", "Google", "Cross-network"),
        ("utm_source=google&utm_medium=cpc&utm_campaign=shopping-hiver", "", "Google", "Paid Shopping"),
        ("utm_source=youtube&utm_medium=cpv", "", "YouTube", "Paid Video"),
        ("utm_source=youtube&utm_medium=cpc", "", "YouTube", "Paid Video"),
        ("utm_source=regie&utm_medium=banner", "", "regie", "Display"),
        ("utm_source=regie&utm_medium=ppc", "", "regie", "Paid Other"),
        ("utm_source=brevo&utm_medium=email", "", "Brevo", "Email"),
        ("utm_source=newsletter", "", "Newsletter", "Email"),
        ("utm_medium=newsletter&utm_source=lettre-mars", "", "lettre-mars", "Email"),
        ("utm_source=partenaire&utm_medium=affiliate", "", "partenaire", "Affiliates"),
        ("utm_source=campagne&utm_medium=sms", "", "campagne", "SMS"),
        ("utm_source=app&utm_medium=push", "", "app", "Mobile Push"),
        ("utm_source=podcast&utm_medium=audio", "", "podcast", "Audio"),
        ("utm_source=guide&utm_medium=lead_magnet", "", "guide", "Referral"),
        ("utm_source=guide&utm_medium=download", "", "guide", "Referral"),
        ("utm_source=badge&utm_medium=readme", "", "badge", "Referral"),
        ("", "https://www.leboncoin.fr/annonce", "Leboncoin", "Organic Shopping"),
        ("", "https://www.youtube.com/watch", "YouTube", "Organic Video"),
        ("", "https://checkout.stripe.com/pay", "(direct)", "Direct"),
        ("", "https://www.paypal.com/", "(direct)", "Direct"),
        ("", "https://blog.example.org/post", "blog.example.org", "Referral"),
        ("ref=producthunt", "", "producthunt", "Referral"),
        ("utm_campaign=hiver", "", "(direct)", "Direct"),
        ("", "javascript:alert(1)", "(direct)", "Direct"),
        ("", "https://[", "(direct)", "Direct"),
    ],
)
def test_an_arrival_has_one_source_and_one_channel(query: str, referrer: str, source: str, channel: str) -> None:
    page = read_page(f"https://www.example.fr/?{query}")
    assert page is not None
    found = find_source(page, read_referrer(referrer), ("example.fr",))
    assert (found.name, channel_of(found)) == (source, channel)
