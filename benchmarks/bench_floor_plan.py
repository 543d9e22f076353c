"""Repainting a floor plan: our canvas against the bare DOM, in Chromium.

300 shapes change colour, 30 times. The floor sets one attribute on each of 300 bare rectangles; ours goes through the
model (who has the unit on that day), the words read out for it and the painter. Goals: under 100 ms to the next picture.
"""

import http.server
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
from functools import partial
from pathlib import Path

from benchmarks.harness import report

STATIC = Path(__file__).parent.parent / "addons" / "mall_leasing" / "static" / "src" / "floor_plan"
PAGE = """<!DOCTYPE html><body><script type="module">
import { PlanCanvas, svgElement } from "./plan_canvas.js";
import { PlanModel } from "./plan_model.js";
const ROUNDS = 30, COUNT = 300, ids = Array.from({ length: COUNT }, (_item, index) => index + 1);
const place = (id) => [60 * (id % 20), 50 * Math.floor(id / 20), 55, 45];
const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
}));
async function measure(work) {
    const script = [], picture = [];
    for (let round = 0; round < ROUNDS; round++) {
        await painted();
        const start = performance.now();
        work(round);
        document.body.getBoundingClientRect();
        script.push(performance.now() - start);
        picture.push(await painted() - start);
    }
    return { script, picture };
}
const data = {
    units: ids.map((id) => ({ id, code: `U-${id}`, area: 50, trade_id: 1 })),
    spans: ids.map((id) => ({ unit_id: id, kind: "lease", date_from: "2026-02-01", date_to: "2026-12-31", date_trading: "2026-03-01" })),
    trades: [], dates: [],
};
const model = new PlanModel(data);
const floor = { id: 1, svg: "", view_box: "0 0 1200 800", shapes: ids.map((id) => ({ unit_id: id, kind: "rect", points: place(id) })) };
const bare = svgElement("svg", { viewBox: "0 0 1200 800", width: 1200, height: 800 });
const rects = ids.map((id) => { const [x, y, width, height] = place(id); return svgElement("rect", { x, y, width, height }); });
bare.append(...rects);
document.body.append(bare);
const floorTimes = await measure((round) => rects.forEach((rect) => rect.setAttribute("fill", round % 2 ? "#4dbd97" : "#f0e442")));
bare.remove();
const canvas = new PlanCanvas(floor, model.units, { label: "Plan", onOpen() {} });
canvas.mount(document.body);
canvas.setLooks(model.classesOf("state").map((key) => ({ key, look: model.lookOf(key) })));
const touched = new Set();
const ours = await measure((round) => {
    const day = round % 2 ? "2026-06-01" : "2026-02-15";
    const rows = model.rowsAt("state", day).map((row) => ({ ...row, text: "", title: `${row.unit.code}, ${row.state}` }));
    touched.add(canvas.paint(rows));
});
await fetch("/result", { method: "POST", body: JSON.stringify({ floor: floorTimes, ours, touched: [...touched] }) });
</script></body>"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve the plan's modules and the page, and take its result."""

    results = None

    def do_GET(self):
        """Answer with the page or a module."""
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        return self.wfile.write(PAGE.encode())

    def do_POST(self):
        """Take the result."""
        type(self).results = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        done.set()

    def log_message(self, *_args):
        """Say nothing."""


done = threading.Event()


def run():
    """Return what the page measured in Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    browser = os.environ.get("CHROME_BIN") or next(filter(None, map(shutil.which, names)))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=STATIC)) as server,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,900", f"--user-data-dir={profile}"]
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        with subprocess.Popen([browser, *options, url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            answered = done.wait(120)
            process.terminate()
        server.shutdown()
    if not answered:
        raise SystemExit("Chromium sent no result within two minutes.")
    return Handler.results


def summarise(times, floor):
    """Return best and median of one way, and its share of the floor's."""
    return {
        "script_ms": round(min(times["script"]), 2),
        "script_median_ms": round(statistics.median(times["script"]), 2),
        "picture_ms": round(min(times["picture"]), 1),
        "picture_median_ms": round(statistics.median(times["picture"]), 1),
        "x floor": round(min(times["picture"]) / min(floor["picture"]), 2),
    }


if __name__ == "__main__":
    found = run()
    report(
        {
            "bare DOM (floor)": summarise(found["floor"], found["floor"]),
            "ours, 300 shapes": summarise(found["ours"], found["floor"]),
        }
    )
