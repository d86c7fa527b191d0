// The item in the status bar.

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor(selector: vscode.DocumentSelector) {
    this.item = vscode.languages.createLanguageStatusItem("terrafence", selector);
    this.item.name = "terrafence";
    this.absent();
  }

  /** No server was found. */
  absent(): void {
    this.show("terrafence: no server", "", vscode.LanguageStatusSeverity.Error, {
      title: "Install",
      command: "terrafence.install",
    });
  }

  /** The person has switched linting off. */
  off(): void {
    this.show("terrafence: off", "terrafence.enable", vscode.LanguageStatusSeverity.Information);
  }

  /** The server's state has changed. `detail` says which server it is. */
  follow(state: State, detail: string): void {
    this.item.busy = state === State.Starting;
    if (state === State.Stopped) {
      this.show("terrafence: stopped", detail, vscode.LanguageStatusSeverity.Error, {
        title: "Restart",
        command: "terrafence.restart",
      });
    } else {
      const log = { title: "Log", command: "terrafence.showLog" };
      this.show("terrafence", detail, vscode.LanguageStatusSeverity.Information, log);
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(
    text: string,
    detail: string,
    severity: vscode.LanguageStatusSeverity,
    command?: vscode.Command,
  ): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.command = command;
  }
}
