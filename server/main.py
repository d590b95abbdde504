"""The roof: reads the settings, builds every wing and joins them. The only place that knows all of them."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fastapi import FastAPI

from server.adapters.bus.memory import MemoryBus
from server.adapters.clock import SystemClock
from server.adapters.db.store import SqliteStore, open_store
from server.adapters.files import load_bank, shipped
from server.adapters.recall import FsrsRecall
from server.api.app import application
from server.api.deps import Services
from server.api.guard import Access
from server.api.schema import GraderOut
from server.api.seats import Seats
from server.domain.bank import Bank
from server.errors import Misconfigured
from server.graders.embedded import EmbeddedGrader
from server.graders.template import TemplateFeedbackWriter
from server.ports import Caps, Clock, Payer, Prompt, Store
from server.protocol import Close
from server.services.conductor import Conductor
from server.services.grading import AT_ONCE, Desk, Grading
from server.services.interviews import Interviews
from server.services.progress import Progress
from server.services.reports import Reports
from server.settings import SHORTEST_KEY, Settings

if TYPE_CHECKING:
    from server.adapters.llm.breaker import GuardedModel

OPENAI = "https://api.openai.com/v1"

PATIENCE = {"hosted": (90.0, 60.0), "local": (600.0, 300.0)}
"""Seconds for all calls of one grade, and for the feedback, by VIVA_LLM_PROFILE."""

HOSTED_AT_ONCE = 300
"""Jobs at once where they only wait for a model: as many as one core streams without falling behind."""

ABOUT_EMBEDDED = (
    "The embedded grader works offline. It estimates which key points an answer mentions; "
    "it cannot judge statements that it does not know, and it says when it is unsure."
)
ABOUT_MODEL = (
    "A language model gives a verdict with a quote for each key point; Viva checks every quote and does the sums."
)


class Graders(NamedTuple):
    """The graders by name, the chosen one first, and the model behind it where there is one.

    `paid_by` says for whom calls to the model are; without caps nobody asks.
    """

    desks: dict[str, Desk]
    model: "GuardedModel | None"
    prompts: Mapping[str, Prompt]
    paid_by: Callable[[Payer], AbstractContextManager[object]] = nullcontext

    @property
    def chosen(self) -> str:
        return next(iter(self.desks))

    def about(self) -> GraderOut:
        """The grader that grades now, for people."""
        grader = self.desks[self.chosen].grader
        if self.model is None:
            return GraderOut(name="embedded", version=grader.version, live=True, about=ABOUT_EMBEDDED)
        return GraderOut(
            name="llm",
            version=grader.version,
            model=self.model.name,
            live=not self.model.breaker.is_open,
            about=ABOUT_MODEL,
        )


class House(NamedTuple):
    """Everything, built and joined. Close the store and the model when done with it."""

    settings: Settings
    bank: Bank
    store: SqliteStore
    graders: Graders
    grading: Grading
    services: Services
    access: Access

    async def close(self) -> None:
        if self.graders.model is not None:
            await self.graders.model.close()
        await self.store.close()


def build_bank(settings: Settings) -> Bank:
    """The bank of questions. Misconfigured, naming file and line, where it cannot be served."""
    return load_bank(settings.rubrics_dir or shipped("rubrics"))


def build_graders(settings: Settings, clock: Clock, id_key: bytes | None = None, store: Store | None = None) -> Graders:
    """The chosen grader first; the embedded one is always there, for estimates.

    `id_key` hides the key points' ids from the model; the same key keeps prompts the same, so that they are cached.
    `store` holds the ledger of tokens; caps do not bind a grader without one.
    """
    embedded = Desk(EmbeddedGrader(), TemplateFeedbackWriter())
    if not settings.uses_model:
        return Graders({"embedded": embedded}, None, {})
    return _with_model(settings, clock, id_key, embedded, store)


def _with_model(settings: Settings, clock: Clock, id_key: bytes | None, embedded: Desk, store: Store | None) -> Graders:
    # Imported here, because who has no model need not wait for a tenth of a second of it at every start.
    from server.adapters.llm.breaker import GuardedModel
    from server.adapters.llm.clocks import HOSTED, LOCAL_MODEL
    from server.adapters.llm.metered import MeteredModel
    from server.adapters.llm.openai import OpenAIChatModel
    from server.adapters.prompts import load_prompts
    from server.graders.llm import LanguageModelGrader
    from server.graders.prose import ModelFeedbackWriter

    prompts = load_prompts(settings.prompts_dir or shipped("prompts"))
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key is not None else "none"
    assert settings.llm_model is not None, "read_settings requires it"
    model = GuardedModel(
        OpenAIChatModel(
            base_url=settings.llm_base_url or OPENAI,
            api_key=key,
            model=settings.llm_model,
            clocks=LOCAL_MODEL if settings.llm_profile == "local" else HOSTED,
            clock=clock,
            schema_prompt=prompts["schema"],
        ),
        clock,
    )
    caps = caps_of(settings)
    metered = MeteredModel(model, store, clock, caps) if store is not None and caps != Caps() else None
    asked = metered or model
    answer_seconds, prose_seconds = PATIENCE[settings.llm_profile]
    desk = Desk(
        LanguageModelGrader(
            asked, prompts, clock, answer_seconds=answer_seconds, id_key=id_key, ask_again=settings.llm_ask_again
        ),
        ModelFeedbackWriter(asked, prompts, embedded.writer, clock, seconds=prose_seconds),
    )
    paid_by = metered.paid_by if metered is not None else nullcontext
    return Graders({"llm": desk, "embedded": embedded}, model, prompts, paid_by)


def caps_of(settings: Settings) -> Caps:
    """The caps on the model's tokens."""
    return Caps(
        answer=settings.answer_token_cap, person_day=settings.person_daily_token_cap, day=settings.daily_token_cap
    )


