"""Text can be read in light and in dark (WCAG AA), and no page carries script or style inline."""

import re
from pathlib import Path

import pytest

import channels.web

HERE = Path(channels.web.__file__).parent
LIGHT, DARK = re.findall(
    r":root \{(.*?)\}", (HERE / "static/firstline.css").read_text(), flags=re.DOTALL
)
TEXT_ON = [
    *(("ink", ground) for ground in ("ground", "surface", "sunken", "mine", "inside")),
    *(("muted", ground) for ground in ("ground", "surface", "sunken", "mine", "inside")),
    *(("accent", ground) for ground in ("ground", "surface", "mine", "inside", "sunken")),
    *(("danger", ground) for ground in ("surface", "ground", "warn-ground")),
    *(("good", ground) for ground in ("surface", "good-ground")),
    ("on-accent", "accent"),
]
CONTROLS_ON = [("control", "surface"), ("control", "ground"), ("accent", "ground")]


def colours(block):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour):
    def linear(channel):
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [(*pair, 4.5) for pair in TEXT_ON] + [(*pair, 3.0) for pair in CONTROLS_ON],
)
def test_contrast(scheme, front, back, least):
    known = colours(scheme)
    assert contrast(known[front], known[back]) >= least


@pytest.mark.parametrize("page", sorted((HERE / "templates").iterdir()), ids=lambda page: page.name)
def test_nothing_inline_and_nothing_from_elsewhere(page):
    html = page.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
