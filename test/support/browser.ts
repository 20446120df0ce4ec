import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser of this machine: the one that CHROMIUM names, or the first that PATH leads to. */
function browserPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return process.env["CHROMIUM"] ?? found.find(runnable);
}

/**
 * The browser for a test file.
 * @returns undefined where there is none, which is said on the console
 * @throws Error where there is none and CI is set: there nothing is left out
 */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = browserPath();
  const missing =
    "no Chromium was found: `apt-get install chromium`, or name one in the environment variable CHROMIUM";
  if (executablePath !== undefined)
    return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  if (process.env["CI"]) throw new Error(missing);
  console.log(`left out: tests in a browser (${missing})`);
  return undefined;
}

/** A page from disk, with all that it said on its console and all that it asked for beside itself. */
export interface Opened {
  page: Page;
  complaints: string[];
  requests: string[];
}

/** Opens a file in a page of its own. */
export async function openFile(
  browser: Browser,
  file: string,
  { hash = "", ...options }: { hash?: string } & Parameters<Browser["newPage"]>[0] = {},
): Promise<Opened> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.route(
    () => true,
    async (route) => {
      const url = route.request().url();
      if (url.split("#", 1)[0] !== `file://${file}`) requests.push(url);
      await route.continue();
    },
  );
  await page.goto(`file://${file}${hash}`);
  return { page, complaints, requests };
}
