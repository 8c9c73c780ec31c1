"""Writes the committed files that are derived from the four descriptions, or tells which are stale."""

from pathlib import Path

from hotich.settings import PROJECT_ROOT

REFERENCE = Path("docs/reference")


def derived_files() -> dict[Path, str]:
    """Path below the project → content, as the descriptions have it now."""
    from hotich.acceptance import reference as sampling_reference
    from hotich.difficulties import reference as threshold_reference
    from hotich.plan import load_plan
    from hotich.plan import reference as plan_reference
    from hotich.progress import grafana
    from hotich.progress import reference as progress_reference
    from hotich.quality import reference as rule_reference
    from hotich.quality.suites import suites
    from hotich.registers import reference as register_reference
    from hotich.reports import reference as report_reference
    from hotich.storage import reference as schema_reference

    files = {Path("expectations") / name: text for name, text in suites().items()}
    files |= {REFERENCE / "registers" / name: text for name, text in register_reference.markdown().items()}
    files |= {REFERENCE / "rules" / name: text for name, text in rule_reference.markdown().items()}
    files[REFERENCE / "plan.md"] = plan_reference.markdown(load_plan("ben_tre_2019"))
    files[REFERENCE / "sampling.md"] = sampling_reference.markdown(load_plan("ben_tre_2019"))
    files[REFERENCE / "schema.md"] = schema_reference.markdown()
    files[REFERENCE / "mau-bao-cao.md"] = report_reference.markdown()
    files[REFERENCE / "thresholds.md"] = threshold_reference.markdown()
    files[REFERENCE / "metrics.md"] = progress_reference.markdown()
    files[REFERENCE / "grafana" / "hotich.json"] = grafana.dashboard()
    return files


def write_derived(files: dict[Path, str], root: Path = PROJECT_ROOT) -> list[Path]:
    """Write what differs; returns what was written."""
    stale = stale_files(files, root)
    for path in stale:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(files[path], encoding="utf-8")
    return stale


def stale_files(files: dict[Path, str], root: Path = PROJECT_ROOT) -> list[Path]:
    """The files whose committed content is not what the descriptions give."""
    return [path for path, text in files.items() if not _same(root / path, text)]


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
