"""Settings: read once, and a bad one fails naming key and value."""

from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.settings import GraderChoice, read_settings


def test_the_defaults_need_nothing() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.grader) == ("127.0.0.1", 8000, GraderChoice.AUTO)
    assert settings.uses_model is False
    assert settings.database.endswith("viva.db")


def test_the_database_lies_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))
    assert read_settings().database == f"sqlite:///{tmp_path / 'viva.db'}"


def test_what_the_command_line_gives_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_PORT", "9000")
    assert read_settings(port=9001, host=None).port == 9001
    assert read_settings().port == 9000


def test_a_file_in_the_working_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "viva.env").write_text("VIVA_PORT=9002\nVIVA_ALLOWED_HOSTS=Viva.Example, other\n")
    monkeypatch.chdir(tmp_path)
    assert read_settings().port == 9002
    assert read_settings().allowed_hosts == ("viva.example", "other")


def test_openais_own_variable_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("VIVA_LLM_MODEL", "some-model")
    settings = read_settings()
    assert settings.llm_api_key.get_secret_value() == "sk-1"
    assert settings.uses_model is True


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"VIVA_PORT": "eighty"}, "VIVA_PORT: .*got 'eighty'"),
        ({"VIVA_PORT": "70000"}, "VIVA_PORT: .*got '70000'"),
        ({"VIVA_GRADER": "judge"}, "VIVA_GRADER: .*'auto', 'llm' or 'embedded'.*got 'judge'"),
        ({"VIVA_GRADER": "llm"}, "VIVA_LLM_MODEL: expected the name of a model"),
        ({"VIVA_LLM_MODEL": "m"}, "VIVA_LLM_BASE_URL or VIVA_LLM_API_KEY: expected"),
        ({"VIVA_PROT": "1"}, "VIVA_PROT: there is no such setting"),
    ],
)
def test_a_bad_setting_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=said):
        read_settings()


def test_a_bad_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_ACCESS_KEY", "tooshort")
    with pytest.raises(Misconfigured, match="VIVA_ACCESS_KEY") as refused:
        read_settings()
    assert "tooshort" not in str(refused.value)
