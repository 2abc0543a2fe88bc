"""The command line: thin, each command a few lines over the library."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import IO, Any

import click

from kneelab.content import PACKAGED, content_folder, load
from kneelab.content.reading import MAX_BYTES, Document, Problem, UnreadableError, read_document
from kneelab.model.findings import InputError
from kneelab.model.lab import DEFAULT_SETTING
from kneelab.model.triage import NOTE
from kneelab.version import __version__

RECORD_KEYS = ("age", "sex", "setting", "findings")


class _Refusing(click.Group):
    """Turns a refused input into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from kneelab.content.compiling import ContentError

        try:
            return super().invoke(ctx)
        except (InputError, UnreadableError, ContentError) as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=_Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kneelab")
def main() -> None:
    """Clinical reasoning for pain behind the knee. Every patient here is fictional."""


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
@click.option("--overlay", type=click.Path(path_type=Path), help="A teacher's own numbers, laid over the content.")
def assess(file: IO[bytes], as_json: bool, overlay: Path | None) -> None:
    """Rank the causes for the fictional patient described in FILE (YAML or JSON; - reads standard input)."""
    from kneelab.describe import describe_assessment
    from kneelab.export.assessment_json import export_assessment

    record = _read_record(file)
    lab = load(overlay)
    setting = record.get("setting") or DEFAULT_SETTING
    a = lab.assess(record.get("findings"), age=record.get("age"), sex=record.get("sex"), setting=setting)
    click.echo(_dump(export_assessment(lab, a, setting)) if as_json else describe_assessment(lab, a))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def findings(as_json: bool) -> None:
    """Print the vocabulary: every finding with its states."""
    from kneelab.export.assessment_json import export_findings

    lab = load()
    if as_json:
        click.echo(_dump(export_findings(lab)))
        return
    for f in lab.findings.values():
        click.echo(f"{f.id:32} {f.label:46} {', '.join(s.id for s in f.states)}")


@main.command()
@click.argument("cases", type=click.File("rb"), required=False)
@click.option("--setting", help="See every case in this setting, instead of its own and the one for practice.")
@click.option("--answers", type=click.File("rb"), help="Score another tool's or a class's ranked answers too (YAML or JSON).")
@click.option("--template", is_flag=True, help="Print an example of the format, with comments.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def evaluate(cases: IO[bytes] | None, setting: str | None, answers: IO[bytes] | None, template: bool, as_json: bool) -> None:
    """Score the engine on CASES with known answers (YAML or JSON; - reads standard input)."""
    from kneelab import evaluation
    from kneelab.evaluation.words import describe_evaluation
    from kneelab.export.evaluation_json import export_evaluation

    if template:
        click.echo(evaluation.template(), nl=False)
        return
    if cases is None:
        raise click.UsageError("Name a file of cases, or ask for --template.")
    lab = load()
    document = _document(cases)
    read = evaluation.read_cases(lab, document)
    unread = evaluation.unread_keys(document)
    if unread:
        click.echo(lab.strings["evaluate.unread"].format(keys=", ".join(unread)), err=True)
    runs = [evaluation.evaluate(lab, read, setting)] if setting else evaluation.standard_runs(lab, read)
    if answers is not None:
        given = evaluation.read_answers(lab, read, _document(answers))
        if len(given) < len(read):
            click.echo(lab.strings["evaluate.unanswered"].format(n=len(read) - len(given), of=len(read)), err=True)
        runs.append(evaluation.score_answers(read, given))
    anchors = evaluation.published_anchors()
    click.echo(_dump(export_evaluation(lab, runs, anchors)) if as_json else describe_evaluation(lab, runs, anchors))


@main.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--coverage", is_flag=True, help="Print which case studies there are, cause by cause.")
def check(path: Path | None, coverage: bool) -> None:
    """Check the content at PATH (a folder, one file of it, or an overlay) and list every problem."""
    from kneelab.content.checking import check_content

    chosen = path or content_folder() or PACKAGED
    if not chosen.exists():
        raise InputError(f"There is no content at {chosen}. Name a content folder, or a file in one.")
    folder = chosen if chosen.is_dir() else next((p for p in chosen.resolve().parents if (p / "sources.yaml").is_file()), None)
    if folder is None:
        from kneelab.describe import describe_overlay

        click.echo(f"{describe_overlay(load(chosen))}\nNo problems.")
        return
    problems = check_content(folder)
    if chosen.is_file():
        only = chosen.resolve().relative_to(folder.resolve()).as_posix()
        problems = [p for p in problems if p.file == only]
    if coverage:
        _print_coverage(folder)
    _report(problems, folder)


@main.command("new-case")
@click.argument("case")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False)
def new_case_command(case: str, folder: Path | None) -> None:
    """Write a commented skeleton of CASE into the content FOLDER, ready to be edited."""
    from kneelab.content.new_case import new_case

    chosen = folder or content_folder()
    if chosen is None:
        raise InputError("This is an installed kneelab without a content folder to write to. Name one: kneelab new-case CASE FOLDER.")
    path = new_case(chosen, case)
    click.echo(f"{path}\nIt is a whole case. Change it line by line, and run: kneelab check {path}")


