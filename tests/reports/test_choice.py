"""What the folded form of a report's own options says of what is chosen."""

from flask.testing import FlaskClient

from tests.reports.conftest import SITE


def test_an_amount_is_said_as_amounts_are_written(reader: FlaskClient) -> None:
    address = f"/sites/{SITE.name}/acquisition_cost"
    for given, language, said in (
        ("1999.50", "en", "Gross margin on a customer: €1,999.50<"),
        ("2000", "en", "Gross margin on a customer: €2,000<"),
        ("1999.50", "fr", "1\u202f999,50\u202f€<"),
    ):
        page = reader.get(address, query_string={"margin": given}, headers={"Accept-Language": language}).text
        assert said in page
        assert f'value="{given}"' in page
