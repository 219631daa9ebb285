"""Each planted violation must be found, and nothing in what is in order: `python3 -m unittest test_check`."""

import copy
import os
import tempfile
import unittest

import check
from reading import Unreadable
from rules import Calendar, Rulebook, Strategy

RULEBOOK = """
title: test
default_zone: Asia/Shanghai
agreements:
  - {name: night, title: at night}
windows:
  - {name: daytime, classes: [collection], quiet: "22:00-08:00", unless_agreed: night}
  - name: office
    channels: [voice]
    spans:
      - {time: "09:00-18:00", days: working}
      - {time: "10:00-12:00", weekdays: [sat], season: "11-01..02-28"}
      - {time: "23:00-01:00", days: holiday}
  - {name: refused-weekends, quiet: [{time: "00:00-24:00", weekdays: [sat, sun]}, "12:00-13:00"], when_refused: night}
  - {name: gentle, tiers: [gentle], spans: ["10:00-11:00"]}
blackouts:
  - {name: new-year, channels: [email], holiday: 元旦, days_before: 1}
  - {name: closing, channels: [push], dates: "2026-11-28..2026-11-29"}
caps:
  - {name: customer-day, per: customer, period: day, most: 2}
  - {name: customer-week, per: customer, period: week, most: 4}
  - {name: customer-month, per: customer, period: month, most: 6}
  - {name: debt-sms, channels: [sms], per: debt, period: 48h, most: 1}
  - {name: number-day, channels: [sms], per: contact-point, period: day, most: 2}
  - {name: number-gap, per: contact-point, gap: 30s}
  - {name: same-words, channels: [email], per: contact-point, gap: 7d, same_content: true}
  - {name: no-wechat, channels: [wechat], per: customer, period: day, most: 0}
  - {name: gentle-week, tiers: [gentle], per: customer, period: week, most: 5, replaces: [customer-week]}
recipients: {roles: [debtor, guarantor]}
"""

STRATEGY = """
title: test
tiers:
  - name: early
    match: {days: "1..30"}
    steps:
      - {name: first, purpose: overdue, every: 1 days from 1 to 30, between: "09:00-18:00", recipients: [debtor, guarantor],
         channels: [sms: a, email: b, push: c, voice: d, wechat: e]}
  - name: gentle
    match: {days: "1..30"}
    steps:
      - {name: first, purpose: overdue, days: [1, 2, 3, 4, 5, 6, 7], between: "09:00-18:00", channels: [push: c]}
"""

CALENDAR = "date,kind,name\n" + "".join(
    f"{day},{kind},元旦\n"
    for day, kind in [
        ("2026-01-01", "holiday"), ("2026-10-01", "holiday"), ("2026-11-21", "workday"),
        ("2026-12-26", "holiday"), ("2027-01-01", "holiday"), ("2027-10-01", "holiday"),
    ]
)


def row(at, channel="sms", customer="C1", debt="D1", **others):
    """A good one, at noon or another time of a day of November 2026 in Shanghai; due on the first."""
    day, _, clock = at.partition(" ")
    date = day if "-" in day else f"2026-11-{day}"
    moment = f"{date}T{clock or '12:00:00'}+08:00"
    late = max(int(date[8:]) - 1, 1) if date.startswith("2026-11") else 30
    made = {
        "at": moment, "not_before": moment, "customer": customer, "zone": "Asia/Shanghai",
        "occasions": [{"debt": debt, "spell": 1, "due": "2026-11-01", "day": late, "purpose": "overdue", "role": "debtor"}],
        "point": {"sms": 1, "email": 2, "push": 3, "voice": 1, "wechat": 4}[channel], "class": "collection",
        "tier": "early", "step": "first", "channel": channel,
        "template": {"sms": "a", "email": "b", "push": "c", "voice": "d", "wechat": "e"}[channel],
        "gateway": "g", "held_by": "",
    }
    if date > "2026-12-01":
        made["occasions"][0]["due"] = "2026-12-10"
    return made | others


def occasion(**changes):
    return [row("05")["occasions"][0] | changes]


