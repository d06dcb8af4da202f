"""Casework: case management for integration counselling, one house with many flats and exactly one door between two of them."""
