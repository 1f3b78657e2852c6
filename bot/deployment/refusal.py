"""A provider that does not do what it is asked."""


class ProviderRefusal(Exception):  # noqa: N818 - a state of the provider
    """The provider refuses or does not answer; `mend` says what to do, and neither text holds a secret."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(f"{found}; {mend}")
        self.found, self.mend = found, mend
