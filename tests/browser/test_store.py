"""The learner's record in a real browser: what is committed is never lost, and never another's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

import kneelab
from kneelab.app.record_file import RecordFile
from kneelab.learning.record import read_learner
from kneelab.widgets import assets
from tests.browser.driving import kneelab_server
from tests.learning.records import RESULT, attempt, record

STRINGS = dict(kneelab.load().strings)
COPIES = [f"kneelab-record-{copy}-attempt-a1" for copy in (1, 2)]
"""Both copies of the first attempt."""
PLAY = {"case": "movie_theatre", "seed": 0, "mode": "staged"}

PAGE = f"""<!doctype html><html lang="en"><head><title>A page with the store</title><style>{assets.style()}</style></head>
<body><main class="kl-root"><h1>Store</h1><p id="seen"></p></main><script type="module">
{assets.module("dom", *assets.STORE)}
const strings = {json.dumps(STRINGS)};
Object.assign(window, {{ parseRecord, createAttempt, checksum }});
window.store = openStore({{ strings }});
window.heard = 0;
store.listen(() => {{ window.heard += 1; }});
document.querySelector("main").append(createStoreNotice({{ store, strings }}).element);
window.play = (play = {json.dumps(PLAY)}) => createAttempt({{ store, play, kind: "case", contentVersion: "1" }});
</script></body></html>"""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """A server that gives the one page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    return opened(context, origin)


def opened(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?" of a record at risk
    page.goto(origin)
    page.wait_for_function("window.store")
    return page


def reloaded(page: Page) -> None:
    page.reload()
    page.wait_for_function("window.store")


def put(page: Page, *attempts: dict[str, Any]) -> None:
    page.evaluate("(all) => all.forEach((a) => store.put(a))", list(attempts))


def ids(page: Page) -> list[str]:
    found: list[str] = page.evaluate("store.record.attempts.map((a) => a.id)")
    return found


def kept(page: Page) -> str:
    where: str = page.evaluate("store.status.kept")
    return where


def stored(page: Page) -> list[str | None]:
    copies: list[str | None] = page.evaluate("(keys) => keys.map((key) => localStorage.getItem(key))", COPIES)
    return copies


def fill_up(page: Page) -> None:
    """Leave room for nothing more."""
    page.evaluate("""() => {
      for (let size = 2 ** 22; size >= 1; size /= 2) {
        for (;;) {
          try { localStorage.setItem(`filler-${Math.random()}`, "x".repeat(size)); } catch { break; }
        }
      }
    }""")


def make_room(page: Page) -> None:
    page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('filler')).forEach((k) => localStorage.removeItem(k))")


def test_what_was_put_is_there_after_a_reload_and_python_reads_it(page: Page) -> None:
    whole = attempt(1, ended="2026-11-24T22:00:00Z")
    put(page, whole, attempt(2))
    page.evaluate("(quiz) => store.addQuiz(quiz)", record()["quizzes"][0])
    assert kept(page) == "browser"
    assert stored(page)[0] == stored(page)[1] is not None
    reloaded(page)
    now = page.evaluate("store.record")
    assert now["attempts"] == [whole, attempt(2)]
    assert page.evaluate("[store.attempt('a1').id, store.attempt('none'), store.latest((a) => a.kind === 'case').id]") == ["a1", None, "a2"]
    learner = read_learner(now)
    assert (learner.problems, len(learner.attempts), len(learner.quizzes)) == ((), 2, 1)


def test_an_attempt_is_brought_up_to_date_and_never_set_back(page: Page) -> None:
    longer = attempt(1)
    longer["moves"] = longer["moves"] * 2
    ended = longer | {"ended": "2026-11-24T22:00:00Z", "result": RESULT}
    put(page, attempt(1), longer, attempt(1))
    assert [len(a["moves"]) for a in page.evaluate("store.record.attempts")] == [2]
    longer["moves"] = longer["moves"] * 2
    put(page, ended, longer)
    assert page.evaluate("store.attempt('a1').ended") == "2026-11-24T22:00:00Z"


