"""publiccode.yml says what the standard demands of it (version 0.4), and what is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

ROOT = Path(__file__).resolve().parents[1]
CATEGORIES = Literal["data-collection", "project-management", "task-management", "workflow-management"]
TEXT = Annotated[str, Field(min_length=1)]
LANGUAGE = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Description(Part):
    shortDescription: Annotated[str, Field(min_length=1, max_length=150)]
    longDescription: Annotated[str, Field(min_length=150, max_length=10_000)]
    features: Annotated[list[TEXT], Field(min_length=1)]


class Audience(Part):
    countries: list[Annotated[str, Field(pattern="^[a-z]{2}$")]]
    scope: list[Literal["local-authorities"]]


class Legal(Part):
    license: Literal["EUPL-1.2"]


class Contact(Part):
    name: TEXT


class Maintenance(Part):
    type: Literal["internal", "community"]
    contacts: Annotated[list[Contact], Field(min_length=1)]


class Localisation(Part):
    localisationReady: bool
    availableLanguages: Annotated[list[LANGUAGE], Field(min_length=1)]


class Dependency(Part):
    name: TEXT
    versionMin: str | None = None
    optional: bool | None = None


class Dependencies(Part):
    open: list[Dependency]


class PublicCode(Part):
    """All keys that the standard demands, and those of the optional ones that we use."""

    publiccodeYmlVersion: Literal["0.4"]
    name: TEXT
    url: Annotated[HttpUrl, Field(strict=False)]
    softwareVersion: TEXT
    releaseDate: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    platforms: Annotated[list[TEXT], Field(min_length=1)]
    categories: Annotated[list[CATEGORIES], Field(min_length=1)]
    developmentStatus: Literal["concept", "development", "beta", "stable", "obsolete"]
    softwareType: Literal["standalone/web"]
    intendedAudience: Audience
    description: Annotated[dict[LANGUAGE, Description], Field(min_length=1)]
    legal: Legal
    maintenance: Maintenance
    localisation: Localisation
    dependsOn: Dependencies


def test_file_is_valid_and_agrees_with_the_project() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    code = PublicCode.model_validate(told)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert code.softwareVersion == project["version"]
    assert code.legal.license == project["license"]
    assert f">={code.dependsOn.open[0].versionMin}" == project["requires-python"]
    operation = (ROOT / "docs" / "betrieb.md").read_text()
    assert f"| PostgreSQL {code.dependsOn.open[1].versionMin} oder neuer" in operation


@pytest.mark.parametrize("key", ["legal", "url", "developmentStatus"])
def test_what_is_missing_is_found(key: str) -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    del told[key]
    with pytest.raises(ValidationError):
        PublicCode.model_validate(told)


def test_licence_text_lies_beside_it() -> None:
    text = (ROOT / "docs" / "EUPL-1.2.txt").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"(?m)^(\d+)\. ?\S", text) == [str(number) for number in range(1, 16)]
