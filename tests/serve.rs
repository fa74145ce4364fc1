//! What the live server answers, and what it refuses: requests as they go over the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod live;

use live::{PATIENCE, Room, Running, baton, wait_until};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant, SystemTime};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n 0123456789";
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script><path d=\"M0 0\"/></svg>";

fn room() -> Room {
    let room = Room::new(&[
        ("content/site.yml", "title: Test\nbase_url: https://example.com/wiki/\n"),
        ("content/en/index.md", "# Start\n\n![a](a.svg) ![b](b.png) [plan](guide/plan.md) [lost](nowhere.md)\n"),
        ("content/en/guide/plan.md", "# Plan\n\nWords.\n"),
        ("content/en/guide/index.md", "# Guide\n"),
        ("content/fr/index.md", "# Début\n"),
        ("content/fr/café.md", "# Café\n"),
        ("content/en/redirects.csv", "old.html,/guide/plan.md\n"),
    ]);
    let minute_ago = SystemTime::now() - Duration::from_mins(1);
    for (name, bytes) in [("a.svg", SVG), ("b.png", PNG), ("idle.png", PNG)] {
        let path = format!("content/en/{name}");
        room.write(&path, bytes);
        // While a picture has just been written, its tag changes once more: when its times can tell it from the next.
        std::fs::File::options().write(true).open(room.path(&path)).unwrap().set_modified(minute_ago).unwrap();
    }
    room
}

