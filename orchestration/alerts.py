"""Telling a person that a run failed, was refused or has warnings: by webhook and by e-mail, where configured."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Literal

import httpx

from warehouse.settings import Settings
from warehouse.verdict import CheckResult, Verdict

Kind = Literal["failed", "refused", "warnings"]

SECONDS = 10.0
"""What a webhook or mail server is given for each step."""

ATTEMPTS = 3
LISTED = 10
LONGEST_REASON = 1_000

_SUBJECTS: dict[Kind, str] = {
    "failed": "a build failed",
    "refused": "a release was refused",
    "warnings": "a release was published with warnings",
}
_WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Alert:
    """What a person is told about a run."""

    kind: Kind
    run_id: str
    home: str
    reason: str = ""
    checks: tuple[CheckResult, ...] = ()

    @property
    def subject(self) -> str:
        """One line."""
        return f"Fangzhi: {_SUBJECTS[self.kind]} ({_line(self.home)})"

    @property
    def text(self) -> str:
        """All of it, for a person."""
        lines = [self.subject, f"Run {self.run_id}"]
        if self.reason:
            lines.append(self.reason[:LONGEST_REASON])
        lines += [f"- {one.severity}: {one.table}: {one.name}, {one.failing_rows} rows" for one in self.checks[:LISTED]]
        if len(self.checks) > LISTED:
            lines.append(f"… and {len(self.checks) - LISTED} more: see audit.checks")
        return "\n".join(lines)


def alert_about(settings: Settings, run_id: str, success: bool, reason: str, verdict: Verdict | None) -> Alert | None:
    """What is worth telling about a finished run; None where nothing is."""
    home = str(settings.home)
    if not success:
        if verdict is not None and verdict.refused:
            return Alert("refused", run_id, home, checks=verdict.failed_critical)
        return Alert("failed", run_id, home, reason or "for a reason that Dagster did not tell")
    if settings.alert_warnings and verdict is not None and verdict.failed_warnings:
        return Alert("warnings", run_id, home, checks=verdict.failed_warnings)
    return None


def send(settings: Settings, alert: Alert) -> list[str]:
    """Send the alert every way that is configured; returns why it did not arrive, without any secret."""
    faults: list[str] = []
    if settings.alert_webhook is not None:
        faults += _tried(lambda: _post(settings, alert), "the webhook")
    if settings.alert_email_to:
        faults += _tried(lambda: _mail(settings, alert), f"the mail server {settings.alert_smtp_host}")
    return faults


class _NotTaken(Exception):
    """The other side answered, and did not take the alert."""

    def __init__(self, answer: str, passing: bool) -> None:
        super().__init__(answer)
        self.passing = passing


def _tried(deliver: Callable[[], None], receiver: str) -> list[str]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            deliver()
            return []
        except _NotTaken as fault:
            told, passing = f"{receiver} did not take the alert: {fault}", fault.passing
        except (httpx.TransportError, OSError) as fault:
            # Their own words may hold the address, which is a secret where a token is part of it.
            told, passing = f"{receiver} cannot be reached: {type(fault).__name__}", True
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            told, passing = f"{receiver} cannot be asked: {type(fault).__name__}", False
        if not passing or attempt == ATTEMPTS:
            return [told]
        time.sleep(2 ** (attempt - 1))
    raise AssertionError("the last attempt returns")


def webhook_body(alert: Alert, form: str) -> dict[str, Any]:
    """What is posted.

    >>> webhook_body(Alert("failed", "1", "data", "no space"), "msgtype")["msgtype"]
    'text'
    """
    if form == "msgtype":
        return {"msgtype": "text", "text": {"content": alert.text}}
    return {
        "text": alert.text,
        "kind": alert.kind,
        "run_id": alert.run_id,
        "home": alert.home,
        "reason": alert.reason[:LONGEST_REASON],
        "checks": [
            {"table": one.table, "name": one.name, "severity": one.severity, "failing_rows": one.failing_rows}
            for one in alert.checks
        ],
    }


def _post(settings: Settings, alert: Alert) -> None:
    assert settings.alert_webhook is not None
    # httpx logs each address that it asks, with the token that is part of it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
        answer = client.post(
            settings.alert_webhook.get_secret_value(), json=webhook_body(alert, settings.alert_webhook_form)
        )
    if not answer.is_success:
        raise _NotTaken(f"it answers {answer.status_code}", answer.status_code in _WORTH_ANOTHER_TRY)


def _mail(settings: Settings, alert: Alert) -> None:
    message = EmailMessage()
    message["Subject"] = _line(alert.subject)
    message["From"] = settings.alert_email_from or settings.alert_email_to[0]
    message["To"] = ", ".join(settings.alert_email_to)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(alert.text)
    try:
        with _connected(settings) as server:
            if settings.alert_smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.alert_smtp_user:
                password = settings.alert_smtp_password
                server.login(settings.alert_smtp_user, password.get_secret_value() if password else "")
            server.send_message(message)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as fault:
        raise _NotTaken(f"it answers {fault.smtp_code}", 400 <= fault.smtp_code < 500) from None
    except smtplib.SMTPException as fault:
        raise _NotTaken(type(fault).__name__, passing=False) from None


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port = settings.alert_smtp_host, settings.alert_smtp_port
    if settings.alert_smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=SECONDS, local_hostname=socket.gethostname() or "localhost")


def _line(text: str) -> str:
    return " ".join(text.split())
