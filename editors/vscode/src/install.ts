// A server of the extension's own, in a virtual environment in its storage. Only ever when a person asks for it.

import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

import { executableIn } from "./find";

const run = promisify(execFile);
const PYTHONS = process.platform === "win32" ? ["py", "python"] : ["python3", "python"];
const ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))";

/** Installs the server into `directory`, with progress; says what went wrong and returns false when it fails. */
export async function installServer(directory: string, log: vscode.LogOutputChannel): Promise<boolean> {
  const title = "terrafence: installing the server";
  const location = vscode.ProgressLocation.Notification;
  try {
    await vscode.window.withProgress({ location, title }, () => install(directory, log));
    return true;
  } catch (error) {
    log.error(String(error));
    const choice = await vscode.window.showErrorMessage(
      `terrafence: the server could not be installed: ${reason(error)}`,
      "Show the log",
    );
    if (choice !== undefined) {
      log.show();
    }
    return false;
  }
}

async function install(directory: string, log: vscode.LogOutputChannel): Promise<void> {
  const python = await findPython();
  await fs.mkdir(path.dirname(directory), { recursive: true });
  await logged(log, python, ["-m", "venv", "--clear", directory]);
  const inside = executableIn(directory, "python", process.platform);
  await logged(log, inside, ["-m", "pip", "install", "--disable-pip-version-check", "terrafence[lsp]"]);
}

async function findPython(): Promise<string> {
  for (const candidate of PYTHONS) {
    try {
      await run(candidate, ["-c", ENOUGH]);
      return candidate;
    } catch {
      continue;
    }
  }
  throw new Error("Python 3.11 or newer is needed and was not found on the PATH");
}

async function logged(log: vscode.LogOutputChannel, command: string, args: string[]): Promise<void> {
  log.info(`${command} ${args.join(" ")}`);
  const { stdout, stderr } = await run(command, args, { maxBuffer: 16 * 1024 * 1024 });
  log.info(stdout + stderr);
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
