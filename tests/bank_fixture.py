"""A tiny bank for tests: one track of two topics, and question files that keep every rule until a test breaks one."""

from pathlib import Path
from typing import Any

import yaml

from server.domain.question import Question, QuestionFile

PHRASING = """\
criteria:
  - id: opening
    name: Opening
    asks: Does it begin with the point?
    weight: 2
    levels: [never at all, near the end, in the middle, after a run-up, at once]
    advice: Begin with the point.
"""

TRACK = """\
name: Kettles
about: Questions on boiling water.
domains:
  - {id: heat, name: Heat}
topics:
  - id: kettles
    name: Kettles
    subtopics:
      - {id: boiling, name: Boiling, domain: heat}
      - {id: pouring, name: Pouring, domain: heat}
  - id: tea
    name: Tea
    subtopics:
      - {id: leaves, name: Leaves, domain: heat}
exams:
  - {id: short-exam, name: The Short Exam, covers: essentials}
"""

COVERAGE = """\
coverage_id,list
kettles/boiling/01,topics
kettles/boiling/02,topics
tea/leaves/01,topics
essentials/01,essentials
model-answers/01,model-answers
"""

QUESTION = """\
covers: [kettles/boiling/01]
level: junior
split: train
ask: Why does water boil at a lower temperature on a mountain?
clarify: I mean the reason in terms of air pressure.
model_answer: >-
  Water boils when the pressure of its vapour reaches the pressure of the air around it. On a mountain there is less air
  above you, so that pressure is lower and the vapour catches up with it sooner. As a rule of thumb you lose about one
  degree for every three hundred metres that you climb. So at three thousand metres the kettle whistles at about ninety
  degrees, and waiting longer makes the water no hotter, because all further heat goes into steam. That matters when I
  make tea or cook eggs, since both depend on the temperature and not on the bubbles. A pressure cooker solves it by
  closing the lid and raising the pressure again. If I only had an open pot, I would simply let things cook for longer.
best_practice: Name the pressure of the air first.
lead_with: vapour-pressure
example: |
  boiling = 100 - 3000 / 300
  assert boiling == 90
key_points:
  - id: vapour-pressure
    says: Water boils when its vapour pressure equals the pressure around it.
    because: Everything else follows from it.
    spoken: Water boils when the pressure of its vapour reaches the pressure of the air around it.
    weight: 3
    depth: core
    cues: [it boils once vapour pushes as hard as the air, the vapour has to match the air]
    probe: What decides when a liquid boils?
  - id: less-air
    says: The air pressure is lower on a mountain.
    because: It is the cause that was asked for.
    spoken: >-
      On a mountain there is less air above you, so that pressure is lower and the vapour catches up with it sooner.
    weight: 2
    depth: core
    cues: [there's less air pressing down up there, thin air means low pressure]
    probe: What is different about the air up there?
  - id: one-degree
    says: About one degree is lost for every 300 metres.
    because: A number shows experience.
    spoken: As a rule of thumb you lose about one degree for every three hundred metres that you climb.
    weight: 1
    depth: deeper
    cues: [roughly a degree per three hundred metres, three degrees or so per kilometre]
    probe: By how much, roughly?
  - id: pressure-cooker
    says: A pressure cooker raises the boiling point again.
    because: It shows that the cause was understood.
    spoken: A pressure cooker solves it by closing the lid and raising the pressure again.
    weight: 1
    depth: expert
    cues: [close the lid to bring the pressure back, use a pressure cooker up there]
    probe: How would you cook beans up there?
misconceptions:
  - id: colder-air
    claims: It boils early because mountain air is cold.
    because: The temperature of the air has no part in it.
    cost: 2
    cues: [it's just colder up there, the cold makes it boil]
    probe: What if it were a hot day up there?
  - id: wait-longer
    claims: The water gets just as hot if you wait.
    because: All further heat goes into steam.
    cost: 1
    cues: [leave it on and it reaches a hundred, it only takes longer]
    probe: What would a thermometer show after ten minutes more?
  - id: thinner-water
    claims: Water itself is lighter on a mountain.
    because: Water is as dense up there as anywhere.
    cost: 1
    cues: [the water is thinner, water weighs less up high]
    probe: Would a litre weigh less?
vocabulary: [vapour pressure, altitude]
hints: [Think of the air., Think of what holds the vapour back.]
item:
  stem: Where does water boil first?
  options:
    - {text: At the top of a mountain, why: The pressure is lowest there., right: true}
    - {text: At the edge of the open sea, why: The pressure is high there.}
    - {text: Down in a deep mine, why: The pressure is highest there.}
    - {text: In a closed pressure pot, why: The lid raises the pressure., misconception: colder-air}
samples:
  - kind: strong
    text: The vapour has to push as hard as the air does. Up there the air pushes less, so you get there sooner.
    points: {vapour-pressure: covered, less-air: covered, one-degree: partial}
    phrasing: {opening: 4}
  - kind: partial
    text: Well, there's less air on a mountain, I think that has something to do with it.
    points: {less-air: covered}
    phrasing: {opening: 3}
  - kind: wrong
    text: Because it's freezing up there, obviously.
    held: [colder-air]
    phrasing: {opening: 2}
sources: ["https://example.org/boiling"]
"""


def write_bank(folder: Path, **questions: str) -> Path:
    """A bank in `folder`; each question is a file of kettles/boiling, named by its keyword (a_b is a-b.yaml)."""
    subtopic = folder / "kitchen" / "kettles" / "boiling"
    subtopic.mkdir(parents=True)
    (folder / "phrasing.yaml").write_text(PHRASING, encoding="utf-8")
    (folder / "kitchen" / "track.yaml").write_text(TRACK, encoding="utf-8")
    (folder / "kitchen" / "coverage.csv").write_text(COVERAGE, encoding="utf-8")
    for name, text in questions.items():
        (subtopic / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def question_fields(**changes: Any) -> dict[str, Any]:
    """The fields of a valid question file, with these changed."""
    return {**yaml.safe_load(QUESTION), **changes}


def a_question(question_id: str = "kettles/boiling/why", **changes: Any) -> Question:
    """A valid question with this id, with these fields changed."""
    return Question.model_validate(
        question_fields(**changes) | {"id": question_id, "track": "kitchen", "version": "0" * 12}
    )


def a_file(**changes: Any) -> QuestionFile:
    """A valid question file with these fields changed."""
    return QuestionFile.model_validate(question_fields(**changes))
