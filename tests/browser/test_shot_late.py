import re, os
from playwright.sync_api import expect
from tests.browser.conftest import PHONE
from tests.world import IDS
B="/tmp/i5/late/"
def test_shot(visit, app, complaints):
    page = visit("amina", "/boards/1/workshop", size=(1920, 1080))
    page.get_by_role("button", name=re.compile("Open the room|Ouvrir")).first.click()
    expect(page.locator("#stage")).to_be_visible()
    with app.test_request_context(), app.app_context():
        from boardapp.web.workshop import links
        from boardapp.domain.workshop import participants, voting, workshops
        from boardapp.domain.workshop.workshops import Workshop
        from boardapp.database import db
        from datetime import datetime, UTC
        w = db.session.get(Workshop, 1)
        t = links._token("join", w)
        W = links._token("wall", w)
        for n in range(9):
            participants.join(w, f"P{n}", "", at=datetime(2026,11,23,8,tzinfo=UTC)); w = db.session.get(Workshop, 1)
        people = participants.present(w)
        for n, each in enumerate(people):
            for name, pts in (("delais", 3 if n<3 else 0), ("sms", 2 if n<7 else 0), ("ligne", 2 if n>5 else 0), ("matin", 1 if n>4 else 0)):
                if pts: voting.give(db.session.get(participants.Participant, each.id if False else n+1), IDS[name], pts)
    ph = visit(None, "/join/"+t, size=PHONE)
    ph.locator("[name=name]").first.fill("Soizic"); ph.get_by_role("button", name=re.compile("Join|Rejoindre|Entrer")).first.click()
    expect(ph.locator("#seat")).to_be_visible()
    page.locator(".phases button", has_text=re.compile("Prioriti|Prioriser")).click()
    expect(page.locator("#stage[data-scene=prioritise]")).to_be_visible(); page.screenshot(path=B+"vote-desk.png")
    ph.reload(); ph.locator("#more-1").click(); expect(ph.locator("#vote-1 .n")).to_have_text("1")
    ph.locator("#more-1").click(); expect(ph.locator("#vote-1 .n")).to_have_text("2")
    ph.locator("#more-10").click(); expect(ph.locator("#vote-10 .n")).to_have_text("1")
    ph.evaluate("scrollTo(0,0)"); ph.screenshot(path=B+"vote-phone.png")
    page.keyboard.press("r"); expect(page.locator(".ranked")).to_be_visible(); page.screenshot(path=B+"counted-desk.png")
    ph.reload(); ph.screenshot(path=B+"counted-phone.png")
    page.keyboard.press("ArrowRight"); expect(page.locator("#stage[data-scene=place]")).to_be_visible(); page.screenshot(path=B+"place-desk.png")
    page.locator("#more-now").click(); expect(page.locator("#cut-now")).to_have_value("3"); page.screenshot(path=B+"place-desk2.png")
    wall = visit(None, "/walls/"+W, size=(1920,1080)); wall.screenshot(path=B+"place-wall.png")
    wall.set_viewport_size({"width":1280,"height":720}); wall.screenshot(path=B+"place-wall720.png")
    page.keyboard.press("ArrowRight"); expect(page.locator("[data-row-key='2']").first).to_be_visible(); page.screenshot(path=B+"placed-desk.png")
    ph.reload(); ph.get_by_role("button", name=re.compile("disagree|accord")).nth(1).click(); expect(ph.locator("[aria-pressed=true]")).to_be_visible(); ph.screenshot(path=B+"place-phone.png")
    page.reload(); page.locator("[data-row] a").nth(1).focus(); page.keyboard.press("2"); expect(page.locator(".zone.next [data-row]").first).to_be_visible()
    page.screenshot(path=B+"placed-desk2.png")
    page.locator(".phases button", has_text=re.compile("Commit|engager")).click(); expect(page.locator("#stage[data-scene=commit]")).to_be_visible(); page.screenshot(path=B+"commit-desk.png")
    ph.reload(); ph.screenshot(path=B+"commit-phone.png", full_page=True)
    ph.locator("[name=due_on]").fill("2026-12-20"); ph.locator(".thumb button").click(); expect(ph.locator(".taken")).to_be_visible(); ph.screenshot(path=B+"commit-phone2.png")
    page.reload(); page.locator("#assign summary").click(); page.screenshot(path=B+"commit-desk2.png")
    page.set_viewport_size({"width":1280,"height":720}); page.emulate_media(color_scheme="dark"); page.screenshot(path=B+"commit-desk-dark.png")
    page.goto(page.url+"/papers"); page.screenshot(path=B+"papers.png")
