"""The whole story in a real browser, as the people who live it."""
