// Drives a real Visual Studio Code (code-server in headless Chromium) as a person would, and writes down what it saw.
//
// usage: node drive.mjs ADDRESS FOLDER PICTURES
//
// Prints one JSON object: what was seen at each step. Needs playwright-core and /usr/bin/chromium.

import { mkdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, folder, pictures] = process.argv.slice(2);
const file = join(folder, "main.tf");
const seen = {};
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1180, height: 720 } });
const squiggles = ".squiggly-error, .squiggly-warning";

try {
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".monaco-workbench").waitFor({ timeout: 120_000 });
  await openFile("main.tf");
  seen.clean = await settledCount();

  await replaceWord("required", "optional");
  await page.locator(".squiggly-error").first().waitFor({ timeout: 45_000 });
  seen.savedText = (await readFile(file, "utf8")).includes('http_tokens = "required"');
  seen.squiggle = await page.locator(".squiggly-error").count();
  await picture("squiggle");

  await hoverOn("http_tokens");
  const hover = page.locator(".monaco-hover:visible", { hasText: "in aws_instance.web" }).first();
  await hover.waitFor({ timeout: 20_000 });
  seen.hover = await hover.innerText();
  await picture("hover");
  await page.keyboard.press("Escape");

  await cursorOn("optional");
  const lightbulb = page.locator(".codicon-light-bulb, .codicon-lightbulb-autofix, .codicon-gutter-lightbulb, .codicon-gutter-lightbulb-auto-fix");
  await lightbulb.first().waitFor({ timeout: 30_000 });
  seen.lightbulb = true;
  seen.menu = await openMenu();
  await picture("menu");
  await choose("Set `metadata_options.http_tokens`");
  await page.locator(".squiggly-error").first().waitFor({ state: "detached", timeout: 30_000 });
  seen.fixed = await text();

  await replaceWord("required", "optional");
  await page.locator(".squiggly-error").first().waitFor({ timeout: 30_000 });
  await page.keyboard.press("Control+s");
  await page.locator(".squiggly-error").first().waitFor({ state: "detached", timeout: 30_000 });
  await page.keyboard.press("Control+s");
  await page.waitForTimeout(1500);
  seen.fixedOnSave = await readFile(file, "utf8");
  await picture("fixed");

  await replaceWord("required", "optional");
  await page.locator(".squiggly-error").first().waitFor({ timeout: 30_000 });
  await cursorOn("optional");
  await openMenu();
  await choose("Ignore aws-ec2-imds-v1-enabled here");
  await page.locator(".squiggly-error").first().waitFor({ state: "detached", timeout: 30_000 });
  seen.ignored = await text();

  await mkdir(join(folder, "network"));
  await writeFile(join(folder, "network", "main.tf"), "");
  await writeFile(join(folder, "net.tf"), 'module "n" {\n  source = "./network"\n}\n');
  await rename("network", "net");
  await page.locator(".tab", { hasText: "net.tf" }).click({ timeout: 30_000 });
  await page.locator(".monaco-editor .view-line", { hasText: '"./net"' }).first().waitFor({ timeout: 30_000 });
  seen.calls = await text();
} catch (error) {
  seen.error = String(error);
  await picture("error");
  await page.keyboard.press("F1");
  await page.keyboard.type("terrafence: Show the log");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(3000);
  await picture("log");
} finally {
  console.log(JSON.stringify(seen));
  await browser.close();
}

async function openFile(name) {
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget input").first().fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor({ timeout: 30_000 });
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor .view-lines").first().waitFor({ timeout: 30_000 });
}

async function settledCount() {
  await page.waitForTimeout(8000);
  return page.locator(squiggles).count();
}

// Finds a word in the editor and types another over it.
async function replaceWord(old, replacement) {
  await cursorOn(old);
  await page.keyboard.type(replacement);
}

// Selects the first occurrence of a word.
async function cursorOn(word) {
  const all = await lines();
  const line = all.findIndex((item) => item.includes(word));
  if (line < 0) {
    throw new Error(`no ${word} in ${JSON.stringify(all)}`);
  }
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+g");
  await page.locator(".quick-input-widget input").first().fill(`:${line + 1}:${all[line].indexOf(word) + 2}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").first().waitFor({ state: "hidden", timeout: 10_000 });
  await page.keyboard.press("Control+d");
}

async function hoverOn(word) {
  await cursorOn(word);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
}

async function openMenu() {
  await page.keyboard.press("Control+.");
  const menu = page.locator(".action-widget").first();
  await menu.locator(".monaco-list-row", { hasText: "http_tokens" }).first().waitFor({ timeout: 30_000 });
  return (await menu.innerText()).split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

async function choose(title) {
  await page.locator(".action-widget").first().locator(".monaco-list-row", { hasText: title }).first().click();
}

// Renames a file or directory in the explorer, and lets what refers to it follow.
async function rename(name, other) {
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().click({ timeout: 30_000 });
  await page.keyboard.press("F2");
  const input = page.locator(".explorer-folders-view input").first();
  await input.fill(other);
  await input.press("Enter");
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: "OK" }).click({ timeout: 30_000 });
}

async function text() {
  return (await lines()).join("\n");
}

// The lines on the screen: their elements are in no order of their own.
async function lines() {
  return page.evaluate(() =>
    [...document.querySelectorAll(".monaco-editor .view-line")]
      .sort((one, other) => parseInt(one.style.top) - parseInt(other.style.top))
      .map((line) => line.textContent.replaceAll("\u00a0", " ")),
  );
}

async function picture(name) {
  await page.waitForTimeout(1000); // what fades in has come
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
