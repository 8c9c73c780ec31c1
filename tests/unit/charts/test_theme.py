"""Colours that can be read by everyone, letters that are there on a machine without fonts."""

import os
import subprocess
import sys

import pytest

from hotich.charts import theme
from hotich.charts.theme import contrast


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", theme.TEXT_COLOURS)
def test_words_have_contrast_aa(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 4.5


@pytest.mark.parametrize("colour", theme.MARK_COLOURS)
def test_marks_have_contrast_aa(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 3


def test_figures_on_shades_have_contrast_aa() -> None:
    assert contrast(theme.PAPER, theme.STEPS[4]) >= 4.5
    assert all(contrast(theme.INK, shade) >= 4.5 for shade in theme.STEPS[:4])


def test_ages_stay_apart_in_grey() -> None:
    light = [contrast(colour, "#000000") for colour in theme.AGES]
    assert light == sorted(light, reverse=True)
    assert all(one / other > 1.25 for one, other in zip(light, light[1:], strict=False))


def test_every_status_has_its_own_shape() -> None:
    assert set(theme.SHAPES) == set(theme.STATUS)
    assert len(set(theme.SHAPES.values())) == len(theme.SHAPES)


_WIDTHS = """
import re, vl_convert as vlc
from hotich.charts.theme import FONTS
vlc.register_font_directory(str(FONTS))
svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><text x='5' y='30' font-size='30' font-family='{}'>{}</text></svg>"
print(len({vlc.svg_to_png(svg.format(family, letter)) for letter in "ếệểễề" for family in ["Roboto"]}))
print(len({vlc.svg_to_png(svg.format(family, "ế")) for family in ["Roboto", "DejaVu Serif"]}))
"""


@pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="hides the machine's fonts: needs root on Linux"
)
def test_vietnamese_letters_are_drawn_on_a_machine_without_fonts() -> None:
    hidden = "for d in /usr/share/fonts /usr/local/share/fonts; do [ -d $d ] && mount -t tmpfs none $d; done; exec \\"
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", hidden.removesuffix("\\") + '"$0" -c "$1"', sys.executable, _WIDTHS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "not permitted" in run.stderr or "denied" in run.stderr:
        pytest.skip("this machine lets nobody hide its fonts")
    assert run.returncode == 0, run.stderr
    assert run.stdout.split()[0] == "5", "letters that differ by their accent alone look the same"
