// The HTML report in a browser: it searches, sorts and filters, opens by keyboard, asks for nothing, and takes hostile text
// for text. Saves pictures in the last argument.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [sample, staged, many, incomplete, clean, pictures] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "page-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.DSNITCH_CHROMIUM || "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1280, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
context.setDefaultTimeout(10000);
let tested = 0;

const open = async (file) => {
  const page = await context.newPage();
  const seen = { requests: [], wrong: [] };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("pageerror", (error) => seen.wrong.push(error.message));
  page.on("console", (message) => seen.wrong.push(message.text()));
  page.on("dialog", (dialog) => { seen.wrong.push("a dialog"); dialog.dismiss(); });
  const from = performance.now();
  await page.goto(`file://${file}`);
  await page.waitForSelector("#tools:not([hidden])");
  seen.opened = performance.now() - from;
  return { page, seen };
};
const test = async (name, run) => {
  try {
    await run();
    tested += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    console.log(`FAILED  ${name}\n${error.stack}`);
    process.exitCode = 1;
  }
};
const rows = (page) => page.locator("#rows > tr:not(.detail)");
const column = (page, nth) => page.locator(`#rows > tr:not(.detail) > td:nth-child(${nth})`).allTextContents();
await test("the page of the sample loads nothing, searches, sorts, filters and opens", async () => {
  const { page, seen } = await open(sample);
  const all = await rows(page).count();
  assert.ok(all >= 8, `${all} rows`);
  await page.fill("#search", "pgpass");
  assert.equal(await rows(page).count(), 1);
  assert.match(await page.textContent("#count"), new RegExp(`^1 of ${all} entries`));
  await page.click("#reset");
  assert.equal(await rows(page).count(), all);
  const before = await column(page, 3);
  await page.click("th[data-sort=place] button");
  const sorted = await column(page, 3);
  assert.deepEqual(sorted, [...before].sort(new Intl.Collator("en", { numeric: true }).compare));
  assert.equal(await page.getAttribute("th[data-sort=place]", "aria-sort"), "ascending");
  await page.click("th[data-sort=place] button");
  assert.deepEqual(await column(page, 3), [...sorted].reverse());
  for (const [select, value, nth] of [["#by-kind", "weak", 5], ["#by-environment", "production", 4], ["#by-head", "no", 6]]) {
    await page.selectOption(select, value);
    const shown = await column(page, nth);
    assert.ok(shown.length > 0 && shown.length < all && shown.every((text) => text === value), `${select}: ${shown}`);
    await page.selectOption(select, "");
  }
  await page.selectOption("#by-rule", "pg-sql-password");
  assert.equal(await rows(page).count(), 2);
  await page.selectOption("#by-rule", "");
  await page.selectOption("#by-action", "blocks");
  assert.ok((await column(page, 1)).every((text) => text.startsWith("blocks")));
  await page.click("#reset");
  assert.equal(await page.inputValue("#by-action"), "");
  const opener = page.locator("button.open").first();
  await opener.focus();
  await page.keyboard.press("Enter");
  assert.equal(await opener.getAttribute("aria-expanded"), "true");
  const detail = page.locator("tr.detail");
  assert.match(await detail.textContent(), /The way out.*Change the password/s);
  await page.keyboard.press("Space");
  assert.equal(await detail.count(), 0);
  assert.deepEqual(seen.requests, [`file://${sample}`]);
  assert.deepEqual(seen.wrong, []);
  await page.close();
});

await test("a request that the page would make is refused by its own policy", async () => {
  const { page, seen } = await open(sample);
  const results = await page.evaluate(async () => {
    const image = new Image();
    const loaded = new Promise((done) => { image.onload = () => done("loaded"); image.onerror = () => done("refused"); });
    image.src = "http://127.0.0.1:9/x.png";
    const fetched = fetch("http://127.0.0.1:9/x").then(() => "loaded", () => "refused");
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return [await loaded, await fetched, window.ran === true];
  });
  assert.deepEqual(results, ["refused", "refused", false]);
  assert.ok(seen.wrong.length >= 2 && seen.wrong.every((text) => text.includes("Content Security Policy") || text.includes("Refused")), seen.wrong.join("\n"));
  await page.close();
});

