"""What a site asks of programs that visit it (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ingestion.sources.origin import Unobtainable

MAX_BYTES = 512 * 1024
"""What is read of a robots.txt; RFC 9309 asks for 500 KiB at least."""

LONGEST_PAUSE = 60.0
"""Seconds between two requests beyond which a site's wish is not followed, so that no site holds up a run."""

_OVERRULE = "set respect_robots = false for this source if the site's owner permits it"

Answer = tuple[int, bytes]
"""A server's status and the beginning of what it sent."""


class Robots:
    """The wishes of each site, asked for once.

    As RFC 9309 has it, a site that has no robots.txt (an answer of 4xx) permits everything, and one whose robots.txt
    cannot be had for now permits nothing for now. Rules are read as Python's standard library reads them: the first
    that fits decides, and ``*`` within a path stands for itself.
    """

    def __init__(self, agent: str, ask: Callable[[str], Answer]) -> None:
        self._agent = agent.partition("/")[0]
        self._ask = ask
        self._sites: dict[str, RobotFileParser] = {}

    def require(self, url: str) -> float:
        """The pause in seconds that the site wishes for; Unobtainable where the address is not to be visited."""
        try:
            rules = self._rules(url)
            permitted = rules.can_fetch(self._agent, url)
            pause = rules.crawl_delay(self._agent)
        except ValueError as error:  # a number of a thousand digits, an address that is none
            raise Unobtainable(f"the site's robots.txt cannot be understood: {error}; {_OVERRULE}") from error
        if not permitted:
            raise Unobtainable(f"the site's robots.txt asks programs not to fetch this address; {_OVERRULE}")
        return float(min(int(pause or 0), LONGEST_PAUSE))

    def _rules(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            status, text = self._ask(f"{site}/robots.txt")
            if not (status == 200 or 400 <= status < 500):
                raise Unobtainable(f"the site's robots.txt cannot be had: the server answers {status}", passing=True)
            rules = RobotFileParser()
            rules.parse(text.decode("utf-8-sig", "replace").splitlines() if status == 200 else [])
            self._sites[site] = rules
        return self._sites[site]
