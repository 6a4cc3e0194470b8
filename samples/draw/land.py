"""Open country: hills and sea, mountains, a valley with balloons."""

import numpy as np

from . import terrain
from .brushes import COLS, HEIGHT, ROWS, WIDTH, Canvas, Stencil, X, Y, mix, noise, profile, ramp, rgb, smooth


def coast():
    """Hills going down to the sea at dusk, seen from a headland."""
    c = Canvas(11)
    c.wash(ramp([(0, "#33456e"), (150, "#66699a"), (270, "#b98ba0"), (350, "#f0b08e"), (400, "#fbd3a4")]))
    c.clouds(420, 22, "#f6b79c", cover=0.52, soft=0.3, alpha=0.55, top=60, bottom=350)
    c.clouds(300, 12, "#fbdcb4", cover=0.42, soft=0.25, alpha=0.5, top=220, bottom=390)
    c.glow(905, 392, 330, "#ff9f5a", 0.55, ry=150)
    c.glow(905, 386, 70, "#ffe9b8", 0.9)
    for i, (base, high, colour) in enumerate([(398, 70, "#c99aa0"), (404, 52, "#a07f95"), (412, 34, "#77698a")]):
        line = profile(c.rng, 260 - 40 * i, 6, 0.42)
        lean = np.interp(X[0], [0, 500, 900, 1280], [1, 0.75, 0.05, 0.45 - 0.2 * i])
        c.ridge(base - high * line * lean * 1.7, colour, 430, mix(colour, "#fbd3a4", 0.4))
    c.water(402, "#2d3d63", depth=0.35, ripple=9)
    path = np.exp(-(((X - 905) / (26 + (Y - 400) * 0.34)) ** 2)) * smooth(402, 425, Y) * (1 - smooth(560, 840, Y) * 0.7)
    sparkle = smooth(0.52, 0.74, noise(c.rng, 44, 3, 4, 0.7))
    c.add(path * sparkle, "#ffd99a", 0.85)
    for x, y, size in [(560, 446, 1.0), (1120, 430, 0.62)]:
        hull = [(x - 22 * size, y), (x + 24 * size, y), (x + 16 * size, y + 6 * size), (x - 16 * size, y + 6 * size)]
        c.fill(Stencil().poly(hull), "#2a2b45")
        sail = [(x, y - 4 * size), (x + 3 * size, y - 58 * size), (x + 20 * size, y - 4 * size)]
        c.fill(Stencil().poly(sail), "#f3d6bd", 0.95)
        c.fill(
            Stencil().poly(
                [(x - 3 * size, y - 4 * size), (x + 1 * size, y - 50 * size), (x - 15 * size, y - 4 * size)]
            ),
            "#c99c96",
        )
    # The headland in front: grass against the light.
    for depth, (base, colour, light) in enumerate([(690, "#4b4a68", "#b97f78"), (765, "#2c2d47", "#8d5f66")]):
        line = base - 120 * profile(c.rng, 420, 5, 0.4) * np.interp(X[0], [0, 700, 1280], [1.7, 0.75, 0.1]) + depth * 10
        line = line + 40 * smooth(700, 1280, X[0])
        c.ridge(line, colour)
        grass, bright = Stencil(), Stencil()
        for _ in range(2600):
            x = c.rng.uniform(0, WIDTH)
            y = line[int(x * 2)] + c.rng.uniform(-1, 26) + 3
            lean, tall = c.rng.normal(4, 4), c.rng.uniform(6, 20) * (1 + depth * 0.5)
            blade = [(x, y), (x + lean * 0.4, y - tall * 0.6), (x + lean, y - tall)]
            (bright if c.rng.random() < 0.16 else grass).line(blade, 0.7 + 0.4 * depth)
        c.fill(grass, mix(colour, "#1c1d33", 0.25))
        c.fill(bright, light, 0.55)
    return c.print(bloom=0.3, vignette=0.25)


