"""The run-test driver's parts: format (test files), cases (blocks of small cases), checks (expectations),
features (what the running kernel offers), execute (one test), host and guest (a suite here, or under other
kernels)."""