@pytest.mark.parametrize("spoil", ["text.slice(0, -9)", "text.replace('predict', 'commit!')", "'nonsense'"])
@pytest.mark.parametrize("copy", [0, 1])
def test_a_damaged_copy_is_put_aside_and_the_other_taken(page: Page, copy: int, spoil: str) -> None:
    put(page, attempt(1))
    whole = stored(page)[0]
    page.evaluate(f"(key) => {{ const text = localStorage.getItem(key); localStorage.setItem(key, {spoil}); }}", COPIES[copy])
    damaged = stored(page)[copy]
    reloaded(page)
    assert ids(page) == ["a1"]
    assert stored(page) == [whole, whole]
    assert page.evaluate("store.damaged") == [damaged]
    with page.expect_download() as download:
        page.get_by_role("button", name=STRINGS["store.damaged_download"]).click()
    assert Path(download.value.path()).read_text() == damaged
    page.get_by_role("button", name=STRINGS["store.damaged_forget"]).click()
    expect(page.get_by_text(STRINGS["store.damaged"])).to_be_hidden()
    assert page.evaluate("store.damaged") == []


def test_when_both_copies_are_damaged_their_texts_are_kept(page: Page) -> None:
    put(page, attempt(1))
    page.evaluate("(keys) => keys.forEach((key, i) => localStorage.setItem(key, `torn ${i}`))", COPIES)
    reloaded(page)
    assert ids(page) == []
    put(page, attempt(2))
    reloaded(page)
    assert ids(page) == ["a2"]
    assert sorted(page.evaluate("store.damaged")) == ["torn 0", "torn 1"]


def test_a_damaged_copy_that_cannot_be_put_aside_is_not_written_over(page: Page) -> None:
    put(page, attempt(1))
    page.evaluate("(key) => localStorage.setItem(key, localStorage.getItem(key).slice(0, -1))", COPIES[0])
    damaged = stored(page)[0]
    fill_up(page)
    reloaded(page)
    put(page, attempt(2))
    assert (ids(page), kept(page), stored(page)[0]) == (["a1", "a2"], "page_only", damaged)
    make_room(page)
    put(page, attempt(3))
    assert kept(page) == "browser"
    reloaded(page)
    assert (ids(page), page.evaluate("store.damaged")) == (["a1", "a2", "a3"], [damaged])


def test_a_missing_copy_is_written_anew(page: Page) -> None:
    put(page, attempt(1))
    page.evaluate("(key) => localStorage.removeItem(key)", COPIES[0])
    reloaded(page)
    assert ids(page) == ["a1"]
    assert stored(page)[0] == stored(page)[1] is not None


def test_with_room_for_one_copy_only_one_is_kept(page: Page) -> None:
    put(page, attempt(1), attempt(2))
    fill_up(page)
    put(page, attempt(3))
    assert (kept(page), stored(page)[1]) == ("browser", None)
    reloaded(page)
    assert ids(page) == ["a1", "a2", "a3"]
    make_room(page)
    reloaded(page)
    assert stored(page)[0] == stored(page)[1] is not None


def test_a_full_quota_is_said_and_nothing_is_lost(page: Page) -> None:
    put(page, attempt(1))
    fill_up(page)
    longer = attempt(2)
    longer["moves"] = longer["moves"] * 20
    put(page, longer)
    assert (kept(page), ids(page)) == ("page_only", ["a1", "a2"])
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.page_only"])
    assert page.evaluate("store.atRisk")
    with page.expect_download() as download:
        page.get_by_role("button", name=STRINGS["store.download"]).click()
    assert len(read_learner(json.loads(Path(download.value.path()).read_text())).attempts) == 2
    assert not page.evaluate("store.atRisk")
    make_room(page)
    put(page, attempt(3))
    assert kept(page) == "browser"
    expect(page.get_by_role("status")).to_be_hidden()
    reloaded(page)
    assert ids(page) == ["a1", "a2", "a3"]
    assert stored(page)[0] == stored(page)[1] is not None


def test_a_move_costs_the_same_after_many_attempts(page: Page) -> None:
    """What is written for one more move does not grow with the record."""
    put(page, *(attempt(n) for n in range(50)))
    page.evaluate(
        "() => { window.written = []; const set = Storage.prototype.setItem; Storage.prototype.setItem = function (k, v) { written.push(k); set.call(this, k, v); }; }"
    )
    longer = attempt(1)
    longer["moves"] = longer["moves"] * 2
    put(page, longer)
    assert page.evaluate("written") == [*COPIES, "kneelab-record-stamp"]


