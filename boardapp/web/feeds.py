"""Due dates for a calendar that asks again by itself: no session, no cookie, one answer for all links that open
nothing. Tries are not counted: nobody guesses a hundred and twenty-eight bits."""

from flask import Blueprint, Response, request

from boardapp.domain import members
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Gone
from boardapp.exchange import outgoing
from boardapp.web import access, addresses, feed_links, hypermedia
from boardapp.web.language import gettext
from boardapp.web.sentences import refusal

room = Blueprint("feeds", __name__)
_KEPT = "private, max-age=300"


@room.get("/feeds/<token>.ics")
@access.public
def feed(token: str) -> Response:
    found = feed_links.behind(token)
    if found is None:
        return Response(refusal(Gone("link_unknown")), 404, {"Cache-Control": "no-store"}, "text/plain")
    purpose, membership = found
    language = membership.user.locale or membership.board.language
    answer = Response(content_type="text/calendar; charset=utf-8", headers={"Cache-Control": _KEPT})
    answer.set_etag(feed_links.state(purpose, membership, language))
    if answer.make_conditional(request).status_code != 304:
        wanted, base = feed_links.wanted(purpose, membership), addresses.base()
        answer.set_data(outgoing.ics_file(membership.board, access.now(), language, base=base, wanted=wanted))
    return answer


@room.post("/boards/<int:board_id>/feed")
@access.board(Role.reader)
def renew(board: Board) -> Response:
    members.renew_feed(members.mine(board, access.person().id))
    say = gettext("The links below are new. The old ones show nothing any more.")
    return hypermedia.see(f"/boards/{board.id}/export#feed-name", say=say)
