"""Bank: tracks, topics, questions, and which question comes next (seed and history are arguments)."""

import difflib
import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pydantic import Field, model_validator

from server.domain.question import Level, Question, require_known
from server.domain.rubric import (
    PhrasingCriterion,
    Prose,
    Rubric,
    Sentence,
    Slug,
    require_unique,
)
from server.domain.value import Value, Written
from server.errors import Invalid, NotFound


class Subtopic(Written):
    id: Slug
    name: Sentence
    domain: Slug = Field(description="the exam domain that its items belong to")


class Topic(Written):
    id: Slug
    name: Sentence
    subtopics: tuple[Subtopic, ...] = Field(min_length=1)


class Domain(Written):
    """One domain of the certification-style exams."""

    id: Slug
    name: Sentence


class ReadyExam(Written):
    """A ready-made exam: every question that covers an id of this coverage list."""

    id: Slug
    name: Sentence
    covers: Slug


class Track(Written):
    """track.yaml: name, topics and subtopics in order, exam domains, ready-made exams."""

    name: Sentence
    about: Sentence
    domains: tuple[Domain, ...] = Field(min_length=1)
    topics: tuple[Topic, ...] = Field(min_length=1)
    exams: tuple[ReadyExam, ...] = ()
    essentials: Slug | None = Field(default=None, description="the coverage list whose questions are the essentials")
    sample: tuple[str, ...] = Field(default=(), max_length=3, description="the questions of the sample interview")

    @model_validator(mode="after")
    def _names_agree(self) -> "Track":
        domains = [d.id for d in self.domains]
        require_unique("domains", domains)
        require_unique("topics", [t.id for t in self.topics])
        for topic in self.topics:
            require_unique(f"topics.{topic.id}.subtopics", [s.id for s in topic.subtopics])
            require_known(f"topics.{topic.id}.subtopics.domain", [s.domain for s in topic.subtopics], domains)
        return self


def draw(
    questions: Sequence[Question], count: int, seed: int, asked: Mapping[str, datetime] | None = None
) -> tuple[Question, ...]:
    """`count` of these questions, spread over topics, the same for the same seed and history.

    Takes one question from each topic in turn (topics and questions shuffled by the seed), so that five
    questions over eight topics are five topics; within a topic, subtopics are visited before any repeats.
    What was `asked` before comes after what was not, the longest ago first.
    """
    long_ago = datetime.min.replace(tzinfo=UTC)
    history = asked or {}
    by_topic: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda q: q.id):
        by_topic.setdefault(question.topic, []).append(question)
    shuffler = random.Random(hashlib.sha256(str(seed).encode()).digest())
    shuffled = [shuffler.sample(pile, len(pile)) for _, pile in sorted(by_topic.items())]
    piles = [_subtopics_in_turn(sorted(pile, key=lambda q: history.get(q.id, long_ago))) for pile in shuffled]
    shuffler.shuffle(piles)
    rounds = max((len(pile) for pile in piles), default=0)
    in_turn = [pile[depth] for depth in range(rounds) for pile in piles if depth < len(pile)]
    return tuple(in_turn[:count])


def _subtopics_in_turn(pile: list[Question]) -> list[Question]:
    seen: dict[str, int] = {}
    place: dict[str, int] = {}
    for question in pile:
        place[question.id] = seen.get(question.subtopic, 0)
        seen[question.subtopic] = place[question.id] + 1
    return sorted(pile, key=lambda q: place[q.id])


class Pinned(Value):
    """All of a question that an interview and its grades depend on, as it was when the interview was made."""

    rubric: Rubric
    topic: str = Field(description="the topic's name, as shown")
    clarify: Prose
    hints: tuple[Sentence, ...]
    best_practice: Sentence


class Bank(Value):
    """Every track with its questions, and the phrasing criteria they share."""

    tracks: dict[Slug, Track]
    questions: dict[str, Question] = Field(description="by question id")
    criteria: tuple[PhrasingCriterion, ...]

    def track(self, track_id: str) -> Track:
        """The track with this id; NotFound where there is none."""
        if track_id not in self.tracks:
            raise NotFound(f"track: expected one of {_listed(self.tracks)}, got {track_id!r}.")
        return self.tracks[track_id]

    def question(self, question_id: str) -> Question:
        """The question with this id; NotFound, with the nearest ids, where there is none."""
        if question_id not in self.questions:
            near = difflib.get_close_matches(question_id, self.questions, n=3, cutoff=0.4)
            hint = f" Did you mean {_listed(near)}?" if near else " `viva bank list` shows them all."
            raise NotFound(f"question: no question has the id {question_id!r}.{hint}")
        return self.questions[question_id]

    def rubric(self, question_id: str) -> Rubric:
        """What an answer to this question is graded against."""
        question = self.question(question_id)
        return Rubric(
            question_id=question.id,
            version=question.version,
            ask=question.ask,
            model_answer=question.model_answer,
            lead_with=question.lead_with,
            key_points=question.key_points,
            misconceptions=question.misconceptions,
            vocabulary=question.vocabulary,
            criteria=self.criteria,
        )

    def pinned(self, question_id: str) -> Pinned:
        """What an interview keeps of this question."""
        question = self.question(question_id)
        names = {topic.id: topic.name for topic in self.track(question.track).topics}
        return Pinned(
            rubric=self.rubric(question_id),
            topic=names[question.topic],
            clarify=question.clarify,
            hints=question.hints,
            best_practice=question.best_practice,
        )

    def essentials(self, track_id: str) -> tuple[Question, ...]:
        """The questions that cover the track's list of essentials; none where it names no list."""
        wanted = self.track(track_id).essentials
        return tuple(
            q
            for q in self.questions.values()
            if q.track == track_id and any(one.rpartition("/")[0] == wanted for one in q.covers)
        )

    def sample(self, track_id: str) -> tuple[Question, ...]:
        """The questions of the track's sample interview."""
        return tuple(self.questions[one] for one in self.track(track_id).sample if one in self.questions)

    def within(self, track_id: str, topics: Sequence[str] = (), level: Level | None = None) -> tuple[Question, ...]:
        """The questions of a track under these topics or `topic/subtopic` paths (all where none is named).

        Invalid, naming the nearest topics, where a topic is unknown; Invalid where nothing is left.
        """
        track = self.track(track_id)
        known = [t.id for t in track.topics] + [f"{t.id}/{s.id}" for t in track.topics for s in t.subtopics]
        for topic in topics:
            if topic not in known:
                near = difflib.get_close_matches(topic, known, n=3, cutoff=0.4) or [t.id for t in track.topics]
                raise Invalid(
                    f"topics: expected a topic of the track {track_id!r}, got {topic!r}. Did you mean {_listed(near)}?",
                    field="topics",
                )
        found = tuple(
            q
            for q in self.questions.values()
            if q.track == track_id
            and (level is None or q.level == level)
            and (not topics or any(q.id.startswith(f"{topic}/") for topic in topics))
        )
        if not found:
            wanted = f"level {level}" if level else "these topics"
            raise Invalid(f"topics: no question matches {wanted}. Choose another level or more topics.", field="topics")
        return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
