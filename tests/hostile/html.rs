//! Raw HTML that wants to be more than text.

use crate::page;

/// Every one of these must come out harmless (which each build asserts) and leave the rest of the page readable.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://example.com/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR=\"alert(1)\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src='x' \u{c}onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)></svg>",
    "<svg><set attributeName=\"onload\" to=\"alert(1)\"/></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"data:text/html,<script>alert(1)</script>\">",
    "<base href=\"https://example.com/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://example.com/x.css>",
    "<style>@import 'https://example.com/x.css';</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)>\">",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript&colon;alert(1)\">x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(2)>x</a>",
    "<a ping=https://example.com href=index.md>x</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)></textarea><script>alert(1)</script>",
    "<textarea></textarea onload=x><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary>y</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<plaintext><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo '<script>alert(1)</script>'; ?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><p>&y;</p>",
    "<table background=javascript:alert(1)><tr><td>x</table>",
    "<td background=\"javascript:alert(1)\">x</td>",
    "<p><table><tr><td><img src=x onerror=alert(1)></p>",
    "<a href=\"index.md\"><a href=\"javascript:alert(1)\">x</a></a>",
    "<b onmouseover=alert(1)>x</b>",
    "</article></main><script>alert(1)</script>",
    "</div></div></div></body></html><script>alert(1)</script>",
    "<p id=\"x\" id=\"onload=alert(1)\">y</p>",
    "<span class=\"x\" class='\"><script>alert(1)</script>'>y</span>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<x onclick=alert(1)>y</x>",
    "<a/href=javascript&colon;alert(1)>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "```\"><script>alert(1)</script>\nx\n```",
    "```x\" onmouseover=\"alert(1)\nx\n```",
    "## Heading <script>alert(1)</script> {#\"><script>alert(1)</script>}",
    "## Heading {#x onclick=alert(1)}",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "[x][y]\n\n[y]: javascript:alert(1) \"><script>alert(1)</script>\"",
    ">[!NOTE]\n>\n><script>alert(1)</script>",
    ">[!<script>alert(1)</script>]\n>\n>x",
    "Term\n: <script>alert(1)</script>",
];

#[test]
fn attacks_come_out_harmless_one_by_one() {
    // One site with a page for each: every page is judged by the build's own assertion.
    let pages: Vec<(String, String)> = ATTACKS
        .iter()
        .enumerate()
        .map(|(index, attack)| (format!("content/en/a{index}.md"), format!("# Case\n\n{attack}\n\nStill here.\n")))
        .collect();
    let files: Vec<(&str, &[u8])> = pages.iter().map(|(path, text)| (&**path, text.as_bytes())).collect();
    let built = crate::site(&files).build();
    assert!(built.code.is_some_and(|code| code <= 1), "{}", built.stderr);
    for (index, attack) in ATTACKS.iter().enumerate() {
        assert!(built.html(&format!("en/a{index}.html")).contains("Still here."), "{attack}");
    }
}

#[test]
fn attacks_come_out_harmless_all_together() {
    let built = page(&format!("# Case\n\n{}\n\nStill here.\n", ATTACKS.join("\n\n"))).build();
    built.shows("Still here.").rest_is_published();
}

#[test]
fn attacks_in_a_line_come_out_harmless() {
    let text: String = ATTACKS.iter().map(|attack| format!("Words {} words.\n\n", attack.replace('\n', " "))).collect();
    page(&format!("# Case\n\n{text}\n\nStill here.\n")).build().shows("Still here.");
}

#[test]
fn an_unknown_element_is_text() {
    page("# Case\n\nThe <crypt-key> tag and the <crypt_key> tag must hold a value.\n")
        .build()
        .expect(0, &["html-unknown-element"])
        .at("html-unknown-element", 3, 5)
        .shows("&lt;crypt-key&gt;")
        .shows("&lt;crypt_key&gt;");
}

#[test]
fn an_unsafe_element_is_reported_where_it_is() {
    page("# Case\n\nBefore <script>alert(1)</script> after.\n")
        .build()
        .expect(0, &["html-unsafe"])
        .shows("Before")
        .shows("after.");
}

#[test]
fn unbalanced_html_stays_in_its_place() {
    page("# Case\n\n<div>\n\nOne.\n\n</span>\n\n- <b>two\n- three\n\n## Next\n\nStill here.\n")
        .build()
        .expect(0, &["html-unbalanced"])
        .shows("Still here.");
}

#[test]
fn a_comment_is_not_shown() {
    page("# Case\n\n<!-- a-remark [x](missing.md) -->\n\nStill here.\n").build().expect(0, &[]).shows_not("a-remark");
}
