"""Tests of Open311 GeoReport v2."""
