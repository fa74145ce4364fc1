//! How long it takes until a whole room has heard of an edit, and until the new bytes are served: a measurement, not a
//! promise. `cargo test --release --test audience -- --ignored --nocapture`; `SITE` names a site to measure on (it is
//! copied), `CLIENTS` how many listen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "what is measured is told")]

mod live;

use live::{Room, Running, files};
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

const EDITS: usize = 20;

fn site() -> Room {
    let room = Room::new::<&str>(&[]);
    match std::env::var("SITE") {
        Ok(site) => {
            for (path, bytes) in files(&Path::new(&site).join("content")) {
                room.write(&format!("content/{path}"), bytes);
            }
        }
        Err(_) => {
            for number in 0..1384 {
                let text =
                    format!("# Page {number}\n\n[next](p{}.md)\n\n{}", (number + 1) % 1384, "Some words. ".repeat(200));
                room.write(&format!("content/en/p{number}.md"), text);
            }
        }
    }
    room.write("content/en/measured.md", "# Measured\n\n0\n");
    room
}

fn quantile(times: &mut [Duration], part: f64) -> Duration {
    times.sort();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    times[((times.len() - 1) as f64 * part) as usize]
}

#[test]
#[ignore = "a measurement of a minute"]
fn from_a_save_to_the_screens() {
    let clients: usize = std::env::var("CLIENTS").map_or(300, |clients| clients.parse().unwrap());
    let room = site();
    let server = Running::serve(&room, &[]);
    let (send, heard) = channel();
    for _ in 0..clients {
        let mut events = server.events(&["/en/measured.html"]);
        events.next("page");
        let send = send.clone();
        std::thread::spawn(move || {
            for _ in 0..EDITS {
                events.next("page");
                send.send(Instant::now()).unwrap();
            }
        });
    }
    let (mut times, mut served) = (Vec::new(), Vec::new());
    for edit in 1..=EDITS {
        std::thread::sleep(Duration::from_millis(300));
        let text = format!("words of edit {edit}.");
        let saved = Instant::now();
        room.write("content/en/measured.md", format!("# Measured\n\n{text}\n"));
        while !server.get("/en/measured.html").text().contains(&text) {
            std::thread::sleep(Duration::from_millis(1));
        }
        served.push(saved.elapsed());
        times.extend((0..clients).map(|_| heard.recv_timeout(live::PATIENCE).unwrap() - saved));
    }
    let [median, most] = [0.5, 0.95].map(|part| quantile(&mut times, part));
    println!("{clients} clients, {EDITS} edits: heard after {median:?} (median), {most:?} (95 of 100)");
    let [median, most] = [0.5, 0.95].map(|part| quantile(&mut served, part));
    println!("new bytes are served after {median:?} (median), {most:?} (95 of 100), the quiet period included");
}
