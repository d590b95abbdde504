"""Settings: VIVA_* from the environment, a file, or secret files; read once, at the roof."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.errors import Misconfigured

SECRETS = Path("/run/secrets")

SHORTEST_KEY = 16
"""Characters of an access key."""


class GraderChoice(StrEnum):
    AUTO = "auto"
    LLM = "llm"
    EMBEDDED = "embedded"


class Settings(BaseSettings):
    """Every setting, with its default. A file named viva.env in the working folder is read as well."""

    model_config = SettingsConfigDict(
        env_prefix="VIVA_",
        env_file="viva.env",
        secrets_dir=str(SECRETS) if SECRETS.is_dir() else None,
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    host: str = Field(default="127.0.0.1", description="address to listen on; off loopback the access key is needed")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("viva", appauthor=False),
        description="folder of the database and the access key",
    )
    database_url: str | None = Field(default=None, description="SQLite in the data folder where not set")
    access_key: SecretStr | None = Field(
        default=None,
        min_length=SHORTEST_KEY,
        description="made at first start and kept in the data folder where not set",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="further host names to answer to, separated by commas"
    )
    grader: GraderChoice = Field(
        default=GraderChoice.AUTO, description="auto is llm where a model is set, else embedded"
    )
    llm_base_url: str | None = Field(
        default=None, description="OpenAI-compatible endpoint; https://api.openai.com/v1 where only a key is set"
    )
    llm_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("VIVA_LLM_API_KEY", "OPENAI_API_KEY"),
        description="its key; OPENAI_API_KEY works as well",
    )
    llm_model: str | None = Field(default=None, description="the model's name at that endpoint")
    llm_profile: Literal["hosted", "local"] = Field(
        default="hosted", description="how long to wait: local is for a model on your own machine"
    )
    llm_ask_again: bool = Field(default=True, description="read a doubtful answer twice, for one more call")
    answer_token_cap: int | None = Field(
        default=None,
        ge=1,
        description="most tokens of the model, sent and received, for one answer; no cap where not set",
    )
    person_daily_token_cap: int | None = Field(
        default=None, ge=1, description="the same for one person a day, which begins at 00:00 UTC"
    )
    daily_token_cap: int | None = Field(default=None, ge=1, description="the same for everybody together a day")
    rubrics_dir: Path | None = Field(default=None, description="a bank of your own; the shipped one where not set")
    prompts_dir: Path | None = Field(default=None, description="prompts of your own; the shipped ones where not set")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much to log")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(host.strip().lower() for host in value.split(",") if host.strip())

    @property
    def database(self) -> str:
        """The URL of the database."""
        # A folder's name may hold what means something in a URL.
        path = str(self.data_dir.expanduser() / "viva.db").replace("%", "%25").replace("?", "%3F").replace("#", "%23")
        return self.database_url or f"sqlite:///{path}"

    @property
    def uses_model(self) -> bool:
        """Whether the language-model grader is the chosen one."""
        return self.grader is GraderChoice.LLM or (self.grader is GraderChoice.AUTO and self.llm_model is not None)


def read_settings(**given: object) -> Settings:
    """The settings, those given (by the command line) first. Misconfigured, naming key and value, for a bad one."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # pyright: ignore
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0])
        name = key if key.isupper() else f"VIVA_{key.upper()}"
        shown = "a value that is not shown" if "KEY" in name else repr(first.get("input"))
        raise Misconfigured(f"{name}: {first['msg']}, got {shown}. Change it in the environment or viva.env.") from None
    _require_model(settings)
    _require_known_names()
    return settings


def _require_model(settings: Settings) -> None:
    if settings.uses_model and settings.llm_model is None:
        raise Misconfigured(
            "VIVA_LLM_MODEL: expected the name of a model because VIVA_GRADER is llm, got nothing. "
            "Name one, or set VIVA_GRADER=embedded."
        )
    if settings.llm_model is not None and settings.llm_base_url is None and settings.llm_api_key is None:
        raise Misconfigured(
            "VIVA_LLM_BASE_URL or VIVA_LLM_API_KEY: expected an endpoint or a key because VIVA_LLM_MODEL is set, "
            "got neither."
        )


def _require_known_names() -> None:
    """A misspelt setting would silently do nothing."""
    known = {f"VIVA_{name.upper()}" for name in Settings.model_fields}
    stray = next((name for name in sorted(os.environ) if name.startswith("VIVA_") and name not in known), None)
    if stray is not None:
        raise Misconfigured(f"{stray}: there is no such setting. Expected one of {', '.join(sorted(known))}.")
