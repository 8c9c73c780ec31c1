"""docker-compose.yaml and Dockerfile: valid, pinned, unprivileged, and the same processes as `make up`."""

import json
import re
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from hotich_airflow.configuration import PRELOAD_FOLDER, PROCESSES, TUNING

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose():
    """The file with YAML's merge keys resolved, as Compose resolves them."""
    return yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))


def test_is_a_valid_compose_file(compose):
    filled = re.sub(
        r"(?<!\$)\$\{\w+(?::?-([^}]*))?[^}]*\}", lambda match: match[1] or "1", json.dumps(compose)
    )
    parsed = PyCompose.from_json(filled)
    parsed.validate()
    assert set(parsed.service_names()) == {"postgres", "init", *PROCESSES}


def test_refers_only_to_what_it_defines(compose):
    for service in compose["services"].values():
        for volume in service["volumes"]:
            source = volume.rsplit(":/", 1)[0]
            assert source in compose["volumes"] or source.startswith("${"), volume
        for config in service.get("configs", []):
            assert config["source"] in compose["configs"]
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_processes_are_those_of_the_runner(compose):
    commands = {
        name: service["command"] for name, service in compose["services"].items() if name in PROCESSES
    }
    assert commands == {name: [name] for name in PROCESSES}


def test_tuning_is_that_of_the_runner(compose):
    for name in PROCESSES:
        environment = compose["services"][name]["environment"]
        assert {key: environment.get(f"AIRFLOW__{key}") for key in TUNING} == TUNING


def test_every_process_is_watched_restarted_and_unprivileged(compose):
    for name in PROCESSES:
        service = compose["services"][name]
        assert service["healthcheck"]["test"]
        assert service["restart"] == "unless-stopped"
        assert service["user"] == "50000:50000"
        assert service["cap_drop"] == ["ALL"]
        assert service["depends_on"]["init"] == {"condition": "service_completed_successfully"}
    assert compose["services"]["postgres"]["healthcheck"]["test"]
    assert "ports" not in compose["services"]["postgres"]


def test_images_are_pinned(compose):
    for service in compose["services"].values():
        assert re.search(r":\d+\.\d+", service["image"]), service["image"]
    base = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert base
    assert re.fullmatch(r"python:3\.1[123]\.\d+-slim-\w+", base[1])


def test_image_runs_as_nobody_special_with_the_locked_libraries():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in dockerfile.splitlines() if line.startswith(("USER", "ENTRYPOINT"))]
    assert lines == ["USER hotich", 'ENTRYPOINT ["airflow"]']
    assert "--require-hashes" in dockerfile
    assert f"PYTHONPATH=/opt/hotich/{PRELOAD_FOLDER.relative_to(ROOT)}" in dockerfile
    for source in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M):
        for path in source.split():
            assert (ROOT / path).exists(), path


def test_template_names_exactly_the_variables_that_compose_reads():
    text = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
    read = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    template = (ROOT / "env.template").read_text(encoding="utf-8")
    assert set(re.findall(r"^(\w+)=", template, re.M)) == read


def test_secrets_have_no_default():
    text = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
    for name in set(re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)", text)):
        assert set(re.findall(rf"\$\{{{name}([^}}]*)\}}", text)) == {":?fill in .env"}, name
    template = (ROOT / "env.template").read_text(encoding="utf-8")
    for name in re.findall(r"^(\w*(?:PASSWORD|SECRET|KEY)\w*)=", template, re.M):
        assert f"\n{name}=\n" in template
