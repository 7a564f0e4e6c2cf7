"""The run-test driver's parts: format (test files), checks (expectations), features (what the running
kernel offers), execute (one test), host and guest (a suite here, or under other kernels)."""
