# make: the same errands for fingers that type make; each one forwards to ./dev (arguments: `make test ARGS="-k chat"`).
.PHONY: run test check fix web bench shots
run test check fix web bench shots:
	@./dev $@ $(ARGS)
