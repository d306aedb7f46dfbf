"""When refills come due, worked out a second time: prints `unit anchor index moment` for every anchor day.

Months and years are counted from the anchor; a day that a month lacks is its last. Nothing of it is shared with the
program: days are counted by the standard library.
"""

import calendar
from datetime import datetime, timedelta

STARTS = [(2024, 1), (2024, 2), (2026, 1), (2027, 12), (2028, 2), (2033, 8), (2037, 11), (2095, 11), (2096, 2), (2099, 12)]
REFILLS = 60


def months_later(anchor, months):
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    day = min(anchor.day, calendar.monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def moment(anchor, unit, index):
    if unit == "day":
        return anchor + timedelta(days=index)
    return months_later(anchor, index * (12 if unit == "year" else 1))


for year, month in STARTS:
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        anchor = datetime(year, month, day, 23, 59, 58)
        for unit in ("day", "month", "year"):
            for index in range(REFILLS):
                print(unit, anchor.isoformat() + "Z", index, moment(anchor, unit, index).isoformat() + "Z")
