"""Repositories: all of them, on one connection, inside one transaction."""

from functools import cached_property

from sqlalchemy import Connection

from server.adapters.db.answers import Answers, Feedbacks, Grades
from server.adapters.db.documents import Documents
from server.adapters.db.events import Events, Moves
from server.adapters.db.interviews import Drafts, Interviews
from server.adapters.db.jobs import Jobs


class Repositories:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def interviews(self) -> Interviews:
        return Interviews(self._connection)

    @cached_property
    def events(self) -> Events:
        return Events(self._connection)

    @cached_property
    def moves(self) -> Moves:
        return Moves(self._connection)

    @cached_property
    def answers(self) -> Answers:
        return Answers(self._connection)

    @cached_property
    def grades(self) -> Grades:
        return Grades(self._connection)

    @cached_property
    def feedbacks(self) -> Feedbacks:
        return Feedbacks(self._connection)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self._connection)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self._connection)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self._connection)
