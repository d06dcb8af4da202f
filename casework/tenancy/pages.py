"""The pages that every visitor may read: imprint, privacy notice and accessibility statement."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from casework.web.render import page


@get("/imprint", opt={"public": True}, include_in_schema=False)
async def imprint(request: Request[Any, Any, Any]) -> Response[str]:
    """Say who runs this installation (DDG § 5)."""
    return page(request, "tenancy/imprint.html", operator=request.app.state.settings.operator)


@get("/privacy", opt={"public": True}, include_in_schema=False)
async def privacy(request: Request[Any, Any, Any]) -> Response[str]:
    """Say what is stored about whom, who is responsible and what rights people have (DSGVO Art. 13)."""
    return page(request, "tenancy/privacy.html", operator=request.app.state.settings.operator)


@get("/accessibility", opt={"public": True}, include_in_schema=False)
async def accessibility(request: Request[Any, Any, Any]) -> Response[str]:
    """Say how accessible the program is and whom to tell about a barrier (BITV 2.0 § 7)."""
    return page(request, "tenancy/accessibility.html", operator=request.app.state.settings.operator)


handlers = [imprint, privacy, accessibility]