def mountains():
    """A range under snow in the first sun."""
    c = Canvas(23)
    c.wash(ramp([(0, "#3d6ba6"), (240, "#86abd2"), (420, "#d9dfe6"), (480, "#f4e3d2")]))
    c.clouds(520, 46, "#ffffff", cover=0.5, soft=0.35, alpha=0.6, top=20, bottom=330)
    height = terrain.field(c.rng, cells=3, octaves=8, fall=0.47, ridged=1.0)
    away = (terrain.FIELD - np.arange(terrain.FIELD, dtype=np.float32))[:, None] / terrain.FIELD
    height = height * (0.22 + 0.95 * smooth(0.16, 0.8, away))
    steep = 330
    nx, ny, nz = terrain.slopes(height, steep)
    sun = np.array([0.86, 0.10, 0.40]) / np.linalg.norm([0.86, 0.10, 0.40])
    light = np.clip(nx * sun[0] + ny * sun[1] + nz * sun[2], 0, 1) * terrain.cast(height, steep, sun)
    snow = smooth(0.60, 0.84, nz + 0.55 * (height - 0.25))[..., None]
    white = ramp([(0, "#5f7db4"), (0.3, "#8fa3cb"), (0.55, "#f2cdb4"), (1, "#fff3df")], light)
    stone = ramp([(0, "#2c3654"), (0.5, "#6f625f"), (1, "#c69b78")], light)
    terrain.draw(
        c,
        height,
        stone * (1 - snow) + white * snow,
        eye=0.5,
        horizon=390,
        tall=235_000,
        air="#b4c8e2",
        near=150,
        clear=1.5,
    )
    mist = smooth(0.3, 0.8, noise(c.rng, 420, 60, 5)) * np.exp(-(((Y - 640) / 75) ** 2))
    c.fill(mist, "#dfe7f2", 0.75)
    c.glow(1200, 330, 460, "#ffcf98", 0.3, ry=260)
    # Firs in front, three rows, each nearer and darker.
    for base, tall, count, colour in [(700, 46, 170, "#5a7193"), (752, 78, 120, "#32476a"), (835, 135, 70, "#172641")]:
        line = base - 60 * profile(c.rng, 380, 4, 0.4) + 45 * np.cos((X[0] - 640) / 420)
        c.ridge(line, colour, HEIGHT + 60, mix(colour, "#0e1a30", 0.6))
        firs = Stencil()
        for x in np.sort(c.rng.uniform(-20, WIDTH + 20, count)):
            foot = line[int(np.clip(x, 0, WIDTH - 1) * 2)] + 8
            fir(firs, c.rng, x, foot, tall * c.rng.uniform(0.55, 1.15))
        c.fill(firs, colour)
        c.haze(base - 30, base + 60, "#c9d6e8", 0.16 if base < 800 else 0)
    return c.print(bloom=0.12, vignette=0.22)


def fir(stencil, rng, x, foot, tall):
    """One fir: branches that hang, wider towards the foot."""
    stencil.poly([(x - tall * 0.012, foot), (x, foot - tall), (x + tall * 0.012, foot)])
    for step in np.linspace(0.02, 0.92, 16):
        y = foot - tall * (1 - step)
        half = tall * 0.21 * step * rng.uniform(0.75, 1.15)
        drop = tall * 0.05
        stencil.poly(
            [
                (x, y - drop * 1.1),
                (x + half, y + drop),
                (x + half * 0.4, y + drop * 0.5),
                (x, y + drop * 1.2),
                (x - half * 0.4, y + drop * 0.5),
                (x - half, y + drop),
            ]
        )


def balloons():
    """Hot-air balloons over a valley of tuff at sunrise."""
    c = Canvas(37)
    c.wash(ramp([(0, "#6f8fbf"), (220, "#b3b7d0"), (400, "#f1cdb8"), (520, "#fde3bd")]))
    c.clouds(520, 26, "#fff1e0", cover=0.5, soft=0.35, alpha=0.6, top=40, bottom=420)
    c.glow(260, 505, 420, "#ffbf75", 0.55, ry=230)
    c.glow(260, 500, 60, "#fff4d0", 0.9)
    layers = [
        (520, 60, "#d9b1a4", 0, 0),
        (575, 75, "#c39588", 26, 46),
        (650, 80, "#a57469", 20, 84),
        (740, 90, "#7d5450", 13, 130),
    ]
    flights = [
        [(880, 330, 26), (1010, 392, 20), (470, 372, 17), (700, 420, 14), (1190, 300, 22)],
        [(600, 300, 44), (1120, 452, 36), (180, 360, 38)],
        [(905, 205, 78), (380, 470, 30)],
        [(250, 190, 128)],
    ]
    gowns = [
        ("#c8402f", "#f3e3c3"),
        ("#2f6f87", "#f0c35a"),
        ("#e0a030", "#8c2f39"),
        ("#6a4c8f", "#f2d7b6"),
        ("#3f7f5f", "#f4e8cc"),
        ("#d8683a", "#2f4668"),
    ]
    count = 0
    for (base, high, colour, cones, tall), flight in zip(layers, flights, strict=True):
        line = base - high * profile(c.rng, 330, 6, 0.45)
        c.ridge(line, colour, base + 150, mix(colour, "#ffe2bf", 0.55))
        for x in c.rng.uniform(-30, WIDTH + 30, cones):
            chimney(c, x, line[int(np.clip(x, 0, WIDTH - 1) * 2)] + tall * 0.3, tall * c.rng.uniform(0.6, 1.2), colour)
        c.haze(base - 20, base + 110, "#ffe3c2", 0.42)
        for x, y, r in flight:
            balloon(c, x, y, r, gowns[count % len(gowns)], fade=float(np.clip(0.55 - r / 150, 0, 0.5)))
            count += 1
    c.fill(smooth(0.35, 0.8, noise(c.rng, 360, 50, 5)) * np.exp(-(((Y - 690) / 60) ** 2)), "#ffe9cf", 0.5)
    return c.print(bloom=0.22, vignette=0.2)


