"""Who people are: accounts, memberships, sessions and sign-in.

An account with its e-mail and password belongs to a person and lives behind the door, where only the sign-in role
reaches it; a membership is what an organisation knows of that person. One person with two organisations has two
memberships that never meet on one screen.
"""
