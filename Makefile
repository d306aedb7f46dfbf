# The verbs of this project. `make run` shows the main job, `make test` proves it; both set up what is missing.

SWIFT ?= swift
RELEASE = .build/release/tollbridge

.PHONY: help run test unit lint format orders pages webkit screenshots kill fulldisk goingdown corpus badinput bench bench-api bench-idle bench-transport bench-pages concurrency canaries description fuzz-api snippets record setup build release clean-root

help:
	@echo "make run        set up, build, start everything on this machine: service, a stand-in for Stripe, a demo app"
	@echo "make test       set up and run every test"
	@echo "make unit       the tests in Swift"
	@echo "make lint       style, as swift-format sees it"
	@echo "make format     rewrite the sources in that style"
	@echo "make record     rewrite the golden ledgers and findings, to be read as a diff"
	@echo "make orders     every story in 500 shuffled orders, and in all orders up to 7 events"
	@echo "make pages      the pages in chromium: checklist, keyboard, purchases, weight, every state by axe"
	@echo "make webkit     their dialogs and sheets in WebKitGTK"
	@echo "make screenshots  every state as a picture, under docs/screens"
	@echo "make badinput   what must be refused, and what must be borne, over raw sockets"
	@echo "make kill       100 kills of the service under load"
	@echo "make fulldisk   a disk that is full at 24 moments of a replay, and then is not"
	@echo "make goingdown  a disk that fails under the service, a log that takes nothing, a stop in good order"
	@echo "make corpus     the recorded payloads beside the project, replayed and read"
	@echo "make bench      speed and memory, next to limits measured in the same run"
	@echo "make concurrency  64 clients at once: spends, holds, slots, one key"
	@echo "make canaries   known secrets, looked for wherever anything is written"
	@echo "make description  the API against its own description: validator, generated client, schemathesis"
	@echo "make fuzz-api   the same for ten minutes"
	@echo "make snippets   the quick start's programs in curl, Swift, Node.js and Python, run and held against the page"
	@echo "make bench-api  spends and reads a second, next to webhooks of the same run"
	@echo "make bench-idle a million idle free accounts, looked at after a day and after a year"
	@echo "make bench-transport  calls a second beside libcurl used bare"
	@echo "make bench-pages  how soon the pages paint, next to a bare page of the same run"
	@echo "make clean-root run and test in a fresh Debian root"

setup:
	@scripts/setup

build: setup
	$(SWIFT) build

release: setup
	$(SWIFT) build -c release --product tollbridge --static-swift-stdlib

run: release
	@$(RELEASE) dev $(DEV)

test: lint unit release orders corpus badinput concurrency canaries description snippets pages webkit fulldisk goingdown kill
	@echo "every suite passed"

# What talks over sockets runs apart from what keeps every core busy.
unit: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --skip '^(NativeTests|StripeTests|SandboxTests|DemoTests|ClientTests|TogetherTests)\.'
	$(SWIFT) test --skip-build --filter '^(NativeTests|StripeTests)\.'
	$(SWIFT) test --skip-build --filter '^(SandboxTests|DemoTests|ClientTests)\.'
	$(SWIFT) test --skip-build --filter '^TogetherTests\.'

lint: setup
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

format:
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

record: setup
	RECORD_GOLDENS=1 $(SWIFT) test --filter 'StoryTests|CatalogTests|AccessTests'

orders: release
	@scripts/orders $(RELEASE)

corpus: release
	@scripts/corpus $(RELEASE)

badinput: release
	@python3 Tests/Faults/bad_input.py $(RELEASE)

pages: release
	@scripts/browsers
	@scripts/python python3 Tests/Pages/run.py $(RELEASE)

webkit: release
	@scripts/browsers
	@python3 Tests/Pages/webkit.py $(RELEASE)

screenshots: release
	@scripts/browsers
	@rm -rf docs/screens
	@scripts/python python3 Tests/Pages/run.py $(RELEASE) look --windows 1280-light,390-dark --shots docs/screens

kill: release
	@python3 Tests/Faults/kill.py $(RELEASE) --kills 100

fulldisk: release
	@python3 Tests/Faults/full_disk.py $(RELEASE)

goingdown: release
	@python3 Tests/Faults/going_down.py $(RELEASE)

bench: release
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path .build-bench
	.build-bench/release/bench --tollbridge $(RELEASE) --fixtures Fixtures

concurrency: release
	@python3 Tests/API/concurrency.py $(RELEASE)

canaries: release
	@python3 Tests/API/canaries.py $(RELEASE)

description: release
	@scripts/python python3 Tests/API/description.py $(RELEASE) --seconds 60

fuzz-api: release
	@scripts/python python3 Tests/API/description.py $(RELEASE) --seconds 600

snippets: release
	@SWIFT=$(SWIFT) python3 Tests/Docs/snippets.py $(RELEASE)

bench-api: release
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path .build-bench
	.build-bench/release/bench api --tollbridge $(RELEASE) --fixtures Fixtures

bench-idle: release
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path .build-bench
	.build-bench/release/bench idle --tollbridge $(RELEASE)

bench-transport: setup
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path .build-bench
	.build-bench/release/bench transport

bench-pages: release
	@scripts/browsers
	@scripts/python python3 Tests/Pages/run.py $(RELEASE) paint

clean-root:
	scripts/clean-root
