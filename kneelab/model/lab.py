"""The lab: all content as one immutable model, and the one verb, ``assess``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kneelab.model import triage
from kneelab.model.anatomy import Link, Relation, Shape
from kneelab.model.conditions import Condition, Statement, Structure, Target
from kneelab.model.decision_rules import DecisionRule, Facts
from kneelab.model.differential import Assessment, Prior
from kneelab.model.evidence import EvidenceRow, ReferenceTest
from kneelab.model.findings import Finding, InputError, Vocabulary
from kneelab.model.knee_map import Drawing, PainSite, TourStep
from kneelab.model.network import Network
from kneelab.model.patients import VirtualPatient, virtual_patient
from kneelab.model.population import Population
from kneelab.model.twins import Twins, find_twins

AGES = (10, 110)
SEXES = ("female", "male")
DEFAULT_SETTING = "pt_outpatient"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the patient is seen, with its assumed case mix (shares that sum to 1)."""

    id: str
    label: str
    reason: str
    mix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Demographics:
    """How age and sex shift the start probability of one condition.

    Parameters
    ----------
    age_knots : tuple of (float, float)
        Age in years and multiplier; log-linear between knots, flat outside them.
    sex_factor : mapping
        Multiplier for ``female`` and ``male``.
    mark : str
        ``published``, ``judged`` or ``assumed``.
    """

    age_knots: tuple[tuple[float, float], ...]
    sex_factor: Mapping[str, float]
    mark: str = "assumed"
    source: str | None = None
    reason: str | None = None

    def age_multiplier(self, age: float | None) -> float:
        """Multiplier at an age; 1 when the age is not known."""
        if age is None:
            return 1.0
        knots = self.age_knots
        if age <= knots[0][0]:
            return knots[0][1]
        for (a, fa), (b, fb) in itertools.pairwise(knots):
            if age <= b:
                share = (age - a) / (b - a)
                return math.exp((1.0 - share) * math.log(fa) + share * math.log(fb))
        return knots[-1][1]

    def sex_multiplier(self, sex: str | None) -> float:
        """Multiplier of a sex; 1 when it is not known."""
        return 1.0 if sex is None else self.sex_factor[sex]


