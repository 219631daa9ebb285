"""Finds the next allowed minute by Python's own zoneinfo, minute by minute.

Reads one JSON object a line:
    {"zone": NAME, "start": SECONDS, "days": N, "rules": [{"quiet": BOOL, "spans": [
        {"from": MINUTE, "to": MINUTE, "weekdays": [0-6], "season": [MMDD, MMDD] or null}]}]}
Writes one line per object: the first allowed instant at or after `start`, a whole minute of
universal time, in seconds since 1970; `none` when there is none within so many days.
"""

import datetime
import json
import sys
import zoneinfo

UTC = datetime.timezone.utc


def applies(span, date):
    if date.weekday() not in span["weekdays"]:
        return False
    if span["season"]:
        first, last = span["season"]
        place = date.month * 100 + date.day
        if first <= last:
            return first <= place <= last
        return place >= first or place <= last
    return True


def within(span, local):
    minute = local.hour * 60 + local.minute
    if span["from"] < span["to"]:
        return span["from"] <= minute < span["to"] and applies(span, local.date())
    if minute >= span["from"]:
        return applies(span, local.date())
    eve = local.date() - datetime.timedelta(days=1)
    return minute < span["to"] and applies(span, eve)


def allowed(rules, local):
    return all(any(within(s, local) for s in r["spans"]) != r["quiet"] for r in rules)


for line in sys.stdin:
    case = json.loads(line)
    zone = zoneinfo.ZoneInfo(case["zone"])
    moment = datetime.datetime.fromtimestamp(case["start"], UTC)
    answer = "none"
    for _ in range(case["days"] * 1440):
        if allowed(case["rules"], moment.astimezone(zone)):
            answer = str(int(moment.timestamp()))
            break
        moment += datetime.timedelta(minutes=1)
    print(answer)
