"""In the city: a colonnade, a tram."""

import numpy as np

from .brushes import COLS, HEIGHT, ROWS, WIDTH, Canvas, Stencil, X, Y, curve, mix, noise, ramp, smooth


def parliament():
    """A colonnade with steps, in the last light."""
    c = Canvas(101)
    c.wash(ramp([(0, "#31568c"), (300, "#7d9cc0"), (560, "#e2d3c2"), (640, "#f3dfc0")]))
    c.clouds(480, 40, "#fff3e4", cover=0.52, soft=0.35, alpha=0.7, top=10, bottom=520)
    stone, lit = "#d8c3a2", "#fbe7c2"
    wear = noise(c.rng, 90, 90, 6, 0.6)[..., None] * 0.10 - 0.05
    # Pediment.
    c.fill(Stencil().poly([(84, 236), (640, 84), (1196, 236)]), ramp([(90, lit), (236, stone)]) + wear)
    c.fill(Stencil().poly([(176, 226), (640, 104), (1104, 226)]), ramp([(100, "#a68f80"), (226, "#cdb595")]) + wear)
    c.shade(
        Stencil().poly([(176, 226), (640, 104), (1104, 226), (1104, 214), (640, 92 + 26), (176, 214)]).mask(4), 0.93
    )
    relief = Stencil().oval(640, 186, 30).oval(640, 186, 21, ink=0).oval(640, 186, 12)
    for side in (-1, 1):
        for i in range(9):
            x = 640 + side * (46 + i * 20)
            relief.poly(
                curve(
                    [
                        (x, 200 - i * 0.5),
                        (x + side * 9, 186 + i),
                        (x + side * 22, 190 + i * 1.6),
                        (x + side * 10, 205 + i * 0.4),
                    ]
                )
            )
    c.fill(np.roll(relief.mask(1.5), (5, 5), (0, 1)), "#7f6c66", 0.5)
    c.fill(relief, "#ead6b2", 0.9)
    # Entablature and its dentils.
    for y0, y1, top, foot in [(236, 250, lit, "#c9b18c"), (250, 292, "#cfb995", "#dcc8a4"), (292, 306, lit, "#b79f81")]:
        c.fill(Stencil().rect(100, y0, 1180, y1), ramp([(y0, top), (y1, foot)]) + wear)
    teeth = Stencil()
    for x in np.arange(106, 1176, 15):
        teeth.rect(x, 252, x + 8, 261)
    c.fill(teeth, "#8e7868", 0.65)
    # Behind the columns it is dim, and doors give light.
    c.fill(Stencil().rect(120, 306, 1160, 690), ramp([(306, "#3f3640"), (520, "#5d4c4a"), (690, "#86695a")]))
    for x, wide in [(640, 58), (347, 34), (933, 34)]:
        c.fill(Stencil().rect(x - wide, 430, x + wide, 690), ramp([(430, "#e6a557"), (690, "#ffdf9b")]))
        panes = Stencil()
        for i in range(1, 4):
            panes.rect(x - wide + i * wide / 2 - 1.5, 430, x - wide + i * wide / 2 + 1.5, 690)
        for y in (480, 530, 580, 630):
            panes.rect(x - wide, y - 1.5, x + wide, y + 1.5)
        c.fill(panes, "#7b5233")
        c.glow(x, 580, wide * 3.4, "#ffb860", 0.45, ry=170)
    for x in np.linspace(174, 1106, 8):
        column(c, x, 306, 690, 33, wear)
    # Steps.
    for i in range(11):
        y, spread = 690 + i * 11.5, 24 + i * 21
        c.fill(Stencil().rect(120 - spread, y, 1160 + spread, y + 4.2), mix(lit, stone, i / 18))
        c.fill(Stencil().rect(120 - spread, y + 4.2, 1160 + spread, y + 11.6), mix("#a48d7e", "#6f6068", i / 11))
    for x in np.linspace(174, 1106, 8):
        shadow = Stencil().poly([(x + 20, 690), (x + 46, 690), (x + 330, 816), (x + 250, 816)])
        c.shade(shadow.mask(5), 0.80)
    c.fill(Stencil().rect(0, 815, WIDTH, HEIGHT), ramp([(815, "#a8947f"), (853, "#6d6268")]))
    joints = Stencil()
    for i in range(-20, 21):
        joints.line([(640 + i * 62, 815), (640 + i * 96, 853)], 1)
    c.fill(joints, "#57505a", 0.6)
    for side in (-1, 1):
        wing(c, side, wear)
    people = [(420, 800, 40), (436, 800, 37), (760, 772, 34), (905, 812, 44), (588, 742, 29)]
    figures, shadows = Stencil(), Stencil()
    for x, foot, tall in people:
        figures.oval(x, foot - tall * 0.91, tall * 0.075, tall * 0.09)
        figures.poly(
            curve(
                [
                    (x - tall * 0.13, foot - tall * 0.78),
                    (x + tall * 0.13, foot - tall * 0.78),
                    (x + tall * 0.12, foot - tall * 0.4),
                    (x - tall * 0.12, foot - tall * 0.4),
                ]
            )
        )
        figures.poly(
            [
                (x - tall * 0.11, foot - tall * 0.45),
                (x + tall * 0.11, foot - tall * 0.45),
                (x + tall * 0.14, foot),
                (x + tall * 0.05, foot),
                (x, foot - tall * 0.34),
                (x - tall * 0.07, foot),
                (x - tall * 0.15, foot),
            ]
        )
        shadows.poly(
            [(x - 4, foot), (x + 5, foot), (x + tall * 1.6, foot + tall * 0.55), (x + tall * 1.45, foot + tall * 0.58)]
        )
    c.shade(shadows.mask(2), 0.72)
    c.fill(figures, "#2d2a3a")
    c.glow(-40, 420, 700, "#ffd49a", 0.34)
    return c.print(bloom=0.22, vignette=0.22, warmth=0.012)


