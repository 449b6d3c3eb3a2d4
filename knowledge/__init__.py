"""What the desk knows, and what it learns: articles, solved questions, labels."""

import os

# Before numpy is loaded, which reads it then: our products of matrices are small, and a few threads
# that wait for one another take seven times as long for them, of every processor of the machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
