"""Tests of scaleapi.export."""