GOOD = [
    row("03"), row("05"), row("05 14:00:00", "push"), row("09", "email"),
    # Right at both edges; on a make-up Saturday; on a winter's Saturday; agreed; the other zone.
    row("09 08:00:00", customer="C2", point=9), row("10 21:59:59", customer="C3", point=10),
    row("21 17:00:00", "voice", customer="C4", point=11), row("28 10:30:00", "voice", customer="C4", point=11),
    row("12 23:00:00", customer="C5", point=12, agreements={"night": True}),
    row("13 21:00:00", customer="C6", point=13, zone="Europe/Berlin"),
    # 48 hours to the second; what was refused or put back takes no place.
    row("07"), row("16", customer="C7", point=14, state="refused"),
    row("16 12:10:00", customer="C7", point=14, state="put-back", occasions=[]),
    row("16 12:20:00", customer="C7", point=14, state="accepted", occasions=occasion(day=15, spell=2)),
    # The gentle tier's own week replaces the common one.
    *[row(f"{day} 10:30:00", "push", customer="C8", point=15, tier="gentle",
          occasions=occasion(debt=f"E{day}", day=1, due=f"2026-11-{int(day) - 1:02}"))
      for day in ("16", "17", "18", "19", "20")],
]

# What is wrong, and the rows that make it so.
PLANTED = [
    ("outside test/daytime", [row("10 22:00:00")]),
    ("outside test/daytime", [row("10 07:59:59")]),
    ("outside test/daytime", [row("10 03:00:00", agreements={"night": False})]),
    ("outside test/daytime", [row("10 12:00:00", zone="America/New_York")]),
    ("outside test/office", [row("10 18:00:00", "voice")]),
    # Sunday; a Saturday after noon; a make-up Saturday is worked until 18:00, and no longer.
    ("outside test/office", [row("22 10:30:00", "voice")]),
    ("outside test/office", [row("14 13:00:00", "voice")]),
    ("outside test/office", [row("21 18:30:00", "voice")]),
    # A year without holidays in both halves is not covered: nothing that asks for working days is open.
    ("outside test/office", [row("2028-03-06", "voice", occasions=occasion(due="2028-03-01", day=5))]),
    ("outside test/refused-weekends", [row("14 10:00:00", agreements={"night": False})]),
    ("outside test/refused-weekends", [row("12 12:30:00", agreements={"night": False})]),
    ("outside test/gentle", [row("12", "push", tier="gentle", occasions=occasion(day=1, due="2026-11-11"))]),
    ("outside test/new-year", [row("2026-12-31", "email", occasions=occasion(due="2026-12-10", day=21))]),
    ("outside test/closing", [row("28", "push")]),
    ("under test/customer-day of 2", [row("09"), row("09 13:00:00", "push"), row("09 14:00:00", "email")]),
    ("under test/customer-week of 4", [row(f"{day:02}", "push") for day in range(9, 14)]),
    ("under test/customer-month of 6", [row(f"{day:02}", "push") for day in (2, 4, 9, 11, 16, 18, 23)]),
    ("under test/debt-sms of 1", [row("09"), row("11 11:59:59")]),
    ("under test/debt-sms of 1", [
        row("09"), row("10", debt="D2", occasions=occasion(debt="D2", day=9) + occasion(day=9)),
    ]),
    ("under test/number-day of 2", [
        row("09"), row("09 13:00:00", customer="C2", debt="D2"), row("09 14:00:00", customer="C3", debt="D3"),
    ]),
    ("under test/number-gap of 1", [row("09"), row("09 12:00:29", customer="C2", debt="D2")]),
    ("under test/same-words of 1", [row("09", "email"), row("15", "email")]),
    ("under test/no-wechat of 0", [row("09", "wechat")]),
    ("under test/gentle-week of 5", [
        row(f"{day} 10:30:00", "push", tier="gentle",
            occasions=occasion(debt=f"E{day}", day=1, due=f"2026-11-{day - 1:02}"))
        for day in range(16, 22)
    ]),
    # A guess about the state is no place given back.
    ("under test/debt-sms of 1", [row("09", state="unknown"), row("10", state="leaving")]),
    ("to a co-borrower, whom test does not allow", [row("09", occasions=occasion(day=8, role="co-borrower"))]),
    ("to a guarantor, for whom the step is not", [
        row("02 10:30:00", "push", tier="gentle", occasions=occasion(day=1, role="guarantor")),
    ]),
    ("says again by push", [row("09", "push"), row("11", "push", occasions=occasion(day=8))]),
    ("says again by push", [row("09", "push", state="refused"), row("11", "push", occasions=occasion(day=8))]),
    ("before its time", [row("09") | {"not_before": "2026-11-09T13:00:00+08:00"}]),
    ("the strategy has no step early/other", [row("09", step="other")]),
    ("does not say z by sms", [row("09", template="z")]),
    ("purpose is overdue, not assistance", [row("09", occasions=occasion(day=8, purpose="assistance"))]),
    ("does not fall on day 31", [row("09", occasions=occasion(day=31))]),
    ("no step says overdue on day 99", [row("09", occasions=occasion(day=8) + occasion(day=99))]),
    ("day 0 is not one of tier early", [row("09 12:30:00") | {"class": "notice"}]),
    ("day 40 is not one of tier early", [row("09", occasions=occasion(day=8, due="2026-09-30"))]),
]

