"""Repositories: all of them, on one connection, inside one transaction."""

from sqlalchemy import Connection

from server.adapters.db.answers import Answers, Feedbacks, Grades
from server.adapters.db.attempts import Attempts
from server.adapters.db.documents import Documents
from server.adapters.db.events import Events, Moves
from server.adapters.db.interviews import Drafts, Interviews
from server.adapters.db.jobs import Jobs
from server.adapters.db.spending import Spending


class Repositories:
    def __init__(self, connection: Connection) -> None:
        self.interviews = Interviews(connection)
        self.events = Events(connection)
        self.moves = Moves(connection)
        self.answers = Answers(connection)
        self.grades = Grades(connection)
        self.feedbacks = Feedbacks(connection)
        self.attempts = Attempts(connection)
        self.jobs = Jobs(connection)
        self.drafts = Drafts(connection)
        self.documents = Documents(connection)
        self.spending = Spending(connection)
