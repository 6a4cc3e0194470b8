"""Indoors: a hospital corridor, a library."""

import numpy as np

from .brushes import ROWS, Canvas, Stencil, X, Y, blurred, mix, ramp, smooth


class Eye:
    """A viewer who looks straight ahead into a room."""

    def __init__(self, x, y, lens):
        self.x, self.y, self.lens = x, y, lens

    def at(self, x, y, z):
        """Where a point of the room falls in the picture; z is its distance, y grows downwards."""
        return self.x + self.lens * x / z, self.y + self.lens * y / z

    def wall(self, x, y0, y1, z0, z1):
        """A piece of a side wall."""
        return [self.at(x, y0, z0), self.at(x, y0, z1), self.at(x, y1, z1), self.at(x, y1, z0)]

    def floor(self, x0, x1, y, z0, z1):
        """A piece of the floor or the ceiling."""
        return [self.at(x0, y, z0), self.at(x1, y, z0), self.at(x1, y, z1), self.at(x0, y, z1)]

    def across(self, x0, x1, y0, y1, z):
        """A piece of something that faces the viewer."""
        return [self.at(x0, y0, z), self.at(x1, y0, z), self.at(x1, y1, z), self.at(x0, y1, z)]


def hospital():
    """A hospital corridor in the morning, a bed waiting by the wall."""
    c = Canvas(149)
    eye = Eye(600, 400, 640)
    far, near, half, up, down = 26.0, 0.9, 2.1, -1.5, 1.45
    dist = np.hypot((X - 600) / 640, (Y - 400) / 430)
    glow = np.exp(-((dist / 0.55) ** 2))
    c.wash(mix("#cfe0e4", "#ffffff", 0.1))
    walls = ramp([(0, "#a9c3c9"), (0.5, "#d5e5e6"), (1, "#fdfaf0")], np.clip(glow + 0.2, 0, 1))
    for x in (-half, half):
        c.fill(Stencil().poly(eye.wall(x, up, down, far, near)), walls * (0.97 if x < 0 else 1.0))
        c.fill(
            Stencil().poly(eye.wall(x, 0.42, down, far, near)),
            ramp([(0, "#5f9198"), (0.5, "#8fbabb"), (1, "#dceee6")], np.clip(glow + 0.1, 0, 1)),
        )
        for y0, y1, colour in [(0.36, 0.47, "#f4f1e6"), (0.46, 0.49, "#5c8188"), (1.33, 1.45, "#47757d")]:
            c.fill(Stencil().poly(eye.wall(x, y0, y1, far, near)), mix(colour, "#f4f7f2", 0.15))
    c.fill(
        Stencil().poly(eye.floor(-half, half, up, far, near)),
        ramp([(0, "#b9c9cc"), (0.6, "#e3ebe8"), (1, "#ffffff")], np.clip(glow + 0.15, 0, 1)),
    )
    panels, seams = Stencil(), Stencil()
    for z in np.geomspace(1.45, 24, 12):
        panels.poly(eye.floor(-0.62, 0.62, up, z * 1.20, z))
    for z in np.geomspace(1.0, 25, 24):
        seams.line([eye.at(-half, up, z), eye.at(half, up, z)], 4 / z + 0.4)
    for x in (-1.4, -0.7, 0.7, 1.4):
        seams.line([eye.at(x, up, far), eye.at(x, up, near)], 1)
    c.fill(seams, "#9fb2b6", 0.5)
    c.fill(panels, "#ffffff")
    c.add(panels.mask(9), "#fffbe8", 0.55)
    for side, doors in [(-1, (2.2, 4.9, 8.6, 14.5)), (1, (3.2, 6.6, 11.0, 18.0))]:
        for z in doors:
            door(c, eye, half * side, z)
    # The end of the corridor: a tall window with the morning in it.
    c.fill(Stencil().poly(eye.across(-half, half, up, down, far)), "#eaf1ec")
    c.fill(Stencil().poly(eye.across(-1.5, 1.5, up + 0.3, down - 0.2, far)), "#fffdf2")
    c.glow(600, 398, 120, "#fff7da", 0.95)
    c.glow(600, 398, 330, "#ffeec2", 0.42)
    # The floor mirrors everything above it, softly.
    top = int(eye.at(0, down, far)[1] * 2)
    base = Stencil().poly(eye.floor(-half, half, down, far, near)).mask()
    rows = np.arange(ROWS)
    mirrored = np.clip(2 * top - rows - (rows - top) * 0.02, 0, ROWS - 1).astype(np.int32)
    image = np.stack([blurred(c.px[mirrored][..., i], 5) for i in range(3)], -1)
    floor = ramp([(top / 2, "#e6e9df"), (560, "#a9b9b9"), (853, "#6f8a90")])
    shine = np.clip(0.62 - (Y - eye.y) / 900, 0.15, 0.7)[..., None]
    c.fill(base, floor * (1 - shine) + image * shine)
    lines = Stencil()
    for z in np.geomspace(1.1, 24, 22):
        lines.line([eye.at(-half, down, z), eye.at(half, down, z)], 1.2 / z + 0.3)
    c.fill(lines, "#5c7a80", 0.28)
    c.fill(Stencil().poly(eye.floor(0.75, 0.90, down, far, near)), "#3f8f8b", 0.55)
    c.fill(Stencil().poly(eye.floor(1.0, 1.07, down, far, near)), "#d9914d", 0.55)
    streaks = (
        np.exp(-(((X - 600) / (34 + np.maximum(Y - 440, 0) * 0.42)) ** 2))
        * smooth(430, 470, Y)
        * (1 - smooth(560, 830, Y) * 0.75)
    )
    c.add(streaks, "#fff6dc", 0.42)
    bed(c, eye)
    return c.print(bloom=0.22, vignette=0.20)