@pytest.mark.parametrize("way", ["localStorage", "Storage.prototype.setItem"])
def test_forbidden_storage_is_said_and_the_page_still_works(context: BrowserContext, origin: str, way: str) -> None:
    denied = "throw new DOMException('denied', 'SecurityError');"
    if way == "localStorage":
        context.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ get() {{ {denied} }} }})")
    else:
        context.add_init_script(f"Storage.prototype.setItem = () => {{ {denied} }}")
    page = opened(context, origin)
    put(page, attempt(1))
    put(page, attempt(2))
    assert (kept(page), ids(page)) == ("page_only", ["a1", "a2"])
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.page_only"])
    page.evaluate("store.clear()")
    assert ids(page) == []


def test_a_newer_record_is_refused_and_left_untouched(page: Page) -> None:
    put(page, attempt(1))
    page.evaluate(
        """(keys) => {
      const text = JSON.stringify({ ...store.record, kneelab_record: 9, moods: ["curious"] });
      for (const key of keys) localStorage.setItem(key, `${checksum(text)}\\n${text}`);
    }""",
        COPIES,
    )
    newer = stored(page)
    reloaded(page)
    put(page, attempt(2))
    assert (ids(page), kept(page), stored(page)) == (["a2"], "page_only", newer)
    expect(page.get_by_role("status")).to_contain_text("newer kneelab (version 9)")


def test_older_versions_go_up_step_by_step(page: Page) -> None:
    read = """(version) => parseRecord(JSON.stringify({ kneelab_record: version, id: "r", attempts: [], quizzes: [], steps: [] }), [
      (record) => ({ ...record, steps: [...record.steps, "one to two"] }),
      (record) => ({ ...record, steps: [...record.steps, "two to three"] }),
    ])"""
    assert page.evaluate(read, 1)["record"]["steps"] == ["one to two", "two to three"]
    assert page.evaluate(read, 2)["record"]["steps"] == ["two to three"]
    assert page.evaluate(read, 3)["record"]["steps"] == []
    assert page.evaluate(read, 1)["record"]["kneelab_record"] == 3
    assert page.evaluate(read, 4)["refused"] == "newer"
    assert page.evaluate(read, 0)["refused"] == "unreadable"


def test_two_tabs_share_one_record(context: BrowserContext, origin: str) -> None:
    one, other = opened(context, origin), opened(context, origin)
    put(one, attempt(1))
    other.wait_for_function("store.attempt('a1')")
    assert other.evaluate("heard") > 0
    longer = attempt(1)
    longer["moves"] = longer["moves"] * 3
    put(other, longer, attempt(2))
    one.wait_for_function("store.attempt('a2')")
    assert one.evaluate("[store.attempt('a1').moves.length, store.record.id]") == [3, other.evaluate("store.record.id")]


def test_two_tabs_at_full_speed_lose_nothing(context: BrowserContext, origin: str) -> None:
    """Each makes 40 moves while the other does the same."""
    tabs = [opened(context, origin), opened(context, origin)]
    play = """async (name) => {
      window.own = createAttempt({ store, play: { case: name, seed: 0, mode: "free" }, kind: "case", contentVersion: "1" });
      window.done = false;
      for (let i = 0; i < 40; i += 1) {
        own.move({ do: "ask", i });
        await new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
      }
      window.done = true;
    }"""
    for tab, name in zip(tabs, "ab", strict=True):
        tab.evaluate(f"(name) => {{ void ({play})(name); }}", name)
    for tab in tabs:
        tab.wait_for_function("done && store.record.attempts.length === 2 && store.record.attempts.every((a) => a.moves.length === 40)")
    reloaded(tabs[0])
    assert tabs[0].evaluate("store.record.attempts.map((a) => a.moves.length)") == [40, 40]


def test_what_two_tabs_write_at_once_is_united(page: Page) -> None:
    put(page, attempt(1))
    longer = attempt(1)
    longer["moves"] = longer["moves"] * 2
    put(page, longer)
    # what a tab writes that had not read our last move: its own state of the attempt, in both copies
    page.evaluate(
        """([keys, theirs]) => {
      const text = JSON.stringify({ ...store.record, attempts: [theirs] });
      for (const key of keys) localStorage.setItem(key, `${checksum(text)}\\n${text}`);
      localStorage.setItem("kneelab-record-stamp", `${store.record.id} other`);
      window.dispatchEvent(new StorageEvent("storage", { key: "kneelab-record-stamp" }));
    }""",
        [COPIES, attempt(1)],
    )
    reloaded(page)
    assert page.evaluate("store.attempt('a1').moves.length") == 2


