"""What can be wrong with an exported table: the line, what is wrong, and what to do, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from reports.language import N_
from reports.words import Words


class Fault(Enum):
    """The closed set. Each value is what the reader is told."""

    EMPTY = N_("The file is empty. Export it again, with the days you want.")
    WORKBOOK = N_("This is an Excel workbook. Open it, choose “Save as” and “CSV UTF-8”, and send that file.")
    ARCHIVE = N_("This is a compressed file. Unpack it and send the file that is inside.")
    UNPACKED = N_("Unpacked, this archive holds more than %(most)s MB. Export fewer days at a time.")
    NOT_TEXT = N_("This is not a text file. Export the table as CSV and send that file.")
    ONE_COLUMN = N_("There is no table with several columns in this file. Export it as CSV, with its header.")
    NO_LINES = N_("There is no line below the header. Export the file again, with the days you want.")
    TOO_LONG = N_("The file has more than %(most)s lines. Export fewer days at a time.")
    QUOTES = N_("A quotation mark opens and does not close as it should. Correct the line, or export the file again.")
    CELLS = N_(
        "There are %(found)s cells under %(expected)s headers: a comma in a name or an amount probably cut one in two. "
        "Put that cell in quotation marks, or export with semicolons."
    )
    NO_COLUMN = N_("No column is known as “%(column)s”. Choose below which one it is.")
    NO_PERIOD = N_(
        "Neither the columns nor the lines above them say which days this is about. Fill in the period below."
    )
    NO_DAY = N_("“%(text)s” is not a date. Write it as 2026-03-31 or 31/03/2026.")
    DAY_EMPTY = N_("The date is missing. Fill it in, or take the line out.")
    DAY_ORDER = N_("“%(text)s” may be the day or the month first. Choose below which it is.")
    DAYS_MIXED = N_("“%(text)s” has its day and month the other way round than dates before it. Write all in one way.")
    DAY_RANGE = N_("The last day comes before the first. Exchange the two.")
    DAY_FAR = N_("“%(text)s” is too far away: from 2000 until a year from now.")
    SPAN = N_("The line is about %(days)s days. Export shorter periods, of a year at most.")
    SPREAD = N_("The file comes to more than %(most)s days of costs. Export fewer days or campaigns at a time.")
    NO_AMOUNT = N_("“%(text)s” is not an amount. Write it as 1234.56 or 1 234,56.")
    AMOUNT_MARK = N_("“%(text)s” may be a thousand or a fraction. Choose below which mark stands before the cents.")
    AMOUNTS_MIXED = N_("“%(text)s” is written otherwise than amounts before it. Write all in one way.")
    NO_NUMBER = N_("“%(text)s” is not a number from 0 on. Write it as 1234.5 or 1 234,5.")
    NO_METRIC = N_("“%(text)s” cannot name a metric. Write its name in letters, or choose the metric below.")
    NEGATIVE = N_("The amount is negative. Take the credit off the cost it belongs to, and take this line out.")
    TOO_MUCH = N_("The amount is too large to be a cost. Correct it.")
    NO_CURRENCY = N_("“%(text)s” is not the code of a currency. Write EUR, CHF …")
    CURRENCIES_MIXED = N_(
        "This line is in %(found)s and others are in %(expected)s. Send one file for each currency; "
        "only the currency of the site can be kept."
    )
    CURRENCY_FOREIGN = N_(
        "The costs are in %(found)s, the site counts in %(expected)s. Convert them before you send them."
    )
    NO_CAMPAIGN = N_("The campaign is missing. Fill it in; if the line is a total, take it out.")
    PURPOSE = N_("“%(text)s” is not a purpose. Write media, agency, tools, salary or other.")
    NOBODY = N_("Nobody is named. Fill in an e-mail address, a telephone number or the id of the lead.")
    NOBODY_NEW = N_("Nobody is named. Fill in a name, an e-mail address or a telephone number.")
    NO_WHO = N_("No column says who it is about. Choose below which one is the e-mail address, telephone number or id.")
    NO_WHAT = N_("No column says what happened. Choose below which one does, or what all lines are about.")
    BAD_EMAIL = N_("The e-mail address is not one. Correct it, or leave the cell empty if another tells who it is.")
    BAD_PHONE = N_("The telephone number is not one. Correct it, or leave the cell empty if another tells who it is.")
    BAD_ID = N_("“%(text)s” is not the id of a lead. Copy the whole of leadpump_id, or leave the cell empty.")
    FUTURE = N_("“%(text)s” lies in the future. Correct the date, or import the line once it has happened.")
    UNKNOWN_STAGE = N_(
        "“%(text)s” is neither a stage nor a happening. Write contacted, MQL, SQL, opportunity, customer, lost, sale, "
        "refund, call, e-mail, meeting, note or NPS."
    )
    AMOUNT_MISSING = N_("The amount is missing. Fill it in: a sale or a refund needs one.")
    NEGATIVE_SALE = N_("“%(text)s” is negative. Write a refund as one, with its amount.")
    CURRENCY_OTHER = N_("The amount is in %(found)s, the site counts in %(expected)s. Convert it.")
    NOTE_MISSING = N_("The note is empty. Write what it says, or take the line out.")
    ANSWER = N_("“%(text)s” is not an answer from 0 to 10. Correct it, or take the line out.")
    CONSENT = N_("“%(text)s” is neither a yes nor a no. Write yes or no, or leave the cell empty.")
    NO_RECIPIENTS = N_(
        "No column says who got the e-mail, nor how many did. Choose below which one holds the address, or a number."
    )
    NO_MAILING = N_("The mailing is not named. Fill it in, or say below which one all lines are about.")
    UNKNOWN_KIND = N_(
        "“%(text)s” is not known to happen to e-mails. Write sent, delivered, opened, clicked, soft bounce, hard "
        "bounce, unsubscribed, spam or subscribed."
    )
    NO_COUNT = N_("“%(text)s” is not a number of recipients. Write a whole number, or leave the cell empty.")
    NO_STEP = N_("“%(text)s” is not the place of an e-mail in its sequence. Write 1 for the first, 2 for the second …")
    LABEL = N_("“%(text)s …” is too long: %(most)s characters at most.")


@dataclass(frozen=True, slots=True)
class Problem:
    """line: as a text editor counts them, 0 where it concerns the whole file. values: what the sentence names."""

    fault: Fault
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    def say(self, words: Words) -> str:
        """The sentence, with its line."""
        # The name of a column is itself a word of the catalogue.
        values = {key: words.say(text) if key == "column" else text for key, text in self.values.items()}
        said = words.say(self.fault.value, **values) if values else words.say(self.fault.value)
        return words.say(N_("Line %(line)s: %(said)s"), line=self.line, said=said) if self.line else said


def shortened(text: str) -> str:
    """What somebody wrote, as much as a sentence can bear."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 40 else f"{one_line[:39]}…"
