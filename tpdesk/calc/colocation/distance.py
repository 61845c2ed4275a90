"""How far apart two sites lie: by Pythagoras on the national grid, or by the haversine of latitudes and longitudes.

Latitude and longitude are brought to the grid where only one of two sites has them, and for maps: by the Helmert
transformation and the projection of the Ordnance Survey's *Guide to coordinate systems in Great Britain*, annexes B and
C, which is right to about five metres.
"""

from __future__ import annotations

from math import asin, atan2, cos, isqrt, radians, sin, sqrt, tan
from typing import Final

from tpdesk.domain.asset import Point

EARTH_M: Final = 6_371_008.8
"""The mean radius of the earth (IUGG)."""

HELMERT_M: Final = 5
"""How far a point may lie from the grid reference that it is brought to."""

_AIRY: Final = (6_377_563.396, 6_356_256.909)
_WGS84: Final = (6_378_137.0, 6_356_752.3142)
_SHIFT_M: Final = (-446.448, 125.157, -542.060)
_TURN_SECONDS: Final = (-0.1502, -0.2470, -0.8421)
_SCALE: Final = 20.4894e-6


def distance_m(one: Point, other: Point) -> int:
    """Return the distance of two points, to the nearest metre."""
    if one.on_grid and other.on_grid:
        return _grid_distance(one, other)
    if one.latitude is not None and other.latitude is not None:
        return round(haversine_m(*_degrees(one), *_degrees(other)))
    return _grid_distance(on_grid(one), on_grid(other))


def _grid_distance(one: Point, other: Point) -> int:
    east, north = (one.east or 0) - (other.east or 0), (one.north or 0) - (other.north or 0)
    # The nearest whole number to the root of a whole square, exactly.
    return (isqrt(4 * (east * east + north * north)) + 1) // 2


def haversine_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance of two points in degrees, in metres."""
    north, other_north = radians(latitude), radians(other_latitude)
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def on_grid(point: Point) -> Point:
    """Return a point with its easting and northing."""
    if point.on_grid:
        return point
    east, north = project(*to_osgb(*_degrees(point)))
    return Point(round(east), round(north))


def shifted_m(one: Point, other: Point) -> int:
    """Return by how much a distance may be wrong because one of the points is brought to the grid."""
    both = (one.on_grid and other.on_grid) or (one.latitude is not None and other.latitude is not None)
    return 0 if both else HELMERT_M


def _degrees(point: Point) -> tuple[float, float]:
    return float(point.latitude or 0), float(point.longitude or 0)


def to_osgb(latitude: float, longitude: float) -> tuple[float, float]:
    """Return WGS84 degrees as radians north and east on the Airy ellipsoid."""
    major, minor = _WGS84
    square = 1 - minor * minor / (major * major)
    north, east = radians(latitude), radians(longitude)
    radius = major / sqrt(1 - square * sin(north) ** 2)
    x, y, z = radius * cos(north) * cos(east), radius * cos(north) * sin(east), (1 - square) * radius * sin(north)
    turn_x, turn_y, turn_z = (radians(seconds / 3600) for seconds in _TURN_SECONDS)
    scale = 1 + _SCALE
    moved_x = _SHIFT_M[0] + scale * x - turn_z * y + turn_y * z
    moved_y = _SHIFT_M[1] + turn_z * x + scale * y - turn_x * z
    moved_z = _SHIFT_M[2] - turn_y * x + turn_x * y + scale * z
    return _ellipsoidal(moved_x, moved_y, moved_z)


def _ellipsoidal(x: float, y: float, z: float) -> tuple[float, float]:
    major, minor = _AIRY
    square = 1 - minor * minor / (major * major)
    across = sqrt(x * x + y * y)
    north = atan2(z, across * (1 - square))
    for _ in range(10):
        radius = major / sqrt(1 - square * sin(north) ** 2)
        north = atan2(z + square * radius * sin(north), across)
    return north, atan2(y, x)


def project(north: float, east: float) -> tuple[float, float]:
    """Return radians on the Airy ellipsoid as easting and northing on the national grid, in metres."""
    major, minor = (0.9996012717 * axis for axis in _AIRY)
    origin_north, origin_east = radians(49), radians(-2)
    square, n = 1 - minor * minor / (major * major), (major - minor) / (major + minor)
    s, c, t = sin(north), cos(north), tan(north) ** 2
    nu = major / sqrt(1 - square * s * s)
    rho = nu * (1 - square) / (1 - square * s * s)
    eta = nu / rho - 1
    less, more = north - origin_north, north + origin_north
    arc = minor * (
        (1 + n + 5 / 4 * (n**2 + n**3)) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
        + 15 / 8 * (n**2 + n**3) * sin(2 * less) * cos(2 * more)
        - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )
    d = east - origin_east
    northing = arc - 100_000 + nu / 2 * s * c * d**2 + nu / 24 * s * c**3 * (5 - t + 9 * eta) * d**4
    northing += nu / 720 * s * c**5 * (61 - 58 * t + t**2) * d**6
    easting = 400_000 + nu * c * d + nu / 6 * c**3 * (nu / rho - t) * d**3
    easting += nu / 120 * c**5 * (5 - 18 * t + t**2 + 14 * eta - 58 * t * eta) * d**5
    return easting, northing
