"""What is said of a parameter of the address that cannot be used."""


class BadParameter(ValueError):
    """A parameter of the address that cannot be used. parameter, given and allowed say which and what would do."""

    def __init__(self, parameter: str, given: str, allowed: str) -> None:
        super().__init__(f"{parameter}={given!r}: allowed is {allowed}")
        self.parameter = parameter
        self.given = given
        self.allowed = allowed
