import assert from "node:assert/strict";
import { test } from "node:test";

import { findServer, hookVersion, type Places } from "../src/find";

const NOWHERE: Places = {
  setting: "",
  folders: [],
  searchPath: [],
  ownDirectory: "/own",
  platform: "linux",
  exists: () => false,
};

function found(places: Partial<Places>, ...files: string[]): string | undefined {
  return findServer({ ...NOWHERE, exists: (file) => files.includes(file), ...places })?.command;
}

void test("without any server there is none", () => {
  assert.equal(found({ folders: ["/w"], searchPath: ["/bin"] }), undefined);
});

void test("the setting wins, whether it exists or not", () => {
  assert.equal(found({ setting: "/x/lsp", folders: ["/w"] }, "/w/.venv/bin/terrafence-lsp"), "/x/lsp");
});

void test("the workspace's environment comes before the PATH, and that before our own", () => {
  const files = ["/w/venv/bin/terrafence-lsp", "/bin/terrafence-lsp", "/own/bin/terrafence-lsp"];
  const everywhere = { folders: ["/w"], searchPath: ["/bin"] };
  assert.equal(found(everywhere, ...files), files[0]);
  assert.equal(found({ searchPath: ["/bin"] }, ...files), files[1]);
  assert.equal(found({}, ...files), files[2]);
});

void test("a relative directory of the PATH, which a workspace could fill, is not looked at", () => {
  assert.equal(found({ searchPath: [".", "bin", ""] }, "terrafence-lsp", "bin/terrafence-lsp"), undefined);
});

const HOOK = `repos:
  - repo: https://example.com/other
    rev: v9.9.9
    hooks:
      - id: other
  - repo: https://github.com/terrafence/terrafence
    rev: v0.2.0  # pinned
    hooks:
      - id: terrafence-fix
      - id: terrafence
`;

for (const [text, version] of [
  ["", undefined],
  ["repos: []\n", undefined],
  [HOOK.replaceAll("id: terrafence", "id: tflint"), undefined],
  [HOOK.replace("v0.2.0", "0123abcd"), undefined],
  [HOOK, "0.2.0"],
  [HOOK.replace("v0.2.0", '"0.3.0rc1"'), "0.3.0rc1"],
] as const) {
  void test(`the hook's version in ${JSON.stringify(text.slice(0, 20))} is ${version}`, () => {
    assert.equal(hookVersion(text), version);
  });
}