def door(c, eye, x, z):
    """A door with a round window, its frame and a sign beside it."""
    w = 1.05 + z * 0.03
    pale = float(np.clip(z / 26, 0, 0.75))
    c.fill(Stencil().poly(eye.wall(x, -0.82, 1.45, z + w + 0.10, z - 0.10)), mix("#f2f3ea", "#ffffff", pale))
    c.fill(
        Stencil().poly(eye.wall(x, -0.72, 1.45, z + w, z)),
        ramp(
            [
                (eye.at(0, -0.72, z)[1], mix("#c99a63", "#f7efdf", pale)),
                (eye.at(0, 1.45, z)[1], mix("#9c6f43", "#efe4cf", pale)),
            ]
        ),
    )
    c.fill(Stencil().poly(eye.wall(x, -0.50, 0.12, z + w * 0.72, z + w * 0.30)), mix("#35606c", "#eaf3ee", pale))
    c.fill(Stencil().poly(eye.wall(x, -0.46, 0.08, z + w * 0.69, z + w * 0.34)), mix("#a9d2d6", "#ffffff", pale), 0.9)
    c.fill(Stencil().poly(eye.wall(x, 0.42, 0.56, z + w * 0.18, z + w * 0.06)), mix("#e9ecec", "#ffffff", pale))
    c.fill(Stencil().poly(eye.wall(x, -0.62, -0.36, z - 0.30, z - 0.62)), mix("#2f8287", "#eaf3ee", pale))