def jobs_at_once(settings: Settings) -> int:
    """A hosted model serves everybody at once, so nobody's feedback waits for another's; this machine cannot."""
    return HOSTED_AT_ONCE if settings.uses_model and settings.llm_profile == "hosted" else AT_ONCE


def build(settings: Settings, clock: Clock | None = None) -> House:
    """The whole house, not yet living: `living` starts its background work.

    Misconfigured, naming setting and value, for a bad bank, a folder that cannot be written, a database in use.
    """
    clock = clock or SystemClock()
    bank = build_bank(settings)
    access = build_access(settings)
    store = open_store(settings.database)
    try:
        id_key = hashlib.sha256(b"ids of key points" + access.key.encode()).digest()
        graders = build_graders(settings, clock, id_key, store)
    except BaseException:
        store.shut()
        raise
    recall = FsrsRecall()
    bus = MemoryBus()
    at_once = jobs_at_once(settings)
    grading = Grading(store, bus, clock, graders.desks, new_id, at_once=at_once, paid_by=graders.paid_by)
    services = Services(
        bank=bank,
        interviews=Interviews(store, bank, recall, clock, new_id, lambda: secrets.randbelow(2**31)),
        conductor=Conductor(store, bus, clock, new_id, graders.chosen, grading.hurry),
        reports=Reports(store),
        progress=Progress(store, bank, recall, clock),
        bus=bus,
        clock=clock,
        seats=Seats(Close.OPENED_ELSEWHERE),
        epoch=store.epoch,
        version=version("viva"),
        grader=graders.about,
    )
    return House(settings, bank, store, graders, grading, services, access)


@asynccontextmanager
async def living(house: House) -> AsyncGenerator[None, None]:
    """The house with its background work: grading goes on until this is left, then all is closed."""
    prompts = house.graders.prompts.values()
    if prompts:
        await house.store.write(
            lambda repos: [repos.documents.put("prompt", p.name, p.version, p.text) for p in prompts]
        )
    work = asyncio.create_task(house.grading.run(), name="grading")
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await house.close()


def create_app(house: House) -> FastAPI:
    """The ASGI application of a built house; it lives as long as the application runs."""
    return application(house.services, house.access, shipped("web"), lambda: living(house))


def build_access(settings: Settings) -> Access:
    """Who may come in; the access key is made once and kept beside the database, readable by its owner only."""
    key = settings.access_key.get_secret_value() if settings.access_key is not None else _kept_key(settings)
    return Access(is_loopback(settings.host), key, frozenset(settings.allowed_hosts))


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def new_id() -> str:
    """An id that cannot be guessed: 24 hex digits, 96 bits; never begins like an option of a command."""
    return secrets.token_hex(12)


def _long_enough(key: str, path: Path) -> str:
    """An empty file, which a full disk leaves behind, would let everybody in."""
    if len(key) < SHORTEST_KEY:
        raise Misconfigured(
            f"{path}: expected an access key of at least {SHORTEST_KEY} characters, got {len(key)}. "
            "Delete the file, and Viva makes a new key at its next start."
        )
    return key


def _kept_key(settings: Settings) -> str:
    path = settings.data_dir.expanduser() / "access-key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            return _long_enough(path.read_text().strip(), path)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            key = secrets.token_urlsafe(18)
            out.write(key + "\n")
            return key
    except OSError as error:
        raise Misconfigured(
            f"VIVA_DATA_DIR: expected a folder that can be written, got {path.parent} ({error.strerror}). "
            "Change its permissions, or set VIVA_DATA_DIR or VIVA_ACCESS_KEY."
        ) from error
