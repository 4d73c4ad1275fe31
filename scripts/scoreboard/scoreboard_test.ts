import { assert, assertEquals, assertMatch } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ROOT = new URL("../../", import.meta.url);

const isThere = await Deno.stat(CHROMIUM).then(() => true, () => false);
const needsChromium = isThere ? {} : { skip: `needs ${CHROMIUM}` };

async function run(...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", ...args],
    cwd: ROOT,
  }).output();
  return new TextDecoder().decode(stdout);
}

/** An engine in which relu is wrong, tanh throws, and little else is there. */
const TROUBLED = `
import { referenceEngine } from "${new URL(
  "conformance/reference_engine.ts",
  ROOT,
)}";
const { relu, sigmoid, affine } = referenceEngine.operations;
export const info = {
  name: "</script><b>troubled", version: "1", language: "TypeScript", dtype: "float64",
};
export const operations = {
  relu: (request) => {
    const answer = relu(request);
    return "dx" in answer ? { ...answer, dx: request.upstream.y } : answer;
  },
  sigmoid,
  affine,
  tanh: () => { throw new Error("no tanh today"); },
};
`;

/** The scoreboard with the built-in engine and the troubled one, as a file. */
async function makePage(): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/engine.ts`, TROUBLED);
  const report = `${folder}/report.json`;
  await run(
    ...["scripts/conform.ts", "--module", `${folder}/engine.ts`],
    ...["--format", `json=${report}`],
  );
  const output = `${folder}/scoreboard.html`;
  const said = await run(
    ...["scripts/scoreboard/main.ts", "--only", "built-in", report],
    ...["--output", output],
  );
  assertMatch(said, /^built-in: float64 engine, conforms to gates/);
  return output;
}

/** What a person does with the page; every complaint of the browser is a failure. */
async function onPage(
  browser: Browser,
  url: string,
  act: (page: Page) => Promise<void>,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<void> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const isOwn = /^(file|data):/.test(request.url());
    if (!isOwn) complaints.push(`asks the network for ${request.url()}`);
  });
  await page.goto(url);
  await act(page);
  assertEquals(complaints, []);
  await page.close();
}

const shownRows = (page: Page) =>
  page.locator(".matrix tr[data-operation]:visible").count();

describe("the scoreboard in Chromium", needsChromium, () => {
  let file: string, url: string, browser: Browser;

  before(async () => {
    file = await makePage();
    url = `file://${file}`;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox"],
    });
  });

  after(async () => {
    await browser.close();
    await Deno.remove(file.slice(0, file.lastIndexOf("/")), {
      recursive: true,
    });
  });

  it("shows every operation and engine, without a complaint", () =>
    onPage(browser, url, async (page) => {
      assertEquals(await page.title(), "Touchstone scoreboard");
      assertEquals(await shownRows(page), 40);
      const labels = await page.locator(".engines tbody th").allTextContents();
      assertEquals(labels, ["built-in", "</script><b>troubled float64"]);
      assertEquals(await page.locator(".chart svg").count(), 2);
    }));

  it("filters by name, by profile, by failure and by engine", () =>
    onPage(browser, url, async (page) => {
      await page.fill("#find", "relu");
      assertEquals(await shownRows(page), 2);
      await page.fill("#find", "nothing like that");
      assertMatch(await page.innerText("#nothing"), /^No operation fits/);
      await page.fill("#find", "");
      await page.selectOption("#profile", "update");
      assertEquals(await shownRows(page), 8);
      await page.selectOption("#profile", "");
      await page.check("#failing");
      assertEquals(await shownRows(page), 2);
      await page.click("#controls summary");
      await page.uncheck("#controls [data-column='1']");
      assertEquals(await shownRows(page), 0);
      assertEquals(
        await page.locator(".matrix thead th:visible").count(),
        2,
      );
    }));

  it("shows margins, errors in ULP or counts", () =>
    onPage(browser, url, async (page) => {
      const cell = page.locator("tr[data-operation=sigmoid] button").first();
      assertEquals(await cell.innerText(), "0.23");
      await page.check("[name=mode][value=verdict]");
      assertMatch(await cell.innerText(), /^(\d+)\/\1$/);
      await page.check("[name=mode][value=ulps]");
      assertMatch(await cell.innerText(), /^[\d.]+$/);
    }));

  it("marks what fails by more than colour, whatever it shows", () =>
    onPage(browser, url, async (page) => {
      const cell = page.locator("tr[data-operation=relu] button").last();
      const label = await cell.getAttribute("aria-label");
      assertMatch(label!, /: \d+ of \d+ cases fail, margin/);
      for (const mode of ["margin", "ulps", "verdict"]) {
        await page.check(`[name=mode][value=${mode}]`);
        assertMatch(await cell.innerText(), /^✗ \d/);
      }
    }));

  it("opens a case with why, expected, got, bound and margin", () =>
    onPage(browser, url, async (page) => {
      await page.click("tr[data-operation=relu] td:nth-of-type(2) button");
      assertEquals(
        await page.innerText("#cases-title"),
        "relu, </script><b>troubled float64",
      );
      const open = page.locator(".case[open]");
      assert(await open.count() > 0);
      const text = await page.innerText(".case[data-case='gates/relu/grid']");
      assertMatch(text, /relu has the exact value and derivative/);
      assertMatch(text, /dx\[\d\]: expected 0, got -?\d/);
      assertMatch(text, /output\s+expected\s+got\s+bound\s+margin\s+ULP/);
      assertMatch(text, /Replay: .* task.* conform --module .* --filter gates/);
      assertMatch(
        await page.innerText(".conclusion"),
        /^(consistent with|likely bug): /,
      );
      await page.click("[aria-label=Close]");
      assert(!await page.locator("#cases").isVisible());
    }));

  it("can be used by the keyboard alone", () =>
    onPage(browser, url, async (page) => {
      await page.focus("tr[data-operation=add] td:nth-of-type(1) button");
      for (const key of ["ArrowDown", "ArrowRight", "ArrowLeft", "Enter"]) {
        await page.keyboard.press(key);
      }
      assertEquals(
        await page.innerText("#cases-title"),
        "multiply, built-in",
      );
      await page.keyboard.press("Escape");
      assert(!await page.locator("#cases").isVisible());
    }));

  it("goes back from a cell, and survives a broken address", () =>
    onPage(browser, `${url}#%E0%A4%A`, async (page) => {
      await page.click("tr[data-operation=tanh] td:nth-of-type(1) button");
      assert(await page.locator("#cases").isVisible());
      await page.goBack();
      assert(!await page.locator("#cases").isVisible());
    }));

  it("opens what its address names", () =>
    onPage(browser, `${url}#built-in/gates/tanh/grid`, async (page) => {
      assertEquals(await page.innerText("#cases-title"), "tanh, built-in");
      const open = page.locator(".case[open]");
      assertEquals(await open.getAttribute("data-case"), "gates/tanh/grid");
    }));

  it("fits a narrow screen, and follows a dark system", () =>
    onPage(browser, url, async (page) => {
      const width = await page.evaluate("document.body.scrollWidth");
      assertEquals(width, 360);
      const background = () =>
        page.evaluate<string>(
          "getComputedStyle(document.documentElement).backgroundColor",
        );
      const dark = await background();
      await page.click("#theme");
      const [before, after] = [dark, await background()]
        .map((colour) => Number(colour.match(/\d+/)![0]));
      assert(before < 60 && after > 200, `${before} and ${after}`);
    }, { colorScheme: "dark", viewport: { width: 360, height: 740 } }));
});
