# wstorrentd: `make` builds it, `make demo` shows it, `make test` proves it. It takes all processors
# (`make -j1` one, and 256 MB of memory); `make V=1` shows the commands.

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

SHELL   := bash
BUILD   := build
PROGRAM := wstorrentd
TEST_OPTIMISER := -O1
HARDENING := -fstack-protector-strong -fPIE
HARDENED  := -pie -Wl,-z,relro,-z,now
FORTIFIED := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
ifdef SANITIZE
BUILD     := build/sanitized
PROGRAM   := $(BUILD)/wstorrentd
TEST_OPTIMISER := -O0
# With the sanitizers g++ 12 takes std::variant for uninitialised.
HARDENING :=
HARDENED  :=
FORTIFIED :=
SANITIZER := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
             -Wno-maybe-uninitialized
endif

CXX      ?= g++
# gcc is to collect its garbage in time, or the largest file of the program takes 300 MB.
FRUGAL   := $(if $(findstring clang,$(CXX))$(SANITIZE),,--param=ggc-min-expand=15 --param=ggc-min-heapsize=114688)
CXXFLAGS ?= -O2 $(FORTIFIED)
PACKAGES := libwebsockets libcjson zlib libssl libcrypto libcrypt
override CPPFLAGS := -Isrc -I$(BUILD) $(CPPFLAGS)
override CXXFLAGS := -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -fno-strict-aliasing \
                     -MMD -MP $(SANITIZER) $(HARDENING) $(CXXFLAGS)
override LDFLAGS  := $(SANITIZER) $(HARDENED) $(LDFLAGS)

# Answered when first used, so that `deps` can still bring pkg-config itself.
package_cflags = $(eval package_cflags := $$(shell pkg-config --cflags $(PACKAGES)))$(package_cflags)
package_libs   = $(eval package_libs := $$(shell pkg-config --libs $(PACKAGES)))$(package_libs)