@dataclass(frozen=True, slots=True)
class Opener:
    """A fictional patient to start from."""

    id: str
    name: str
    age: int
    sex: str
    setting: str
    quote: str
    scene: str
    door: str
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """A reference: how it is named beside a number, and in full.

    Parameters
    ----------
    container : str or None
        Journal, book or site that it appeared in.
    genre : str or None
        Kind of study or text.
    """

    id: str
    short: str
    title: str
    url: str | None
    author: str | None = None
    issued: int | None = None
    container: str | None = None
    doi: str | None = None
    pmid: str | None = None
    genre: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """A teacher's own numbers, laid over the content.

    Parameters
    ----------
    name : str
        As the file says; the source of each of its numbers is ``overlay:<name>``.
    changes : tuple of str
        What it changes, a sentence each.
    """

    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Lab:
    """Content and network, immutable. Made by :func:`kneelab.load`.

    With an overlay, ``plain`` is the same lab without it: urgency is never below what that gives.
    """

    version: str
    network: Network
    vocabulary: Vocabulary
    conditions: tuple[Condition, ...]
    targets: Mapping[str, Target]
    reference_tests: Mapping[str, ReferenceTest]
    evidence: tuple[EvidenceRow, ...]
    structures: Mapping[str, Structure]
    sites: Mapping[str, PainSite]
    tour: tuple[TourStep, ...]
    drawing: Drawing
    settings: Mapping[str, Setting]
    demographics: tuple[Demographics, ...]
    rules: tuple[triage.Rule, ...]
    advice: Mapping[str, triage.Advice]
    decision_rules: Mapping[str, DecisionRule]
    sources: Mapping[str, Source]
    openers: Mapping[str, Opener]
    practice_order: tuple[Statement, ...]
    strings: Mapping[str, str]
    overlay: Overlay | None = None
    plain: Lab | None = None
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    not_drawn: Mapping[str, str] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()

    @property
    def findings(self) -> Mapping[str, Finding]:
        """Findings by id, in the order in which they are asked."""
        return self.vocabulary.findings

    def condition(self, condition: str) -> Condition:
        """Look a condition up by its id."""
        return self.conditions[self.network.index(condition)]

    def links_of(self, structure: str) -> tuple[Link, ...]:
        """What a structure has to do with each cause: the causes' own links, seen from the other side.

        Raises
        ------
        InputError
            If there is no structure of that name.
        """
        if structure not in self.structures:
            raise InputError(f'There is no structure called "{structure[:60]}".')
        return tuple(link for c in self.conditions for link in c.links if link.structure == structure)

    def evidence_of(self, finding: str) -> tuple[EvidenceRow, ...]:
        """Every study of one test: the used one first, then the others in the ledger's order.

        Parameters
        ----------
        finding : str
            Id of a finding or of a reference test.

        Raises
        ------
        InputError
            If there is neither a finding nor a reference test of that name.
        """
        if finding not in self.findings and finding not in self.reference_tests:
            raise InputError(f'There is no finding or reference test called "{finding[:60]}".')
        return tuple(sorted((r for r in self.evidence if r.finding == finding), key=lambda r: not r.used))

    def assess(
        self,
        findings: Mapping[str, object] | None = None,
        *,
        age: float | None = None,
        sex: str | None = None,
        setting: str = DEFAULT_SETTING,
        dependence: float | Mapping[str, float] | None = None,
    ) -> Assessment:
        """Rank the causes for one fictional patient.

        Parameters
        ----------
        findings : mapping, optional
            Finding id to ``"present"``, ``"absent"``, a named state, a number from 0 to 1,
            ``"not_asked"`` or None.
        age : float, optional
            Years, 10 to 110.
        sex : {"female", "male"}, optional
        setting : str
            Where the patient is seen.
        dependence : float or mapping of str to float, optional
            How much the tests of a target err together, for all targets or for those named:
            0 (the default) not at all, 1 so that they add nothing to the strongest of them.

        Returns
        -------
        Assessment

        Raises
        ------
        InputError
            If anything entered is unknown, out of range or contradictory; the message names it.

        Examples
        --------
        >>> import kneelab
        >>> a = kneelab.load().assess({"popliteal_mass": "present"}, age=58, sex="female")
        >>> round(sum(r.probability for r in a.differential), 9)
        1.0
        """
        evidence = self.vocabulary.read(_mapping(findings))
        years, known_sex = _age(age), _one_of("sex", sex, SEXES)
        prior = self._prior(years, known_sex, setting)
        facts = Facts(self.findings, evidence, years, known_sex, setting)
        network = self.network if dependence is None else self.network.with_dependence(self._dependence(dependence))

        def decide(assessment: Assessment) -> triage.Urgency:
            own = self._urgency(assessment)
            if self.plain is None:
                return own
            plain = self.plain.assess(findings, age=age, sex=sex, setting=setting, dependence=dependence).urgency
            return plain if triage.is_more_urgent(plain.level, own.level) else own

        return Assessment(network, self.conditions, prior, evidence, decide, self.rules, facts, self.decision_rules)

    def _dependence(self, dependence: object) -> dict[str, float]:
        if not isinstance(dependence, Mapping):
            return dict.fromkeys(self.targets, _share("dependence", dependence))
        for target in dependence:
            if target not in self.targets:
                raise InputError(f'dependence knows no target called "{str(target)[:40]}". Allowed: {", ".join(self.targets)}.')
        return {t: _share(f"dependence of {t}", dependence[t]) for t in self.targets if t in dependence}

    def patient(
        self,
        seed: int = 0,
        condition: str | None = None,
        *,
        difficulty: int = 2,
        noise: float = 0.0,
        setting: str = DEFAULT_SETTING,
        findings: int | None = None,
    ) -> VirtualPatient:
        """Draw a fictional patient from the network; the same arguments always give the same one.

        Parameters
        ----------
        seed : int
            Whole number from 0.
        condition : str, optional
            The main cause; drawn by the setting's case mix when not given.
        difficulty : {1, 2, 3, 4}
            1 is the textbook, 2 typical, 3 about as people come, 4 sparse and atypical.
        noise : float
            Share of the answers that are misleading, 0 to 1 (near 1 fewer, where the patient would contradict itself).
        setting : str
            Where the patient is seen.
        findings : int, optional
            How many findings are answered; 14, 12, 10 or 8 by difficulty when not given.

        Raises
        ------
        InputError
            If an argument is unknown or out of range; the message names it.
        """
        return virtual_patient(self, seed, condition, difficulty, noise, setting, findings)

    def twins(self, seed: int = 0, n: int = 1, *, setting: str = DEFAULT_SETTING) -> tuple[Twins, ...]:
        """Find pairs of fictional patients, one finding apart, with different leading causes.

        Parameters
        ----------
        seed : int
            Whole number from 0.
        n : int
            How many pairs.
        setting : str
            Where the patients are seen.

        Returns
        -------
        tuple of Twins
            Pairs that differ in finding or causes come before any that repeat both.

        Raises
        ------
        InputError
            If an argument is unknown or out of range; the message names it.
        """
        return find_twins(self, seed, n, setting)

    def population(self, setting: str) -> Population:
        """The fictional people of a setting.

        Raises
        ------
        InputError
            If there is no such setting.
        """
        _one_of("setting", setting, tuple(self.settings), required=True)
        if setting not in self._populations:
            self._populations[setting] = Population(self.network, lambda age, sex: self._prior(age, sex, setting), SEXES)
        return self._populations[setting]

    @cached_property
    def _populations(self) -> dict[str, Population]:
        return {}

    def _prior(self, age: float | None, sex: str | None, setting: str) -> Prior:
        _one_of("setting", setting, tuple(self.settings), required=True)
        return Prior(
            self.settings[setting].mix,
            tuple(d.age_multiplier(age) for d in self.demographics),
            tuple(d.sex_multiplier(sex) for d in self.demographics),
        )

    def _urgency(self, assessment: Assessment) -> triage.Urgency:
        raised = []
        for condition, p, start in zip(self.conditions, assessment.probabilities, assessment.prior.probabilities, strict=True):
            danger = condition.must_not_miss
            if danger and p >= danger.threshold and p > 1.001 * start:  # a place, an age or a sex alone sends nobody on
                raised.append(triage.Because(f"{condition.id}_not_unlikely", condition.name, danger.level, (), "judged", danger.source))
        leader = assessment.leader
        default = triage.Because("leading_cause", leader.name, leader.default_urgency, (), "judged", None)
        return triage.decide(assessment.red_flags, raised, default, dict(self.advice))


def _mapping(findings: object) -> Mapping[str, object]:
    if findings is None:
        return {}
    if not isinstance(findings, Mapping):
        raise InputError(f"findings must be a mapping of finding to value, not a {type(findings).__name__}.")
    return findings


def _age(age: object) -> float | None:
    if age is None:
        return None
    if isinstance(age, bool) or not isinstance(age, (int, float)) or not AGES[0] <= age <= AGES[1]:
        raise InputError(f'age cannot be "{str(age)[:40]}". Allowed: a number of years from {AGES[0]} to {AGES[1]}.')
    return float(age)


def _share(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: a number from 0 to 1.')
    return float(value)


def _one_of(name: str, value: object, allowed: Sequence[str], *, required: bool = False) -> str | None:
    if value is None and not required:
        return None
    if isinstance(value, str) and value in allowed:
        return value
    raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: {", ".join(allowed)}.')
