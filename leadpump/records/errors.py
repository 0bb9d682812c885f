"""What can go wrong with a record, in words for the person who asked."""


class RecordsError(Exception):
    """What was attempted, why it was not done, what to do."""


class NotFound(RecordsError):
    """No such account, site or key."""


class NameTaken(RecordsError):
    """An account or a site has that name already."""