def column(c, x, top, foot, half, wear):
    """A fluted column, lit from the left, with its capital and base."""
    lean = half * 0.14
    shape = Stencil().poly(
        [(x - half + lean, top + 26), (x + half - lean, top + 26), (x + half, foot - 18), (x - half, foot - 18)]
    )
    u = np.clip((X - x) / half, -1, 1)
    round_light = 0.26 + 0.74 * np.clip(np.cos(np.arcsin(u) + 0.75), 0, 1)
    flutes = 0.90 + 0.10 * np.cos(np.arcsin(u) * 15)
    tone = np.clip(round_light * flutes, 0, 1)
    paint = ramp([(0, "#4d4350"), (0.35, "#8c7870"), (0.7, "#d9c19c"), (1, "#ffecc9")], tone) + wear
    c.shade(Stencil().rect(x + half * 0.6, top + 20, x + half * 2.1, foot).mask(9), 0.72)
    c.fill(shape, paint)
    for y0, y1, out in [
        (top, top + 12, 1.30),
        (top + 12, top + 20, 1.14),
        (top + 20, top + 28, 0.98),
        (foot - 20, foot - 9, 1.12),
        (foot - 9, foot, 1.30),
    ]:
        c.fill(
            Stencil().rect(x - half * out, y0, x + half * out, y1, 3), paint * ramp([(y0, "#ffffff"), (y1, "#d9cfc6")])
        )


def wing(c, side, wear):
    """A low wing of the building, and cypresses before it."""
    x0, x1 = (0, 100) if side < 0 else (1180, WIDTH)
    c.fill(Stencil().rect(x0, 380, x1, 815), ramp([(380, "#c8b18f"), (815, "#8d7a72")]) + wear)
    c.fill(Stencil().rect(x0, 368, x1, 384), "#efd9b4")
    for y in (430, 560):
        c.fill(Stencil().rect(x0 + 28, y, x1 - 34, y + 78, 16), "#4b4450")
        c.fill(Stencil().rect(x0 + 33, y + 6, x1 - 39, y + 74, 12), ramp([(y, "#6d86a6"), (y + 78, "#d9b48c")]), 0.8)
    for x, foot, tall in [(60 + (1160 if side > 0 else 0), 822, 300), (16 + (1240 if side > 0 else 0), 842, 350)]:
        shape = curve(
            [
                (x, foot - tall),
                (x + 17, foot - tall * 0.6),
                (x + 23, foot - tall * 0.25),
                (x + 9, foot),
                (x - 9, foot),
                (x - 23, foot - tall * 0.25),
                (x - 17, foot - tall * 0.6),
            ]
        )
        light = np.clip(0.45 - (X - x) / 50 + (noise(c.rng, 9, 15, 4, 0.6) - 0.5) * 1.1, 0, 1)
        c.fill(Stencil().poly(shape), ramp([(0, "#1e2d2c"), (0.6, "#3d5340"), (1, "#93945f")], light))