modules  := $(patsubst src/%.cpp,$(BUILD)/%.o,$(wildcard src/*/*.cpp))
tests    := $(patsubst test/%.cpp,$(BUILD)/test/%.o,$(wildcard test/*_test.cpp))

# A line for each file, "[12/88] src/feed/speeds.cpp". How many there will be, make itself says when
# it is asked what it would do (COUNTING).
total = $(eval total := $$(shell $(MAKE) -n COUNTING=1 SANITIZE=$(SANITIZE) BUILD=$(BUILD) $(MAKECMDGOALS) 2>/dev/null | grep -c '^echo file'))$(total)
notice = $(if $(filter 1,$(words $(begun))),$(shell [ $(total) -lt 50 ] || \
           echo 'echo "building $(total) files, which takes a few minutes"; '))
say = @$(if $(COUNTING),echo file,$(eval begun += x)$(notice)echo "[$(words $(begun))/$(total)] $1")
quiet = $(if $(V),,@)

.PHONY: all
all: $(PROGRAM)

# Says what is missing, and as root installs it; `make DEPS=no` never installs.
export DEPS
groups := build unit demo node test check fuzz
.PHONY: $(groups:%=deps-%)
$(groups:%=deps-%):
	@scripts/deps $(@:deps-%=%)

program_only := $(patsubst src/%.cpp,$(BUILD)/%.o,$(wildcard src/*.cpp))

$(PROGRAM): $(program_only) $(modules)
	$(call say,$@)
	$(quiet)$(CXX) $(LDFLAGS) -o $@ $^ $(package_libs) -lev

# Catch2 v3 keeps main in a library; v2's is test/main.cpp, slow to compile,
# so it gets no optimiser and no sanitizer.
catch_libs = $(if $(wildcard /usr/include/catch2/catch_all.hpp),-lCatch2Main -lCatch2)

$(BUILD)/unit: $(BUILD)/test/main.o $(tests) $(modules)
	$(call say,$@)
	$(quiet)$(CXX) $(LDFLAGS) -o $@ $^ $(package_libs) -lev $(catch_libs)

$(BUILD)/test/main.o: test/main.cpp | deps-unit
	$(call say,$<)
	@mkdir -p $(@D)
	$(quiet)$(CXX) -std=c++20 -O0 -w -c -o $@ $<

$(BUILD)/test/%.o: test/%.cpp | deps-unit
	$(call say,$<)
	@mkdir -p $(@D)
	$(quiet)$(CXX) $(CPPFLAGS) -Itest/support $(package_cflags) $(CXXFLAGS) $(TEST_OPTIMISER) -DTEST_DATA='"$(CURDIR)/test/data"' -c -o $@ $<

$(BUILD)/%.o: src/%.cpp | deps-build
	$(call say,$<)
	@mkdir -p $(@D)
	$(quiet)$(CXX) $(CPPFLAGS) $(package_cflags) $(FRUGAL) $(CXXFLAGS) -c -o $@ $<

# ---- seeing it ----

.PHONY: demo
demo: deps-demo $(PROGRAM)
	@scripts/demo

# ---- proving it ----

node_modules := test/node_modules/.package-lock.json
$(node_modules): test/package.json test/package-lock.json | deps-node
	npm ci --prefix test --no-audit --no-fund --loglevel=error --ignore-scripts
	@touch $@

.PHONY: test unit unit-sanitized e2e
# One after the other, each with all processors: tests are in nobody's way.
test:
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory unit-sanitized
	@$(MAKE) --no-print-directory e2e

# Less what the feeds under test log.
unit: $(BUILD)/unit
	@set -o pipefail; $(BUILD)/unit 2>&1 | sed '/^wstorrentd: /d'

unit-sanitized:
	@$(MAKE) --no-print-directory SANITIZE=1 unit

# What a connection is asked to bear it bears encrypted, too.
over_tls := attacks first_bytes floods gate http limits memory pause plain_calls plain_clients post \
            rfc6455 shutdown slow_client topics

e2e: deps-test $(PROGRAM) $(node_modules)
	python3 -B -m unittest discover -s test/scripts -p '*_test.py'
	node --test test/page/*.test.js
	WSTORRENTD=$(abspath $(PROGRAM)) node --test test/e2e/*.test.js
	OVER_TLS=1 WSTORRENTD=$(abspath $(PROGRAM)) node --test $(over_tls:%=test/e2e/%.test.js)

# Ten of them, a minute each; FUZZ_SECONDS says otherwise.
.PHONY: fuzz
fuzz: deps-fuzz
	@scripts/fuzz

.PHONY: bench
bench: deps-test $(PROGRAM) $(node_modules)
	@node test/bench/bench.js

# ---- keeping it in order ----

sources := $(wildcard src/*.cpp src/*/*.cpp)
checked := $(sources) $(wildcard src/*.h src/*/*.h test/*.cpp test/support/*.h test/fuzz/*.cpp test/fuzz/*.h)

.PHONY: check check-layers check-format check-tidy check-cpp check-js
check: check-layers check-format check-cpp check-js check-tidy

check-layers:
	scripts/check-layers

check-format: deps-check
	@echo clang-format src test
	@clang-format --dry-run -Werror $(checked)

check-tidy: deps-check
	@echo clang-tidy src
	@printf '%s\n' $(sources) | xargs -P $$(nproc) -n 4 sh -c 'clang-tidy --quiet --warnings-as-errors="*" \
	  "$$@" -- -std=c++20 -Isrc $(package_cflags) 2>/dev/null' tidy

check-cpp: deps-check
	cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability \
	  --inline-suppr --suppress=normalCheckLevelMaxBranches --error-exitcode=1 -Isrc src

check-js: deps-check $(node_modules)
	test/node_modules/.bin/tsc --project test/tsconfig.json
	test/node_modules/.bin/tsc --project test/e2e

.PHONY: clean
clean:
	rm -rf build wstorrentd

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
