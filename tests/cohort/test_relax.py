"""Curves of limits: at each limit what really amended knowledge bases say of the same rows, no more and no less."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.frames import screened
from hn2301_asp.cohort.relaxing.admitting import Cohort
from hn2301_asp.cohort.relaxing.limits import Limit, Move, limits_of, moved, shown
from hn2301_asp.cohort.relaxing.model import Curve, Relaxation
from hn2301_asp.cohort.relaxing.relaxation import relaxation
from hn2301_asp.cohort.shift import Range
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.source.diagnostics import InputError
from tests import items_base, scoped_base, small_base, tied_base, windows_base
from tests.bench.opponents import table
from tests.cohort.rows import table_of
from tests.cohort.test_frames import flat
from tests.cohort.test_other_protocols import kept
from tests.conftest import Sample
from tests.independent.records import random_record


def free(_: object) -> tuple[str, ...]:
    """No guard-rail: every limit moves as far as it can."""
    return ()


def with_limits(files: KnowledgeBaseFiles, moves: Mapping[str, tuple[str, str]]) -> Protocol:
    """The knowledge base with thresholds written otherwise: by name what stands there, and what shall."""
    texts = dict(files.texts)
    for name, (before, after) in moves.items():
        changed = 0
        for file in [one for one in texts if one.endswith(".thr")]:
            found = re.search(rf"^{re.escape(name)} .*$", texts[file], re.MULTILINE)
            if found is not None and not file.startswith("guard"):
                line = " ".join(found[0].split(maxsplit=1)) if before not in found[0] else found[0]
                assert before in line, (line, before)
                texts[file] = texts[file].replace(found[0], line.replace(before, after, 1))
                changed += 1
        assert changed == 1, (name, changed)
    made = replace(files, texts=texts, digest=digest(texts))
    return Protocol(load_knowledge_base(made), files=made)


def with_limits_of(protocol: Protocol, moves: Mapping[str, tuple[str, str]]) -> Protocol:
    """The same of a protocol that was loaded from files."""
    assert protocol.files is not None
    return with_limits(protocol.files, moves)


def counts(protocol: Protocol, frame: pl.DataFrame, readings: Mapping[str, str] | None = None) -> Range:
    """How many rows are eligible, and how many are not ruled out."""
    verdicts = protocol.screen_frame(frame, readings=readings)["verdict"].cast(pl.String).to_list()
    return Range(verdicts.count("eligible"), verdicts.count("eligible") + verdicts.count("undetermined"))


def at(curve: Curve, limit: Limit, steps: int) -> Range:
    """What a curve says of a limit so many steps away."""
    reached = [one for one in curve.steps if (one.limit - limit.now) / limit.step <= steps]
    return Range(reached[-1].certain, reached[-1].possible) if reached else Range(0, 0)


def tried(curve: Curve, limit: Limit, rng: random.Random) -> Iterator[int]:
    """Some limits: at a step of the curve and just before it, or somewhere; now and then the last one."""
    if curve.steps:
        steps = int((rng.choice(curve.steps).limit - limit.now) / limit.step)
        yield from {steps, max(steps - 1, 1)}
    yield rng.choice([1, rng.randint(1, min(limit.most, 20)), limit.most])


def agrees(
    protocol: Protocol, frame: pl.DataFrame, rng: random.Random, readings: Mapping[str, str] | None = None
) -> Relaxation:
    """Holds every curve, at several limits, against knowledge bases that are written with these limits."""
    assert protocol.files is not None
    found = relaxation(Cohort(protocol, frame, readings or {}), free, pairs=3)
    now = counts(protocol, frame, readings)
    assert found.eligible == now
    curves = {(curve.name, curve.now, curve.now_shown): curve for curve in found.curves}
    limits, _ = limits_of(protocol)
    untold = dict(found.untold)
    told_of = [limit for limit in limits if limit.name not in untold]
    assert len(told_of) == len(found.curves)
    for limit in told_of:
        before = shown(protocol, limit, 0)
        curve = curves[limit.name, limit.now, before]
        written = protocol.knowledge_base.thresholds.thresholds[limit.thresholds[0]].shown
        for steps in tried(curve, limit, rng):
            other = with_limits(protocol.files, {limit.name: (written, shown(protocol, limit, steps))})
            after, told = counts(other, frame, readings), at(curve, limit, steps)
            expected = Range(after.certain - now.certain, after.possible - now.possible)
            assert told == expected, (limit.name, steps, shown(protocol, limit, steps))
    return found


def believable(rng: random.Random, rows: int) -> pl.DataFrame:
    """Rows of the bench's table in which some numbers are texts, and some of these have comparators."""
    start = rng.randrange(20_000)
    frame = table.frame(start + rows)[start:]
    columns = {name: frame[name].to_list() for name in frame.columns}
    for name in rng.sample([n for n in frame.columns if frame[n].dtype.is_float()], 12):
        columns[name] = [
            None if value is None else f"{rng.choice('<>')}{value:g}" if rng.random() < 0.05 else f"{value:g}"
            for value in columns[name]
        ]
    return pl.DataFrame(columns, strict=False)


