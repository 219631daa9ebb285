#!/usr/bin/env python3
"""Checks foreseen or made contacts against rulebooks, a strategy and a calendar, and prints what is wrong.

    check.py --rulebook FILE [--rulebook FILE …] [--strategy FILE] [--calendar FILE] CONTACTS

CONTACTS is what `nudge plan --format jsonl` or `nudge contacts list --format jsonl` wrote. It shares nothing with
Nudge: windows by the clock on the wall, caps by counting, every rule read from its text.

Exit status: 0 nothing is wrong; 1 something is; 2 a file says what this checker does not know.
"""

import argparse
import collections
import datetime
import json
import sys
import zoneinfo

from reading import Unreadable, instant, keys
from rules import Calendar, Rulebook, Strategy

ROW = {
    "id", "at", "not_before", "customer", "zone", "occasions", "point", "address", "class", "tier", "step",
    "channel", "template", "gateway", "held_by", "segments", "state", "reason", "answered_at", "receipt_at",
    "agreements",
}
OCCASION = {"debt", "spell", "due", "day", "purpose", "role"}
# A sure no, or nothing that left: the place under the caps was given back.
NOT_COUNTED = {"refused", "put-back", "withdrawn"}
# Nothing of it was said: the occasion can be taken again.
NOT_SAID = {"put-back", "withdrawn"}


def rows(path):
    """The contacts that were made or are foreseen, in the order of their instants."""
    found = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = keys(f"{path}:{number}", json.loads(line), ROW)
            for occasion in row["occasions"]:
                keys(f"{path}:{number}", occasion, OCCASION)
            row["instant"] = instant(row["at"])
            row["local"] = row["instant"].astimezone(zoneinfo.ZoneInfo(row["zone"]))
            row["name"] = row.get("id") or f"line {number}"
            row["debts"] = {occasion["debt"] for occasion in row["occasions"]}
            found.append(row)
    return sorted(found, key=lambda row: row["instant"])


class Checker:
    def __init__(self, rulebooks, strategy, calendar):
        self.rulebooks, self.strategy, self.calendar = rulebooks, strategy, calendar
        self.faults = []
        self.said = {}
        self.made = {"customer": collections.defaultdict(list), "contact-point": collections.defaultdict(list)}

    def fault(self, row, words):
        self.faults.append(f"{row['name']}: {row['customer']} at {row['local']:%Y-%m-%d %H:%M:%S %Z}: {words}")

    def run(self, found):
        for row in found:
            if row.get("state") in NOT_SAID:
                continue
            self.windows(row)
            self.recipients(row)
            self.once(row)
            self.step(row)
            if instant(row["not_before"]) > row["instant"]:
                self.fault(row, f"before its time, {row['not_before']}")
            if row.get("state") not in NOT_COUNTED:
                self.made["customer"][row["customer"]].append(row)
                self.made["contact-point"][row["point"]].append(row)
                self.caps(row)
        return self.faults

    # When.

    def windows(self, row):
        for rulebook in self.rulebooks:
            for window in rulebook.windows:
                if window.scope.binds(row) and not window.is_open(row["local"], self.calendar):
                    self.fault(row, f"outside {rulebook.name}/{window.name}")

    # How often.

    def caps(self, row):
        for rulebook in self.rulebooks:
            for cap in rulebook.caps_for(row):
                count = sum(1 for other in self.subject(cap, row) if self.counts(cap, other, row))
                if count > cap.most:
                    self.fault(row, f"number {count} under {rulebook.name}/{cap.name} of {cap.most}")

    def subject(self, cap, row):
        """The contacts counted together with a row: no later ones, the row itself the last."""
        if cap.per == "contact-point":
            return self.made["contact-point"][row["point"]]
        own = self.made["customer"][row["customer"]]
        return own if cap.per == "customer" else [other for other in own if other["debts"] & row["debts"]]

    def counts(self, cap, other, row):
        if not cap.scope.covers(other) or (cap.same_content and other["template"] != row["template"]):
            return False
        if isinstance(cap.period, str):
            zone = row["local"].tzinfo
            return self.period(cap.period, other["instant"].astimezone(zone)) == self.period(cap.period, row["local"])
        return (row["instant"] - other["instant"]).total_seconds() < cap.period

    @staticmethod
    def period(name, local):
        day = local.date()
        if name == "day":
            return day
        return day - datetime.timedelta(days=day.weekday()) if name == "week" else (day.year, day.month)

    # To whom, and what.

    def recipients(self, row):
        for occasion in row["occasions"]:
            for rulebook in self.rulebooks:
                if occasion["role"] not in rulebook.roles:
                    self.fault(row, f"to a {occasion['role']}, whom {rulebook.name} does not allow")

    def once(self, row):
        for occasion in row["occasions"]:
            key = tuple(occasion[name] for name in ("debt", "spell", "due", "day", "purpose"))
            key += (row["customer"], row["channel"])
            if key in self.said:
                self.fault(row, f"says again by {row['channel']} what {self.said[key]} said")
            self.said[key] = row["name"]

    def step(self, row):
        if self.strategy is None:
            return
        step = self.strategy.steps.get((row["tier"], row["step"]))
        if step is None:
            return self.fault(row, f"the strategy has no step {row['tier']}/{row['step']}")
        if step.channels.get(row["channel"]) != row["template"]:
            self.fault(row, f"the step does not say {row['template']} by {row['channel']}")
        debts = set()
        for occasion in row["occasions"]:
            # What was late may be said with the next step of the same debt: of some step it must be.
            if occasion["debt"] in debts:
                if not any(self.is_of(occasion, other) for other in self.strategy.steps.values()):
                    self.fault(row, f"no step says {occasion['purpose']} on day {occasion['day']}")
                continue
            debts.add(occasion["debt"])
            if occasion["purpose"] != step.purpose:
                self.fault(row, f"the step's purpose is {step.purpose}, not {occasion['purpose']}")
            if step.days is not None and occasion["day"] not in step.days:
                self.fault(row, f"the step does not fall on day {occasion['day']}")
            if occasion["role"] not in step.roles:
                self.fault(row, f"to a {occasion['role']}, for whom the step is not")
            self.tier(row, occasion)

    @staticmethod
    def is_of(occasion, step):
        return occasion["purpose"] == step.purpose and (step.days is None or occasion["day"] in step.days)

    def tier(self, row, occasion):
        """Days count from the due date; what is overdue is so from day 1 on, what is not has none."""
        if row["tier"] not in self.strategy.days:
            return
        first, last = self.strategy.days[row["tier"]]
        days = (row["local"].date() - datetime.date.fromisoformat(occasion["due"])).days
        days = max(days, 1) if row["class"] == "collection" else min(days, 0)
        if days < first or (last is not None and days > last):
            self.fault(row, f"day {days} is not one of tier {row['tier']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rulebook", action="append", required=True)
    parser.add_argument("--strategy")
    parser.add_argument("--calendar")
    parser.add_argument("contacts")
    options = parser.parse_args()
    try:
        checker = Checker(
            [Rulebook(path) for path in options.rulebook],
            Strategy(options.strategy) if options.strategy else None,
            Calendar(options.calendar),
        )
        found = rows(options.contacts)
        faults = checker.run(found)
    except (Unreadable, KeyError, ValueError) as error:
        print(f"cannot judge: {error!r}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    print(f"{len(found)} contacts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