def test_two_learners_on_one_server_see_only_their_own(context: BrowserContext, page: Page, origin: str) -> None:
    put(page, attempt(1))
    other = context.browser.new_context()
    theirs = opened(other, origin)
    assert ids(theirs) == []
    put(theirs, attempt(2))
    reloaded(page)
    assert (ids(page), ids(theirs)) == (["a1"], ["a2"])
    assert page.evaluate("store.record.id") != theirs.evaluate("store.record.id")
    other.close()


def test_a_download_loads_into_another_browser_and_joins_what_is_there(
    context: BrowserContext, page: Page, origin: str, tmp_path: Path
) -> None:
    longer = attempt(2)
    longer["moves"] = longer["moves"] * 2
    put(page, attempt(1), longer)
    page.evaluate("(quiz) => store.addQuiz(quiz)", record()["quizzes"][0])
    with page.expect_download() as download:
        page.evaluate("store.download()")
    assert download.value.suggested_filename.startswith("kneelab-record-20")
    text = Path(download.value.path()).read_text()
    other = context.browser.new_context()
    theirs = opened(other, origin)
    put(theirs, attempt(2), attempt(3))
    said = theirs.evaluate("(text) => store.load(new File([text], 'r.json'))", text)
    assert said == {"loaded": True, "sentence": STRINGS["store.loaded"].format(added=1, further=1, quizzes=1)}
    reloaded(theirs)
    assert ids(theirs) == ["a1", "a2", "a3"]
    assert theirs.evaluate("store.attempt('a2').moves.length") == 2
    again = theirs.evaluate("(text) => store.load(new File([text], 'r.json'))", text)
    assert again["sentence"] == STRINGS["store.loaded"].format(added=0, further=0, quizzes=0)
    other.close()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", STRINGS["store.not_a_record"]),
        ("[]", STRINGS["store.not_a_record"]),
        (json.dumps(record({"id": "a1"})), STRINGS["store.not_a_record"]),
        (json.dumps(record() | {"kneelab_record": 2}), STRINGS["store.file_newer"].format(version=2)),
    ],
)
def test_a_file_that_is_no_record_changes_nothing(page: Page, text: str, sentence: str) -> None:
    put(page, attempt(1))
    before = stored(page)
    assert page.evaluate("(text) => store.load(new File([text], 'r.json'))", text) == {"loaded": False, "sentence": sentence}
    assert (ids(page), stored(page)) == (["a1"], before)


def test_deleting_takes_every_copy_in_every_tab_and_it_stays_deleted(context: BrowserContext, origin: str) -> None:
    one, other = opened(context, origin), opened(context, origin)
    put(one, attempt(1))
    other.wait_for_function("store.attempt('a1')")
    one.evaluate("localStorage.setItem('kneelab-record-damaged-1', 'torn')")
    one.evaluate("store.clear()")
    other.wait_for_function("!store.attempt('a1')")
    put(other, attempt(2))
    assert "a1" not in "".join(text or "" for text in stored(one))
    reloaded(one)
    assert (ids(one), one.evaluate("store.damaged")) == (["a2"], [])


def test_an_attempt_goes_on_after_a_reload(page: Page) -> None:
    page.evaluate("window.a = play(); a.move({ do: 'ask', finding: 'fever' }); a.move({ do: 'commit', shares: { dvt: 100 } })")
    first = page.evaluate("a.attempt")
    assert [m["do"] for m in first["moves"]] == ["ask", "commit"]
    assert read_learner(page.evaluate("store.record")).problems == ()
    reloaded(page)
    reordered = dict(reversed(PLAY.items()))
    assert page.evaluate("(p) => { window.a = play(p); return a.attempt; }", reordered) == first
    assert page.evaluate("(p) => play(p).attempt.id", PLAY | {"mode": "free"}) != first["id"]
    page.evaluate("(r) => a.finish(r)", RESULT)
    (finished,) = read_learner(page.evaluate("store.record")).first_attempts
    assert finished.id == first["id"]
    assert finished.result is not None
    with pytest.raises(Exception, match="has ended"):
        page.evaluate("a.move({ do: 'ask' })")
    reloaded(page)
    assert page.evaluate("play().attempt.moves") == []


def test_a_page_without_a_move_goes_on_with_what_arrives(page: Page) -> None:
    page.evaluate("window.a = play()")
    arrived = attempt(1, PLAY) | {"kind": "case"}
    page.evaluate("(text) => store.load(new File([text], 'r.json'))", json.dumps(record(arrived)))
    assert page.evaluate("a.attempt.id") == "a1"
    page.evaluate("a.move({ do: 'ask' })")
    assert [len(a["moves"]) for a in page.evaluate("store.record.attempts")] == [2]


