"""The few kinds of check; what they look for is data (`rules/*.toml`).

- ``phrase``: words that stand where they should not (or, with ``gives = "met"``, that earn it);
- ``missing``: where ``when`` gives the occasion, neither ``patterns`` nor ``kinds`` is there;
- ``stock``: a statement of which at least ``share`` of the words could be anybody's;
- ``bare``: a statement of at most ``most_words`` words in which ``patterns`` is not found;
- ``link``: a statement that shares no word of its own with any in the ``linked`` fields (with
  ``gives = "met"``: one that does);
- ``kind``: a statement of one of ``kinds`` in one of ``fields``, and sure of it;
- ``ratio``: at least ``share`` of the statements are of ``kinds``;
- ``date``: more than ``days`` between the record's date and its review date.

``unless`` excuses a place by its sentence (and ``near`` sentences after it), ``excused`` excuses
all by what stands anywhere in the rule's fields, ``elsewhere`` excuses words (``{words}``) by what
stands anywhere in the record, ``spared`` words are left alone. ``when`` gives the occasion.
Settings ask for more than one: ``least`` places, ``distinct`` words, a ``portion`` of the fields;
for a ``phrase``, ``excuses`` places of ``excused``: one weak line in a record that does well otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..datatypes import Place
from ..dates import read_date
from ..results import Verdict
from ..rulebook import Rule, linked, vocabulary
from .reading import Item, Reading, is_own_voice, is_said_by_somebody

Places = Iterator[Place | None]
#: Places shown for one rule in one record; more of the same tells nothing new.
MOST_PLACES = 25
#: Different words of one rule that are weighed in one record.
_MOST_WORDS = 200


def _phrase(rule: Rule, reading: Reading) -> Places:
    if rule.when and not reading.holds(rule, "when", rule.when_fields):
        return
    if rule.excused and _is_excused_as_a_whole(rule, reading):
        return
    places: list[Place] = []
    words: dict[str, bool] = {}
    for item in reading.items:
        for start, end in rule.find("patterns", item.text):
            number = item.around(start)
            if number is None:  # The words may begin in a heading.
                number = item.around(end - 1)
            if number is None or not _is_in(rule, item, number):
                continue
            place = item.place(start, end)
            written = item.text[place.start : place.end]
            key = written if rule.case else written.casefold()
            if key not in words and len(words) < _MOST_WORDS:
                words[key] = not _is_spared(rule, reading, written)
            if words.get(key) and not _is_excused(rule, reading, item, number, start):
                places.append(place)
    told = {reading.record.written(place).casefold() for place in places}
    enough = len(places) >= rule.settings.get("least", 1)
    if enough and len(told) >= rule.settings.get("distinct", 1):
        yield from places


def _is_excused_as_a_whole(rule: Rule, reading: Reading) -> bool:
    least = int(rule.settings.get("excuses", 1))
    if least == 1:
        return reading.holds(rule, "excused", rule.fields)
    texts = (labelled.statement.text for _, _, labelled in reading.within(rule.fields))
    return sum(len(rule.find("excused", text)) for text in texts) >= least


def _is_in(rule: Rule, item: Item, number: int) -> bool:
    return not rule.fields or item.statements[number].statement.section in rule.fields


def _is_excused(rule: Rule, reading: Reading, item: Item, number: int, at: int) -> bool:
    """By quotation or voice, or by what stands in the sentence and those near it."""
    if is_said_by_somebody(rule, item, at):
        return True
    key = (rule.code, item.field, item.number, number)
    if key not in reading.excused:
        reading.excused[key] = _is_excused_sentence(rule, item, number)
    return reading.excused[key]


def _is_excused_sentence(rule: Rule, item: Item, number: int) -> bool:
    sentence = item.statements[number].statement
    if is_own_voice(rule, sentence.text):
        return True
    most = rule.settings.get("most_stock")
    if most is not None and vocabulary().share(sentence.text)[0] > most:
        return True
    if not rule.unless:
        return False
    last = min(number + int(rule.settings.get("near", 0)), len(item.statements) - 1)
    end = item.statements[last].statement.place.end
    return rule.found("unless", item.text[sentence.place.start : end])


def _is_spared(rule: Rule, reading: Reading, written: str) -> bool:
    """By a word that this organisation leaves alone, or by what explains the words elsewhere."""
    lower = written.casefold()
    if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lower) for word in rule.spared):
        return True
    return rule.told_elsewhere(written, reading.whole)


def _missing(rule: Rule, reading: Reading) -> Places:
    occasions: list[Place | None] = [*_occasions(rule, reading)] if rule.when else [None]
    few = len(occasions) < rule.settings.get("least", 1)
    if few or reading.count < rule.settings.get("least_statements", 1):
        return
    scope = [labelled for _, _, labelled in reading.within(rule.fields)]
    if any(labelled.prediction.kind in rule.kinds for labelled in scope):
        return
    there = sum(rule.found("patterns", labelled.statement.text) for labelled in scope)
    if there <= rule.settings.get("most", 0):
        yield from occasions


def _occasions(rule: Rule, reading: Reading) -> Iterator[Place]:
    for item in reading.items:
        for start, end in rule.find("when", item.text):
            number = item.around(start)
            if rule.when_fields and (
                number is None or item.statements[number].statement.section not in rule.when_fields
            ):
                continue
            if number is not None and _is_excused(rule, reading, item, number, start):
                continue
            place = item.place(start, end)
            if not rule.spared or not _is_spared(rule, reading, reading.record.written(place)):
                yield place


def _each(rule: Rule, reading: Reading, chosen: Callable[[str], bool]) -> Places:
    """Each chosen statement of the fields, unless all are excused or there are too few."""
    if rule.when and not reading.holds(rule, "when", rule.when_fields):
        return
    if rule.excused and reading.holds(rule, "excused", rule.fields):
        return
    scope = [*reading.within(rule.fields)]
    places = [
        labelled.statement.place
        for item, number, labelled in scope
        if chosen(labelled.statement.text)
        and not _is_excused(rule, reading, item, number, labelled.statement.place.start)
    ]
    portion = rule.settings.get("portion", 0) * len(scope)
    if len(places) >= max(rule.settings.get("least", 1), portion):
        yield from places


def _stock(rule: Rule, reading: Reading) -> Places:
    def chosen(text: str) -> bool:
        share, words = vocabulary().share(text, rule.words, rule.spared)
        enough = words >= rule.settings["least_words"] and share >= rule.settings["share"]
        return enough and (not rule.patterns or rule.found("patterns", text))

    return _each(rule, reading, chosen)


def _bare(rule: Rule, reading: Reading) -> Places:
    def chosen(text: str) -> bool:
        short = len(text.split()) <= rule.settings["most_words"]
        return short and not rule.found("patterns", text)

    return _each(rule, reading, chosen)


def _link(rule: Rule, reading: Reading) -> Places:
    others = [vocabulary().own(s.statement.text) for _, _, s in reading.within(rule.linked)]
    if not others:
        return
    told = frozenset().union(*others)

    def chosen(text: str) -> bool:
        own = vocabulary().own(text)
        if rule.gives is Verdict.MET:
            return linked(own, told)
        return bool(own) and not linked(own, told)

    yield from _each(rule, reading, chosen)


def _kind(rule: Rule, reading: Reading) -> Places:
    if rule.excused and reading.holds(rule, "excused", rule.fields):
        return
    least = rule.settings.get("confidence", 0.0)
    for item, number, labelled in reading.within(rule.fields):
        prediction, place = labelled.prediction, labelled.statement.place
        sure = prediction.kind in rule.kinds and not prediction.needs_review
        if not sure or prediction.confidence < least:
            continue
        if rule.patterns and not rule.found("patterns", labelled.statement.text):
            continue
        if not _is_excused(rule, reading, item, number, place.start):
            yield place


def _ratio(rule: Rule, reading: Reading) -> Places:
    kinds = [s.prediction.kind for _, _, s in reading.within(rule.fields) if s.prediction.kind]
    wanted = sum(kind in rule.kinds for kind in kinds)
    enough = len(kinds) >= rule.settings["least_statements"]
    if enough and wanted / len(kinds) >= float(rule.settings["share"]):
        yield None


def _date(rule: Rule, reading: Reading) -> Places:
    written, review = read_date(reading.record.date), read_date(reading.record.review_date)
    if written and review and (review - written).days > rule.settings["days"]:
        yield None


_CHECKS: dict[str, Callable[[Rule, Reading], Places]] = {
    "phrase": _phrase,
    "missing": _missing,
    "stock": _stock,
    "bare": _bare,
    "link": _link,
    "kind": _kind,
    "ratio": _ratio,
    "date": _date,
}


def carry_out(rule: Rule, reading: Reading) -> list[Place | None]:
    """Return the places of which a rule speaks; None stands for the record as a whole."""
    return list(dict.fromkeys(_CHECKS[rule.check](rule, reading)))[:MOST_PLACES]
