// Where the server is. Nothing here knows of VS Code, so that it can be tested by itself.

import * as path from "node:path";

export interface Places {
  /** The setting `terrafence.path`; empty when it is not set. */
  readonly setting: string;
  /** The workspace's folders; none when the workspace is not trusted. */
  readonly folders: readonly string[];
  /** The directories of PATH. */
  readonly searchPath: readonly string[];
  /** Where the extension puts a server that it installs itself. */
  readonly ownDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly exists: (file: string) => boolean;
}

export interface Server {
  readonly command: string;
  /** Why this one, for people. */
  readonly origin: string;
}

const ENVIRONMENTS = [".venv", "venv", "env"];

/** The server to start: that of the setting, of the workspace's environment, of the PATH, or our own. */
export function findServer(places: Places): Server | undefined {
  if (places.setting !== "") {
    return { command: places.setting, origin: "the setting terrafence.path" };
  }
  for (const candidate of candidates(places)) {
    if (places.exists(candidate.command)) {
      return candidate;
    }
  }
  return undefined;
}

/** The executable in a virtual environment. */
export function executableIn(environment: string, name: string, platform: NodeJS.Platform): string {
  const windows = platform === "win32";
  return path.join(environment, windows ? "Scripts" : "bin", windows ? `${name}.exe` : name);
}

function* candidates(places: Places): Generator<Server> {
  const name = "terrafence-lsp";
  for (const folder of places.folders) {
    for (const environment of ENVIRONMENTS) {
      const command = executableIn(path.join(folder, environment), name, places.platform);
      yield { command, origin: `the environment ${environment} of the workspace` };
    }
  }
  for (const directory of places.searchPath.filter((item) => path.isAbsolute(item))) {
    const file = places.platform === "win32" ? `${name}.exe` : name;
    yield { command: path.join(directory, file), origin: "the PATH" };
  }
  yield {
    command: executableIn(places.ownDirectory, name, places.platform),
    origin: "the one that this extension installed",
  };
}

/**
 * The version that the workspace's pre-commit hook runs, without the leading `v`; undefined when there is no
 * such hook or its revision is not a version.
 */
export function hookVersion(preCommitConfig: string): string | undefined {
  for (const repository of preCommitConfig.split(/^\s*-\s+repo:/m).slice(1)) {
    if (/^\s*-?\s*id:\s*["']?terrafence/m.test(repository)) {
      return /^\s*rev:\s*["']?v?(\d+\.\d+[^"'\s#]*)/m.exec(repository)?.[1];
    }
  }
  return undefined;
}
