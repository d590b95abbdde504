"""Tracks over HTTP: the topic tree with how many questions stand under each branch."""

from collections import Counter

from fastapi import APIRouter

from server.api.deps import Services
from server.api.schema import SubtopicOut, TopicOut, TrackOut
from server.domain.bank import Bank


def router(services: Services) -> APIRouter:
    routes = APIRouter(prefix="/api/tracks", tags=["tracks"])
    tracks = [_out(services.bank, track_id) for track_id in services.bank.tracks]

    @routes.get("")
    async def all_tracks() -> list[TrackOut]:
        return tracks

    return routes


def _out(bank: Bank, track_id: str) -> TrackOut:
    track = bank.track(track_id)
    questions = bank.within(track_id)
    places = Counter(place for q in questions for place in (q.topic, f"{q.topic}/{q.subtopic}"))
    levels = Counter(q.level for q in questions)
    return TrackOut(
        id=track_id,
        name=track.name,
        about=track.about,
        questions=len(questions),
        levels=dict(levels),
        essentials=len(bank.essentials(track_id)),
        sample=len(bank.sample(track_id)),
        topics=tuple(
            TopicOut(
                id=topic.id,
                name=topic.name,
                questions=places[topic.id],
                subtopics=tuple(
                    SubtopicOut(id=sub.id, name=sub.name, questions=places[f"{topic.id}/{sub.id}"])
                    for sub in topic.subtopics
                ),
            )
            for topic in track.topics
        ),
    )
