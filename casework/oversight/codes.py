"""The words of the access record: actions, kinds of record, outcomes, and the names of fields."""

from collections.abc import Mapping

from casework.core.codes import Code
from casework.web.i18n import msgid


class RecordedAction(Code):
    """What was done, in the words of the record; the steps of a referral are among them."""

    READ = "read", "read"
    LIST = "list", "seen in a list"
    SEARCH = "search", "searched"
    CREATE = "create", "added"
    UPDATE = "update", "changed"
    DELETE = "delete", "deleted"
    EXPORT = "export", "exported"
    PRINT = "print", "printed"
    REFER = "refer", "passed on"
    RECEIVE = "receive", "received"
    DECIDE_REVOKED = "decide_revoked", "decided after revocation"
    SIGN_IN = "sign_in", "signed in"
    SIGN_OUT = "sign_out", "signed out"
    PASSWORD_RESET = "password_reset", "password set by link"
    PASSWORD_CHANGE = "password_change", "password changed"
    SEND_PASSWORD_LINK = "send_password_link", "password link sent"
    DENIED = "denied", "refused"
    DELIVER = "deliver", "delivered"
    REVIEW = "review", "taken into review"
    ACCEPT = "accept", "accepted"
    WAITLIST = "waitlist", "put on the waiting list"
    ASK = "ask", "question asked"
    ANSWER = "answer", "question answered"
    DECLINE = "decline", "declined"
    PROPOSE_REDIRECT = "propose_redirect", "other recipient proposed"
    ACCEPT_REDIRECT = "accept_redirect", "other recipient agreed"
    REJECT_REDIRECT = "reject_redirect", "other recipient rejected"
    MAKE_CONTACT = "make_contact", "first contact noted"
    START = "start", "start noted"
    COMPLETE = "complete", "completion noted"
    DISCONTINUE = "discontinue", "discontinuation noted"
    MISS = "miss", "absence noted"
    WITHDRAW = "withdraw", "withdrawn"
    REMIND = "remind", "reminded of the answer"
    EXPIRE = "expire", "expired"
    REVOKE = "revoke", "release revoked"
    MARK_ERROR = "mark_error", "marked as entered in error"
    MERGE = "merge", "records merged"
    UNDO_MERGE = "undo_merge", "merge undone"


class RecordedKind(Code):
    """What it was done to."""

    ABSENCE = "absence", "Absence"
    ACCESS_RECORD = "access_record", "Access record"
    APPOINTMENT = "appointment", "Appointment"
    AUTHORITY = "authority", "Authority"
    CAPACITY = "capacity", "Workload"
    CASE = "case", "Case"
    CASE_CLOSURE = "case_closure", "Closure of a case"
    CASE_NOTE = "case_note", "Entry on the timeline"
    CASE_PERSON = "case_person", "Person in a case"
    CASE_PHASE = "case_phase", "Phase of a case"
    CASE_RESULT = "case_result", "Result of a case"
    CLIENT = "client", "Client"
    CLIENT_FACT = "client_fact", "Entry about a person"
    CLIENT_MERGE = "client_merge", "Merge of two records"
    DEADLINE = "deadline", "Deadline"
    DIRECTORY_OFFER = "directory_offer", "Offer of the network"
    DOCUMENT = "document", "Document"
    DRAFT = "draft", "Draft"
    HANDOVER = "handover", "Hand-over"
    ESF_EXIT = "esf_exit", "Exit from a funded project"
    EXPORT = "export", "Exported file"
    HOUSEHOLD = "household", "Household"
    IMPORT = "import", "Imported file"
    LIGHT_CONTACT = "light_contact", "Light contact"
    MEMBER = "member", "Member of staff"
    NOTE_VERSION = "note_version", "Earlier words of a note"
    OFFER = "offer", "Offer"
    OPENAPI_DOCUMENT = "openapi_document", "Description of the interface"
    OPERATOR_EVENT = "operator_event", "Operator's log"
    ORGANISATION = "organisation", "Organisation"
    PARCEL = "parcel", "Received data"
    PROTECTED_ADDRESS = "protected_address", "Protected address"
    RECEIVED_PERSON = "received_person", "Received person"
    RECEIVED_REFERRAL = "received_referral", "Received referral"
    REFERRAL = "referral", "Referral sent"
    REFERRAL_PERSON = "referral_person", "Person in a referral"
    REFERRAL_STEP = "referral_step", "Stage of a referral"
    RELEASE = "release", "Release"
    REPEATED_ANSWER = "repeated_answer", "Repeated request"
    SESSION = "session", "Session"
    TASK = "task", "Task"
    TEAM = "team", "Team"
    TODAY = "today", "Start page"