def test_opening_a_page_is_no_attempt_and_starting_again_keeps_the_old_one(page: Page) -> None:
    page.evaluate("window.a = play()")
    assert ids(page) == []
    page.evaluate("a.restart(); a.move({ do: 'ask' })")
    old = page.evaluate("a.attempt.id")
    page.evaluate("a.restart()")
    new = page.evaluate("a.attempt.id")
    reloaded(page)
    assert page.evaluate("play().attempt.id") == new
    assert ids(page) == [old, new]


def test_an_attempt_follows_another_tab_and_a_deletion(context: BrowserContext, origin: str) -> None:
    one, other = opened(context, origin), opened(context, origin)
    one.evaluate("window.a = play(); a.move({ do: 'ask' })")
    other.wait_for_function("store.record.attempts.length")
    other.evaluate("window.a = play(); a.move({ do: 'examine' })")
    one.wait_for_function("a.attempt.moves.length === 2")
    other.evaluate("store.clear()")
    one.wait_for_function("a.attempt.moves.length === 0")
    one.evaluate("a.move({ do: 'ask' })")
    assert one.evaluate("store.record.attempts.map((a) => a.moves.length)") == [1]


def test_the_notice_is_accessible(page: Page) -> None:
    page.evaluate("(key) => localStorage.setItem(key, 'torn')", COPIES[0])
    reloaded(page)
    fill_up(page)
    put(page, attempt(1))
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.page_only"])
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.damaged"])
    assert Axe().run(page).response["violations"] == []


# The record as a file, under the real server


class Served:
    """``kneelab serve --record`` and a page of it."""

    def __init__(self, url: str, path: Path) -> None:
        self.url = url
        self.path = path

    def open(self, context: BrowserContext) -> Page:
        """The landing page with the store in it, at the address that dashboards name."""
        page = context.new_page()
        page.goto(self.url)
        page.evaluate("(address) => { document.documentElement.dataset.kneelabRecord = address; }", "/kneelab/record")
        page.add_script_tag(type="module", content=PAGE.split('<script type="module">')[1].split("</script>")[0])
        page.wait_for_function("window.store")
        return page

    def record(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.path.read_bytes())
        return data


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("record") / "record.json"
    with kneelab_server("--record", str(path)) as (url, _):
        yield Served(url, path)


@pytest.fixture
def served(server: Served) -> Served:
    """The server, with no record yet."""
    RecordFile(server.path, STRINGS).remove()
    return server


IN_BOTH = "store.status.kept === 'browser_and_file'"


def test_a_dashboard_knows_of_the_file(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{served.url}/voila/render/accuracy.ipynb", wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.kneelabRecord === '/kneelab/record'")