def bed(c, eye):
    """A made bed on wheels by the left wall."""

    def box(x0, x1, y0, y1, z0, z1, front, side, top):
        c.fill(Stencil().poly(eye.floor(x0, x1, y0, z1, z0)), top)
        c.fill(Stencil().poly(eye.wall(x1, y0, y1, z1, z0)), side)
        c.fill(Stencil().poly(eye.across(x0, x1, y0, y1, z0)), front)

    x0, x1, z0, z1 = -1.95, -1.02, 3.0, 5.4
    c.shade(Stencil().poly(eye.floor(x0 - 0.1, x1 + 0.25, 1.45, z1 + 0.2, z0 - 0.12)).mask(9), 0.52)
    legs, wheels = Stencil(), Stencil()
    for x in (x0 + 0.08, x1 - 0.05):
        for z in (z0 + 0.1, z1 - 0.1):
            legs.line([eye.at(x, 0.9, z), eye.at(x, 1.34, z)], 22 / z)
            wheels.oval(*eye.at(x, 1.39, z), 46 / z)
    c.fill(legs, "#7f9399")
    c.fill(wheels, "#394b52")
    box(x0, x1, 0.78, 0.93, z0, z1, "#9fb4b8", "#c3d2d3", "#dfe8e6")
    box(x0 + 0.02, x1 - 0.02, 0.52, 0.80, z0 + 0.03, z1 - 0.03, "#cfdcdd", "#eef3ef", "#fbfbf4")
    box(x0, x1 + 0.02, 0.49, 0.86, z0 + 0.02, z0 + 1.5, "#5aa3a3", "#7fc0bb", "#a5d6ce")
    folds = Stencil()
    for i in range(9):
        z = z0 + 0.12 + i * 0.16
        folds.line([eye.at(x1 + 0.02, 0.50, z), eye.at(x1 + 0.02, 0.84, z + 0.03)], 5 / z)
    c.fill(folds.mask(1), "#4b8d8e", 0.35)
    box(x0 + 0.12, x1 - 0.12, 0.38, 0.55, z1 - 0.75, z1 - 0.2, "#e9efec", "#f4f6f0", "#ffffff")
    rails = Stencil()
    for y in (0.30, 0.44, 0.58):
        rails.line([eye.at(x1, y, z0 + 1.0), eye.at(x1, y, z1 - 0.5)], 3.4)
    for z in (z0 + 1.0, z0 + 1.5, z1 - 0.5):
        rails.line([eye.at(x1, 0.30, z), eye.at(x1, 0.80, z)], 12 / z)
    for z in (z0, z1):
        rails.line([eye.at(x0, 0.9, z), eye.at(x0, 0.20, z), eye.at(x1, 0.20, z), eye.at(x1, 0.9, z)], 22 / z)
    c.fill(rails, "#b4c4c8")
    c.fill(np.roll(rails.mask(), (-2, -2), (0, 1)) * rails.mask(), "#ffffff", 0.6)


