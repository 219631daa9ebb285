"""Answers questions about local time with Python's own zoneinfo, as an independent reference.

Reads lines from standard input:
    Z NAME            choose a zone of the system
    F HEX             choose the zone of a compiled file, given as hexadecimal digits
    Q SECONDS         ask for the offset at an instant, in seconds since 1970
Writes one line per question: the offset in seconds and the local time.
"""

import datetime
import io
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
zone = None
for line in sys.stdin:
    kind, _, rest = line.rstrip("\n").partition(" ")
    if kind == "Z":
        zone = zoneinfo.ZoneInfo.no_cache(rest)
    elif kind == "F":
        zone = zoneinfo.ZoneInfo.from_file(io.BytesIO(bytes.fromhex(rest)))
    else:
        local = (EPOCH + datetime.timedelta(seconds=int(rest))).astimezone(zone)
        offset = int(local.utcoffset().total_seconds())
        print(offset, local.strftime("%Y-%m-%dT%H:%M:%S"))
