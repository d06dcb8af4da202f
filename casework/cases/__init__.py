"""Cases: one person's or household's need and everything the counsellor does about it until it is closed.

This slice owns the case with its phase, its persons, its notes and counselling contacts, and the drafts of what is
being written. It promises that every case has one responsible counsellor at any moment, that a note is shown only to
those its visibility names, and that closing keeps its reason.
"""
