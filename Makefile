# Dragoman. 'make' or 'make help' lists what can be done.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
CONFIG ?= Config/dragoman.yaml
STATE ?= state
PYTHON ?= python3
VENV := .venv
DRAGOMAN := .build/debug/dragoman
# How many test files run at a time, each with daemons of its own.
WORKERS ?= 2

# What is built and run with besides Swift: Debian's names.
PACKAGES := libxml2-dev libxslt1-dev libsqlite3-dev zlib1g-dev libjemalloc-dev liblz4-dev pkg-config
# What the tests need besides: clients that are not on PyPI, and hypervisors that are not ours.
TEST_PACKAGES := python3-venv python3-dev libvirt-clients libvirt-dev fence-agents python3-oslo.vmware ruby-rbvmomi golang-go \
	golang-github-vmware-govmomi-dev golang-github-kr-pretty-dev packer libvirt-daemon libvirt-daemon-driver-qemu \
	qemu-system-x86 qemu-utils sasl2-bin iproute2 virtinst

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# $(call install,PACKAGES): what is missing of them.
define install
	@missing=(); \
	for package in $(1); do \
	  dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$$package"); \
	done; \
	if (( $${#missing[@]} )); then \
	  echo "installing $${missing[*]}"; \
	  as_root=(); if (( EUID != 0 )); then as_root=(sudo); fi; \
	  "$${as_root[@]}" apt-get update -qq; \
	  "$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}"; \
	fi
endef

.PHONY: setup
setup: ## Install the system libraries that are missing (Debian, Ubuntu)
	$(call install,$(PACKAGES))
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.1 or newer is needed: https://www.swift.org/install/linux/" >&2; exit 1; }

.PHONY: setup-tests
setup-tests: ## Install what the tests need besides
	$(call install,$(TEST_PACKAGES))

# A XenServer that is not ours: nova's fake. Its packages are beside the tests' own, and not mixed with them.
.build/peers/xapi/.installed: Tests/Support/xapi_fake/requirements.txt $(VENV)/.installed
	rm -rf $(@D)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target $(@D) --requirement $<
	touch $@

# govc, of which Debian has the source and no package. Where the source cannot be had, its tests are skipped.
.build/peers/govc: Tests/Support/govc/build.sh
	-$< $@

.PHONY: build
build: setup ## Build the daemon (debug)
	$(SWIFT) build --product dragoman

.PHONY: run
run: build ## Start the daemon with the embedded fleet (CONFIG=, STATE=)
	exec $(DRAGOMAN) serve --config $(CONFIG) --state $(STATE)

.PHONY: check
check: build ## Check the shipped configuration, every stylesheet and every command table
	$(DRAGOMAN) check --config $(CONFIG)

.PHONY: test
test: setup setup-tests ## Run all tests: Swift, then unmodified clients against a started daemon
	$(SWIFT) build --build-tests
	$(SWIFT) build --product dragoman
	@status=0; \
	$(SWIFT) test --skip-build || status=$$?; \
	$(DRAGOMAN) check --config $(CONFIG) || status=$$?; \
	$(MAKE) --no-print-directory test-clients || status=$$?; \
	if (( status )); then echo "make test: FAILED" >&2; fi; \
	exit $$status

.PHONY: test-clients
test-clients: setup-tests $(VENV)/.installed .build/peers/xapi/.installed .build/peers/govc ## Run the tests with unmodified clients only; needs a build
	$(VENV)/bin/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder Tests/Clients

$(VENV)/.installed: Tests/Clients/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement Tests/Clients/requirements.txt
	touch $@

.PHONY: bench
bench: setup .build/peers/vcsim ## Run the benchmarks (release build)
	$(call install,wrk)
	$(SWIFT) build -c release --product dragoman
	$(SWIFT) run -c release Benchmarks

.build/peers/vcsim: $(wildcard Tests/Support/vcsim/*.go)
	$(call install,$(TEST_PACKAGES))
	cd Tests/Support/vcsim && GO111MODULE=off GOPATH=/usr/share/gocode go build -o $(CURDIR)/$@ .

.PHONY: format
format: ## Format the Swift sources
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

.PHONY: clean
clean: ## Remove what was built; the state directory stays
	rm -rf .build $(VENV)