UNKNOWN = [
    RULEBOOK.replace("per: customer, period: day, most: 2", "per: customer, period: day, most: 2, burst: 3"),
    RULEBOOK.replace("quiet: \"22:00-08:00\"", "quiet: \"22:00-08:00\", moon: full"),
    RULEBOOK.replace("days: working", "days: working, weeks: odd"),
    RULEBOOK.replace("days: working", "days: lucky"),
    RULEBOOK.replace("most: 0", "most: 0, most: 1"),
    RULEBOOK.replace("channels: [wechat]", "channels: [telex]"),
    RULEBOOK + "seasons: []\n",
]


def written(text, ending):
    with tempfile.NamedTemporaryFile("w", suffix=ending, delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name


class Planted(unittest.TestCase):
    def setUp(self):
        self.paths = [written(RULEBOOK, ".yaml"), written(STRATEGY, ".yaml"), written(CALENDAR, ".csv")]
        self.rulebook = Rulebook(self.paths[0])
        self.rulebook.name = "test"
        self.strategy, self.calendar = Strategy(self.paths[1]), Calendar(self.paths[2])

    def tearDown(self):
        for path in self.paths:
            os.remove(path)

    def faults(self, rows):
        lines = "\n".join(check.json.dumps(each) for each in rows)
        path = written(lines + "\n", ".jsonl")
        self.paths.append(path)
        return check.Checker([self.rulebook], self.strategy, self.calendar).run(check.rows(path))

    def test_what_is_in_order_passes(self):
        self.assertEqual(self.faults(GOOD), [])

    def test_each_violation_is_found(self):
        for words, rows in PLANTED:
            with self.subTest(words):
                faults = self.faults(copy.deepcopy(rows))
                self.assertTrue(any(words in fault for fault in faults), faults)

    def test_a_violation_is_found_among_others(self):
        for words, rows in PLANTED:
            with self.subTest(words):
                strangers = [each | {"customer": "Z" + each["customer"], "point": each["point"] + 500} for each in rows]
                for each in strangers:
                    each["id"] = "planted"
                faults = self.faults(GOOD + strangers)
                self.assertTrue(any(words in fault for fault in faults), faults)
                self.assertTrue(all(fault.startswith("planted") for fault in faults), faults)

    def test_what_it_does_not_know_it_does_not_judge(self):
        for text in UNKNOWN:
            with self.subTest(text[-300:]):
                self.paths.append(written(text, ".yaml"))
                with self.assertRaises(Unreadable):
                    Rulebook(self.paths[-1])
        with self.assertRaises(Unreadable):
            self.faults([row("09") | {"mood": "good"}])


if __name__ == "__main__":
    unittest.main()
