# Wattoken: every task of the repository. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Larger test cases lie in a folder beside the clone; without it their tests are skipped.
WATTOKEN_SHARED ?= $(abspath $(wildcard ../shared))
ifneq ($(strip $(WATTOKEN_SHARED)),)
override WATTOKEN_SHARED := $(abspath $(WATTOKEN_SHARED))
export WATTOKEN_SHARED
else
unexport WATTOKEN_SHARED
endif

WATTOKEN := .build/release/wattoken

.PHONY: help setup swift build demo test lint format bench chaos notebooks fresh soak venv clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install the Debian packages that are missing (as root or with sudo)
	@scripts/setup.sh scripts/debian-packages.txt

swift:
	@scripts/check-swift.sh

build: swift ## build the release program
	swift build -c release

demo: setup build ## set up, build, solve the reference day, write its report to out/demo
	$(WATTOKEN) solve Datasets/scenarios/east-west-day --report out/demo
	@scripts/show-report.sh out/demo

test: setup swift ## set up and run every test on the release build that demo shares
	@scripts/verifier.sh
	@scripts/test.sh

lint: swift ## check the format of all Swift files
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format: swift ## format all Swift files in place
	swift format format --in-place --recursive --parallel Package.swift Sources Tests

soak: setup swift ## the tests in debug, with the thread and with the address sanitizer; valgrind; fuzzing
	@scripts/setup.sh scripts/debian-packages-tools.txt
	@scripts/verifier.sh
	@scripts/soak.sh

bench: setup build ## time the reference instances beside HiGHS and CLP, score the forecasts beside their peers
	@scripts/bench.sh $(ARGS)

chaos: setup build ## kill the service 1000 times while clients submit; set its clock, fill its disk; fail each call of the log; the stores' kills, the registry's random walks
	@scripts/setup.sh scripts/debian-packages-tools.txt
	scripts/chaos.py $(ARGS)
	scripts/surroundings.py
	scripts/chaos-log.py
	WATTOKEN_STORE_KILLS=1000 WATTOKEN_WORKER_KILLS=1000 swift test -c release --disable-xctest \
	    --filter 'SQLiteDurability|RegistryDurability|killingWorkersAtRandom'
	WATTOKEN_REGISTRY_SEEDS=1000 WATTOKEN_REGISTRY_STEPS=1000 swift test -c release --disable-xctest \
	    --filter 'Registry against a model'

notebooks: setup build ## execute the studies and export them as HTML and Markdown
	@scripts/notebooks.sh $(ARGS)

fresh: swift ## make demo and make test in a clean Debian 12 root (root or sudo)
	@scripts/fresh.sh

venv: ## the one pinned Python environment of bench and notebooks
	@scripts/venv.sh

clean: ## remove what was built, the Python environment and the clean roots
	rm -rf .build .venv .venv-verifier out .fresh