#[test]
fn every_output_is_served_as_a_build_writes_it() {
    let room = room();
    let built = room.clean_build();
    let server = Running::serve(&room, &[]);
    assert!(built.len() > 20, "{:?}", built.keys());
    for (path, bytes) in &built {
        let target: String = path
            .bytes()
            .map(|byte| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        let answer = server.get(&format!("/{target}"));
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert!(answer.header("etag").starts_with('"'), "{path}");
        if path.ends_with(".html") {
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert!(answer.without_script() == String::from_utf8_lossy(bytes), "{path}");
            let policy = answer.header("content-security-policy");
            let stated =
                format!("http-equiv=\"Content-Security-Policy\" content=\"{}\"", policy.replace('\'', "&#x27;"));
            let stated_too = stated.replace("&#x27;", "'").replace("&#39;", "'");
            let text = answer.text().replace("&#x27;", "'").replace("&#39;", "'");
            assert!(text.contains(&stated_too) || path.ends_with("old.html"), "{path}: {policy}");
            assert!(policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for"), "{path}");
        } else {
            assert!(answer.body == *bytes, "{path}");
            assert!(!answer.header("content-type").starts_with("text/html"), "{path}");
        }
    }
}

#[test]
fn a_folder_is_its_index_and_what_is_missing_is_the_sites_own_page() {
    let room = room();
    let server = Running::serve(&room, &[]);
    assert!(server.get("/").text().contains("Test"));
    assert_eq!(server.get("/en/guide/").without_script(), server.get("/en/guide/index.html").without_script());
    let folder = server.get("/en/guide");
    assert_eq!((folder.status, folder.header("location")), (308, "/en/guide/"));
    let below = server.get("/wiki/en/guide");
    assert_eq!((below.status, below.header("location")), (308, "/wiki/en/guide/"));
    assert_eq!(
        server.get("/wiki/en/guide/plan.html").status,
        200,
        "as links from the page for what is missing have it"
    );
    assert_eq!(server.get("/fr/caf%C3%A9.html").status, 200);
    assert_eq!(server.get("/en/guide/plan.html?lang=fr").status, 200);
    for missing in [
        "/nowhere",
        "/en/nowhere.html",
        "/en/idle.png",
        "/manifest.json",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "//example.com",
        "//en/guide",
        "/en//index.html",
    ] {
        let answer = server.get(missing);
        assert_eq!(answer.status, 404, "{missing}");
        assert_eq!(
            answer.without_script(),
            String::from_utf8(room.clean_build()["404.html"].clone()).unwrap(),
            "{missing}: nothing of it is told"
        );
        assert_eq!(answer.header("location"), "");
    }
}

#[test]
fn no_way_of_writing_a_path_leads_out_of_the_site() {
    let room = room();
    room.write("secret.txt", "secret");
    let server = Running::serve(&room, &[]);
    for target in [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/en/..%00/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/./secret.txt",
        "/content/site.yml",
        "/etc/passwd",
        "//etc/passwd",
        "/en/%2fetc/passwd",
        "/C:/secret.txt",
        "/content/en/index.md",
        "/.baton-output/lock",
        "/_theme/../../secret.txt",
        "/en/a.svg/../b.png",
        "/%",
        "/%f",
        "/%ff",
        "/file:///etc/passwd",
    ] {
        let answer = server.get(target);
        assert!(matches!(answer.status, 404 | 400), "{target}: {}", answer.status);
        assert!(!answer.text().contains("secret") && !answer.text().contains("root:"), "{target}");
    }
}

#[test]
fn only_hosts_that_are_this_server_are_answered() {
    let room = room();
    let server = Running::serve(&room, &["--allow-host", "wiki.test"]);
    for host in [
        "localhost",
        "LOCALHOST:80",
        "a.localhost",
        "127.0.0.1",
        "127.0.0.1:1111",
        "[::1]:1111",
        "wiki.test",
        "wiki.test:8080",
    ] {
        assert_eq!(server.ask("GET", "/en/", &[("Host", host)]).status, 200, "{host}");
    }
    for host in [
        "example.com",
        "localhost.example.com",
        "evil-localhost",
        "192.168.1.1",
        "0.0.0.0",
        "localhost@example.com",
        "",
    ] {
        let answer = server.ask("GET", "/en/", &[("Host", host)]);
        assert!(matches!(answer.status, 421 | 400), "{host}: {}", answer.status);
        assert!(!answer.text().contains("Start"), "{host}");
    }
    assert_eq!(server.raw("GET /en/ HTTP/1.1\r\nConnection: close\r\n\r\n").status, 421, "without a name");
    assert_eq!(
        server.raw("GET /en/ HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n").status,
        421,
        "twice"
    );
    let absolute =
        format!("GET http://example.com/en/ HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", server.port);
    assert_eq!(server.raw(&absolute).status, 421, "named in the target");
}

#[test]
fn nothing_but_reading_is_allowed() {
    let room = room();
    let server = Running::serve(&room, &[]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"] {
        let answer = server.ask(method, "/en/", &[("Content-Length", "0")]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
        assert_eq!(answer.header("access-control-allow-methods"), "");
    }
    let connect = server.raw("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(connect.status, 405);
    for target in ["/en/", "/en/b.png", "/_theme/baton.css"] {
        let (head, get) = (server.ask("HEAD", target, &[]), server.get(target));
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{target}: {name}");
        }
        assert_eq!(get.header("content-length"), get.body.len().to_string());
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let room = room();
    let server = Running::serve(&room, &[]);
    for target in ["/en/", "/en/b.png", "/en/a.svg", "/_theme/baton.css", "/_baton/live.js"] {
        let tag = server.get(target).header("etag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let answer = server.ask("GET", target, &[("If-None-Match", &known)]);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{target}");
            assert_eq!(answer.header("etag"), tag);
        }
        assert_eq!(server.ask("GET", target, &[("If-None-Match", "\"x\"")]).status, 200, "{target}");
    }
    let before = server.get("/en/guide/plan.html").header("etag").to_owned();
    room.write("content/en/guide/plan.md", "# Plan\n\nOther words.\n");
    wait_until(|| {
        let answer = server.ask("GET", "/en/guide/plan.html", &[("If-None-Match", &before)]);
        if answer.status == 200 && answer.text().contains("Other words") {
            Ok(())
        } else {
            Err(format!("{}", answer.status))
        }
    });
}

#[test]
fn parts_of_files_can_be_asked_for() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let length = PNG.len();
    let part = |target: &str, range: &str| server.ask("GET", target, &[("Range", range)]);
    let answer = part("/en/b.png", "bytes=2-5");
    assert_eq!((answer.status, &*answer.body), (206, &PNG[2..6]));
    assert_eq!(answer.header("content-range"), format!("bytes 2-5/{length}"));
    assert_eq!(part("/en/b.png", "bytes=-4").body, &PNG[length - 4..]);
    assert_eq!(part("/en/b.png", "bytes=9-").body, &PNG[9..]);
    assert_eq!(part("/_theme/baton.css", "bytes=0-0").body.len(), 1);
    for target in ["/en/b.png", "/_theme/baton.css"] {
        let behind = part(target, "bytes=99999999-");
        assert_eq!((behind.status, behind.body.len()), (416, 0), "{target}");
        assert!(behind.header("content-range").starts_with("bytes */"), "{target}");
        assert_eq!(part(target, "bytes=0-1,3-4").status, 200, "{target}: several parts are the whole");
        assert_eq!(part(target, "bytes=x").status, 200, "{target}");
    }
    let tag = server.get("/en/b.png").header("etag").to_owned();
    let same = server.ask("GET", "/en/b.png", &[("Range", "bytes=0-1"), ("If-Range", &tag)]);
    let other = server.ask("GET", "/en/b.png", &[("Range", "bytes=0-1"), ("If-Range", "\"x\"")]);
    assert_eq!((same.status, other.status), (206, 200));
}

#[test]
fn an_svg_that_is_opened_by_itself_runs_nothing() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let answer = server.get("/en/a.svg");
    assert!(!answer.text().contains("script"));
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").contains("sandbox"));
}

#[test]
fn the_channel_is_for_pages_of_this_server() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let session = server.get("/_baton/session");
    assert_eq!((session.header("cache-control"), session.header("access-control-allow-origin")), ("no-store", ""));
    let token: serde_json::Value = serde_json::from_slice(&session.body).unwrap();
    let channel = format!("/_baton/{}/events?page=/en/", token["token"].as_str().unwrap());
    let own = format!("http://localhost:{}", server.port);
    for (name, value) in [
        ("Origin", "http://example.com"),
        ("Origin", "null"),
        ("Origin", "http://localhost:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        for target in [&*channel, "/_baton/session", "/_baton/live.js"] {
            assert_eq!(server.ask("GET", target, &[(name, value)]).status, 403, "{name}: {value} {target}");
        }
    }
    assert_eq!(server.get("/_baton/0123456789abcdef/events").status, 404, "a channel of another run");
    assert_eq!(server.get("/_baton/").status, 404);
    assert_eq!(server.ask("GET", "/_baton/session", &[("Origin", &own)]).status, 200);
    let mut stream = server.connect();
    write!(stream, "GET {channel} HTTP/1.1\r\nHost: localhost:{}\r\nOrigin: {own}\r\n\r\n", server.port).unwrap();
    let mut start = [0; 15];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
}

