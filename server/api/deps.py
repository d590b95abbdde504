"""Services: what the doors are given, by constructor; no route reaches for anything else."""

from collections.abc import Callable
from typing import NamedTuple

from server.api.schema import GraderOut
from server.api.seats import Seats
from server.domain.bank import Bank
from server.ports import Clock, EventBus
from server.services.conductor import Conductor
from server.services.interviews import Interviews
from server.services.progress import Progress
from server.services.reports import Reports

LOCAL_PERSON = "local"
"""The one person of the local mode, who has every role."""


class Services(NamedTuple):
    bank: Bank
    interviews: Interviews
    conductor: Conductor
    reports: Reports
    progress: Progress
    bus: EventBus
    clock: Clock
    seats: Seats
    epoch: str
    version: str
    grader: Callable[[], GraderOut]
