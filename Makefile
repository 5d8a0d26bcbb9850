# `make help` lists the targets. All of them may be run again at any time.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOOLS := $(or $(SHENPI_TOOLS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/shenpi/tools)
# The version stands in scripts/tools.sh alone.
GOLANGCI_LINT = $(TOOLS)/golangci-lint-$(shell sed -n 's/^golangci_lint_version=//p' scripts/tools.sh)/golangci-lint

# How long each fuzz target runs.
FUZZTIME ?= 20s
# What strangers write: definitions, guards, calendars, clocks, packs. The corpus of each is in its package, testdata/fuzz.
FUZZ = workflow/item:FuzzParse workflow/item:FuzzGuard workflow/calendar:FuzzParseYear workflow/clock:FuzzClock workflow/proof:FuzzProve workflow/trail:FuzzOpenPack
# The other parsers, a quarter of that each; and those whose packages lean on so much that to prepare them takes minutes.
FUZZ_ALSO = documents/pdf:FuzzReadImage workflow/credential:FuzzParse workflow/credential:FuzzOpenList workflow/item:FuzzForm workflow/flow:FuzzMoves workflow/trail:FuzzOpen workflow/trail:FuzzOpenReceipt workflow/trail:FuzzOpenCheckpoint documents:FuzzRender documents/sfnt:FuzzParse
FUZZ_HEAVY = handlers:FuzzBody storage/objects:FuzzDetect
FUZZTIME_ALSO ?= 5s
BENCH ?= .

# Packages whose tests can have properties: only they know the flag -rapid.checks.
PROPERTY_PACKAGES = $(shell go list -test -f '{{$$p := .ImportPath}}{{range .Deps}}{{if eq . "pgregory.net/rapid"}}{{println $$p}}{{end}}{{end}}' ./... | sed -n 's/\.test$$//p')

.NOTPARALLEL:
.PHONY: help run build portal routes tools check format vet lint generate generated web test test-race test-unraced test-fuzz test-long bench bench-portal pictures cover clean

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | while IFS=$$'\t' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

run: build ## start the demonstration on http://127.0.0.1:8080, its data in ./data
	bin/shenpi serve --demo --data ./data --addr 127.0.0.1:8080

build: portal ## build bin/shenpi, which needs nothing beside it
	CGO_ENABLED=0 go build -trimpath -o bin/shenpi ./cmd/shenpi

portal: web/dist/index.html ## build what the binary serves to browsers

web/node_modules/.package-lock.json: web/package-lock.json
	@command -v npm >/dev/null || { echo "the portal is built with Node 20 or newer: install it first, on Debian: apt-get install nodejs npm" >&2; exit 1; }
	cd web && npm ci
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/vite.config.ts docs/verify/check.mjs docs/verify/credential.mjs docs/verify/verify.mjs $(shell find web/src web/build web/public -type f)
	cd web && npm run --silent build

tools: ## install what the tests need beyond Go and Node
	@scripts/tools.sh

check: format vet lint generated ## all checks that run no test

format: ## name Go files that gofmt would change
	@changed=$$(gofmt -l .); if [ -n "$$changed" ]; then echo "run gofmt -w on:"; echo "$$changed"; exit 1; fi

vet: ## go vet
	go vet ./...

lint: tools ## golangci-lint, see .golangci.yaml
	$(GOLANGCI_LINT) run

generate: ## make the generated files anew
	go generate ./...

generated: ## fail if make generate would change a file
	@scripts/generated.sh

# A thousand random cases of the engine, the same each time, whose ways the portal draws in its test.
ROUTES = web/node_modules/.routes.jsonl

routes: web/node_modules/.package-lock.json
	SHENPI_ROUTES=$(CURDIR)/$(ROUTES) go test -count=1 -timeout 10m -run TestHistoriesStaySound ./workflow -rapid.checks=500 -rapid.seed=7919

web: build routes ## check and test the portal, in a browser against the binary
	cd web && for step in lint typecheck test journeys; do npm run --silent $$step; done

test: tools check web test-race test-unraced test-fuzz ## everything: what CI runs, within 25 minutes on two cores

# Tests that do one thing after the other, or what others do with the race detector too, and take the longest of all with it; and
# packages that cannot race, since they start nothing: test-unraced runs them without (internal/architecture holds both to it). What
# modernc.org translated of SQLite out of C is not watched either: each connection is used by one goroutine at a time, and half of the
# time would go there.
UNRACED = 'OwnerOfTheDatabase|PostgresAsApplicationRole|TheMatrixOfPermissions|MutantsAreKilled|TableKeepsToItsPages|CaseFileSaysHowPicturesAreShown'
SERIAL = shenpi/documents/pdf shenpi/documents/scan shenpi/documents/sfnt shenpi/workflow/clock shenpi/workflow/evidence shenpi/workflow/flow shenpi/workflow/item shenpi/workflow/proof shenpi/workflow/trail

test-race: ## the Go tests with the race detector, in the sizes of CI
	go test -p 3 -race -gcflags=modernc.org/...=-race=false -count=1 -timeout 15m -skip $(UNRACED) $(filter-out $(SERIAL),$(shell go list ./...)) # nothing cached: tests that build the program themselves would not be run again

test-unraced: ## what the race detector is too slow for: every answer against the OpenAPI document, histories in larger numbers, the largest databases
	go test -count=1 -timeout 10m -skip '^Test(SQLite|Postgres|IdentityOn.*)$$' ./storage/db ./workflow/flow ./handlers ./workflow ./documents ./policies $(filter-out shenpi/workflow/flow,$(SERIAL)) # the longest first

test-fuzz: ## fuzz every parser of what strangers write, FUZZTIME or FUZZTIME_ALSO each
	@scripts/fuzz.sh $(FUZZTIME) $(FUZZ)
	@scripts/fuzz.sh $(FUZZTIME_ALSO) $(FUZZ_ALSO)

# Those that say themselves how often their properties are tried in the sizes of a release.
SIZED = shenpi/workflow shenpi/workflow/flow shenpi/workflow/clock

test-long: tools ## everything in the sizes of a release; takes hours
	SHENPI_LONG=1 go test -count=1 -timeout 12h -skip OwnerOfTheDatabase ./...
	go test -count=1 -timeout 12h -skip OwnerOfTheDatabase $(filter-out $(SIZED),$(PROPERTY_PACKAGES)) -rapid.checks=10000
	SHENPI_LONG=1 $(MAKE) web
	$(MAKE) test-fuzz FUZZTIME=5m FUZZTIME_ALSO=1m FUZZ_ALSO='$(FUZZ_ALSO) $(FUZZ_HEAVY)'
	SHENPI_LONG=1 go test -count=1 -timeout 12h -run OwnerOfTheDatabase ./storage/db # the longest, alone: files of 1.5 GB

bench: ## benchmarks; BENCH=name picks some
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

pictures: build ## take the pictures of the README anew
	cd web && npx playwright test --config pictures/playwright.config.ts

FULL = $(or $(TMPDIR),/tmp)/shenpi-full

bench-portal: build ## how long pages take with 100,000 cases stored
	rm -rf $(FULL) && bin/shenpi bench fill --data $(FULL) --cases 100000
	cd web && SHENPI_FULL=$(FULL) npx playwright test --config bench/playwright.config.ts
	rm -rf $(FULL)

cover: tools ## which lines the tests reach, in coverage.out
	go test -coverprofile=coverage.out -coverpkg=./... ./...
	go tool cover -func=coverage.out | tail -n 1

clean: ## remove what was built; the demonstration's data stay
	rm -rf bin coverage.out