#[test]
fn each_page_hears_of_itself_and_of_nothing_else() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let mut start = server.events(&["/en/"]);
    let mut plan = server.events(&["/en/guide/plan.html"]);
    let first = start.next("page");
    assert_eq!((&first["page"], &first["gone"]), (&"/en/".into(), &false.into()));
    let finding = &first["findings"][0];
    assert_eq!((&finding["path"], &finding["severity"]), (&"content/en/index.md".into(), &"error".into()), "{first}");
    assert!(
        finding["place"]["line"] == 3 && finding["place"]["marked"].as_str().unwrap().contains("nowhere.md"),
        "{finding}"
    );
    assert!(finding["edit"].as_str().unwrap().starts_with("vscode://file/"), "{finding}");
    assert_eq!(start.next("site")["errors"], 1);
    assert_eq!(plan.next("page")["findings"].as_array().unwrap().len(), 0);

    room.write("content/en/guide/plan.md", "# Plan\n\nOther words.\n");
    let news = plan.next("page");
    assert_eq!(news["page"], "/en/guide/plan.html");
    room.write("content/en/index.md", "# Start\n\nNothing is lost.\n");
    // Had it heard of the other page, that would come first.
    let news = start.next("page");
    assert_eq!((&news["page"], news["findings"].as_array().unwrap().len()), (&"/en/".into(), 0), "{news}");
    assert_eq!(start.next("site")["errors"], 0);

    std::fs::remove_file(room.path("content/en/guide/plan.md")).unwrap();
    loop {
        let news = plan.next("page");
        if news["gone"] == true {
            break;
        }
    }
}