class Outcome(Code):
    """How it ended; what the other end of a referral answered has the words of its state."""

    ALLOWED = "allowed", "allowed"
    DENIED = "denied", "refused"
    DONE = "done", "done"


class OperatorAction(Code):
    """What the operator's log tells of."""

    CREATE_ORGANISATION = "create_organisation", "organisation created"
    CLOSE_ORGANISATION = "close_organisation", "organisation closed"
    CREATE_MEMBER = "create_member", "person added"
    ACT_FOR_MEMBER = "act_for_member", "acted for a member from the command line"
    LOAD_DEMO = "load_demo", "demo loaded"
    SIGN_IN = "sign_in", "sign-in attempt"
    ENTER = "enter", "request with a session"
    REQUEST = "request", "request"
    ASK_PASSWORD_RESET = "ask_password_reset", "password link asked for"
    PASSWORD_RESET = "password_reset", "password set by link"
    PASSWORD_CHANGE = "password_change", "password changed"


class OperatorReason(Code):
    """Why the operator's log tells of it."""

    WRONG_PASSWORD = "wrong_password", "wrong password"
    UNKNOWN = "unknown", "unknown e-mail address"
    TOO_MANY = "too_many", "too many attempts"
    CROSS_ORIGIN = "cross_origin", "sent by another website"
    WORTHLESS_TICKET = "worthless_ticket", "session ended or not genuine"


# What keeps the database in order says nothing about people, so it is left out where fields are shown.
TECHNICAL = frozenset(
    {
        "id", "org_id", "version", "sort_key", "salt", "epoch", "canon_version", "query_hash", "key", "words",
        "account_id", "created_by", "created_client", "rule_version", "text_version", "numbers",
    }
)  # fmt: skip

