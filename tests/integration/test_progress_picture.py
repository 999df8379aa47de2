from __future__ import annotations

from decimal import Decimal

from integration.progress_picture import SHOWN, Measured, progress_picture


def measured(number: int, label: str = "Wert", kind: str = "value") -> Measured:
    return Measured(label, Decimal(number), str(number), kind)


def test_bars_and_target_share_one_scale() -> None:
    picture = progress_picture(
        "Familien", baseline=measured(40, "Vorher"), values=[measured(60)], target=measured(80, "Ziel")
    )
    assert [(bar.x, bar.width) for bar in picture.bars] == [("0.000%", "50.000%"), ("0.000%", "75.000%")]
    assert picture.target
    assert (picture.target.x, picture.target.anchor) == ("100.000%", "end")
    assert picture.description == "Vorher: 40; Wert: 60; Ziel: 80"


def test_numbers_below_zero_have_their_place() -> None:
    picture = progress_picture("Saldo", baseline=measured(-20), values=[measured(60)], target=None)
    assert [(bar.x, bar.width) for bar in picture.bars] == [("0.000%", "25.000%"), ("25.000%", "75.000%")]


def test_only_the_latest_values_are_drawn_and_nothing_divides_by_zero() -> None:
    many = progress_picture("Viele", baseline=None, values=[measured(n) for n in range(9)], target=None)
    assert [bar.measured.text for bar in many.bars] == ["4", "5", "6", "7", "8"]
    assert len(many.bars) == SHOWN
    none = progress_picture("Nichts", baseline=measured(0), values=[measured(0)], target=measured(0))
    assert [bar.width for bar in none.bars] == ["0.000%", "0.000%"]
