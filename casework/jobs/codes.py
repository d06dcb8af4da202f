"""Code lists about work in the background."""

from casework.core.codes import Code


class JobState(Code):
    """How far a job is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "In progress"
    DONE = "done", "Finished"
    FAILED = "failed", "Failed"

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more happens."""
        return self in {JobState.DONE, JobState.FAILED}
