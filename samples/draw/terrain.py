"""Real hills: a height field, lit by a low sun and seen through air, drawn front to back column by column."""

import numpy as np
from PIL import Image, ImageFilter

from .brushes import COLS, ROWS, SCALE, rgb, smooth

FIELD = 1536
STEPS = 1100


def field(rng, cells=4, octaves=9, fall=0.5, ridged=0.0):
    """A square height field between 0 and 1; `ridged` 1 gives sharp crests, 0 rolling hills."""
    total, weight, gain, sum_of_weights = np.zeros((FIELD, FIELD), np.float32), 1.0, np.float32(1), 0.0
    for octave in range(octaves):
        grid = cells * 2**octave + 4
        seed = Image.fromarray(rng.random((grid, grid), np.float32))
        box = (1.5, 1.5, grid - 1.5, grid - 1.5)
        layer = np.asarray(seed.resize((FIELD, FIELD), Image.BICUBIC, box=box)) * 2 - 1
        crest = (1 - np.abs(layer)) ** 2
        layer = crest * ridged + (layer * 0.5 + 0.5) * (1 - ridged)
        total += layer * weight * gain
        # Detail gathers on the heights and leaves the valleys smooth, as erosion does.
        gain = np.clip(layer * 1.6, 0, 1) * ridged + (1 - ridged)
        sum_of_weights += weight
        weight *= fall
    total -= total.min()
    return total / total.max()


def slopes(height, steep):
    """The unit normals of a field whose heights are stretched by `steep`."""
    dy, dx = np.gradient(height * steep)
    length = np.sqrt(dx * dx + dy * dy + 1)
    return -dx / length, -dy / length, 1 / length


def cast(height, steep, sun, reach=160):
    """Where the sun does not reach: every point looks towards it for something higher. 1 is lit."""
    lit = np.ones_like(height)
    dx, dy, up = sun
    flat = np.hypot(dx, dy)
    rise = up / flat / steep
    for step in range(2, reach, 3):
        sx, sy = round(dx / flat * step), round(dy / flat * step)
        ahead = np.roll(np.roll(height, -sx, 1), -sy, 0)
        lit = np.minimum(lit, 1 - smooth(0, 0.02, ahead - height - rise * step))
    # The sun is not a point: its shadows have soft edges.
    soft = Image.fromarray((lit * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(5))
    return np.asarray(soft, np.float32) / 255


def draw(canvas, height, colour, eye, horizon, tall, air, clear=0.9, span=0.62, near=30, far=FIELD * 0.97, sea=None):
    """Draws the field into the canvas.

    `colour` is the painted field, `eye` the viewer's height (in the units of the field), `horizon` the y of eye level,
    `tall` the magnification of heights, `air` the colour of distance and `clear` how far one sees through it. Points
    below `sea` are left out, so that water painted before shows.
    """
    floor = np.full(COLS, ROWS, np.int32)
    columns = np.arange(COLS)
    across = (columns / COLS - 0.5) * 2 * span
    air = rgb(air)
    depths = near * (far / near) ** (np.linspace(0, 1, STEPS) ** 0.85)
    for depth in depths:
        x = np.clip(FIELD / 2 + across * depth, 0, FIELD - 2)
        y = np.full(COLS, FIELD - 1 - depth)
        x0, y0 = x.astype(np.int32), y.astype(np.int32)
        fx, fy = x - x0, y - y0
        y1 = np.maximum(y0 - 1, 0)
        h = (height[y0, x0] * (1 - fx) + height[y0, x0 + 1] * fx) * fy
        h = h + (height[y1, x0] * (1 - fx) + height[y1, x0 + 1] * fx) * (1 - fy)
        top = (horizon + (eye - h) / depth * tall) * SCALE
        top = np.clip(top, 0, ROWS).astype(np.int32)
        rise = floor - top
        if sea is not None:
            rise = np.where(h < sea, 0, rise)
        if rise.max() <= 0:
            continue
        paint = colour[y0, x0] * (1 - fx[:, None]) + colour[y0, x0 + 1] * fx[:, None]
        veil = 1 - np.exp(-((depth / far / clear) ** 1.5) * 2.2)
        paint = paint * (1 - veil) + air * veil
        for row in range(int(rise.max())):
            here = columns[rise > row]
            canvas.px[floor[here] - 1 - row, here] = paint[here]
        floor = np.where(rise > 0, top, floor)
