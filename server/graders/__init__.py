"""Graders and feedback writers: what judges an answer, and what puts the judgement into words."""
