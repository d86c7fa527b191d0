// Starts the language server and keeps it running.

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";

import { findServer, hookVersion, type Server } from "./find";
import { installServer } from "./install";
import { Status } from "./status";

const SECTION = "terrafence";
const FIX_ALL = "source.fixAll.terrafence";
const SELECTOR = [
  { scheme: "file", pattern: "**/*.{tf,tofu,tfvars}" },
  { scheme: "file", pattern: "**/*.{tf,tofu,tfvars}.json" },
  { scheme: "file", pattern: "**/{terrafence,pyproject}.toml" },
  { scheme: "untitled", language: "terraform" },
  { scheme: "untitled", language: "opentofu" },
];

let running: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  running = new Extension(context);
  await running.start();
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

class Extension {
  private readonly log = vscode.window.createOutputChannel("terrafence", { log: true });
  private readonly status = new Status(SELECTOR);
  private readonly ownDirectory: string;
  private client: LanguageClient | undefined;
  private offered = false;

  constructor(context: vscode.ExtensionContext) {
    this.ownDirectory = path.join(context.globalStorageUri.fsPath, "server");
    const command = vscode.commands.registerCommand;
    context.subscriptions.push(
      this.log,
      this.status,
      command("terrafence.restart", () => this.restart()),
      command("terrafence.showLog", () => {
        this.log.show();
      }),
      command("terrafence.install", () => this.install()),
      command("terrafence.fixFile", () => this.fixFile()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration(async (event) => {
        const choosesServer = ["path", "enable"].some((key) => event.affectsConfiguration(`${SECTION}.${key}`));
        if (choosesServer) {
          await this.restart();
        }
      }),
    );
  }

  async start(): Promise<void> {
    if (!settings().get<boolean>("enable", true)) {
      this.status.off();
      return;
    }
    const server = this.find();
    if (server === undefined) {
      this.status.absent();
      void this.offer();
      return;
    }
    this.log.info(`starting ${server.command} (${server.origin})`);
    this.client = this.connect(server);
    try {
      await this.client.start();
      await this.compareWithHook(this.client.initializeResult?.serverInfo?.version);
    } catch (error) {
      this.log.error(String(error));
      this.status.follow(State.Stopped, server.command);
      void this.complain(`the server ${server.command} does not start`);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop() === true) {
      await client.stop();
    }
  }

  private async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private find(): Server | undefined {
    const trusted = vscode.workspace.isTrusted;
    return findServer({
      setting: settings().get<string>("path", ""),
      folders: trusted ? (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath) : [],
      searchPath: (process.env["PATH"] ?? "").split(path.delimiter),
      ownDirectory: this.ownDirectory,
      platform: process.platform,
      exists: (file) => fs.existsSync(file),
    });
  }

  private connect(server: Server): LanguageClient {
    const executable = { command: server.command, transport: TransportKind.stdio };
    const client = new LanguageClient(SECTION, "terrafence", executable, {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: settings(),
      synchronize: { configurationSection: SECTION },
    });
    client.onDidChangeState(({ newState }) => {
      const version = client.initializeResult?.serverInfo?.version;
      this.status.follow(newState, version === undefined ? server.command : `${version}, ${server.origin}`);
    });
    return client;
  }

  /** Asks, once, whether to install a server. Nothing is installed unasked. */
  private async offer(): Promise<void> {
    if (this.offered) {
      return;
    }
    this.offered = true;
    const choice = await vscode.window.showWarningMessage(
      "terrafence: there is no server (terrafence-lsp) in the workspace's environment or on the PATH.",
      "Install one",
      "Set its path",
    );
    if (choice === "Install one") {
      await this.install();
    } else if (choice !== undefined) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "terrafence.path");
    }
  }

  private async install(): Promise<void> {
    if (await installServer(this.ownDirectory, this.log)) {
      await this.restart();
    }
  }

  /** Says so when the commit hook of the workspace runs another version, and so might say other things. */
  private async compareWithHook(version: string | undefined): Promise<void> {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const file = vscode.Uri.joinPath(folder.uri, ".pre-commit-config.yaml");
      const wanted = hookVersion(await readText(file));
      if (wanted !== undefined && version !== undefined && wanted !== version) {
        void vscode.window.showWarningMessage(
          `terrafence: the editor runs version ${version}, the commit hook of ${folder.name} version ${wanted}: they may differ in what they find.`,
        );
      }
    }
  }

  private async fixFile(): Promise<void> {
    await vscode.commands.executeCommand("editor.action.codeAction", { kind: FIX_ALL, apply: "first" });
  }

  private async complain(message: string): Promise<void> {
    if ((await vscode.window.showErrorMessage(`terrafence: ${message}`, "Show the log")) !== undefined) {
      this.log.show();
    }
  }
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION);
}

async function readText(file: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8");
  } catch {
    return "";
  }
}
