"""Structured logs: one JSON object a line, with ids and never with names or notes."""

import logging
import sys

import structlog


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library's log as JSON lines to standard error."""
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=level, force=True)
    for noisy in ("asyncio", "casbin.policy", "casbin.role", "casbin.enforcer", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


log: structlog.stdlib.BoundLogger = structlog.get_logger()
