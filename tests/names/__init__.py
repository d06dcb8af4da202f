"""Learning and measuring how names are spelled: `make names-train` and `make names`."""
