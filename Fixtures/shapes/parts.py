"""What the shapes of all objects have in common: API versions, times, ids and the order of members."""

import calendar
import hashlib
import time

# API versions. As text they compare like their dates.
V2020 = "2020-08-27"
BASIL = "2025-03-31.basil"
CLOVER = "2025-09-30.clover"
DAHLIA = "2026-03-25.dahlia"
ENDIVE = "2026-09-30.endive"

STRIPE_ACCOUNT = "acct_1TBexample"
APP = "https://app.example.com/billing"

MINUTE, HOUR, DAY = 60, 3600, 86400


def utc(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M:%S"))


def months_after(moment, count):
    """The same day and time `count` months later; the last day of a month that is too short."""
    then = time.gmtime(moment)
    year, month = divmod(then.tm_year * 12 + then.tm_mon - 1 + count, 12)
    day = min(then.tm_mday, calendar.monthrange(year, month + 1)[1])
    return calendar.timegm((year, month + 1, day, then.tm_hour, then.tm_min, then.tm_sec))


def day_name(moment):
    then = time.gmtime(moment)
    return f"{then.tm_mday} {calendar.month_abbr[then.tm_mon]} {then.tm_year}"


def nulls(*names):
    return dict.fromkeys(names)


def list_of(data, url, total=True):
    listed = {"object": "list", "data": data, "has_more": False, "url": url}
    return {**listed, "total_count": len(data)} if total else listed


def token(*seed, length):
    """Letters and digits that look like chance and are the same every time."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = int.from_bytes(hashlib.sha256("/".join(map(str, seed)).encode()).digest(), "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)


def uuid(*seed):
    digits = hashlib.sha256("/".join(map(str, seed)).encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def in_order(value):
    """Members as Stripe orders them: id and object first, the rest by the alphabet."""
    if isinstance(value, list):
        return [in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda name: (name != "id", name != "object", name))
    return {name: in_order(value[name]) for name in names}


def previous_attributes(before, after):
    """What stood before: of one and the same object the members that changed, anything else whole."""
    if not isinstance(before, dict) or not isinstance(after, dict) or before.get("id") != after.get("id"):
        return before
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: previous_attributes(before.get(name), after.get(name)) for name in changed}


NO_ADDRESS = nulls("city", "country", "line1", "line2", "postal_code", "state")
