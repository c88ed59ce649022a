"""Lines that web pages leave in the text of a report: one rule each, with examples and counter-examples.

A rule must match the whole line. A line dropped in error is lost to the reader, so each rule asks for a form that
prose does not have; a line that ends like a sentence is left alone by most.
"""
from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of line to skip. Tests run its examples and counter-examples."""

    name: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


def _rule(name: str, pattern: str, examples: tuple[str, ...], counter_examples: tuple[str, ...]) -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), examples, counter_examples)


LABELS = (
    "top videos", "top stories", "top news", "latest news", "latest stories", "latest", "read more", "read also",
    "see also", "related", r"related (articles|stories|news|topics|content|posts|coverage|videos)",
    "more on this( story| topic)?", r"recommended( stories| articles| for you)?",
    r"most (read|popular|viewed|shared|watched)", r"trending( now| stories)?",
    r"you (may|might) (also )?(like|be interested in)", r"don'?t miss", "must read", "editor'?s picks?",
    r"advertisement", r"advertising", r"sponsored( content)?", r"promoted( content)?",
    r"(story|article) continues below( (this )?advertisement)?", r"share( this)?( article| story| page| post)?",
    r"tweet", r"print( this)?( article| page)?", r"e-?mail( this)?( article| page)?", r"copy link",
    r"(leave a )?comments?( \(?\d+\)?)?", r"\d+ comments?", r"(be the first to )?comment", r"follow us",
    r"subscribe( now)?", r"sign (up|in)", r"log ?in", r"register( now)?", r"newsletter", r"watch( now| live| video)?",
    r"listen( now| to this article)?", r"play( video)?", r"loading", r"skip to (main )?content", r"back to top",
    r"(next|previous)( article| story| post)?", r"tags", r"topics", r"home", r"menu", r"search", r"video", r"photos?",
    r"gallery", r"live updates?", r"show more", r"load more", r"view (all|more)", r"see (all|more)",
    r"(\d+|less than a) min(ute)?s? read", r"reading time:? \d+ min(ute)?s?", r"(accept|manage) (all )?cookies",
    r"terms of (use|service)", r"privacy policy", r"contact us", r"about us",
)

RULES = (
    _rule("widget label", rf"[\W_]*(?:{'|'.join(LABELS)})(?:[\s:…»›>→]*|\.\.\.)",
          ("Top Videos", "Read more", "Related stories:", "Most read", "Advertisement", "Share this article",
           "Loading…", "You may also like", "12 Comments", "3 min read"),
          ("Top videos of the week show the strike on the port.", "Related talks were held in Oman",
           "Comments by Lavrov", "Iran, Russia sign accord", "Search for survivors goes on",
           "Home Office minister quits", "share.")),
    _rule("pointer to another report", r"[\W_]*(?:read|see|watch|also read|read also|read more|see also|more|related|"
          r"must read|you may like|explained)(?: (?:here|also|more|related))?\s*[:|»›→].{0,160}(?<![.!])",
          ("Read more: Iran and Russia sign pact", "ALSO READ | Sanctions explained",
           "Related: Who is on the list?"),
          ("Related: the two ministers will also discuss grain.", "See you in court, says minister",
           "More than 40 states signed the treaty")),
    _rule("lone number",
          r"[#(\[]?\d{1,3}(?:,\d{3})*(?:\.\d)?[KM]?[)\]]?|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}\s*/\s*\d{1,2}",
          ("3", "1,204", "12.5K", "04:31", "(7)", "1 / 12"),
          ("13 killed", "4 dead", "12.5 percent", "2025")),
    _rule("photo credit", r"\(\s*(?:file )?(?:photo|image|picture|video|credit|photo credit|image credit|source)s?\s*"
          r"(?:by|courtesy(?: of)?)?\s*[:/].{1,80}\)|"
          r"(?:file )?(?:photo|image|picture|photo credit|image credit|picture credit|credit|photograph)s?\s*"
          r"(?:by|courtesy(?: of)?)?\s*[:/]\s*.{1,80}(?<![.!?])|"
          r"(?:photo|image|picture|photograph) by (?-i:(?:[A-Z][\w.’'-]+\s?/?\s?){1,6})|"
          r"[\[(](?:photo|image)/[^\])]{2,40}[\])]|"
          r"[\w.’' /-]{2,60}(?:/|\bvia )\s?(?:getty images|afp|ap|reuters|epa|shutterstock|anadolu|file)\)?|"
          r"(?:getty images|shutterstock|istock)",
          ("(Photo: AFP)", "Photo: Jane Roe/Example Agency", "Image credit: Example Pictures", "[Photo/Agencies]",
           "Jane Roe/AFP via Getty Images", "Photo by Jane Roe"),
          ("Photo: the minister signs, as the crowd looks on.",
           "Photos of the signing were published by the ministry", "(Reuters) - Iran will sign",
           "Image problem: a country ashamed of its arms sales.", "The photo shows a launch site")),
    _rule("share bar", r"(?:(?:share|tweet|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|messenger|"
          r"pinterest|flipboard|e-?mail|print|copy link|copy|link|save|on|via)(?:[\s|,·•/]+|$)){2,}|"
          r"facebook|twitter|whatsapp|telegram|linkedin|reddit",
          ("Share Facebook Twitter WhatsApp", "Facebook | X | Email | Copy link", "WhatsApp"),
          ("Twitter blocked in Iran", "Facebook and Twitter remove accounts", "Telegram says it will appeal")),
    _rule("newsletter box",
          r"(?:sign up|subscribe|register)\b.{0,120}\b(?:newsletters?|inbox|alerts?|"
          r"updates|briefing|e-?mails?)\b.{0,60}|"
          r"(?:get|receive)\b.{0,80}\b(?:in|to) your inbox\b.{0,60}|(?:follow|join|like) us on .{2,60}|"
          r"download (?:our|the) .{0,30}app\b.{0,60}|enter your e-?mail.{0,80}|your e-?mail address",
          ("Sign up for our daily newsletter", "Get the day's news in your inbox.", "Follow us on Telegram",
           "Download our app"),
          ("Subscribers of the newsletter were told that the visit was off.",
           "Iran and Iraq sign up to the briefing scheme", "Minister: get out of our inbox",
           "Join us or be sanctioned, bloc tells Serbia")),
    _rule("copyright line",
          r"(?:©|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|\(c\)|(?:19|20)\d\d)).{0,160}|"
          r".{0,100}all rights reserved\.?",
          ("© 2025 Example Media Ltd", "Copyright 2025 Example Agency. All rights reserved.",
           "All rights reserved."),
          ("Copyright talks between the US and China resumed on Monday.",
           "Rights reserved for Iran in the deal, he said.")),
    _rule("breadcrumb", r"(?:home|front page|main page|news)(?:\s*[>»›/|]\s*[^>»›/|\n]{1,60}){1,6}",
          ("Home > World > Iran", "Home » News » Iran and Russia sign pact", "News / Middle East"),
          ("Home of the exiled leader was searched", "News of the strike reached Kyiv > hours later",
           "Iran/Iraq border closed")),
    _rule("byline",
          r"by (?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}(?:(?: and|,) [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}){0,3})|"
          r"(?:updated|published|posted) (?:\d+|an?) (?:minute|hour|day)s? ago",
          ("By Jane Roe", "By Jane Roe and John Doe", "Updated 3 hours ago"),
          ("By midnight the talks had failed", "By sea and air, Iran arms Yemen", "By Friday both had signed.")),
    _rule("source line", r"source:\s*(?:https?://\S+|(?-i:[A-Z][\w.&’'-]*(?: (?:[A-Z][\w.&’'-]*|of|the)){0,4}))",
          ("Source: Example Agency", "Source: https://example.org/report"),
          ("Source: Iran will sign the deal in January", "Source: talks are off", "A source: nothing is agreed.")),
)
