"""Values and rules: no await, no clock, no random, no I/O."""
