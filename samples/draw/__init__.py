"""The sample pictures of the demo agency, drawn by code: see ../README.md."""

from . import farm, land, night, rooms, things, town, water

PICTURES = {
    draw.__name__: draw
    for draw in (
        land.coast,
        land.mountains,
        land.balloons,
        farm.wheat,
        farm.olives,
        farm.turtle,
        water.harbour,
        water.skyline,
        water.bridge,
        town.parliament,
        town.tram,
        night.stadium,
        night.observatory,
        rooms.hospital,
        rooms.library,
        things.market,
        things.loom,
        things.tea,
    )
}
