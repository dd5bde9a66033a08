"""Web pages: the article's text with one line a block, the title and date above it where they stand apart."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingestion.readers.reading import Reading, cleaned

HTML = "text/html"

# fmt: off
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "head", "nav", "iframe", "object", "embed", "applet", "svg",
    "math", "canvas", "audio", "video", "map", "select", "button", "input", "textarea", "dialog",
))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
    "tr", "ul",
))
# fmt: on
_CELLS = frozenset(("td", "th"))
_CONTAINERS = (
    "#zoom",
    "#UCAP-CONTENT",
    "#zoomcon",
    "#artibody",
    "#js_content",
    ".TRS_Editor",
    ".trs_editor_view",
    ".article-content",
    ".article_content",
    ".pages_content",
    ".content_article",
    "article",
    ".article",
    "#content",
    ".content",
    "main",
)
_MOST = 0.6
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK_BETWEEN_IDEOGRAPHS = re.compile(
    "(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f])[ \t\f]*[\n\r]\\s*"
    "(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f])"
)
# Repetitions are possessive, or begin where the one before cannot have: a million spaces are looked at once.
_AROUND_TAB = re.compile("(?<! ) *+\t *")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:发布|发表|更新|成文)?(?:时间|日期)\s*+(?:[:：]\s*+)?\d{4}\s*+[-年/.]\s*+\d{1,2}\s*+[-月/.]\s*+\d{1,2}"
)
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")


def read_html(markup: str, encoding: str) -> Reading:
    """The reading of a decoded page.

    A known article container that holds most of the page's text stands for the page; the page's title, the line with
    its date of publication and its heading are kept above it where they lie outside.
    """
    tree = LexborHTMLParser(markup)
    body = tree.body
    if body is None:
        return Reading(cleaned(_tidy(_title(tree))), HTML, encoding)
    whole = _tidy(_text(body))
    article = _article(tree, len(_bare(whole)))
    text = whole if article is None else _tidy(_text(article))
    above = [line for line in _headlines(tree, whole, text) if line]
    return Reading(cleaned("\n".join([*above, text])), HTML, encoding)


def _article(tree: LexborHTMLParser, length_of_page: int) -> LexborNode | None:
    for selector in _CONTAINERS:
        found = tree.css(selector)
        # several of the kind are a list of teasers, not one article
        if len(found) == 1 and len(_bare(_text(found[0]))) >= _MOST * length_of_page > 0:
            return found[0]
    return None


def _headlines(tree: LexborHTMLParser, whole: str, text: str) -> list[str]:
    """Title and date of publication, unless the text has them already."""
    lines: list[str] = []
    present = _bare(text)
    title = _tidy(_title(tree)).replace("\n", " ")
    heading = tree.css_first("h1")
    named = _tidy(_text(heading)).replace("\n", " ") if heading is not None else ""
    if named and _bare(named) in _bare(title):
        title = named  # without the site's name
    lines.extend(line for line in dict.fromkeys((title, named)) if _bare(line) not in present)
    if text is not whole:
        published = next((line for line in whole.split("\n") if len(line) < 200 and _PUBLISHED.search(line)), None)
        if published and _bare(published) not in present:
            lines.append(published)
            return lines
    if not _PUBLISHED.search(whole):
        stated = _meta(tree, "PubDate")
        if stated and _DATE.match(stated):
            lines.append(f"发布时间：{stated}")
    return lines


def _title(tree: LexborHTMLParser) -> str:
    title = tree.css_first("head > title") or tree.css_first("title")
    return title.text() if title is not None else ""


def _meta(tree: LexborHTMLParser, name: str) -> str:
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() == name.lower():
            return " ".join((node.attributes.get("content") or "").split())
    return ""


def _text(root: LexborNode) -> str:
    """Text below a node, blocks and table rows on lines of their own; without recursion, as pages nest deeply."""
    written: list[str] = []
    cells_open = 0
    node: LexborNode | None = root
    root_id = root.mem_id
    while node is not None:
        entered = False
        if node.is_text_node:
            written.append(_characters(node, cells_open))
        elif node.is_element_node and not _dropped(node):
            tag = node.tag or ""
            if tag == "br":
                written.append(" " if cells_open else "\n")
            elif tag in _CELLS:
                cells_open += 1
            elif tag in _BLOCKS:
                written.append(" " if cells_open else "\n")
            entered = node.child is not None
            if not entered:
                cells_open = _leave(node, written, cells_open)
        if entered:
            node = node.child
            continue
        while node is not None and node.mem_id != root_id and node.next is None:
            node = node.parent
            if node is not None:
                cells_open = _leave(node, written, cells_open)
        if node is None or node.mem_id == root_id:
            break
        node = node.next
    return "".join(written)


def _leave(node: LexborNode, written: list[str], cells_open: int) -> int:
    tag = node.tag or ""
    if tag in _CELLS:
        cells_open = max(0, cells_open - 1)
        written.append(" " if cells_open else "\t")
    elif tag in _BLOCKS:
        written.append(" " if cells_open else "\n")
    return cells_open


def _characters(node: LexborNode, cells_open: int) -> str:
    characters = node.text_content or ""
    parent = node.parent
    if parent is not None and parent.tag == "pre" and not cells_open:
        return characters
    return _SPACE.sub(" ", _BREAK_BETWEEN_IDEOGRAPHS.sub("", characters))


def _dropped(node: LexborNode) -> bool:
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _tidy(text: str) -> str:
    lines = (_AROUND_TAB.sub("\t", line.strip(" \t\r\f")) for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _bare(text: str) -> str:
    return "".join(text.split())