# Names of fields; one that is missing here is shown as it is stored.
FIELDS: Mapping[str, str] = {
    "action": msgid("Action"),
    "active": msgid("Access"),
    "actor_name": msgid("Acting person"),
    "actor_role": msgid("Role"),
    "address": msgid("Address"),
    "appointment_kind": msgid("Kind of appointment"),
    "apply_before": msgid("Apply before"),
    "at": msgid("Point in time"),
    "author_id": msgid("Author"),
    "author_name": msgid("Author"),
    "authority_id": msgid("Authority"),
    "authority_kind": msgid("Authority"),
    "authority_name": msgid("Authority"),
    "benefits": msgid("Benefits"),
    "birth_date": msgid("Date of birth"),
    "birth_precision": msgid("Date of birth"),
    "case_id": msgid("Case"),
    "case_number": msgid("File number"),
    "case_title": msgid("Name of the case"),
    "categories": msgid("Data categories"),
    "citizenships": msgid("Citizenships"),
    "client_id": msgid("Client"),
    "client_name": msgid("Client"),
    "closed_on": msgid("Closed on"),
    "closure_note": msgid("Closure"),
    "capacity": msgid("Capacity"),
    "closure_reason": msgid("Closure"),
    "concern": msgid("Concern"),
    "confirmed_at": msgid("Confirmed at"),
    "conditions": msgid("Conditions"),
    "contact_hint": msgid("Contact"),
    "content": msgid("Content of the file"),
    "contact": msgid("Contact"),
    "counselling": msgid("Counselling"),
    "created_at": msgid("Time of entry"),
    "deputy_id": msgid("Deputy"),
    "deputy_name": msgid("Deputy"),
    "deadline_kind": msgid("Kind of deadline"),
    "decision": msgid("Decision"),
    "description": msgid("Description"),
    "district": msgid("District"),
    "district_name": msgid("District"),
    "documents": msgid("What to bring"),
    "due_on": msgid("Due on"),
    "duration_minutes": msgid("Duration"),
    "email": msgid("E-mail"),
    "ends_at": msgid("End of it"),
    "explanation": msgid("Explanation"),
    "family": msgid("Family"),
    "family_name": msgid("Family name"),
    "fields": msgid("Fields"),
    "from_id": msgid("Given by"),
    "gender": msgid("Gender"),
    "german_level": msgid("Level of German"),
    "given_name": msgid("Given name"),
    "health": msgid("Health"),
    "household_id": msgid("Household"),
    "includes_restricted": msgid("Hidden cases included"),
    "inputs": msgid("Basis of calculation"),
    "interpreter": msgid("Interpreter"),
    "interpreting": msgid("Interpreter"),
    "joined_on": msgid("Joined on"),
    "language": msgid("Language"),
    "languages": msgid("Languages"),
    "last_contact_at": msgid("Last contact"),
    "leads": msgid("Leads these teams"),
    "media_type": msgid("Kind of file"),
    "member_id": msgid("Member of staff"),
    "member_name": msgid("Member of staff"),
    "message": msgid("Message"),
    "mode": msgid("Way of contact"),
    "name": msgid("Name"),
    "native_family_name": msgid("Name in own script"),
    "native_given_name": msgid("Name in own script"),
    "native_title": msgid("Name in own script"),
    "note": msgid("Note"),
    "number": msgid("File number"),
    "object_id": msgid("Kind of record"),
    "object_type": msgid("Kind of record"),
    "occupation": msgid("Occupation"),
    "offer_id": msgid("Offer"),
    "offer_title": msgid("Offer"),
    "opened_on": msgid("Opened on"),
    "outcome": msgid("Outcome"),
    "owner_id": msgid("Responsible"),
    "owner_name": msgid("Responsible"),
    "persons": msgid("Persons"),
    "phase": msgid("Phase"),
    "phone": msgid("Phone"),
    "place": msgid("Place"),
    "purpose": msgid("Purpose"),
    "qualification": msgid("Qualification"),
    "reason": msgid("Reason"),
    "recipient_name": msgid("Recipient"),
    "recipient_org_id": msgid("Recipient"),
    "release_id": msgid("Release"),
    "residence": msgid("Residence status"),
    "residence_status": msgid("Residence status"),
    "residence_until": msgid("Residence title until"),
    "respond_by": msgid("Answer by"),
    "restricted": msgid("Restricted access"),
    "result_count": msgid("Number of hits"),
    "role": msgid("Role"),
    "scan": msgid("Scan for malware"),
    "sender_name": msgid("Sender"),
    "since": msgid("Since"),
    "size": msgid("Size"),
    "starts_at": msgid("Start of it"),
    "starts_on": msgid("Start of it"),
    "state": msgid("State"),
    "status": msgid("Status"),
    "summary": msgid("Summary"),
    "team_id": msgid("Team"),
    "team_name": msgid("Team"),
    "teams": msgid("Teams"),
    "text": msgid("Text"),
    "title": msgid("Title"),
    "to_id": msgid("Given to"),
    "topics": msgid("Topics"),
    "town": msgid("Town"),
    "valid_from": msgid("Valid from"),
    "valid_until": msgid("Valid until"),
    "venture": msgid("Venture"),
    "venture_start": msgid("Start of the venture"),
    "visibility": msgid("Who may see it"),
    # Whole records are read for an act; its name stands in place of single fields.
    "read": msgid("whole entry"),
    "list": msgid("entry in a list"),
    "update": msgid("whole entry, to change it"),
    "assign": msgid("whole entry, to hand it over"),
    "close": msgid("whole entry, to close it"),
    "reopen": msgid("whole entry, to reopen it"),
    "split": msgid("whole entry, to split it"),
    "revoke": msgid("whole entry, to revoke it"),
    "send": msgid("whole entry, to send it"),
    "answer": msgid("whole entry, to answer it"),
    "withdraw": msgid("whole entry, to withdraw it"),
    "head": msgid("Head of the file"),
    "reset_password": msgid("whole entry, to send a link"),
}