def chimney(c, x, foot, tall, colour):
    """A fairy chimney: a cone of tuff with a cap of harder stone, lit from the left."""
    half = tall * c.rng.uniform(0.20, 0.30)
    neck = half * 0.42
    top = foot - tall
    body = [
        (x - half, foot),
        (x - neck * 1.2, foot - tall * 0.55),
        (x - neck, top),
        (x + neck, top),
        (x + neck * 1.3, foot - tall * 0.5),
        (x + half, foot),
    ]
    light, dark = mix(colour, "#ffe0b8", 0.45), mix(colour, "#4d3140", 0.32)
    across = np.clip((X - (x - half)) / (2 * half), 0, 1)
    sunk = 1 - smooth(foot - tall * 0.3, foot, Y)
    c.fill(
        Stencil().poly(body).mask() * sunk,
        np.broadcast_to(ramp([(0, light), (0.45, colour), (1, dark)], across), (ROWS, COLS, 3)),
    )
    cap = [
        (x - neck * 1.7, top + tall * 0.03),
        (x - neck * 0.9, top - tall * 0.10),
        (x + neck * 0.2, top - tall * 0.17),
        (x + neck * 1.1, top - tall * 0.08),
        (x + neck * 1.7, top + tall * 0.04),
    ]
    c.fill(Stencil().poly(cap), mix(dark, "#3a2630", 0.35))


def balloon(c, x, y, r, gown, fade):
    """A balloon whose envelope is a sphere that narrows to the skirt; the sun is low on the left."""
    v = (Y - y) / r
    half = np.where(
        v < 0.25,
        np.sqrt(np.clip(1 - v**2, 0, 1)),
        np.sqrt(1 - 0.25**2) + (0.20 - np.sqrt(1 - 0.25**2)) * smooth(0.1, 1.38, v),
    )
    half = np.where((v > -1) & (v < 1.25), half, 0)
    u = (X - x) / r / np.maximum(half, 1e-3)
    edge = np.clip((half * r - np.abs(X - x)) * 2 + 0.5, 0, 1) * (half > 0)
    turn = np.arcsin(np.clip(u, -1, 1))
    gores = 0.5 + 0.5 * np.tanh(8 * np.sin(turn * 8))
    band = smooth(-0.30, -0.27, v) * (1 - smooth(0.27, 0.30, v))
    pattern = (gores * (1 - band) + (1 - gores) * band)[..., None]
    seam = 1 - 0.14 * np.exp(-((np.sin(turn * 16) / 0.25) ** 2))
    light = np.clip(0.72 - 0.42 * np.sin(turn + 0.25) - 0.16 * v, 0.25, 1.15) * seam
    colour = (rgb(gown[0]) * pattern + rgb(gown[1]) * (1 - pattern)) * light[..., None]
    colour = colour * (1 - fade) + rgb("#f3cfb6") * fade
    basket = Stencil().rect(x - r * 0.11, y + r * 1.5, x + r * 0.11, y + r * 1.66, r * 0.03)
    for side in (-0.19, -0.06, 0.06, 0.19):
        basket.line([(x + side * r, y + r * 1.24), (x + side * r * 0.55, y + r * 1.52)], max(0.5, r * 0.012))
    c.fill(basket, mix("#3b2a2c", "#f3cfb6", fade))
    c.fill(edge, colour)
    c.glow(x, y + r * 1.2, r * 0.3, "#ffc46a", 0.5 * (1 - fade))
