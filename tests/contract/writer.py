"""A writer to be killed: appends without end and tells each ack, `offset:number`, after it has it."""

import itertools
import os
import sys

from onair.store.db import Database
from onair.store.log import EventLog

log = EventLog(Database(sys.argv[1], sync=sys.argv[2]))
log.start()
os.write(1, b"ready\n")
first = log.end("shw_a")
for number in itertools.count(first):
    offset = log.append_blocking("shw_a", tenant="t", clock=number, n=1, body=b"%08d" % number * 250, codec=1)
    os.write(1, b"%d:%d\n" % (offset, number))