def library():
    """Shelves on both sides, an arched window at the end, lamps on the reading tables."""
    c = Canvas(163)
    eye = Eye(660, 430, 700)
    far, near, half, up, down = 17.0, 1.2, 2.5, -3.4, 1.7
    c.wash(ramp([(0, "#2b1c17"), (430, "#6a4327"), (853, "#2a1a14")]))
    c.fill(Stencil().poly(eye.floor(-half, half, up, far, near)), ramp([(0, "#1d1413"), (300, "#6b4a2e")]))
    beams = Stencil()
    for z in np.geomspace(1.4, 16, 13):
        beams.poly(eye.floor(-half, half, up + 0.02, z * 1.06, z))
    c.fill(beams, "#2a1913", 0.8)
    c.fill(Stencil().poly(eye.across(-half, half, up, down, far)), "#8a6239")
    window = Stencil().poly(eye.across(-1.25, 1.25, -1.5, 0.9, far)).oval(*eye.at(0, -1.5, far), 1.25 * 700 / far)
    c.fill(window, ramp([(300, "#cfe0ea"), (400, "#fff1cf"), (480, "#ffdf9f")]))
    bars = Stencil()
    for x in (-0.42, 0.42):
        bars.line([eye.at(x, -2.7, far), eye.at(x, 0.9, far)], 2)
    for y in (-1.5, -0.9, -0.3, 0.3):
        bars.line([eye.at(-1.25, y, far), eye.at(1.25, y, far)], 2)
    c.fill(bars, "#6b4627")
    c.fill(
        Stencil().poly(eye.floor(-half, half, down, far, near)),
        ramp([(490, "#c78f52"), (600, "#7c4f2d"), (853, "#3a2218")]),
    )
    boards = Stencil()
    for x in np.arange(-half, half, 0.28):
        boards.line([eye.at(x, down, far), eye.at(x, down, near)], 0.9)
    c.fill(boards, "#2c1a12", 0.45)
    c.fill(
        Stencil().poly(eye.floor(-0.72, 0.72, down, far, near)),
        ramp([(490, "#a04a3a"), (640, "#7c2a2a"), (853, "#431419")]),
        0.92,
    )
    hems = Stencil()
    for x in (-0.64, 0.64):
        hems.poly(eye.floor(x - 0.03, x + 0.03, down, far, near))
    c.fill(hems, "#d9ae62", 0.7)
    for side in (-1, 1):
        shelves(c, eye, half * side, up, down, far, near)
    light = np.exp(-(((X - 660) / 330) ** 2)) * np.exp(-(((Y - 400) / 260) ** 2))
    c.add(light, "#ffd08a", 0.38)
    c.glow(660, 390, 120, "#fff1cc", 0.75)
    streak = (
        np.exp(-(((X - 660) / (46 + np.maximum(Y - 490, 0) * 0.55)) ** 2))
        * smooth(486, 530, Y)
        * (1 - smooth(560, 850, Y) * 0.8)
    )
    c.add(streak, "#ffdca0", 0.45)
    for side in (-1, 1):
        for z in (10.5, 6.6, 4.1):
            table(c, eye, side, z)
    dust = Stencil()
    for _ in range(420):
        x, y = c.rng.normal(660, 230), c.rng.normal(400, 170)
        dust.oval(x, y, c.rng.uniform(0.4, 1.3), ink=int(c.rng.uniform(40, 190)))
    c.add(dust.mask(0.6), "#ffe9c0", 0.7)
    return c.print(bloom=0.32, vignette=0.30)


def shelves(c, eye, x, up, down, far, near):
    """One wall of books: bays between uprights, boards, and every spine its own width, height and cloth."""
    inward = -np.sign(x)
    c.fill(
        Stencil().poly(eye.wall(x, up, down, far, near)),
        ramp([(0, "#150d0b"), (640, "#1d120d")], np.abs(X - 660) + 0 * Y),
    )
    cloths = [
        "#7b2d2a",
        "#2f4a52",
        "#8a6a35",
        "#4c3a2c",
        "#29513f",
        "#a0522f",
        "#c0a06a",
        "#3a3556",
        "#6a1f2c",
        "#b98b4d",
        "#5d6b57",
        "#d8c49a",
    ]
    spines = [Stencil() for _ in cloths]
    bands, lights, shades = Stencil(), Stencil(), Stencil()
    levels = np.arange(up + 0.35, down - 0.1, 0.58)
    for level in levels:
        z = near
        while z < far:
            thick = c.rng.uniform(0.045, 0.12) * (1 + z * 0.05)
            tall = c.rng.uniform(0.36, 0.50)
            if c.rng.random() > 0.04:
                pick = int(c.rng.integers(len(cloths)))
                run = z + thick * 0.94
                spines[pick].poly(eye.wall(x, level + 0.54 - tall, level + 0.54, run, z))
                if z < 9:
                    for at in (0.14, 0.80):
                        y = level + 0.54 - tall * at
                        if c.rng.random() < 0.6:
                            bands.poly(eye.wall(x, y - 0.022, y, run, z))
                    lights.poly(eye.wall(x, level + 0.54 - tall, level + 0.54, z + thick * 0.42, z + thick * 0.2))
                    shades.poly(eye.wall(x, level + 0.54 - tall, level + 0.54, run, z + thick * 0.78))
            z += thick
    for spine, cloth in zip(spines, cloths, strict=True):
        c.fill(spine, cloth)
    c.fill(bands, "#d8b469", 0.75)
    c.add(lights, "#ffe2b0", 0.16)
    c.shade(shades, 0.62)
    wood, edge = Stencil(), Stencil()
    for level in levels:
        wood.poly(eye.wall(x + inward * 0.02, level - 0.045, level, far, near))
        edge.poly(eye.wall(x + inward * 0.02, level - 0.045, level - 0.03, far, near))
        c.shade(Stencil().poly(eye.wall(x, level, level + 0.12, far, near)), 0.55)
    for z in np.geomspace(1.75, 16.5, 9):
        wood.poly(eye.wall(x + inward * 0.03, up, down, z * 1.035, z))
        edge.poly(eye.wall(x + inward * 0.03, up, down, z * 1.042, z * 1.034))
    c.fill(wood, "#6d4324")
    c.fill(edge, "#c08a4e", 0.8)
    # It is darker towards the viewer and the ceiling; the window lights what is far.
    gloom = Stencil().poly(eye.wall(x, up, down, far, near)).mask()
    c.px *= (1 - gloom * np.clip(0.62 * smooth(120, 660, np.abs(X - 660)) + 0.25 * (1 - smooth(0, 330, Y)), 0, 0.78))[
        ..., None
    ]


