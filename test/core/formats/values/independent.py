"""Reads values in the forms of a contract by Python's datetime, zoneinfo and decimal; tells what each string is."""

import json
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

BLANKS = "[ \u00a0\u202f]"
EPOCH = datetime(1970, 1, 1)
FIRST = -62135596800
END = 253402300800

# A regular expression for the width of each letter, and strptime's directive, which takes more than that width.
LETTERS = {
    "yyyy": (r"\d{4}", "%Y"),
    "yy": (r"\d{2}", "%Y"),
    "MMMM": (r"[A-Za-z]{3,9}", "%B"),
    "MMM": (r"[A-Za-z]{3}", "%b"),
    "MM": (r"\d{2}", "%m"),
    "M": (r"\d{1,2}", "%m"),
    "dd": (r"\d{2}", "%d"),
    "d": (r"\d{1,2}", "%d"),
    "EEEE": (r"[A-Za-z]{6,9}", "%A"),
    "EEE": (r"[A-Za-z]{3}", "%a"),
    "HH": (r"\d{2}", "%H"),
    "H": (r"\d{1,2}", "%H"),
    "hh": (r"\d{2}", "%I"),
    "h": (r"\d{1,2}", "%I"),
    "a": (r"[AaPp][Mm]", "%p"),
    "mm": (r"\d{2}", "%M"),
    "m": (r"\d{1,2}", "%M"),
    "ss": (r"\d{2}", "%S"),
    "s": (r"\d{1,2}", "%S"),
    "X": (r"Z|[+-]\d{2}(?:\d{2})?", "%z"),
    "XX": (r"Z|[+-]\d{4}", "%z"),
    "XXX": (r"Z|[+-]\d{2}:\d{2}", "%z"),
    "Z": (r"[+-]\d{4}", "%z"),
}
TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|(.)", re.S)


def alternatives(pattern):
    """The pattern with each optional part and without it."""
    found = re.search(r"\[([^\[\]]*)\]", pattern)
    if not found:
        return [pattern]
    before, after = pattern[: found.start()], pattern[found.end() :]
    return alternatives(before + found[1] + after) + alternatives(before + after)


def compiled(pattern):
    parts = []
    for token in TOKEN.finditer(pattern):
        letters = token[0]
        if token[2]:
            width = rf"\d{{1,{len(letters)}}}" if letters[0] == "S" else LETTERS[letters][0]
            parts.append((f"({width})", letters))
        else:
            parts.append((re.escape(token[1].replace("''", "'") if token[1] is not None else letters), None))
    return re.compile("".join(text for text, _ in parts), re.ASCII), [name for _, name in parts if name]


def whole_year(text, pivot):
    return next(str(year).zfill(4) for year in range(pivot, pivot + 100) if year % 100 == int(text))


def moment(line, text, pivot):
    """A naive datetime or an aware one, and its microseconds; None; out_of_range for the year 0."""
    expression, names = line
    match = expression.fullmatch(text)
    if not match:
        return None
    values = dict(zip(names, match.groups()))
    micros = 0
    words, formats, year_zero = [], [], False
    for name, value in values.items():
        if name[0] == "S":
            micros = int(value[:6].ljust(6, "0"))
            continue
        if name == "yy":
            value = whole_year(value, pivot)
        if name == "yyyy" and value == "0000":
            # Has the same calendar.
            value, year_zero = "0400", True
        if name[0] in "XZ":
            value = "+0000" if value == "Z" else value.replace(":", "").ljust(5, "0")
            if int(value[3:]) > 59 or int(value[1:3]) * 60 + int(value[3:]) > 18 * 60:
                return None
        words.append(value)
        formats.append(LETTERS[name][1])
    try:
        read = datetime.strptime("|".join(words), "|".join(formats))
    except ValueError:
        return None
    for name in ("EEE", "EEEE"):
        if name in values and read.strftime(LETTERS[name][1]).lower() != values[name].lower():
            return None
    return "out_of_range" if year_zero else (read, micros)


def seconds_of(naive):
    return (naive - EPOCH) // timedelta(seconds=1)


def local(naive, form):
    """The instant of a local time in seconds, or why there is none."""
    zone = ZoneInfo(form["zone"])
    both = []
    for fold in (0, 1):
        aware = naive.replace(tzinfo=zone, fold=fold)
        seconds = seconds_of(naive) - aware.utcoffset() // timedelta(seconds=1)
        back = (EPOCH.replace(tzinfo=timezone.utc) + timedelta(seconds=seconds)).astimezone(zone)
        both.append((seconds, back.replace(tzinfo=None) == naive))
    (first, exists), (second, _) = both
    if first == second:
        return first
    choice = form.get("twice" if exists else "skipped")
    if choice is None:
        return "time_twice" if exists else "time_skipped"
    return (min if choice == "earlier" else max)(first, second)