#[test]
fn a_settings_file_that_is_broken_for_a_moment_leaves_the_last_good_site() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let mut events = server.events(&["/en/guide/plan.html"]);
    assert!(events.next("trouble").is_null());
    room.write("content/site.yml", "title: [Test\n");
    let trouble = events.next("trouble");
    assert_eq!(trouble["findings"][0]["path"], "content/site.yml", "{trouble}");
    assert!(server.get("/en/guide/plan.html").text().contains("Words."));
    room.write("themes/default/templates/page.html", "{% broken");
    room.write("content/site.yml", "title: Test\nbase_url: https://example.com/wiki/\n");
    let trouble = events.next("trouble");
    assert!(trouble["message"].as_str().unwrap().contains("page.html"), "{trouble}");
    assert!(server.get("/en/guide/plan.html").text().contains("Words."));
    std::fs::remove_file(room.path("themes/default/templates/page.html")).unwrap();
    assert!(events.next("trouble").is_null());
    // A template that compiles, and fails on every page.
    room.write("themes/default/templates/page.html", "{{ nothing.at.all }}");
    let news = loop {
        let news = events.next("page");
        if !news["trouble"].is_null() {
            break news;
        }
    };
    assert!(news["trouble"].as_str().unwrap().contains("nothing"), "{news}");
    assert!(server.get("/en/guide/plan.html").text().contains("Words."), "what the last theme made of it");
}

#[test]
fn half_a_request_does_not_hold_a_connection() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let mut silent = server.connect();
    let mut half = server.connect();
    half.write_all(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    let start = Instant::now();
    let mut bytes = Vec::new();
    drop(half.read_to_end(&mut bytes));
    drop(silent.read_to_end(&mut bytes));
    assert!(start.elapsed() < PATIENCE, "they are closed by the server");
    assert_eq!(server.get("/en/").status, 200);
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let large = server.ask("GET", "/en/", &[("X-Large", &"a".repeat(20_000))]);
    assert!(matches!(large.status, 0 | 431), "{}", large.status);
    let many: String = (0..2000).map(|n| format!("X-{n}: 1\r\n")).collect();
    let many = server.raw(&format!("GET /en/ HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"));
    assert!(matches!(many.status, 0 | 431), "{}", many.status);
    assert_eq!(server.raw("\0\0\0\r\n\r\n").status, 400);
    assert_eq!(server.get("/en/").status, 200);
}

#[test]
fn readers_who_vanish_cost_nothing() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let descriptors = || std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count();
    // Once it has answered, and its watch is set up, it opens no more files of its own.
    assert_eq!(server.get("/en/").status, 200);
    let mut before = descriptors();
    wait_until(|| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        let last = std::mem::replace(&mut before, descriptors());
        if last == before { Ok(()) } else { Err(format!("{last}, then {before} descriptors")) }
    });
    let open: Vec<_> = (0..100).map(|_| server.events(&["/en/"])).collect();
    wait_until(|| if descriptors() >= before + 100 { Ok(()) } else { Err(format!("{} descriptors", descriptors())) });
    drop(open);
    wait_until(|| if descriptors() <= before + 5 { Ok(()) } else { Err(format!("{} descriptors", descriptors())) });
}

#[test]
fn it_stops_when_it_is_asked_to_however_many_listen() {
    let room = room();
    for signal in ["INT", "TERM"] {
        let server = Running::serve(&room, &[]);
        let mut events = server.events(&["/en/"]);
        events.next("page");
        assert_eq!(server.stop(signal), Some(0));
        events.finish();
    }
}

#[test]
fn a_port_that_is_taken_is_told_with_what_to_do() {
    let room = room();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = baton(&room.0).args(["serve", "--port", &port]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains(&format!("port {port} is in use")) && said.contains("--port"), "{said}");
}

#[test]
fn beyond_this_machine_no_path_of_it_is_told() {
    let room = room();
    let server = Running::serve(&room, &["--host", "0.0.0.0"]);
    let mut events = server.events(&["/en/"]);
    let news = events.next("page");
    assert!(news["findings"][0]["edit"].is_null(), "{news}");
    room.write("content/site.yml", "title: [Test\n");
    let trouble = events.next("trouble").to_string();
    assert!(!trouble.contains(&room.path("").display().to_string()), "{trouble}");
}

#[test]
fn only_what_was_asked_for_is_served() {
    let room = room();
    room.write("content/en/draft.md", "---\ndraft: true\n---\n# Draft\n");
    let server = Running::serve(&room, &["--locale", "en"]);
    assert_eq!(
        (server.get("/en/").status, server.get("/fr/").status, server.get("/en/draft.html").status),
        (200, 404, 404)
    );
    let server = Running::serve(&room, &["--drafts"]);
    assert_eq!((server.get("/fr/").status, server.get("/en/draft.html").status), (200, 200));
}
