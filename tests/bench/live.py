"""How long a saved page takes until the server shows it.

A page of the middle length is saved again and again with a new last paragraph, as editors save: written beside and
renamed. The clock runs from there until the page, asked for every few milliseconds, has the paragraph.
"""

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass

import peers
from corpus import Locale
from measure import read

POLL = 0.004
PATIENCE = 300


@dataclass
class Server:
    """A program that serves: its name, how it is started, the page that is saved, and where that is served."""

    name: str
    command: list
    file: object
    address: str
    port: int


def compare(options, program, work, locales, saves=9):
    """Prints a table for the first locale alone, and one for all."""
    for own in [locales[:1]] + ([locales] if len(locales) > 1 else []):
        texts = sorted((len(text), below) for below, text in own[0].texts() if below.name != "index.md")
        _, below = texts[len(texts) // 2]
        pages = sum(1 for locale in own for _ in locale.texts())
        print(f"\n{pages:,} pages, {saves} saves\n\n| | ready after | saved until shown: median | slowest | processor a save | peak memory |")
        print("|---|---:|---:|---:|---:|---:|")
        for server in servers(options, program, work / f"live-{pages}", own, below):
            print(f"| {server.name} | {' | '.join(measure(server, saves, work))} |", flush=True)


def servers(options, program, work, locales, below):
    """Each program with pages of its own: they will be changed."""
    tag = locales[0].tag
    copies = [Locale(locale.tag, work / "pages" / locale.tag, locale.pages) for locale in locales]
    for locale, copy in zip(locales, copies):
        shutil.copytree(locale.path, copy.path, ignore=shutil.ignore_patterns(".git"))
    peers.Baton(program, work / "baton", copies)
    port = free_port()
    command = [program, "serve", "--root", work / "baton", "--port", str(port)]
    yield Server("Baton", command, copies[0].path / copies[0].pages / below, f"/{tag}/{below.with_suffix('.html').as_posix()}", port)
    if options.hugo:
        hugo, port = peers.Hugo(options.hugo, work / "hugo", locales), free_port()
        command = [options.hugo, "server", "--source", work / "hugo", "--port", str(port), "--noBuildLock"]
        address = f"/{tag}/{below.with_suffix('').as_posix()}/".lower().replace(" ", "-")
        yield Server(hugo.name, command, work / "hugo/content" / tag / below, address, port)
    if options.mdbook:
        book, port = peers.MdBook(options.mdbook, work / "mdbook", locales[:1]), free_port()
        command = [options.mdbook, "serve", work / "mdbook" / tag, "--port", str(port), "--dest-dir", work / "served"]
        address = f"/{below.with_suffix('.html').as_posix()}"
        yield Server(f"{book.name}, one locale", command, work / "mdbook" / tag / "src" / below, address, port)


def measure(server, saves, work):
    """The cells of a server's row."""
    begun = time.monotonic()
    with open(work / "serve.log", "wb") as log:
        child = subprocess.Popen(server.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        ready = wait(server, child, "<html", begun)
        text = server.file.read_text(encoding="utf-8")
        time.sleep(2)
        before, times = used(child.pid), []
        for number in range(saves):
            word = f"shownnow{number}x"
            beside = server.file.with_name(".beside.tmp")
            beside.write_text(f"{text}\n\nThe word is {word}.\n", encoding="utf-8")
            saved = time.monotonic()
            os.replace(beside, server.file)
            times.append(wait(server, child, word, saved))
            time.sleep(0.3)
        each = (used(child.pid) - before) / saves
        peak = next((int(line.split()[1]) * 1024 for line in read(f"/proc/{child.pid}/status").splitlines() if "VmHWM" in line), 0)
        return [f"{ready:.1f} s", f"{statistics.median(times) * 1000:.0f} ms", f"{max(times) * 1000:.0f} ms", f"{each * 1000:.0f} ms", f"{peak / 1e6:.0f} MB"]
    finally:
        child.terminate()
        child.wait()


def wait(server, child, word, since):
    """Seconds from `since` until the page has `word`."""
    while time.monotonic() - since < PATIENCE:
        if child.poll() is not None:
            raise SystemExit(f"{server.name} ended with {child.returncode}")
        if word in fetch(server):
            return time.monotonic() - since
        time.sleep(POLL)
    raise SystemExit(f"{server.name} does not show `{word}` at {server.address}")


def fetch(server):
    """The page, or nothing where the server does not answer with it."""
    try:
        connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
        connection.request("GET", server.address, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        return answer.read().decode(errors="replace") if answer.status == 200 else ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def used(pid):
    """Seconds of processor time that a process has used."""
    fields = read(f"/proc/{pid}/stat").rsplit(")", 1)[-1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if len(fields) > 12 else 0.0


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