def timestamp(case, text):
    form = case["form"]
    found = "unreadable"
    for name, lines in case["lines"]:
        if name in ("epoch s", "epoch ms", "epoch us"):
            if not re.fullmatch(r"-?\d{1,18}(\.\d{1,9})?", text, re.ASCII):
                continue
            power = {"s": 6, "ms": 3, "us": 0}[name.split()[1]]
            total = int((Decimal(text).scaleb(power)).to_integral_value(ROUND_DOWN))
            if FIRST * 10**6 <= total < END * 10**6:
                return str(total)
            found = "out_of_range"
            continue
        for line in lines:
            read = moment(line, text, form.get("pivot", 0))
            if read is None:
                continue
            if read == "out_of_range":
                found = read
                continue
            when, micros = read
            naive = when.replace(tzinfo=None)
            if case["type"] == "date":
                return str((naive - EPOCH).days)
            if when.tzinfo is not None:
                seconds = seconds_of(naive) - when.utcoffset() // timedelta(seconds=1)
            elif "zone" in form:
                seconds = local(naive, form)
                if isinstance(seconds, str):
                    return seconds
            else:
                seconds = seconds_of(naive)
            if FIRST <= seconds < END:
                return str(seconds * 10**6 + micros)
            found = "out_of_range"
    return found


def number(case, text):
    form, kind = case["form"], case["type"]
    mark = re.escape(form.get("decimal", "."))
    signs = "|".join(re.escape(sign) for sign in sorted(form.get("signs", []), key=len, reverse=True))
    before = f"(?:(?:{signs}){BLANKS}*)?" if signs else ""
    after = f"(?:{BLANKS}*(?:{signs}))?" if signs else ""
    separator = form.get("thousands")
    whole = r"\d*"
    if separator:
        between = {" ": BLANKS, "'": "['\u2019]"}.get(separator, re.escape(separator))
        whole = rf"(?:[1-9]\d{{0,2}}(?:{between}\d{{3}})+|\d*)"
    if kind in ("int", "bigint"):
        magnitude = rf"(?P<whole>{whole})" + (f"(?:{mark}0+)?" if form.get("wholeZeros") else "")
    else:
        magnitude = rf"(?P<whole>{whole})(?:{mark}(?P<rest>\d*))?(?:[eE](?P<power>[+-]?\d+))?"
    ways = [rf"(?P<sign>[+-]?){before}{magnitude}{after}", rf"{before}(?P<sign>[+-]?){magnitude}{after}"]
    if form.get("parentheses"):
        ways += [rf"(?P<minus>\(){before}{magnitude}{after}\)", rf"{before}(?P<minus>\(){magnitude}\){after}"]
    for way in ways:
        match = re.fullmatch(way, text, re.ASCII)
        if not match:
            continue
        parts = match.groupdict()
        digits = re.sub(r"\D", "", parts["whole"], flags=re.ASCII)
        if not digits + (parts.get("rest") or ""):
            continue
        minus = "-" if parts.get("minus") or parts.get("sign") == "-" else ""
        # Beyond this, `Decimal` gives up; no type reaches it.
        power = max(-99999, min(99999, int(parts.get("power") or 0)))
        strict = f"{minus}{digits or 0}.{parts.get('rest') or 0}e{power}"
        return typed(kind, strict)
    return "unreadable"


def typed(kind, strict):
    if kind == "double":
        value = float(strict)
        return repr(value) if abs(value) != float("inf") else "out_of_range"
    value = Decimal(strict)
    if kind in ("int", "bigint"):
        bits = 31 if kind == "int" else 63
        return str(int(value)) if -(2**bits) <= value < 2**bits else "out_of_range"
    precision, scale = map(int, re.findall(r"\d+", kind))
    sign, digits, exponent = value.as_tuple()
    unscaled = int("".join(map(str, digits))) * (-1 if sign else 1)
    shift = exponent + scale
    if unscaled and not -400 < shift < 400:
        return "out_of_range"
    exact = unscaled * 10**shift if shift >= 0 else unscaled // 10**-shift
    is_exact = shift >= 0 or exact * 10**-shift == unscaled
    return str(exact) if is_exact and abs(exact) < 10**precision else "out_of_range"


def main():
    answers = []
    for case in json.load(sys.stdin):
        if case["type"] in ("date", "timestamp"):
            case["lines"] = [
                (name, [] if name.startswith("epoch") else [compiled(each) for each in alternatives(name)])
                for name in case["form"]["dates"]
            ]
            answers.append([timestamp(case, text) for text in case["texts"]])
        else:
            answers.append([number(case, text) for text in case["texts"]])
    json.dump(answers, sys.stdout)


main()
