"""What a site asks of programs that visit it (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

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
    cannot be had for now permits nothing for now. The longest rule that fits decides; ``*`` within a path stands for
    anything, ``$`` at its end for the address's end.
    """

    def __init__(self, agent: str, ask: Callable[[str], Answer]) -> None:
        self._agent = agent.partition("/")[0]
        self._ask = ask
        self._sites: dict[str, Protego] = {}

    def require(self, url: str) -> float:
        """The pause in seconds that the site wishes for; Unobtainable where the address is not to be visited."""
        rules = self._rules(url)
        if not rules.can_fetch(url, self._agent):
            raise Unobtainable(f"the site's robots.txt asks programs not to fetch this address; {_OVERRULE}")
        return min(rules.crawl_delay(self._agent) or 0.0, LONGEST_PAUSE)

    def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            status, text = self._ask(f"{site}/robots.txt")
            if not (status == 200 or 400 <= status < 500):
                raise Unobtainable(f"the site's robots.txt cannot be had: the server answers {status}", passing=True)
            self._sites[site] = Protego.parse(text.decode("utf-8-sig", "replace") if status == 200 else "")
        return self._sites[site]
