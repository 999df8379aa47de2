"""The one command: what it says and where it puts things. Installing for real is what CI does with it."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["help"], 0, id="asked for"),
        pytest.param(["nonsense"], 2, id="unknown command"),
        pytest.param(["setup", "twice"], 2, id="command without arguments"),
    ],
)
def test_usage_names_every_command(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "run.py", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == code
    for command in ("setup", "test", "bench", "check", "manage"):
        assert f"run.py {command}" in done.stdout


def test_run_needs_only_the_standard_library() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", ROOT / "run.py", "help"], capture_output=True)
    assert done.returncode == 0


def test_old_python_gets_a_sentence(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Benötigt wird Python 3\.11"):
        run.main([])


def test_missing_venv_module_gets_a_sentence(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        run.create_environment()


def test_port_in_use_leads_to_the_next(run: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run.free_port(port) > port


def test_kern_names_only_the_fonts_it_has(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    fonts = package / "dist" / "fonts" / "fira-sans"
    fonts.mkdir(parents=True)
    (package / "LICENSE.md").write_text("EUPL")
    (package / "dist" / "kern.min.css").write_text("body{}")
    weights = [*run.WEIGHTS, "Heavy", "SemiBoldItalic"]
    for weight in weights:
        (fonts / f"FiraSans-{weight}.woff2").write_bytes(b"font")
    faces = [f'@font-face {{ src: url("./fira-sans/FiraSans-{weight}.woff2"); }}' for weight in weights]
    (fonts.parent / "fira-sans.css").write_text("\n".join(faces))
    monkeypatch.setattr(run, "KERN", tmp_path / "kern")

    run.copy_kern(package)

    css = (tmp_path / "kern" / "fonts" / "fira-sans.css").read_text()
    there = {file.name for file in (tmp_path / "kern" / "fonts" / "fira-sans").iterdir()}
    assert there == {f"FiraSans-{weight}.woff2" for weight in run.WEIGHTS}
    assert css.count("@font-face") == len(there)
    assert all(name in css for name in there)


def test_fonts_for_documents_are_unpacked_from_what_was_fetched(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dejavu = tmp_path / "dejavu-fonts-ttf" / "ttf"
    dejavu.mkdir(parents=True)
    (dejavu / "DejaVuSans.ttf").write_bytes(b"font")
    packed = tmp_path / "@kern-ux" / "native" / "dist" / "fonts" / "fira-sans"
    packed.mkdir(parents=True)
    for weight in run.WEIGHTS:
        save_web_font(packed / f"FiraSans-{weight}.woff2")
    monkeypatch.setattr(run, "FONTS", tmp_path / "fonts")

    assert run.collect_fonts(tmp_path)

    unpacked = {file.name: file.read_bytes()[:4] for file in (tmp_path / "fonts").glob("Fira*")}
    assert unpacked == {f"FiraSans-{weight}.ttf": b"\0\1\0\0" for weight in run.WEIGHTS}
    (packed / "FiraSans-Regular.woff2").write_bytes(b"broken")
    assert not run.collect_fonts(tmp_path)


def save_web_font(file: Path) -> None:
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef"])
    font.setupCharacterMap({})
    font.setupGlyf({".notdef": Glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0)})
    font.setupHorizontalHeader()
    font.setupPost()
    font.font.flavor = "woff2"
    font.save(file)


def test_assets_out_of_reach_are_announced(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "KERN", tmp_path / "kern")
    monkeypatch.setattr(run, "npm_install", lambda folder: False)
    run.fetch_assets()
    assert "KERN ließ sich nicht holen" in capsys.readouterr().out
