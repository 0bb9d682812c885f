"""What the folded form of a report's own options says of what is chosen, and how amounts are entered."""

from flask.testing import FlaskClient

from tests.reports.conftest import SITE

ADDRESS = f"/sites/{SITE.name}/acquisition_cost"


def test_an_amount_is_said_as_amounts_are_written(reader: FlaskClient) -> None:
    for given, language, said, field in (
        ("1999.50", "en", "Gross margin on a customer: €1,999.50<", "1999.50"),
        ("2000", "en", "Gross margin on a customer: €2,000<", "2000"),
        ("1999.50", "fr", "1\u202f999,50\u202f€<", "1999,50"),
        ("1999,50", "fr", "1\u202f999,50\u202f€<", "1999,50"),
    ):
        page = reader.get(ADDRESS, query_string={"margin": given}, headers={"Accept-Language": language}).text
        assert said in page
        assert f'value="{field}"' in page


def test_an_amount_may_have_a_comma_and_nothing_else(reader: FlaskClient) -> None:
    assert reader.get(f"{ADDRESS}.json?margin=1999,50").get_json()["options"]["margin"] == "1999.50"
    for wrong in ("1,999.50", "1.999,50", "12,345", ",5", "x"):
        assert reader.get(f"{ADDRESS}.json?margin={wrong}").status_code == 400


def test_how_far_back_is_said_in_days(reader: FlaskClient) -> None:
    page = reader.get(
        f"/sites/{SITE.name}/roi", query_string={"lookback": "30"}, headers={"Accept-Language": "en"}
    ).text
    assert "Looking back: 30 days" in page
    assert "%(" not in page
