"""Takes filing numbers apart and finds them in texts; says nothing about whose they are or whether they are due.

The anatomy of algorithm numbers is inferred from the published lists. Their last digit makes the sum of all digits, each weighted
with 2 to the power of its place from the right, end in 1: so on all 22 numbers of the vendor files and on 19 of 20 others seen on
pages. One that does not fit is a reason to look, no more.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal, NamedTuple

PREFIX, SUFFIX = "网信算备", "号"
NEEDLES = (PREFIX, "ICP备", "ICP证", "icp备", "公网安备", "B2-20", *(f"-{year}{month}" for year in range(2023, 2036) for month in "01"))
"""Every text with a number that ``find`` knows holds one of these; the list of generative services begins in 2023."""
RELIABLE_FROM = 2023
"""Year from which the type digits say what the filing was listed under."""
DIGITS = 21
_FIRST_YEAR = 2022

_SITES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕甘青宁新"
_ALGORITHM = re.compile(rf"{PREFIX}([0-9]{{6}})([0-9]{{7}})([0-9]{{2}})([0-9]{{2}})([0-9]{{3}})([0-9]){SUFFIX}")
_SHOWN = re.compile(rf"{PREFIX}[  :：]?([0-9]{{4,40}})[  ]?{SUFFIX}?")
_GENAI = re.compile(r"([A-Za-z]{3,20})-([^\s\"'`<>{}()/\\,;:]{1,80}?)-(20[0-9]{6})(S?)([0-9]{4})?", re.IGNORECASE)
_SITE: tuple[tuple[Literal["icp", "icp-licence", "police"], re.Pattern[str]], ...] = (
    ("icp", re.compile(rf"[{_SITES}]\s?ICP\s?备\s?([0-9]{{5,10}})\s?号(-[0-9]{{1,3}}[A-Za-z]?)?", re.IGNORECASE)),
    ("icp-licence", re.compile(rf"[{_SITES}](?:\s?ICP\s?证\s?[0-9]{{5,8}}\s?号?|\s?B2-20[0-9]{{6}})", re.IGNORECASE)),
    ("police", re.compile(rf"[{_SITES}]公网安备[:：]?\s?([0-9]{{11,14}})\s?号?")),
)
PROVINCES = (
    "Beijing", "Tianjin", "Hebei", "Shanxi", "NeiMengGu", "Liaoning", "Jilin", "Heilongjiang", "Shanghai", "Jiangsu", "Zhejiang", "Anhui",
    "Fujian", "Jiangxi", "Shandong", "Henan", "Hubei", "Hunan", "Guangdong", "Guangxi", "Hainan", "Chongqing", "Sichuan", "Guizhou",
    "Yunnan", "Xizang", "Shaanxi", "Gansu", "Qinghai", "Ningxia", "Xinjiang", "ZhongYangQiYe", "Shinghai",
)  # fmt: skip
"""As the lists write them, one of their own slips included; compared without case, because the lists are not of one mind."""
_KNOWN_PROVINCES = frozenset(name.lower() for name in PROVINCES)


class FilingNumber(NamedTuple):
    """``网信算备`` + region 6 + entity 7 + type 2 + year 2 + running number 3 + check 1 + ``号``; the role is not in it."""

    text: str
    region: str
    entity: str
    type: str
    """Two digits; ``item`` of a category, reliable from ``RELIABLE_FROM`` on."""
    year: int
    serial: str
    check: str

    @property
    def adds_up(self) -> bool:
        """The check digit fits, as far as its rule is known."""
        return _sum(self.text) % 10 == 1


class GenaiNumber(NamedTuple):
    """A number of the generative services: 备案, or (``registration``) the 上线编号 of a 登记."""

    text: str
    province: str
    name: str
    date: str
    """ISO."""
    serial: str
    registration: bool

    @property
    def known_province(self) -> bool:
        return self.province.lower() in _KNOWN_PROVINCES


class SiteNumber(NamedTuple):
    """A number of the web site or app: ICP filing, ICP licence, police filing."""

    text: str
    kind: Literal["icp", "icp-licence", "police"]


class BrokenNumber(NamedTuple):
    """Begins like an algorithm number and is none."""

    text: str
    digits: int


class Found(NamedTuple):
    """A number inside a text; offsets in characters."""

    start: int
    end: int
    number: FilingNumber | GenaiNumber | SiteNumber | BrokenNumber


def decode(text: str) -> FilingNumber | GenaiNumber | None:
    """The number that ``text`` is as a whole; None for anything else, impossible dates included."""
    if match := _ALGORITHM.fullmatch(text):
        region, entity, kind, year, serial, check = match.groups()
        number = FilingNumber(text, region, entity, kind, 2000 + int(year), serial, check)
        plausible = number.year >= _FIRST_YEAR and "01" <= kind <= "06" and region[0] in "12345678"
        return number if plausible else None
    match = _GENAI.fullmatch(text)
    day = _day(match.group(3)) if match else ""
    if match is None or not day or (match.group(4) and not match.group(5)):
        return None
    return GenaiNumber(text, match.group(1), match.group(2), day, match.group(5) or "", bool(match.group(4)))


def find(text: str) -> tuple[Found, ...]:
    """Every number, in order of place."""
    return tuple(sorted([*_algorithm(text), *_genai(text), *_sites(text)], key=lambda found: found.start))


def _algorithm(text: str) -> list[Found]:
    found = []
    for match in _SHOWN.finditer(text):
        whole = f"{PREFIX}{match.group(1)}{SUFFIX}"
        number = decode(whole)
        broken = BrokenNumber(match.group().rstrip(), len(match.group(1)))
        found.append(Found(match.start(), match.end(), number if isinstance(number, FilingNumber) else broken))
    return found


def _genai(text: str) -> list[Found]:
    """Model ids end in dates as well, so only numbers of a known province count."""
    found = []
    for match in _GENAI.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        number = decode(match.group())
        if isinstance(number, GenaiNumber) and number.known_province and not _word(before) and not _word(after):
            found.append(Found(match.start(), match.end(), number))
    return found


def _sites(text: str) -> list[Found]:
    return [
        Found(match.start(), match.end(), SiteNumber(re.sub(r"[\s:：]", "", match.group()), kind))
        for kind, pattern in _SITE
        for match in pattern.finditer(text)
    ]


def _word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ("-", "_"))


def _sum(text: str) -> int:
    digits = [int(char) for char in text if char.isdigit()]
    return sum(digit << place for place, digit in enumerate(reversed(digits)))


def _day(digits: str) -> str:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return ""