def table(c, eye, side, z):
    """A reading table with a green lamp and an open book."""
    x0, x1 = side * 1.05, side * 2.0
    y = 0.98
    c.shade(Stencil().poly(eye.floor(x0 - side * 0.1, x1, 1.7, z + 1.1, z - 0.1)).mask(8), 0.5)
    legs = Stencil()
    for x in (x0 + side * 0.06, x1 - side * 0.06):
        legs.poly(eye.across(x - 0.04, x + 0.04, y, 1.7, z))
    c.fill(legs, "#3a2115")
    c.fill(Stencil().poly(eye.floor(x0, x1, y, z + 1.0, z)), "#a86d3a")
    c.fill(Stencil().poly(eye.across(x0, x1, y, y + 0.09, z)), "#5d371f")
    lx, ly = eye.at(x0 + side * 0.5, y, z + 0.5)
    s = 700 / (z + 0.5)
    c.fill(
        Stencil().oval(lx, ly, 0.11 * s, 0.03 * s).rect(lx - 0.014 * s, ly - 0.42 * s, lx + 0.014 * s, ly), "#d9a94f"
    )
    c.add(
        Stencil()
        .poly(
            [
                (lx - 0.16 * s, ly - 0.36 * s),
                (lx + 0.16 * s, ly - 0.36 * s),
                (lx + 0.36 * s, ly + 0.04 * s),
                (lx - 0.36 * s, ly + 0.04 * s),
            ]
        )
        .mask(max(2, 0.04 * s)),
        "#ffd98f",
        0.5,
    )
    shade = [
        (lx - 0.20 * s, ly - 0.34 * s),
        (lx - 0.12 * s, ly - 0.48 * s),
        (lx + 0.12 * s, ly - 0.48 * s),
        (lx + 0.20 * s, ly - 0.34 * s),
    ]
    c.fill(Stencil().poly(shade), ramp([(ly - 0.48 * s, "#1f6b50"), (ly - 0.34 * s, "#5fbf8d")]))
    c.glow(lx, ly - 0.18 * s, 0.55 * s, "#ffd083", 0.5)
    bx = lx - side * 0.26 * s
    for fold in (-1, 1):
        c.fill(
            Stencil().poly(
                [
                    (bx, ly + 0.05 * s),
                    (bx + fold * 0.15 * s, ly + 0.02 * s),
                    (bx + fold * 0.17 * s, ly + 0.09 * s),
                    (bx, ly + 0.12 * s),
                ]
            ),
            "#fff3d6" if fold > 0 else "#e3cfa5",
        )
