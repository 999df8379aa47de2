"""Whose work this software stands on."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from django.conf import settings

_NEED = re.compile(r"([\w.-]+)(?:\[(\w+)\])?")  # "whitenoise[brotli]~=6.12"
_LICENCE_CLASSIFIER = "License :: OSI Approved :: "


class Licence(NamedTuple):
    name: str
    version: str
    licence: str


@cache
def licences() -> list[Licence]:
    """Return the installed packages this software needs, directly or not, in alphabetical order."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    found: dict[str, Licence] = {}
    wanted = list(project["dependencies"])
    while wanted:
        name, extra = _NEED.match(wanted.pop()).groups()  # type: ignore[union-attr]
        if name.lower() in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:  # needed on other systems only
            continue
        found[name.lower()] = Licence(package.metadata["Name"], package.version, _licence_of(package))
        wanted += [need for need in package.requires or [] if _is_asked_for(need, extra)]
    return sorted([*found.values(), *_assets()], key=lambda entry: entry.name.lower())


def _is_asked_for(need: str, extra: str | None) -> bool:
    """Tell whether a need holds always, or for the extra that was asked for."""
    if "extra ==" not in need:
        return True
    return extra is not None and extra in need.partition("extra ==")[2]


def _licence_of(package: Distribution) -> str:
    """Return the licence as a package states it: as an expression, by a classifier or in a word."""
    metadata = package.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    for line in metadata.get_all("Classifier") or []:
        if line.startswith(_LICENCE_CLASSIFIER):
            return line.removeprefix(_LICENCE_CLASSIFIER)
    return metadata["License"].splitlines()[0] if "License" in metadata else "nicht angegeben"


def _assets() -> list[Licence]:
    """Return what is sent to the browser, or set into PDFs, besides our own files."""
    lock = json.loads((settings.BASE_DIR / "requirements" / "package-lock.json").read_text())
    kern = lock["packages"]["node_modules/@kern-ux/native"]["version"]
    dejavu = lock["packages"]["node_modules/dejavu-fonts-ttf"]["version"]
    return [
        Licence("KERN UX-Standard", kern, "EUPL-1.2"),
        Licence("Fira Sans (Schrift, mit KERN)", kern, "OFL-1.1"),
        Licence("DejaVu Sans (Schrift in PDFs)", dejavu, "Bitstream-Vera"),
    ]
