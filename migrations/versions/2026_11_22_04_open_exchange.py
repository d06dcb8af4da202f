"""Open the one door between two organisations: offers, referrals and the exchange."""

from casework.referrals.codes import TRANSITIONS, Party
from casework.tenancy.migration import let_go, run, run_file
from casework.tenancy.rls import definer, exception, fence, shared

revision = "2026_11_22_04"
down_revision = "2026_11_22_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Open the one door between two organisations: offers, referrals and the exchange."""
    run("set local lock_timeout = '5s'")
    run_file("08_referrals.sql")
    run(fence("offers"))
    # What was sent is never deleted by hand, and states change through the door only.
    run(fence("referrals", grants="select, insert, update"))
    run(fence("referral_persons", grants="select, insert, update (release_id, version)"))
    run(fence("received_persons", grants="select, update (client_id, case_id, created_client, taken_at, version)"))
    for table in ("received_referrals", "parcels", "referral_steps"):
        run(fence(table, grants="select"))
    run("""
        drop policy if exists unlocked on parcels;
        create policy unlocked on parcels as restrictive for select to casework_app using (not locked);
    """)
    for table in EXCHANGED:
        run(exception(table, "casework_exchange", to="all"))
    run(exception("case_persons", "casework_exchange", to="select"))
    run(exception("offers", "casework_exchange", to="select"))
    run(exception("offers", "casework_exchange", to="update"))
    run(shared("directory_offers", readers="casework_app"))
    run("grant select, insert, update, delete on directory_offers to casework_exchange")
    let_go("casework_exchange", *CALLED, *INNER, PRESSED)
    run_file("09_exchange.sql")
    run(_moves())
    run(_functions())
    # It looks at one organisation alone, so that it needs nobody who sees both.
    run(definer("app.used_since_taken(uuid)", callers="casework_app"))


EXCHANGED = (
    "referrals",
    "referral_persons",
    "received_referrals",
    "received_persons",
    "parcels",
    "referral_steps",
)
PARTIES = (Party.SENDER, Party.RECEIVER, Party.SYSTEM)
CALLED = (
    "app.preview_parcel(uuid)",
    "app.transmit(uuid, text)",
    "app.receiver_moves(uuid, text, text, text)",
    "app.sender_moves(uuid, text, text)",
    "app.note_signpost(uuid)",
    "app.revoke_referrals(uuid)",
    "app.decide_revoked(uuid, text, text)",
    "app.publish_offer(uuid)",
)
INNER = (
    "app.compose_parcel(uuid, uuid, uuid, text[])",
    "app.record_exchange(uuid, uuid, text, uuid, text, text, uuid, uuid[], text[], uuid, text)",
    "app.acting_role()",
    "app.note_step(uuid, uuid, text, text, text, text)",
    "app.expire_referrals(uuid)",
    "app.check_recipient(public.referrals)",
    "app.number_line(uuid, uuid)",
    "app.take_back(uuid, uuid, text, boolean)",
    "app.change_places(uuid, uuid, int)",
    "app.move_person(uuid, uuid, text, text, text, text)",
    "app.move_up(uuid, uuid)",
)
PRESSED = "app.press_referrals()"


def _moves() -> str:
    rows = ", ".join(
        f"('{state}', '{act}', '{move.to}', {', '.join(str(party in move.by) for party in PARTIES)})"
        for (state, act), move in TRANSITIONS.items()
    )
    return f"""
        truncate app.referral_moves;
        insert into app.referral_moves (state, act, next_state, by_sender, by_receiver, by_system) values {rows};
        grant select on app.referral_moves to casework_exchange;
    """


def _functions() -> str:
    # PostgreSQL lets a function change hands only to a role that may create in its schema, so that right is lent.
    given = "".join(definer(name, callers="casework_app", owner="casework_exchange") for name in CALLED)
    inner = "".join(definer(name, owner="casework_exchange") for name in INNER)
    lent = "grant create on schema app to casework_exchange;"
    pressing = definer(PRESSED, callers="casework_worker", owner="casework_exchange")
    return f"{lent} {given} {inner} {pressing} revoke create on schema app from casework_exchange;"
