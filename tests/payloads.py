"""What hostile viewers put into names and texts (S03): scripts in every place a browser may take them, and characters
that turn, hide or pile up text. Our own composition. `FLAG` is what a payload would set if it ran."""

FLAG = "__owned"
_RUN = f"window.{FLAG}=1"
_TAGS = ("img src=x onerror", "svg onload", "body onload", "details open ontoggle", "video src=x onerror", "audio src=x onerror",
         "input autofocus onfocus", "select autofocus onfocus", "textarea autofocus onfocus", "marquee onstart", "iframe onload",
         "object data=x onerror", "style onload", "link rel=stylesheet href=x onerror", "a href=# autofocus onfocus", "div onmouseover",
         "p onclick", "form onsubmit", "button autofocus onfocus", "math onload")  # fmt: skip
_SCRIPTS = [
    f"<script>{_RUN}</script>", f"<SCRIPT>{_RUN}</SCRIPT>", f"<scr<script>ipt>{_RUN}</scr</script>ipt>", f"<script\n>{_RUN}</script>",
    f"<script src=data:text/javascript,{_RUN}></script>", f"<script type=module>{_RUN}</script>", f"\"><script>{_RUN}</script>",
    f"'><script>{_RUN}</script>", f"</textarea><script>{_RUN}</script>", f"</title><script>{_RUN}</script>", f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script>", f"]]><script>{_RUN}</script>", f"<!--><script>{_RUN}</script>-->", f"<noscript><p title=\"</noscript><img src=x onerror={_RUN}>\">",
    f"<template><script>{_RUN}</script></template>", f"<iframe srcdoc=\"<script>parent.{FLAG}=1</script>\"></iframe>", f"<base href=\"javascript:{_RUN}//\">",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{_RUN}\">", f"<embed src=\"javascript:{_RUN}\">",
]  # fmt: skip
_LINKS = [
    f"<a href=\"javascript:{_RUN}\">点我</a>", f"<a href=\"JaVaScRiPt:{_RUN}\">点我</a>", f"<a href=\"java\tscript:{_RUN}\">点我</a>",
    f"<a href=\"&#106;avascript:{_RUN}\">点我</a>", f"javascript:{_RUN}", f"data:text/html,<script>parent.{FLAG}=1</script>", f"vbscript:{_RUN}",
    f"<form action=\"javascript:{_RUN}\"><input type=submit>", f"<button formaction=\"javascript:{_RUN}\">x</button>",
    f"<svg><a xlink:href=\"javascript:{_RUN}\"><text>x</text></a></svg>",
]  # fmt: skip
_TEMPLATES = [
    "{{constructor.constructor('" + _RUN + "')()}}", "${" + _RUN + "}", "{{" + _RUN + "}}", "<%= " + _RUN + " %>", "#{" + _RUN + "}", "{offer.left}",
    "[[${7*7}]]", "v-html=\"x\"", "<div v-on:click=\"" + _RUN + "\">", "<component :is=\"'script'\">" + _RUN + "</component>",
]  # fmt: skip
_ENCODED = [
    f"&lt;script&gt;{_RUN}&lt;/script&gt;", f"&#60;script&#62;{_RUN}&#60;/script&#62;", f"%3Cscript%3E{_RUN}%3C/script%3E", f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"\\x3cscript\\x3e{_RUN}\\x3c/script\\x3e", f"＜script＞{_RUN}＜/script＞", f"<ſcript>{_RUN}</ſcript>", f"+ADw-script+AD4-{_RUN}+ADw-/script+AD4-",
    "\";" + _RUN + ";//", "';" + _RUN + ";//", "`;" + _RUN + ";//", "</script><script>" + _RUN, "\\\";" + _RUN + "//", "*/" + _RUN + "/*", "\u2028" + _RUN,
]  # fmt: skip
_STYLES = [
    "<style>*{display:none!important}</style>", "<style>@import 'http://127.0.0.1:9/x.css'</style>", "<div style=\"position:fixed;inset:0;background:red\">",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css>", "<h1 style=font-size:400px>大</h1>", "<table><tr><td>", "<plaintext>", "<xmp>", "</div></div></div></body></html>", "<dialog open>x</dialog>",
]  # fmt: skip
_ZALGO = "".join(one + "̷̨̛͍̼̰̤̝͉͚̗̬̹̲̈́͌̓̾̔̈́̕̚͝" * 2 for one in "已售罄")
BIDI = (
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u061c",
)
INVISIBLE = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u180e",
    "\u3164",
    "\u115f",
    "\u2800",
)
_TURNED = [
    *(f"{sign}已售{sign}5000" for sign in BIDI), *(f"假{sign}货{sign}" for sign in INVISIBLE), _ZALGO, "上\n" * 40, "\r\n\r\n下", "\t" * 60 + "右", "﷽" * 30,
    "꧁" * 60, "𒐫" * 40, "长" * 400, "a" * 400, "\u200b" * 300, "🏳️‍🌈👩‍👩‍👧‍👦" * 20, "\u0000\u0001\u0007", "\ud83d", "ｅｖａｌ", "NaN", "null", "undefined", "__proto__", "constructor",
]  # fmt: skip
PAYLOADS: tuple[str, ...] = tuple(
    one.encode("utf-8", "replace").decode()
    for one in (
        *(f"<{tag}={_RUN}>" for tag in _TAGS), *(f"\"><{tag}={_RUN} x=\"" for tag in _TAGS[:10]), *_SCRIPTS, *_LINKS, *_TEMPLATES, *_ENCODED, *_STYLES, *_TURNED,
    )
)  # fmt: skip