await test("names, roles and order are there for who does not see the page", async () => {
  const { page } = await open(sample);
  const found = await page.evaluate(() => {
    const unnamed = [...document.querySelectorAll("button, select, input, svg")].filter((node) => {
      const labels = node.labels && node.labels.length;
      const by = node.getAttribute("aria-labelledby");
      return !labels && !node.textContent.trim() && !(by && by.split(" ").every((id) => document.getElementById(id)));
    });
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    const levels = [...document.querySelectorAll("h1, h2, h3")].map((node) => Number(node.tagName[1]));
    return {
      unnamed: unnamed.map((node) => node.outerHTML.slice(0, 80)),
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      skips: levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1),
      language: document.documentElement.lang,
      headers: [...document.querySelectorAll("th")].every((node) => node.scope === "col"),
      titled: [...document.querySelectorAll("svg rect, svg circle")].every((node) => node.querySelector("title").textContent),
      axes: [...document.querySelectorAll("svg")].every((node) => node.querySelector(".axis-title") && node.querySelector("desc").textContent),
    };
  });
  assert.deepEqual(found, { unnamed: [], twice: [], skips: [], language: "en", headers: true, titled: true, axes: true });
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the findings");
  // Text against what is behind it, as WCAG 2 counts: 4.5 or more.
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    const poor = await page.evaluate(() => {
      const channel = (value) => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
      const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
      const behind = (node) => { for (let at = node; at; at = at.parentElement) { const c = getComputedStyle(at).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return "rgb(255, 255, 255)"; };
      return [...document.querySelectorAll("h1, h2, p, td, th button, label, .mark, .severity, a, dt, footer")].filter((node) => node.getClientRects().length).map((node) => {
        const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), node.className || node.tagName];
      }).filter(([ratio]) => ratio < 4.5);
    });
    assert.deepEqual(poor, [], scheme);
  }
  await page.close();
});

await test("three thousand secrets are quick to open, search, sort and filter", async () => {
  const { page, seen } = await open(many);
  const total = Number((await page.textContent("#count")).match(/[\d,]+/)[0].replaceAll(",", ""));
  assert.ok(total >= 3000, `${total} entries`);
  assert.equal(await rows(page).count(), 100);
  const measure = (run) => page.evaluate(async (what) => {
    const from = performance.now();
    const search = document.getElementById("search");
    if (what === "search") { search.value = "services/s5 db4"; search.dispatchEvent(new Event("input")); }
    if (what === "sort") document.querySelector("th[data-sort=place] button").click();
    if (what === "filter") { const by = document.getElementById("by-head"); by.value = "no"; by.dispatchEvent(new Event("change")); }
    if (what === "clear") { search.value = ""; search.dispatchEvent(new Event("input")); }
    document.body.getBoundingClientRect();
    return performance.now() - from;
  }, run);
  const times = { open: seen.opened };
  for (const what of ["search", "clear", "sort", "filter"]) times[what] = await measure(what);
  console.log(`        ${total} entries, ${(readFileSync(many).length / 1048576).toFixed(1)} MiB; ` +
    Object.entries(times).map(([what, time]) => `${what} ${time.toFixed(0)} ms`).join(", "));
  assert.ok(times.open < 5000 && ["search", "clear", "sort", "filter"].every((what) => times[what] < 500), JSON.stringify(times));
  assert.match(await page.textContent("#count"), /^[\d,]+ of [\d,]+ entries/);
  await page.click("#reset");
  await page.waitForFunction(() => !document.getElementById("more").hidden);
  await page.click("#more");
  assert.equal(await rows(page).count(), 200);
  assert.deepEqual(seen.wrong, []);
  await page.close();
});

await test("hostile paths, authors and reasons are text", async () => {
  const { page, seen } = await open(many);
  await page.fill("#search", "onerror");
  assert.ok(await rows(page).count() >= 1);
  for (const opener of await page.locator("button.open").all()) await opener.click();
  assert.equal(await page.locator("img, iframe, object, embed, b").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  assert.match(await page.textContent("#rows"), /x<\/script><img src=y onerror=document\.title='broken'>/);
  assert.match(await page.textContent("#rows"), /&lt;b&gt;\"Eve\" \]\]/);
  assert.ok((await page.title()).includes("dsnitch"), await page.title());
  assert.deepEqual(seen.requests, [`file://${many}`]);
  assert.deepEqual(seen.wrong, []);
  // The rows that are there without the script too.
  const source = readFileSync(many, "utf8");
  assert.equal(source.match(/<script/g).length, 2);
  assert.equal(source.match(/<img/g), null);
  await page.close();
});

await test("what is not complete and what is clean say so", async () => {
  let { page } = await open(incomplete);
  assert.match(await page.textContent("h1"), /^Not complete: /);
  assert.match(await page.textContent("#incomplete-title + ul"), /next: /);
  await page.close();
  ({ page } = await open(clean));
  assert.match(await page.textContent("h1"), /^Passed: nothing blocks/);
  assert.equal(await page.textContent("#count"), "0 entries");
  await page.close();
  ({ page } = await open(staged));
  assert.match(await page.textContent("h1"), /^Blocked: 1 secret blocks/);
  await page.selectOption("#by-action", "excused");
  await page.locator("button.open").first().click();
  assert.match(await page.textContent("tr.detail"), /a server that the test starts/);
  await page.close();
});

for (const [scheme, width, name] of [["light", 1280, "page-light.png"], ["dark", 1280, "page-dark.png"], ["light", 390, "page-narrow.png"]]) {
  const { page } = await open(sample);
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name}: wider than the window`);
  await page.screenshot({ path: join(pictures, name), fullPage: true });
  if (name === "page-light.png") await page.screenshot({ path: join(pictures, "history.png") });
  await page.close();
}
await context.close();
rmSync(profile, { recursive: true, force: true });
console.log(`${tested} passed, pictures in ${pictures}`);