def test_the_file_has_what_the_browser_has(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    put(page, attempt(2), attempt(3))
    page.wait_for_function(IN_BOTH)
    assert served.record() == page.evaluate("store.record")


def test_an_empty_browser_adopts_the_file(served: Served, context: BrowserContext) -> None:
    served.path.write_text(json.dumps(record(attempt(1))))
    page = served.open(context)
    page.wait_for_function("store.attempt('a1')")
    assert page.evaluate("store.record.id") == "r1"
    put(page, attempt(2))
    page.wait_for_function(IN_BOTH)
    assert [a["id"] for a in served.record()["attempts"]] == ["a1", "a2"]


@pytest.mark.parametrize("joins", [True, False])
def test_a_file_of_another_record_waits_for_a_choice(served: Served, context: BrowserContext, joins: bool) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    served.path.write_text(json.dumps(record(attempt(2))))  # somebody else's, by its id
    page = served.open(context)
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.choice"].format(n=1, mine=1))
    put(page, attempt(3))
    assert (ids(page), kept(page)) == (["a1", "a3"], "browser")
    page.get_by_role("button", name=STRINGS["store.join" if joins else "store.apart"]).click()
    expect(page.get_by_role("status")).to_be_hidden()
    if joins:
        page.wait_for_function(IN_BOTH)
        assert ids(page) == [a["id"] for a in served.record()["attempts"]] == ["a1", "a2", "a3"]
        assert served.record()["id"] == "r1"
    else:
        page = served.open(context)
        put(page, attempt(4))
        assert (ids(page), page.evaluate("store.choice")) == (["a1", "a3", "a4"], None)
        assert served.record() == record(attempt(2))


def test_two_browsers_with_one_file_lose_nothing(served: Served, context: BrowserContext) -> None:
    served.path.write_text(json.dumps(record(attempt(1))))
    other = context.browser.new_context()
    one, two = served.open(context), served.open(other)
    for page in (one, two):
        page.wait_for_function("store.attempt('a1')")
    put(one, attempt(2))
    one.wait_for_function(IN_BOTH)
    put(two, attempt(3))
    two.wait_for_function(f"{IN_BOTH} && store.attempt('a2')")
    assert [a["id"] for a in served.record()["attempts"]] == ["a1", "a2", "a3"]
    other.close()


def test_a_torn_file_is_mended_from_the_one_before_and_said(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    put(page, attempt(2))
    page.wait_for_function(IN_BOTH)
    served.path.write_bytes(served.path.read_bytes()[:-30])
    page = served.open(context)
    page.wait_for_function(f"{IN_BOTH} && store.note")
    assert [a["id"] for a in served.record()["attempts"]] == ["a1", "a2"]  # the browser had the rest
    expect(page.get_by_role("status")).to_contain_text("renamed to record.json.damaged-")


def test_a_newer_file_is_left_untouched(served: Served, context: BrowserContext) -> None:
    newer = json.dumps(record(attempt(1)) | {"kneelab_record": 5})
    served.path.write_text(newer)
    page = served.open(context)
    put(page, attempt(2))
    page.wait_for_function("store.status.problem")
    assert page.evaluate("store.status") == {"kept": "browser", "problem": STRINGS["store.file_newer"].format(version=5)}
    assert served.path.read_text() == newer


def test_forbidden_storage_leaves_the_file(served: Served, context: BrowserContext) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })"
    )
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function("store.status.kept === 'file'")
    assert page.evaluate("[store.status.problem, store.atRisk]") == [None, False]
    page = served.open(context)
    page.wait_for_function("store.attempt('a1')")


def test_deleting_takes_the_file_too(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    put(page, attempt(2))
    page.wait_for_function(IN_BOTH)
    page.evaluate("store.clear()")
    assert list(served.path.parent.iterdir()) == []


@pytest.mark.parametrize("again", [True, False])
def test_a_file_that_could_not_be_deleted_does_not_come_back_unasked(served: Served, context: BrowserContext, again: bool) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    page.route("**/kneelab/record", lambda route: route.abort())
    page.evaluate("store.clear()")
    assert page.evaluate("store.status.problem") == STRINGS["store.file_unreachable"]
    page = served.open(context)
    expect(page.get_by_role("status")).to_contain_text(STRINGS["store.choice_deleted"])
    put(page, attempt(2))
    assert ids(page) == ["a2"]
    page.get_by_role("button", name=STRINGS["store.revive" if again else "store.delete_file"]).click()
    expect(page.get_by_role("status")).to_be_hidden()
    put(page, attempt(3))
    page.wait_for_function(IN_BOTH)
    left = ["a1", "a2", "a3"] if again else ["a2", "a3"]
    assert [a["id"] for a in served.record()["attempts"]] == left
    page = served.open(context)
    page.wait_for_function(IN_BOTH)
    assert ids(page) == left


def test_a_choice_in_one_tab_holds_in_the_other(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    put(page, attempt(1))
    page.wait_for_function(IN_BOTH)
    served.path.write_text(json.dumps(record(attempt(2))))
    one, other = served.open(context), served.open(context)
    for tab in (one, other):
        tab.wait_for_function("store.choice")
    one.evaluate("store.joinFile()")
    other.wait_for_function(f"{IN_BOTH} && !store.choice")
    put(other, attempt(3))
    other.wait_for_function(IN_BOTH)
    assert [a["id"] for a in served.record()["attempts"]] == ["a1", "a2", "a3"]


def test_a_server_that_is_gone_is_said_and_caught_up_with_later(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    page.route("**/kneelab/record", lambda route: route.abort())
    put(page, attempt(1))
    page.wait_for_function("store.status.problem")
    assert page.evaluate("store.status") == {"kept": "browser", "problem": STRINGS["store.file_unreachable"]}
    page.unroute("**/kneelab/record")
    put(page, attempt(2))
    page.wait_for_function(IN_BOTH)
    assert [a["id"] for a in served.record()["attempts"]] == ["a1", "a2"]
    assert page.evaluate("store.status.problem") is None
