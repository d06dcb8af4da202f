"""Casework: case management for integration counselling, one house of many flats, one door between two of them."""
