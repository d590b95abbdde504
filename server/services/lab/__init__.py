"""The lab: graders measured against marked answers, runs compared, and the gate that a rubric or prompt must pass."""