def tram():
    """A tram comes up a shopping street after rain, at nightfall."""
    c = Canvas(113)
    eye = (640, 470)
    c.wash(ramp([(0, "#2b3559"), (220, "#6b668b"), (380, "#d99b86"), (480, "#ffd6a0")]))
    c.clouds(420, 60, "#e9a78f", cover=0.5, soft=0.4, alpha=0.5, top=0, bottom=420)

    def at(x, y, z):
        return eye[0] + 620 * x / z, eye[1] + 620 * y / z

    depths = [60, 44, 33, 25, 19, 14.5, 11, 8.2, 6, 4.3, 2.9]
    tints = ["#a8563f", "#8b7a68", "#6f7f8a", "#b08a5a", "#7d4f56", "#8f8467", "#5f6f80", "#a5704d"]
    for i, (far, near) in enumerate(zip(depths, depths[1:], strict=False)):
        for side in (-1, 1):
            facade(c, at, side, far, near, tints[(i * 3 + (side > 0) * 5) % len(tints)], i / 10)
        c.fill(
            np.exp(-(((X - eye[0]) / (620 * 4.2 / near)) ** 2))
            * np.exp(-(((Y - eye[1] + 30) / (620 * 5.0 / near)) ** 2)),
            "#ffcf9c",
            0.16,
        )
    c.glow(640, 450, 210, "#ffd79f", 0.75, ry=190)
    road = Stencil().poly([at(-4.2, 1.6, 60), at(4.2, 1.6, 60), at(4.2, 1.6, 1.9), at(-4.2, 1.6, 1.9)])
    source = c.px.copy()
    c.fill(
        Stencil().poly([at(-6, 1.6, 60), at(6, 1.6, 60), at(6, 1.6, 1.2), at(-6, 1.6, 1.2)]),
        ramp([(480, "#8a7378"), (560, "#4a4558"), (853, "#1f2136")]),
    )
    wet_street(c, road, source, eye)
    rails = Stencil()
    for x in (-0.75, 0.75):
        rails.poly([at(x - 0.05, 1.6, 55), at(x + 0.05, 1.6, 55), at(x + 0.05, 1.6, 1.9), at(x - 0.05, 1.6, 1.9)])
    c.fill(rails, ramp([(490, "#fff0cf"), (640, "#c79f8d"), (853, "#77738c")]), 0.9)
    kerbs = Stencil()
    for x in (-3.1, 3.1):
        kerbs.poly([at(x - 0.06, 1.6, 55), at(x + 0.06, 1.6, 55), at(x + 0.10, 1.6, 1.9), at(x - 0.10, 1.6, 1.9)])
    c.fill(kerbs, "#c09a8c", 0.55)
    wires = (
        Stencil().line([at(0, -4.2, 60), at(0, -4.2, 1.5)], 1.4).line([at(-0.4, -4.0, 60), at(-0.4, -4.0, 1.5)], 1.0)
    )
    for z in (34, 20, 13, 8.6, 5.6, 3.8):
        wires.line([at(-4, -4.8, z), at(0, -4.1, z), at(4, -4.8, z)], 1.1)
    c.fill(wires, "#2a2b42", 0.8)
    lamps = Stencil()
    for z in (40, 28, 20, 14, 9.8, 7):
        for side in (-1, 1):
            x, y = at(3.3 * side, -2.3, z)
            lamps.oval(x, y, 46 / z)
            c.glow(x, y, 620 / z, "#ffbf70", 0.35)
    c.fill(lamps, "#fff1cc")
    tram_front(c, 640, 690, 0.98)
    walkers = Stencil()
    for x, z in [(-2.0, 10), (-2.2, 9.6), (2.3, 7.4), (2.5, 12), (-2.5, 6.2), (-2.9, 7.1)]:
        px, foot = at(x, 1.6, z)
        tall = 620 * 1.05 / z
        walkers.oval(px, foot - tall * 0.92, tall * 0.08, tall * 0.09)
        walkers.poly(
            curve(
                [
                    (px - tall * 0.11, foot - tall * 0.80),
                    (px + tall * 0.11, foot - tall * 0.80),
                    (px + tall * 0.13, foot - tall * 0.34),
                    (px - tall * 0.13, foot - tall * 0.34),
                ]
            )
        )
        walkers.poly(
            [
                (px - tall * 0.10, foot - tall * 0.42),
                (px + tall * 0.10, foot - tall * 0.42),
                (px + tall * 0.11, foot),
                (px + tall * 0.04, foot),
                (px, foot - tall * 0.3),
                (px - tall * 0.05, foot),
                (px - tall * 0.12, foot),
            ]
        )
    c.fill(walkers, "#1d1d33", 0.95)
    return c.print(bloom=0.34, vignette=0.28)