def _print_coverage(folder: Path) -> None:
    """The whole matrix; an empty cell is no problem, a promised one is (see coverage.yaml)."""
    from kneelab.content.bundle import read_bundle
    from kneelab.content.lint.coverage import coverage_matrix
    from kneelab.content.schema import CaseFile, ConditionFile

    bundle = read_bundle(folder)
    rows = coverage_matrix([c for _, c in bundle.of(CaseFile)], [c.id for _, c in bundle.of(ConditionFile)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _report(problems: list[Problem], folder: Path) -> None:
    from kneelab.content.checking import VARIANTS
    from kneelab.content.compiling import compile_content

    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}.")
        sys.exit(1)
    data = compile_content(folder, __version__)
    numbers = _numbers(data["network"])
    marks = Counter(n["mark"] for n in numbers)
    shares = ", ".join(f"{marks[m]} {m} ({marks[m] / len(numbers):.0%})" for m in ("published", "judged", "assumed"))
    tests = data["evidence"]
    told = Counter(r["mark"] for r in tests)
    subjects = {r["finding"] for r in tests}
    notes = sum(r["level"] == NOTE for r in data["rules"])
    click.echo(f"{len(data['conditions'])} conditions, {len(data['findings'])} findings.")
    click.echo(f"{len(data['rules']) - notes} red-flag rules, {notes} notes, {len(data['decision_rules'])} decision rules.")
    click.echo(
        f"{len(tests)} evidence rows on {len(subjects)} tests, signs and questions: "
        f"{sum(r['used'] for r in tests)} used, {told['published']} published, {told['judged']} judged."
    )
    click.echo(f"{data['cause_rows']} evidence rows on how often a cause shows a finding.")
    click.echo(f"{len(numbers)} probabilities: {shares}.")
    cases = len(list(folder.glob("cases/*/case.yaml")))
    click.echo(f"{cases} case studies; the engine agrees with each, and with {VARIANTS} variants of it.")
    click.echo("Every probability has a source or a reason. Nothing unverified is called published. Every source is cited.")
    click.echo("Where studies disagree, the used row says why. Every condition is urgent itself or names an urgent look-alike.")
    click.echo("No problems.")


def _numbers(network: dict[str, Any]) -> list[dict[str, Any]]:
    """Every probability of the network, with its mark."""
    tables = [*network["by_condition"].values(), *network["targets"].values()]
    numbers = [n for table in tables for n in [table["base"], *table["rows"].values()]]
    return numbers + [n for test in network["by_target"].values() for n in test.values()]


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; the same one each time by default.")
@click.option("--lecture", is_flag=True, help="Start dashboards ahead, so that a class opens them at once.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--record", type=click.Path(path_type=Path), help="Keep your own record in this file too, on your own computer.")
def serve(port: int | None, lecture: bool, no_browser: bool, record: Path | None) -> None:
    """Serve all dashboards and open the landing page."""
    from kneelab.app.server import serve as start

    start(port=port, lecture=lecture, open_browser=not no_browser, record=record)


@main.command()
def lab() -> None:
    """Open the notebooks in JupyterLab."""
    from kneelab.app.server import lab as start

    start()


def _read_record(file: IO[bytes]) -> dict[str, Any]:
    """The record of one fictional patient."""
    data = _document(file).data
    if not isinstance(data, dict):
        raise InputError(f"The input must be a mapping with {', '.join(RECORD_KEYS)}; found a {_kind(data)}.")
    for key in data:
        if key not in RECORD_KEYS:
            raise InputError(f'"{str(key)[:40]}" is not known here. Allowed: {", ".join(RECORD_KEYS)}.')
    return data


def _document(file: IO[bytes]) -> Document:
    """A file that was named on the command line, with its lines."""
    name = getattr(file, "name", "<stdin>")
    return read_document(file.read(MAX_BYTES + 1), "standard input" if name == "<stdin>" else str(name))


def _kind(data: object) -> str:
    return "list" if isinstance(data, list) else "text" if isinstance(data, str) else "number"


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
