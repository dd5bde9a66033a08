"""Web pages that run, load, hide or never end."""

from __future__ import annotations

from cases import Case, Outcome, Read, Rejected, bulletin, case, meeting

NOTHING = Rejected("holds no text")
SLOW = 30_000


def article(name: str) -> str:
    return "".join(f"<p>{line}</p>" for line in bulletin(name).split("\n"))


def _page(
    name: str,
    outcome: Outcome | None = None,
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    codec: str = "utf-8",
) -> Case:
    """A page with a whole bulletin, and what is hostile around it."""
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{before}{article(name)}{after}</body></html>"
    return case(name, ".html", page.encode(codec), outcome or meeting(name))


def _without(name: str, *signs: str, head: str = "", before: str = "", after: str = "") -> Case:
    """The bulletin comes through, and nothing of what is around it."""
    return _page(name, Read(without=signs, rows=meeting(name).rows), head=head, before=before, after=after)


def _bare(name: str, page: str, outcome: Outcome) -> Case:
    return case(name, ".html", page.encode(), outcome)


CASES = [
    _without(
        "page with scripts",
        "alert",
        "evil",
        before="<script>alert(1)</script>",
        after="<script src=//127.0.0.1:9/evil.js></script>",
    ),
    _without("page with a script that never ends", "alert", after="<script>alert(1)"),
    _without("page with handlers", "alert", before="<img src=x onerror=alert(1)><svg onload=alert(1)></svg>"),
    _without(
        "page with frames of other pages",
        "127.0.0.1",
        "file:",
        before="<iframe src='file:///etc/passwd'></iframe><object data=//127.0.0.1:9/x></object><embed src=y>",
    ),
    _without("page that leads away", "evil", head="<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/evil'>"),
    _without(
        "page with a base elsewhere",
        "127.0.0.1",
        head="<base href='http://127.0.0.1:9/'><link rel=stylesheet href=x.css>",
    ),
    _without(
        "page with another bulletin hidden in it",
        "第77期",
        after=f"<div style='display:none'>{bulletin('x', number='第77期')}</div>",
    ),
    _without(
        "page with a bulletin in a form",
        "第78期",
        after=f"<form><textarea>{bulletin('x', number='第78期')}</textarea></form>",
    ),
    _without("page with a bulletin in a comment", "第79期", before=f"<!-- {bulletin('x', number='第79期')} -->"),
    _without(
        "page with a bulletin for those without scripts",
        "第80期",
        before=f"<noscript>{bulletin('x', number='第80期')}</noscript>",
    ),
    _without(
        "page with a program of the server",
        "system(",
        before="<?php system('id'); ?>",
        after="<% Runtime.exec(1) %>".replace("exec", "x"),
    ),
    _without(
        "page with a picture that is a page",
        "alert",
        before="<img src='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>",
    ),
    _page(
        "page with entities that are none",
        Read(says=("&unknown;",), rows=meeting("page with entities that are none").rows),
        before="<p>&unknown; &#xD800; &#0; &#x110000; &#99999999999; &amp;lt;</p>",
    ),
    _page("page that says another encoding", head="<meta charset=utf-8>", codec="gb18030"),
    _page("page that says an encoding nobody knows", head="<meta charset=klingon>", codec="gb18030"),
    _page("page that says an encoding wider than it is", head="<meta charset=utf-16>"),
    _page("page that says an encoding that hides markup", head="<meta charset=utf-7>"),
    _page("page that says a codec that is no encoding", head="<meta charset=zlib_codec>"),
    _page("page that says two encodings", head="<meta charset=gb2312><meta charset=utf-8>"),
    _page("page that nests ten thousand deep", before="<div>" * 10_000, after="</div>" * 10_000),
    _page("page of tables in tables", Read(says=("德阳市召开地方志工作会议",)), before="<table><tr><td>" * 500 + "表"),
    _page("page of bold letters never closed", after="<b><i><u><p>" * 5_000),
    _page("page of lists in lists", after="<ul><li>" * 2_000 + "尾"),
    _page("page of a heading without end", head="<title>" + "题" * 100_000 + "</title>"),
    _page(
        "page of an element with ten thousand attributes",
        before="<p " + " ".join(f"a{n}=1" for n in range(10_000)) + ">属性</p>",
    ),
    _page("page of a million spaces kept as they are", before="<pre>前" + " " * 1_000_000 + "后</pre>"),
    _page("page of a date after endless spaces", before="<p>发布时间" + "\u3000" * 200_000 + "无</p>"),
    _page("page of a style after endless spaces", before="<p style='display" + " " * 200_000 + "'>式</p>"),
    _bare("page that begins with a thousand comments", "<!---->" * 1_100 + "<p>空", Read(says=("空",))),
    _bare("page of closing tags", "</p></div></b>" * 20_000 + "完", Read(says=("完",))),
    _bare("page without a body", "<html><head><title>无</title></head></html>", Read(says=("无",))),
    _bare("page of frames", "<frameset><frame src='file:///etc/passwd'></frameset>", NOTHING),
    _bare("page of scripts only", "<html><body><script>document.write('x')</script></body></html>", NOTHING),
    _bare("page of nothing", "<html><body></body></html>", NOTHING),
    _bare("page with NUL in its tags", "<p\0>字\0<\0script>x</p>", Rejected("not text in any encoding")),
    _bare(
        "page with an entity of its own",
        "<!DOCTYPE html [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>引&e;</p>",
        Read(says=("引",)),
    ),
    _bare("page that never becomes text again", "<plaintext><script>alert(1)</script>文", Read(says=("文",))),
    case(
        "page under the name of a text",
        ".txt",
        f"<html><body>{article('page under the name of a text')}<script>alert(1)</script>".encode(),
        Read(without=("alert",), rows=meeting("page under the name of a text").rows),
    ),
    case("comments under the name of a text", ".txt", ("<!---->" * 1_100 + "字").encode(), Read(says=("字",))),
    case("page of the server's program", ".php", b"<?php echo 1; ?><p>x", Read(says=("x",), without=("echo",))),
    case(
        "page in UTF-16 that says otherwise",
        ".html",
        b"\xff\xfe" + f"<meta charset=gbk>{article('page in UTF-16 that says otherwise')}".encode("utf-16-le"),
        meeting("page in UTF-16 that says otherwise"),
    ),
]