def facade(c, at, side, far, near, tint, depth):
    """One house of the street: wall, windows with cornices, a shop below with light in it."""
    tall = 5.6 + 2.4 * c.rng.random()
    air = mix("#ffcf9f", "#4b4668", smooth(0, 1, depth))
    wall = mix(air, mix(tint, "#2c2c48", 0.30 + 0.20 * depth), 0.30 + 0.66 * depth)
    x = 4.0 * side

    def quad(y0, y1, z0, z1, out=0.0):
        return [
            at(x - out * side, y0, z0),
            at(x - out * side, y0, z1),
            at(x - out * side, y1, z1),
            at(x - out * side, y1, z0),
        ]

    c.fill(Stencil().poly(quad(-tall, 1.6, far, near)), wall)
    c.fill(Stencil().poly(quad(-tall - 0.25, -tall, far, near, 0.25)), mix(wall, "#ffdcb4", 0.25))
    dim, lit, frame, sills = Stencil(), Stencil(), Stencil(), Stencil()
    bays = max(2, int((far - near) / (0.9 + far * 0.030)))
    for i in range(bays):
        z0, z1 = near * (far / near) ** ((i + 0.22) / bays), near * (far / near) ** ((i + 0.78) / bays)
        for y in np.arange(-tall + 0.7, -0.9, 1.75):
            frame.poly(quad(y - 0.10, y + 1.18, z0 * 0.985, z1 * 1.015))
            (lit if c.rng.random() < 0.34 else dim).poly(quad(y, y + 1.08, z0, z1))
            sills.poly(quad(y + 1.16, y + 1.30, z0 * 0.97, z1 * 1.03, 0.12))
    c.fill(frame, mix(wall, "#ffe2bd", 0.18))
    c.fill(dim, mix(wall, "#26304e", 0.62))
    c.fill(sills, mix(wall, "#ffe2bd", 0.30))
    c.fill(lit, mix("#ffcf86", wall, 0.12))
    shop, awning = Stencil().poly(quad(-0.35, 1.45, near * (far / near) ** 0.1, near * (far / near) ** 0.9)), Stencil()
    c.fill(shop, ramp([(400, "#ffe0a2"), (800, "#ffb765")]), 0.86)
    posts = Stencil()
    for i in range(1, 4):
        z = near * (far / near) ** (0.1 + 0.2 * i)
        posts.line([at(x, -0.35, z), at(x, 1.5, z)], 14 / z + 0.8)
    c.fill(posts, mix(wall, "#2a2034", 0.6))
    awning.poly(
        [
            at(x, -0.75, far * 0.97),
            at(x, -0.75, near * 1.03),
            at(x - 0.75 * side, -0.30, near * 1.03),
            at(x - 0.75 * side, -0.30, far * 0.97),
        ]
    )
    c.fill(awning, mix(tint, "#3a2a3f", 0.35))


def wet_street(c, road, source, eye):
    """The wet road mirrors the street, torn by ripples and cobbles."""
    top = int((eye[1] + 16) * 2)
    rows = np.arange(ROWS - top)
    sway = (noise(c.rng, 60, 7, 5, 0.6)[top:] - 0.5) * 70 + (noise(c.rng, 9, 4, 2)[top:] - 0.5) * 26
    up = np.clip(top - 26 - rows[:, None] * 1.05 + sway, 0, top - 1).astype(np.int32)
    left = np.clip(np.arange(COLS)[None, :] + sway * 0.25, 0, COLS - 1).astype(np.int32)
    mirror = np.zeros_like(c.px)
    mirror[top:] = source[up, left]
    puddle = 0.34 + 0.5 * smooth(0.42, 0.66, noise(c.rng, 240, 34, 5))
    c.fill(road.mask(2) * puddle, mirror)
    cobbles = noise(c.rng, 7, 3.2, 2) - 0.5
    c.px *= (1 + road.mask() * cobbles * 0.30)[..., None]


