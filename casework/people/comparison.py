"""One searched word compared with words that are kept, of whatever script: how alike each is, from 0 to 1."""

from collections.abc import Iterable
from functools import cached_property, lru_cache

from casework.people import spelling
from casework.people.likeness import LONGEST_WORD, likely_spellings
from casework.people.scripts import Script, romanised, script_of
from casework.people.spelling import Scorer, bounded, similarity, without_article

LEARNED = (Script.CYRILLIC, Script.ARABIC)
# Words are told from others by their script's habits; a word less alike than this is another name.
LEAST_ALIKE = {True: 0.20, False: 0.33}
"""By whether both words stand in the same script."""


class Comparison:
    """A searched word that is ready to be compared; whatever it needs is worked out once."""

    def __init__(self, word: str) -> None:
        self.word = word[:LONGEST_WORD]
        self.script = script_of(word)
        self._alike: dict[str, float] = {}

    def alike(self, others: Iterable[str]) -> dict[str, float]:
        """Give how alike each word is to the searched one."""
        found: dict[str, float] = {}
        fresh: dict[Script, list[str]] = {}
        for other in others:
            if other in self._alike:
                found[other] = self._alike[other]
            else:
                fresh.setdefault(script_of(other), []).append(other)
        for script, words in fresh.items():
            found |= self._compared(script, words)
        if len(self._alike) < 5_000:
            self._alike |= found
        return found

    def near(self, others: Iterable[str]) -> dict[str, float]:
        """Give only those that may be the same name."""
        least = {script: LEAST_ALIKE[script is self.script] for script in Script}
        return {word: alike for word, alike in self.alike(others).items() if alike >= least[script_of(word)]}

    def _compared(self, script: Script, words: list[str]) -> dict[str, float]:
        if script is self.script and script is not Script.TABLE:
            return self._scored(self._same, [(word, word, 1.0) for word in words])
        if Script.OTHER in (script, self.script):
            return dict.fromkeys(words, 0.0)
        if script in LEARNED:
            spelled = [(word, word, 1.0) for word in words]
            bare = [(word, without_article(word)) for word in words] if script is Script.ARABIC else []
            spelled += [(word, short, spelling.WITHOUT_ARTICLE) for word, short in bare if short]
            return self._scored(self._to(script), spelled, across=True)
        spelled = [(word, romanised(word) if script is Script.TABLE else word, 1.0) for word in words]
        if self.script not in LEARNED:
            return self._scored(self._latin, spelled)
        found = self._scored(self._own, spelled, across=True)
        if self._bare is not None:
            bare_spelled = [(word, text, spelling.WITHOUT_ARTICLE) for word, text, _ in spelled]
            without = self._scored(self._bare, bare_spelled, across=True)
            found = {word: max(alike, without[word]) for word, alike in found.items()}
        return found

    def _scored(
        self, scorer: Scorer, spelled: list[tuple[str, str, float]], *, across: bool = False
    ) -> dict[str, float]:
        # Between scripts even the likeliest spelling scores low, since there are so many; the root makes up for it.
        letters = (len(scorer.word) * (2 if across else 1) + 1) / scorer.table.steep
        ordered = sorted((bounded(text[:LONGEST_WORD]), word, share) for word, text, share in spelled)
        found: dict[str, float] = {}
        scores = scorer.scores([text for text, _, _ in ordered])
        for (text, word, share), score in zip(ordered, scores, strict=True):
            alike = 1.0 if text == scorer.word else similarity(score * share, scorer.best, letters)
            found[word] = max(alike, found.get(word, 0.0))
        return found

    @cached_property
    def _latin(self) -> Scorer:
        """Give the scorer against Latin words; a word of another script goes by its likeliest Latin spelling."""
        text = self.word
        if self.script is Script.TABLE:
            text = romanised(text)
        elif self.script in LEARNED:
            likely = likely_spellings(text, self.script)
            text = max(likely, key=lambda made: likely[made], default=text)
        return Scorer(bounded(text), spelling.latin_pieces())

    @cached_property
    def _own(self) -> Scorer:
        return Scorer(bounded(self.word), spelling.pieces(self.script, self.script))

    @cached_property
    def _bare(self) -> Scorer | None:
        bare = without_article(self.word) if self.script is Script.ARABIC else None
        return Scorer(bounded(bare), spelling.pieces(self.script, self.script)) if bare else None

    @cached_property
    def _same(self) -> Scorer:
        if self.script is Script.LATIN:
            return self._latin
        return Scorer(bounded(self.word), spelling.plain_pieces(self.script))

    def _to(self, script: Script) -> Scorer:
        if script not in self._others:
            text = self._latin.word
            self._others[script] = Scorer(text, spelling.pieces(script, Script.LATIN))
        return self._others[script]

    @cached_property
    def _others(self) -> dict[Script, Scorer]:
        return {}


@lru_cache(maxsize=256)
def comparison(word: str) -> Comparison:
    """Give the comparison for a folded word, kept for the next time the word is searched for."""
    return Comparison(word)
