/**
 * Takes the picture of the scoreboard that the README shows:
 * `deno run -A scripts/scoreboard/screenshot.ts scoreboard.html`.
 *
 * @module
 */
import { chromium } from "playwright-core";

const [page] = Deno.args;
if (page === undefined) {
  console.error("Which page? Give the file that `deno task scoreboard` wrote");
  Deno.exit(2);
}
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const tab = await browser.newPage({ viewport: { width: 1500, height: 940 } });
await tab.goto(`file://${await Deno.realPath(page)}`);
await tab.evaluate("document.getElementById('matrix-title').scrollIntoView()");
const path = new URL("scoreboard.png", import.meta.url).pathname;
await tab.screenshot({ path });
await browser.close();