def tram_front(c, x, foot, size):
    """The tram, head on: red below, cream above, its lamps lit."""

    def box(x0, y0, x1, y1, r=0):
        return Stencil().rect(x + x0 * size, foot + y0 * size, x + x1 * size, foot + y1 * size, r * size)

    c.shade(box(-150, -14, 150, 40).mask(14), 0.38)
    beam = np.exp(-(((X - x) / (60 + np.maximum(Y - foot, 0) * 0.75)) ** 2)) * smooth(foot - 10, foot + 20, Y)
    c.add(beam * smooth(0.34, 0.7, noise(c.rng, 90, 7, 4, 0.6)), "#ffe3a6", 0.60)
    c.fill(
        box(-116, -300, 116, -12, 34),
        ramp([(x - 120, "#5a1c22"), (x - 70, "#b53233"), (x + 50, "#9c2a2e"), (x + 120, "#451720")], X + 0 * Y),
    )
    c.fill(
        box(-116, -300, 116, -158, 34),
        ramp([(x - 120, "#9d8b78"), (x - 60, "#f6e6c6"), (x + 60, "#e3cfae"), (x + 120, "#7c6a62")], X + 0 * Y),
    )
    c.fill(
        box(-116, -182, 116, -158),
        ramp([(x - 120, "#9d8b78"), (x - 60, "#f6e6c6"), (x + 60, "#e3cfae"), (x + 120, "#7c6a62")], X + 0 * Y),
    )
    c.fill(box(-116, -164, 116, -156), "#d9a441")
    c.fill(box(-104, -316, 104, -290, 16), "#7a6a62")
    c.fill(box(-70, -292, 70, -258, 6), "#17182a")
    dots = Stencil()
    for gx in np.arange(-58, 60, 5):
        for gy in np.arange(-285, -263, 5):
            if abs(np.sin(gx * 12.9898 + gy * 78.233) * 43758.5 % 1) < 0.52:
                dots.oval(x + gx * size, foot + gy * size, 1.7 * size)
    c.add(dots, "#ffb347", 1.0)
    for x0, x1 in [(-100, -40), (-34, 34), (40, 100)]:
        c.fill(box(x0, -250, x1, -172, 8), "#241d2b")
        c.fill(box(x0 + 4, -246, x1 - 4, -176, 6), ramp([(foot - 250, "#ffe2a0"), (foot - 170, "#d98f4e")]), 0.86)
        c.add(
            Stencil().poly(
                [
                    (x + (x0 + 6) * size, foot - 176 * size),
                    (x + (x0 + 26) * size, foot - 246 * size),
                    (x + (x0 + 40) * size, foot - 246 * size),
                    (x + (x0 + 18) * size, foot - 176 * size),
                ]
            ),
            "#ffffff",
            0.20,
        )
    driver = (
        Stencil()
        .oval(x - 4 * size, foot - 212 * size, 11 * size, 13 * size)
        .rect(x - 26 * size, foot - 198 * size, x + 18 * size, foot - 176 * size, 8)
    )
    c.fill(driver, "#33202a", 0.92)
    c.fill(box(-100, -58, 100, -50, 3), "#d9a441", 0.85)
    c.fill(box(-128, -40, 128, -12, 8), "#26222f")
    c.fill(box(-40, -30, 40, -4, 4), "#15131d")
    c.fill(
        Stencil().line(
            [(x - 20 * size, foot - 316 * size), (x - 34 * size, foot - 352 * size), (x + 2 * size, foot - 392 * size)],
            3,
        ),
        "#1d1d2e",
    )
    for lx in (-70, 70):
        c.fill(Stencil().oval(x + lx * size, foot - 96 * size, 20 * size), "#3a2b2f")
        c.fill(Stencil().oval(x + lx * size, foot - 96 * size, 16 * size), "#fff7dc")
        c.glow(x + lx * size, foot - 96 * size, 60 * size, "#ffdf9a", 0.7)