@pytest.mark.slow
def test_at_every_limit_a_curve_says_what_the_amended_knowledge_base_says(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("curves")
    admitting = set()
    for _ in range(sample(20)):
        found = agrees(protocol, believable(rng, 500), rng)
        admitting |= {curve.name for curve in found.curves if curve.steps}
    assert len(admitting) > 15


@pytest.mark.slow
def test_it_does_of_texts_with_units_and_under_other_readings(protocol: Protocol, sample: Sample) -> None:
    rng = random.Random("curves of texts")
    for _ in range(sample(20)):
        records = [flat(random_record(rng, rng.choice([0, 0, 1, 2, 5])), n) for n in range(200)]
        readings = {r.id: rng.choice([*r.values]) for r in protocol.knowledge_base.readings.values()}
        found = agrees(protocol, table_of(records), rng, readings)
        assert found.readings == readings


def verdicts(protocol: Protocol, moves: Sequence[Move], frame: pl.DataFrame) -> list[Any]:
    """The verdicts of a frame with limits moved, from the beginning."""
    return screened(moved(protocol, moves), frame)["verdict"].to_list()


OPEN = ("eligible", "undetermined")


def brute(protocol: Protocol, frame: pl.DataFrame, moves: Sequence[Move]) -> Range:
    """How many become eligible, and how many are not ruled out any more, that none of the moves admits alone."""
    several, before = verdicts(protocol, moves, frame), verdicts(protocol, (), frame)
    alone = [verdicts(protocol, [move], frame) for move in moves] if len(moves) > 1 else []
    if not alone:
        return Range(
            *(sum(map(told, several)) - sum(map(told, before)) for told in ("eligible".__eq__, OPEN.__contains__))
        )
    certain = possible = 0
    for number, (was, now) in enumerate(zip(before, several, strict=True)):
        certain += now == "eligible" and "eligible" not in (was, *(one[number] for one in alone))
        possible += now in OPEN and was not in OPEN and not any(one[number] in OPEN for one in alone)
    return Range(certain, possible)


def every_step(protocol: Protocol, frame: pl.DataFrame, rng: random.Random) -> Relaxation:
    """Holds curves and pairs of a small protocol against what it says with each limit moved."""
    found = relaxation(Cohort(protocol, frame, {}), free, pairs=1_000)
    limits, _ = limits_of(protocol)
    curves = {(curve.name, curve.now_shown): curve for curve in found.curves}
    untold = [name for name, _ in found.untold]
    limits = tuple(limit for limit in limits if limit.name not in untold)
    for limit in limits:
        curve = curves[limit.name, shown(protocol, limit, 0)]
        for steps in {1, rng.randint(1, limit.most), limit.most, *(tried(curve, limit, rng))}:
            assert at(curve, limit, steps) == brute(protocol, frame, [(limit, steps)]), (limit.name, steps)
    told = {pair.names: Range(pair.certain, pair.possible) for pair in found.pairs}
    for one, other in combinations(limits, 2):
        if one.name != other.name and not {one.quantity, other.quantity} & protocol.space.ties.keys():
            expected = brute(protocol, frame, [(one, one.most), (other, other.most)])
            assert told.get((one.name, other.name), Range(0, 0)) == expected
    ranks = [(-pair.certain, -pair.possible) for pair in found.pairs]
    assert ranks == sorted(ranks)
    return found


def test_small_protocols_with_rules_of_every_kind_agree_too(sample: Sample) -> None:
    rng = random.Random("curves of small ones")
    admitted = paired = 0
    for _ in range(sample(200)):
        protocol = small_base.small(small_base.draw_rules(rng))
        frame = table_of([small_base.draw_record(rng) for _ in range(50)])
        found = every_step(protocol, frame, rng)
        admitted += sum(bool(curve.steps) for curve in found.curves)
        paired += len(found.pairs)
    assert admitted > sample(200) / 4
    assert paired > 0


def test_so_do_scopes_items_and_ties(sample: Sample) -> None:
    rng = random.Random("curves of others")
    for _ in range(sample(60)):
        scoped = scoped_base.small(scoped_base.draw_rules(rng))
        every_step(scoped, table_of([scoped_base.draw_record(rng) for _ in range(40)]), rng)
        drawn = tied_base.Drawn(rng)
        with suppress(InputError):  # A divisor may be zero.
            every_step(drawn.protocol(), table_of([drawn.record(rng) for _ in range(30)]), rng)
    made: tuple[tuple[Protocol, Any], ...] = (
        (items_base.items(), items_base.draw_record),
        (windows_base.windows(), windows_base.draw_record),
    )
    for protocol, draw in made:
        every_step(protocol, kept([draw(rng) for _ in range(60)]), rng)


@pytest.mark.slow
def test_the_pairs_of_the_shipped_protocol_are_what_two_limits_admit_together(protocol: Protocol) -> None:
    frame = believable(random.Random("pairs"), 600)
    found = relaxation(Cohort(protocol, frame, {}), free, pairs=3)
    limits = {limit.name: limit for limit in limits_of(protocol)[0]}
    assert len(found.pairs) == 3
    for pair in found.pairs:
        moves = [(limits[name], limits[name].most) for name in pair.names]
        assert Range(pair.certain, pair.possible) == brute(protocol, frame, moves)


def test_a_curve_ends_where_a_guard_rail_forbids_more(protocol: Protocol) -> None:
    found = protocol.relax(believable(random.Random("guarded"), 300))
    curves = {curve.name: curve for curve in found.curves}
    assert curves["adult"].guarded == ("adults only",)
    assert (curves["adult"].steps, curves["adult"].last) == ((), "≥ 18 years")
    assert curves["clearance_adequate"].last == "≥ 50 mL/min"
    assert curves["alc_adequate"].guarded == ()
    assert curves["alc_adequate"].steps


def test_a_guard_rail_that_lies_farther_off_lets_the_curve_go_there(edited: Callable[..., Protocol]) -> None:
    before, after = "creatinine clearance ≥ 50 mL/min", "creatinine clearance ≥ 45.5 mL/min"
    lower = edited(("guardrails.thr", before, after))
    frame = table.frame(4_000)
    known = pl.all_horizontal(pl.col("sex", "age[year]", "weight[kg]").is_not_null())
    frame = frame.filter(known & (lower.screen_frame(frame)["verdict"].cast(pl.String) == "eligible"))
    factor = pl.when(pl.col("sex") == "female").then(0.85).otherwise(1.0)
    wanted = pl.Series([44 + number % 60 / 10 for number in range(len(frame))])
    creatinine = (140 - pl.col("age[year]")) * pl.col("weight[kg]") * factor / (72 * wanted)
    given = [name for name in frame.columns if name.startswith("creatinine_clearance")]
    frame = frame.drop(given).with_columns(creatinine.alias("serum_creatinine[mg/dL]"))
    found = lower.relax(frame)
    curve = next(one for one in found.curves if one.name == "clearance_adequate")
    reason = "hypotension and fluids need a heart and kidneys that bear them"
    assert (curve.last, curve.guarded) == ("≥ 45.5 mL/min", (reason,))
    assert curve.steps
    assert all(Fraction("45.5") <= step.limit < 50 for step in curve.steps)
    assert found.curves[0] == curve
    last = with_limits_of(lower, {"clearance_adequate": ("≥ 50 mL/min", "≥ 45.5 mL/min")})
    assert curve.admits.certain == counts(last, frame).certain - counts(lower, frame).certain


def test_the_same_patients_in_every_kind_of_frame_and_file_give_the_same(protocol: Protocol, tmp_path: Path) -> None:
    frame = believable(random.Random("kinds"), 60).with_columns(patient_id=pl.int_range(60).cast(pl.String))
    frame = frame.filter(protocol.screen_frame(frame)["error"].is_null())
    frame.write_parquet(tmp_path / "frame.parquet")
    frame.select(pl.all().cast(pl.String)).write_csv(tmp_path / "frame.csv")
    found = protocol.relax(frame)
    for given in (frame.lazy(), tmp_path / "frame.parquet", str(tmp_path / "frame.csv")):
        assert protocol.relax(given) == found
