"""Who is to know is told, over whatever reaches them; what does not arrive is said, and no secret with it."""

from __future__ import annotations

import json
import logging
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from pydantic import ValidationError

from orchestration import alerts
from orchestration.alerts import Alert, alert_about, send
from orchestration.cli import building
from orchestration.defs.sensors import failed_runs, warned_runs
from orchestration.home import ABANDONED
from orchestration.run import TOLD_BY_COMMAND_LINE, Outcome
from warehouse.settings import Settings
from warehouse.verdict import CheckResult, Verdict

SECRET = "token-geheim"
RED = CheckResult("keys_resolve", "dbt", "fct_events", "critical", passed=False, failing_rows=3, protects="joins")
AMBER = CheckResult("no_unit_is_silent", "great_expectations", "rpt", "warning", passed=False, failing_rows=2)
FAILED = Alert("failed", "run-1", "the home folder", "no space left on the device")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(alerts.time, "sleep", pauses.append)
    return pauses


class Receiver:
    """A web server that takes alerts, with the statuses it is to answer first."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.taken: list[dict[str, Any]] = []
        self.address = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.statuses.pop(0) if found.statuses else 200)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}/{SECRET}"
        yield found
        server.shutdown()


class MailServer:
    """A mail server of a dozen words."""

    def __init__(self) -> None:
        self.port = 0
        self.said: list[str] = []
        self.letters: list[EmailMessage] = []
        self.refuses = False

    def talk(self, read: Callable[[], bytes], write: Callable[[bytes], Any]) -> None:
        write(b"220 ready\r\n")
        while line := read().decode().strip():
            self.said.append(line)
            word = line.split()[0].upper()
            if word == "DATA":
                write(b"354 go on\r\n")
                letter = b""
                while (part := read()) != b".\r\n":
                    letter += part
                self.letters.append(message_from_bytes(letter, policy=policy.default))
                write(b"250 taken\r\n")
            elif word == "QUIT":
                write(b"221 bye\r\n")
                return
            elif word == "RCPT" and self.refuses:
                write(b"550 no such person\r\n")
            else:
                write(b"250 fine\r\n")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    found = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            found.talk(self.rfile.readline, self.wfile.write)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        found.port = server.server_address[1]
        yield found
        server.shutdown()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def by_webhook(settings: Settings, address: str, **others: Any) -> Settings:
    return Settings(home=settings.home, alert_webhook=address, **others)


def by_mail(settings: Settings, server: MailServer, **others: Any) -> Settings:
    given: dict[str, Any] = {
        "alert_email_to": "one@example.org, two@example.org",
        "alert_email_from": "fangzhi@example.org",
        "alert_smtp_host": "127.0.0.1",
        "alert_smtp_port": server.port,
        "alert_smtp_security": "none",
    }
    return Settings(home=settings.home, **{**given, **others})


class TestWhatIsTold:
    def test_a_failed_run_is_told_with_its_reason(self, settings: Settings) -> None:
        alert = alert_about(settings, "run-1", False, "no space left", None)
        assert alert is not None
        assert (alert.kind, alert.run_id) == ("failed", "run-1")
        assert "no space left" in alert.text

    def test_a_refused_release_is_told_with_the_checks_that_refused_it(self, settings: Settings) -> None:
        alert = alert_about(settings, "run-1", False, "long text", Verdict.of([RED, AMBER]))
        assert alert is not None
        assert (alert.kind, alert.checks) == ("refused", (RED,))
        assert "fct_events: keys_resolve, 3 rows" in alert.text

    def test_warnings_are_told_where_that_is_wanted(self, settings: Settings) -> None:
        verdict = Verdict.of([AMBER])
        assert alert_about(settings, "run-1", True, "", verdict) is None
        wanted = alert_about(Settings(home=settings.home, alert_warnings=True), "run-1", True, "", verdict)
        assert wanted is not None and wanted.kind == "warnings"

    def test_a_run_without_a_fault_is_not_told(self, settings: Settings) -> None:
        assert alert_about(Settings(home=settings.home, alert_warnings=True), "run-1", True, "", Verdict.of([])) is None

    def test_nothing_is_sent_where_nothing_is_configured(self, settings: Settings) -> None:
        assert send(settings, FAILED) == []


class TestWebhook:
    def test_an_alert_arrives_as_json(self, settings: Settings, receiver: Receiver) -> None:
        alert = Alert("refused", "run-1", "home", checks=(RED,))
        assert send(by_webhook(settings, receiver.address), alert) == []
        [body] = receiver.taken
        assert (body["kind"], body["run_id"], body["text"]) == ("refused", "run-1", alert.text)
        assert body["checks"] == [
            {"table": "fct_events", "name": "keys_resolve", "severity": "critical", "failing_rows": 3}
        ]

    def test_other_receivers_get_the_form_they_take(self, settings: Settings, receiver: Receiver) -> None:
        assert send(by_webhook(settings, receiver.address, alert_webhook_form="msgtype"), FAILED) == []
        assert receiver.taken == [{"msgtype": "text", "text": {"content": FAILED.text}}]

    def test_a_busy_receiver_is_asked_again(
        self, settings: Settings, receiver: Receiver, no_pauses: list[float]
    ) -> None:
        receiver.statuses = [503, 429]
        assert send(by_webhook(settings, receiver.address), FAILED) == []
        assert (len(receiver.taken), no_pauses) == (3, [1, 2])

    @pytest.mark.parametrize(("statuses", "asked"), [([400], 1), ([301], 1), ([503] * 9, 3)])
    def test_a_receiver_that_does_not_take_it_is_told_without_its_address(
        self, settings: Settings, receiver: Receiver, statuses: list[int], asked: int
    ) -> None:
        receiver.statuses = list(statuses)
        [fault] = send(by_webhook(settings, receiver.address), FAILED)
        assert f"answers {statuses[0]}" in fault
        assert SECRET not in fault
        assert len(receiver.taken) == asked

    @pytest.mark.parametrize("address", [f"http://127.0.0.1:1/{SECRET}", f"http://no-such-host.invalid/{SECRET}"])
    def test_a_receiver_out_of_reach_is_told_without_its_address(self, settings: Settings, address: str) -> None:
        [fault] = send(by_webhook(settings, address), FAILED)
        assert "cannot be reached" in fault
        assert SECRET not in fault

    def test_no_log_holds_the_address(
        self, settings: Settings, receiver: Receiver, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO):
            send(by_webhook(settings, receiver.address), FAILED)
        assert SECRET not in caplog.text

    def test_settings_show_no_secret(self, settings: Settings) -> None:
        configured = by_webhook(settings, f"https://example.org/{SECRET}", alert_smtp_password=SECRET)
        assert SECRET not in f"{configured!r} {configured.model_dump_json()}"
        with pytest.raises(ValidationError) as refused:
            by_webhook(settings, f"ftp://example.org/{SECRET}")
        assert SECRET not in refused.value.errors()[0]["msg"]


class TestMail:
    def test_an_alert_arrives_as_a_letter(self, settings: Settings, mail_server: MailServer) -> None:
        assert send(by_mail(settings, mail_server), FAILED) == []
        [letter] = mail_server.letters
        assert letter["To"] == "one@example.org, two@example.org"
        assert letter["From"] == "fangzhi@example.org"
        assert letter["Subject"] == FAILED.subject
        assert letter.get_content().splitlines() == FAILED.text.splitlines()
        assert sum(line.upper().startswith("RCPT") for line in mail_server.said) == 2

    def test_no_word_of_a_bulletin_becomes_a_line_of_the_letters_head(
        self, settings: Settings, mail_server: MailServer
    ) -> None:
        hostile = Alert("failed", "run-1", "home\r\nBcc: spy@example.org", "第1期\r\n.\r\nRCPT TO:<spy@example.org>")
        assert send(by_mail(settings, mail_server), hostile) == []
        [letter] = mail_server.letters
        assert letter["Bcc"] is None
        assert "RCPT TO:<spy@example.org>" in letter.get_content()
        assert not any("spy" in line for line in mail_server.said)

    def test_a_server_that_takes_no_letter_is_told(self, settings: Settings, mail_server: MailServer) -> None:
        mail_server.refuses = True
        [fault] = send(by_mail(settings, mail_server), FAILED)
        assert "did not take the alert" in fault

    def test_a_letter_is_not_sent_in_the_clear_where_that_is_not_wanted(
        self, settings: Settings, mail_server: MailServer
    ) -> None:
        [fault] = send(by_mail(settings, mail_server, alert_smtp_security="starttls"), FAILED)
        assert "did not take the alert" in fault
        assert mail_server.letters == []

    def test_a_password_needs_an_encrypted_connection(self, settings: Settings, mail_server: MailServer) -> None:
        with pytest.raises(ValidationError, match="encrypted"):
            by_mail(settings, mail_server, alert_smtp_user="fangzhi", alert_smtp_password=SECRET)

    def test_one_way_out_of_order_does_not_close_the_other(self, settings: Settings, mail_server: MailServer) -> None:
        [fault] = send(by_mail(settings, mail_server, alert_webhook="http://127.0.0.1:1/x"), FAILED)
        assert "webhook" in fault
        assert len(mail_server.letters) == 1


@dg.op
def breaks() -> None:
    raise ValueError("the disk is full")


@dg.op
def works() -> None:
    pass


@dg.job(name="breaks")
def breaking() -> None:
    breaks()


@dg.job(name="build_warehouse")
def working() -> None:
    works()


class TestSensors:
    def ended(self, job: dg.JobDefinition, sensor: dg.SensorDefinition, **tags: str) -> None:
        """Run the job, and have the sensor look at what came of it."""
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
            context = dg.build_run_status_sensor_context(
                sensor_name=sensor.name,
                dagster_instance=instance,
                dagster_run=result.dagster_run,
                dagster_event=result.get_run_success_event() if result.success else result.get_run_failure_event(),
            )
            sensor(context.for_run_failure() if not result.success else context)

    def test_a_failed_run_of_the_web_interface_is_told(self, settings: Settings, receiver: Receiver) -> None:
        self.ended(breaking, failed_runs(by_webhook(settings, receiver.address)))
        [body] = receiver.taken
        assert (body["kind"], body["reason"].strip()) == ("failed", "ValueError: the disk is full")

    def test_a_run_that_the_command_line_tells_is_not_told_again(self, settings: Settings, receiver: Receiver) -> None:
        self.ended(breaking, failed_runs(by_webhook(settings, receiver.address)), **{TOLD_BY_COMMAND_LINE: "true"})
        assert receiver.taken == []

    def test_a_run_of_the_command_line_that_was_killed_is_told_by_the_sensor(
        self, settings: Settings, receiver: Receiver
    ) -> None:
        sensor = failed_runs(by_webhook(settings, receiver.address))
        with dg.DagsterInstance.ephemeral() as instance:
            run = instance.create_run_for_job(breaking, tags={TOLD_BY_COMMAND_LINE: "true"})
            event = instance.report_run_failed(run, ABANDONED)
            context = dg.build_run_status_sensor_context(
                sensor_name=sensor.name, dagster_instance=instance, dagster_run=run, dagster_event=event
            )
            sensor(context.for_run_failure())
        assert receiver.taken[0]["reason"] == ABANDONED

    def test_a_receiver_out_of_order_does_not_fail_the_sensor(self, settings: Settings) -> None:
        self.ended(breaking, failed_runs(by_webhook(settings, "http://127.0.0.1:1/x")))

    def test_warnings_of_a_published_release_are_told(
        self, settings: Settings, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("orchestration.defs.sensors.recorded_verdict", lambda *_: Verdict.of([AMBER]))
        configured = by_webhook(settings, receiver.address, alert_warnings=True)
        self.ended(working, warned_runs(configured))
        assert [body["kind"] for body in receiver.taken] == ["warnings"]
        assert warned_runs(configured).default_status == dg.DefaultSensorStatus.RUNNING
        assert warned_runs(settings).default_status == dg.DefaultSensorStatus.STOPPED


def test_the_command_line_alerts_and_says_what_did_not_arrive(
    settings: Settings, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = Outcome("run-1", False, 1.0, {}, {}, Verdict.of([RED]), None)
    building._alert(by_webhook(settings, receiver.address), outcome)
    assert (receiver.taken[0]["kind"], capsys.readouterr().err) == ("refused", "")
    building._alert(by_webhook(settings, f"http://127.0.0.1:1/{SECRET}"), outcome)
    said = capsys.readouterr().err
    assert "no alert arrived: the webhook cannot be reached" in said and SECRET not in said
