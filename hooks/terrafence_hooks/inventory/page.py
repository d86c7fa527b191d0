"""An inventory as a page that needs nothing else: coverage by key and module, filter, sort."""

import json
from collections.abc import Iterator, Sequence

from terrafence.inventory.rows import Row
from terrafence_hooks.inventory.machine import described


def as_html(rows: Sequence[Row]) -> Iterator[str]:
    """The page. What resources say is data in it, never markup or code."""
    before, after = _PAGE.split("{{data}}")
    yield before + "["
    for at, row in enumerate(rows):
        data = json.dumps(_shown(row), separators=(",", ":"))
        # The only way out of a script element is `</`, and `<!--` has a meaning in it too.
        yield ("," if at else "") + data.replace("<", "\\u003c")
    yield "]" + after


def _shown(row: Row) -> dict[str, object]:
    return {**described(row), "place": row.place, "tags": dict(row.tags), "givers": dict(row.givers)}


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Inventory</title>
<style>
:root { color-scheme: light dark; --line: #8884; --weak: #777; --good: #2a7d4f; --bad: #b3261e; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .7rem; vertical-align: top; }
th { border-bottom: 2px solid var(--line); white-space: nowrap; } td { border-bottom: 1px solid var(--line); }
th button { all: unset; cursor: pointer; font-weight: 600; } th button:focus-visible { outline: 2px solid; }
.scroll { overflow-x: auto; }
.number { text-align: right; }
.region { white-space: nowrap; } .weak { color: var(--weak); }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: .7rem; padding: 0 .5rem;
  margin: 0 .2rem .2rem 0; } .tag.provider { border-style: dashed; }
meter { width: 8rem; } input, select { font: inherit; padding: .2rem .5rem; } .none { color: var(--bad); }
label { margin-right: 1rem; } code { font-size: .95em; }
</style>
<h1>Inventory</h1>
<p id="sums"></p>
<h2>Coverage by key</h2>
<div class="scroll"><table id="keys"></table></div>
<h2>Coverage by module</h2>
<div class="scroll"><table id="modules"></table></div>
<h2>Resources</h2>
<p><label>Filter <input id="filter" type="search" placeholder="words, or Key=value"></label>
<label>Lacks <select id="lacks"><option value=""></option></select></label>
<span id="shown" class="weak" aria-live="polite"></span></p>
<p class="weak">A dashed frame: the provider gives the tag. ?: the value is not known before apply.</p>
<div class="scroll"><table id="rows"></table></div>
<p><button id="more" hidden>Show more</button></p>
<script type="application/json" id="data">{{data}}</script>
<script>
"use strict";
const rows = JSON.parse(document.getElementById("data").textContent);
const at = id => document.getElementById(id);
const make = (name, text, kind) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const has = (row, key) => Object.hasOwn(row.tags, key);
const lacks = (row, key) => row.taggable && !has(row, key) && !row.more_tags;
const taggable = rows.filter(row => row.taggable);
const keys = [...new Set(rows.flatMap(row => Object.keys(row.tags)))].sort();
const count = (list, test) => list.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0);

at("sums").textContent = `${rows.length} resources, ${taggable.length} can be tagged, ` +
  `${count(taggable, row => !row.owner)} of those have no owner.`;

