"""The diagram of an interview's phases in Mermaid, from the table; `python -m tests.house.diagram` prints it."""

from server.domain.interview import TRANSITIONS, Mode, Phase


def diagram() -> str:
    """One arrow for each pair of phases, with the moves that lead along it; `*` marks those of practice only."""
    moves: dict[tuple[Phase, Phase], list[str]] = {}
    for (start, move), rule in TRANSITIONS.items():
        label = move if Mode.TIMED in rule.modes else f"{move}*"
        for end in Phase:
            if end in rule.to:
                moves.setdefault((start, end), []).append(label)
    arrows = [f"    {start} --> {end}: {', '.join(labels)}" for (start, end), labels in moves.items()]
    head = ["stateDiagram-v2", f"    [*] --> {Phase.ASKED}"]
    return "\n".join(["```mermaid", *head, *arrows, f"    {Phase.ENDED} --> [*]", "```"])


if __name__ == "__main__":
    print(diagram())
