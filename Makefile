# Two commands matter: make run, make test.
SERVER := src/HybridAgent.Server
RESTORE := $(if $(CI),-p:RestoreLockedMode=true,)

.PHONY: help run test build format bench install-deps

help: ## Show these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: install-deps ## Build and serve on http://127.0.0.1:5080
	dotnet run -c Release --project $(SERVER) -- serve

test: ## Install what the tests need, build, run every test
	@deploy/install-deps --strict
	dotnet build HybridAgent.sln -c Release -clp:ErrorsOnly $(RESTORE)
	@tests/run-all

build: ## Build everything
	dotnet build HybridAgent.sln -c Release -clp:ErrorsOnly $(RESTORE)

format: ## Bring the code into the house's form
	dotnet format HybridAgent.sln --no-restore

bench: install-deps ## Run the benchmarks; figures go to docs/benchmarks.md by hand
	dotnet run -c Release --project tests/Benchmarks -- all

install-deps: ## Install the Debian packages that are missing
	@deploy/install-deps