function head(table, names) {
  const line = table.createTHead().insertRow();
  for (const name of names) { const cell = make("th", name); cell.scope = "col"; line.append(cell); }
  return table.createTBody();
}
function coverage(line, some, all) {
  const meter = make("meter");
  meter.max = all || 1; meter.value = some;
  line.insertCell().append(meter);
  line.append(make("td", `${some} of ${all}`, "number"));
}
function byKey() {
  const body = head(at("keys"), ["Key", "Has it", "", "Values"]);
  for (const key of keys) {
    const line = body.insertRow(), values = new Map();
    for (const row of rows) if (has(row, key))
      values.set(row.tags[key] ?? "?", (values.get(row.tags[key] ?? "?") || 0) + 1);
    line.append(make("td", key));
    coverage(line, count(taggable, row => has(row, key)), taggable.length);
    const top = [...values].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([value, n]) => `${value} (${n})`);
    line.append(make("td", top.join(", ") + (values.size > 6 ? ", …" : "")));
  }
}
function byModule() {
  const groups = new Map();
  for (const row of rows) {
    const name = [row.root, row.module].filter(Boolean).join(" ") || "the root";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  const body = head(at("modules"), ["Module", "Resources", "Has an owner", "", "Findings"]);
  for (const [name, list] of [...groups].sort((a, b) => a[0] < b[0] ? -1 : 1).slice(0, 500)) {
    const line = body.insertRow(), able = list.filter(row => row.taggable);
    line.append(make("td", name), make("td", list.length, "number"));
    coverage(line, count(able, row => row.owner), able.length);
    line.append(make("td", list.reduce((sum, row) => sum + (row.findings || 0), 0), "number"));
  }
}

const columns = ["address", "type", "region", "owner", "findings", "tags", "place"];
const natural = new Intl.Collator("en", { numeric: true });
let order = { column: "address", down: false }, limit = 200;
function value(row, column) {
  if (column === "tags") return Object.keys(row.tags).length;
  return row[column] ?? (column === "findings" ? -1 : "");
}
function matches(row, words) {
  return words.every(word => {
    const cut = word.indexOf("=");
    if (cut > 0) {
      const key = Object.keys(row.tags).find(key => key.toLowerCase() === word.slice(0, cut));
      return key !== undefined && (row.tags[key] ?? "?").toLowerCase().includes(word.slice(cut + 1));
    }
    return row.text.includes(word);
  });
}
for (const row of rows) row.text = [row.address, row.type, row.region, row.owner, row.place,
  ...Object.entries(row.tags).flat()].join(" ").toLowerCase();

function tags(row) {
  const cell = make("td");
  for (const [key, held] of Object.entries(row.tags)) {
    const kind = row.givers[key] === "provider" ? "tag provider" : "tag";
    cell.append(make("span", `${key}=${held ?? "?"}`, kind));
  }
  if (row.more_tags) cell.append(make("span", `maybe more: ${row.more_tags}`, "weak"));
  else if (!Object.keys(row.tags).length) cell.append(make("span", row.taggable ? "none" : "cannot be tagged",
    row.taggable ? "none" : "weak"));
  return cell;
}
function draw() {
  const words = at("filter").value.toLowerCase().split(/\\s+/).filter(Boolean), key = at("lacks").value;
  const found = rows.filter(row => matches(row, words) && (!key || lacks(row, key)));
  const sign = order.down ? -1 : 1;
  found.sort((a, b) => {
    const x = value(a, order.column), y = value(b, order.column);
    return sign * (typeof x === "string" ? natural.compare(x, y) : x - y);
  });
  const body = make("tbody");
  for (const row of found.slice(0, limit)) {
    const line = body.insertRow();
    for (const column of columns) {
      if (column === "tags") line.append(tags(row));
      else if (column === "address") line.insertCell().append(make("code", row.address));
      else line.append(make("td", row[column] ?? "", column === "findings" ? "number" : column));
    }
  }
  at("rows").tBodies[0]?.remove();
  at("rows").append(body);
  at("shown").textContent = `${found.length} of ${rows.length}`;
  at("more").hidden = found.length <= limit;
}
const top_ = at("rows").createTHead().insertRow();
for (const column of columns) {
  const cell = make("th"), button = make("button", column);
  cell.scope = "col";
  button.onclick = () => {
    order = { column, down: order.column === column && !order.down };
    for (const other of top_.cells) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    draw();
  };
  cell.append(button);
  top_.append(cell);
}
for (const key of keys) {
  const option = make("option", key);
  option.value = key;
  at("lacks").append(option);
}
at("filter").oninput = at("lacks").onchange = () => { limit = 200; draw(); };
at("more").onclick = () => { limit += 1000; draw(); };
byKey(); byModule(); draw();
</script>
</html>
"""
