"""What rulebooks, strategies and calendars say, from their texts alone."""

import csv
import datetime
import os

from reading import Unreadable, date, flag, keys, known_words, load, minutes, seconds, words

CHANNELS = ["sms", "email", "push", "wechat", "voice"]
CLASSES = ["notice", "collection", "marketing"]
ROLES = ["debtor", "co-borrower", "guarantor", "supplementary-holder"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SCOPE = {"channels", "classes", "tiers", "unless_agreed", "when_refused"}
YES, NO, UNKNOWN = "yes", "no", "unknown"


class Calendar:
    """Statutory holidays and make-up working days; outside whole covered years nothing is known."""

    def __init__(self, path=None):
        self.holidays, self.workdays = {}, set()
        if path:
            with open(path, encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    day = date(path, row["date"])
                    if row["kind"] == "holiday":
                        self.holidays[day] = row["name"]
                    elif row["kind"] == "workday":
                        self.workdays.add(day)
                    else:
                        raise Unreadable(f"{path}: the checker does not know '{row['kind']}'")
        halves = {(day.year, day.month > 6) for day in self.holidays}
        self.years = {year for year, _ in halves if {(year, False), (year, True)} <= halves}

    def covers(self, day):
        return day.year in self.years

    def is_off(self, day):
        return day in self.holidays and day not in self.workdays

    def is_worked(self, day):
        return day in self.workdays or (day not in self.holidays and day.weekday() < 5)

    def is_named(self, day, name):
        return self.is_off(day) and name in self.holidays[day].split("、")


class Days:
    """On which dates something applies: all of its conditions hold."""

    KEYS = {"weekdays", "days", "season", "dates", "holiday", "days_before", "days_after"}

    def __init__(self, where, text):
        self.where = where
        self.weekdays = self._weekdays(text.get("weekdays"))
        self.kind = text.get("days", "any")
        known_words(where, self.kind, ["any", "working", "non-working", "holiday"])
        self.season = self._ends(text["season"]) if "season" in text else None
        self.dates = [self._dates(each) for each in words(text.get("dates"))]
        self.holiday = text.get("holiday")
        self.before, self.after = int(text.get("days_before", 0)), int(text.get("days_after", 0))

    def _weekdays(self, text):
        if text is None:
            return set(range(7))
        if isinstance(text, str) and "-" in text:
            first, last = known_words(self.where, text.split("-"), WEEKDAYS)
            return set(range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1))
        return {WEEKDAYS.index(word) for word in known_words(self.where, text, WEEKDAYS)}

    def _ends(self, text):
        ends = [end.strip() for end in text.split("..")]
        if len(ends) != 2:
            raise Unreadable(f"{self.where}: '{text}' is no season")
        return ends

    def _dates(self, text):
        ends = [date(self.where, end) for end in text.split("..")]
        return ends[0], ends[-1]

    def hold(self, day, calendar):
        if day.weekday() not in self.weekdays:
            return NO
        if self.season:
            first, last = self.season
            place = day.strftime("%m-%d")
            inside = first <= place <= last if first <= last else place >= first or place <= last
            if not inside:
                return NO
        if self.dates and not any(first <= day <= last for first, last in self.dates):
            return NO
        answers = [self._kind(day, calendar), self._holiday(day, calendar)]
        return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES

    def _kind(self, day, calendar):
        if self.kind == "any":
            return YES
        if not calendar.covers(day):
            return UNKNOWN
        wanted = {
            "working": calendar.is_worked(day),
            "non-working": not calendar.is_worked(day),
            "holiday": calendar.is_off(day),
        }[self.kind]
        return YES if wanted else NO

    def _holiday(self, day, calendar):
        if self.holiday is None:
            return YES
        around = [day + datetime.timedelta(days=n) for n in range(-self.after, self.before + 1)]
        if any(calendar.is_named(near, self.holiday) for near in around):
            return YES
        return NO if all(calendar.covers(near) for near in around) else UNKNOWN


class Scope:
    """Which messages a rule is about, and whom it binds."""

    def __init__(self, where, text):
        self.channels = set(known_words(where, text.get("channels"), CHANNELS)) or set(CHANNELS)
        self.classes = set(known_words(where, text.get("classes"), CLASSES)) or set(CLASSES)
        self.tiers = set(words(text.get("tiers")))
        self.unless_agreed = text.get("unless_agreed")
        self.when_refused = text.get("when_refused")

    def covers(self, row):
        return row["channel"] in self.channels and row["class"] in self.classes

    def binds(self, row):
        """Agreements are the row's: a name, and whether it was given (`true`) or refused."""
        said = row.get("agreements", {})
        if self.unless_agreed and said.get(self.unless_agreed) is True:
            return False
        if self.when_refused and said.get(self.when_refused) is not False:
            return False
        return self.covers(row) and (not self.tiers or row["tier"] in self.tiers)


class Window:
    """When messages may leave: open in its spans, or quiet in them."""

    def __init__(self, where, text):
        self.name, self.scope = text["name"], Scope(where, text)
        if ("spans" in text) == ("quiet" in text):
            raise Unreadable(f"{where}: a window has either 'spans' or 'quiet'")
        self.is_quiet = "quiet" in text
        value = text["quiet"] if self.is_quiet else text["spans"]
        spans = value if isinstance(value, list) else [value]
        self.spans = [self._span(where, span) for span in spans]

    def _span(self, where, text):
        if isinstance(text, str):
            text = {"time": text}
        keys(where, text, {"time", "weekdays", "days", "season", "dates"})
        return minutes(where, text["time"]), Days(where, text)

    def is_open(self, local, calendar):
        answers = [self._holds(span, days, local, calendar) for span, days in self.spans]
        if self.is_quiet:
            return all(answer == NO for answer in answers)
        return YES in answers

    def _holds(self, span, days, local, calendar):
        """Whether the instant lies in the span; one over midnight belongs to the day it begins on."""
        first, last = span
        now, today = local.hour * 60 + local.minute, local.date()
        yesterday = today - datetime.timedelta(days=1)
        if first < last:
            return days.hold(today, calendar) if first <= now < last else NO
        if now >= first:
            return days.hold(today, calendar)
        return days.hold(yesterday, calendar) if now < last else NO


class Blackout:
    """Dates on which nothing leaves."""

    def __init__(self, where, text):
        self.name, self.scope, self.days = text["name"], Scope(where, text), Days(where, text)

    def is_open(self, local, calendar):
        return self.days.hold(local.date(), calendar) == NO


class Cap:
    """How often."""

    KEYS = {"name", "per", "period", "most", "gap", "same_content", "replaces", "basis"} | SCOPE

    def __init__(self, where, text):
        keys(where, text, Cap.KEYS)
        self.name, self.scope, self.per = text["name"], Scope(where, text), text["per"]
        known_words(where, self.per, ["customer", "debt", "contact-point"])
        if "gap" in text:
            self.period, self.most = seconds(where, text["gap"]), 1
        else:
            period = text["period"]
            is_calendar = period in ("day", "week", "month")
            self.period = period if is_calendar else seconds(where, period)
            self.most = int(text["most"])
        self.same_content = flag(where, text.get("same_content", "false"))
        self.replaces = set(words(text.get("replaces")))


class Rulebook:
    KEYS = {
        "title", "default_zone", "agreements", "windows", "blackouts", "caps", "recipients",
        "forbidden_words", "required", "signed_off",
    }

    def __init__(self, path):
        text = keys(path, load(path), Rulebook.KEYS)
        self.name = os.path.basename(path).removesuffix(".yaml")
        self.default_zone = text["default_zone"]
        self.windows = []
        for each in text.get("windows", []):
            where = f"{path}, window {each.get('name')}"
            keys(where, each, {"name", "spans", "quiet", "basis", "signed_off"} | SCOPE)
            self.windows.append(Window(where, each))
        for each in text.get("blackouts", []):
            where = f"{path}, blackout {each.get('name')}"
            keys(where, each, {"name", "basis", "signed_off"} | Days.KEYS | SCOPE)
            self.windows.append(Blackout(where, each))
        self.caps = [Cap(f"{path}, cap {each.get('name')}", each) for each in text.get("caps", [])]
        recipients = keys(path, text["recipients"], {"roles", "basis", "signed_off"})
        self.roles = set(known_words(path, recipients["roles"], ROLES))

    def caps_for(self, row):
        """The caps that bind a message; one that is replaced by another that binds it does not."""
        binding = [cap for cap in self.caps if cap.scope.binds(row)]
        replaced = {name for cap in binding for name in cap.replaces}
        return [cap for cap in binding if cap.name not in replaced]


class Strategy:
    KEYS = {"title", "teams", "contact_repair", "stale_after", "tiers", "early_warnings"}
    STEP = {
        "name", "purpose", "day", "days", "every", "between", "channels", "fallback_after",
        "lateness", "priority", "merge", "recipients", "hand_off", "prefer",
    }
    MATCH = {
        "days", "amount", "risk", "products", "tags", "times_late", "broken_promises", "utilisation",
    }

    def __init__(self, path):
        text = keys(path, load(path), Strategy.KEYS)
        self.steps, self.days = {}, {}
        for tier in text["tiers"]:
            where = f"{path}, tier {tier.get('name')}"
            keys(where, tier, {"name", "title", "match", "steps"})
            self.days[tier["name"]] = self._range(keys(where, tier["match"], Strategy.MATCH)["days"])
            self._take(where, tier)
        for warning in text.get("early_warnings", []):
            where = f"{path}, early warning {warning.get('name')}"
            keys(where, warning, {"name", "title", "when", "steps", "hand_off"})
            self._take(where, warning)

    def _take(self, where, tier):
        for step in tier.get("steps", []):
            keys(f"{where}, step {step.get('name')}", step, Strategy.STEP)
            if "hand_off" not in step:
                self.steps[tier["name"], step["name"]] = Step(f"{where}, step {step['name']}", step)

    @staticmethod
    def _range(text):
        first, dots, last = text.partition("..")
        return int(first), (int(last) if last else None) if dots else int(first)


class Step:
    def __init__(self, where, text):
        self.purpose = text["purpose"]
        self.days = self._days(where, text)
        self.channels = {name: template for each in text["channels"] for name, template in each.items()}
        known_words(where, list(self.channels), CHANNELS)
        roles = text.get("recipients", ["debtor", "co-borrower"])
        self.roles = set(known_words(where, roles, ROLES))

    def _days(self, where, text):
        if "every" in text:
            number, _, _, first, _, last = text["every"].split()
            return set(range(int(first), int(last) + 1, int(number)))
        if "days" in text:
            return {int(day) for day in text["days"]}
        return {int(text["day"])} if "day" in text else None
