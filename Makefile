# For habit. The scripts do the work, and need no make. Arguments: make test ARGS="--filter TidyTests"
.PHONY: run test bench lint install
run test bench lint install:
	@scripts/$@ $(ARGS)
