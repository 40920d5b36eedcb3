"""Watch: run a command and print what it prints, with its wall time and its peak memory. Usage: watch.py COMMAND…"""

import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
wall = time.perf_counter() - start
if done.returncode:
    sys.exit(done.returncode)
unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 2**20
print(json.dumps({**json.loads(done.stdout.splitlines()[-1]), "wall": wall, "peak_mib": peak}))
