"use strict";
(() => {
  const STEP = 100;
  const SEVERITIES = ["critical", "high", "medium", "low"];
  const LEVELS = { block: "blocks", warn: "warns", note: "note" };
  const SAFETY = { safe: "safe fix", unsafe: "unsafe fix", display: "by hand", "": "by hand" };
  const data = JSON.parse(document.getElementById("data").textContent);
  const found = data.findings.map((finding, at) => ({
    ...finding,
    at,
    text: [finding.rule, finding.message, finding.address, finding.place, finding.owner].join("\n").toLowerCase(),
  }));
  const get = (id) => document.getElementById(id);
  const body = document.querySelector("tbody");
  const pressed = new Set(SEVERITIES);
  let descending = false;
  let shown = [];
  let drawn = 0;

  // Text comes from files that nobody has looked at: it is only ever set as text.
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  // What stands between backticks is code.
  const prose = (name, text, kind) => {
    const element = make(name, undefined, kind);
    text.split("`").forEach((part, at) => element.append(at % 2 ? make("code", part) : part));
    return element;
  };
  // Addresses and paths break behind their punctuation.
  const breakable = (text) => {
    const cell = make("td");
    for (const part of text.split(/(?<=[./:_])/)) cell.append(part, make("wbr"));
    return cell;
  };
  const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const ORDERS = {
    severity: (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    place: () => 0,
    rule: (a, b) => compare(a.rule, b.rule),
    resource: (a, b) => compare(a.address, b.address),
    owner: (a, b) => compare(a.owner === "", b.owner === "") || compare(a.owner, b.owner),
  };

  const headline = () => {
    const sum = data.summary;
    const parts = [
      plural(sum.findings, "finding"), `${sum.blocking.toLocaleString("en")} block`, plural(sum.files, "file"),
      plural(sum.resources, "resource"),
    ];
    if (sum.unchanged) parts.push(`${sum.unchanged.toLocaleString("en")} there before`);
    if (sum.suppressed) parts.push(`${sum.suppressed.toLocaleString("en")} suppressed`);
    if (sum.undecided) parts.push(`${sum.undecided.toLocaleString("en")} undecided`);
    if (sum.not_read) parts.push(`${sum.not_read.toLocaleString("en")} not read`);
    get("headline").textContent = parts.join(" · ");
    get("made").textContent = `terrafence ${data.version}`;
    get("gate").hidden = !data.gate.length;
    get("gate").querySelector("ul").append(...data.gate.map((text) => make("li", text)));
    get("errors").hidden = !data.errors.length;
    get("errors").querySelector("ul").append(...data.errors.map(([path, text]) => make("li", `${path}: ${text}`)));
  };

  const tiles = () => {
    for (const severity of SEVERITIES) {
      const button = make("button", severity, severity);
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      button.dataset.severity = severity;
      button.append(make("b"));
      button.addEventListener("click", () => {
        const alone = pressed.size === 1 && pressed.has(severity);
        pressed.clear();
        for (const name of alone ? SEVERITIES : [severity]) pressed.add(name);
        update();
      });
      get("severities").append(button);
    }
  };

  const choices = (id, key) => {
    const values = [...new Set(found.map((finding) => finding[key]))].filter(Boolean).sort(compare);
    for (const value of values) get(id).append(new Option(value, value));
    get(id).parentElement.hidden = !values.length;
  };

  const matches = (finding) => {
    const words = get("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    return (finding.suppressed === null || get("suppressed").checked) &&
      (!get("service").value || finding.service === get("service").value) &&
      (!get("owner").value || finding.owner === get("owner").value) &&
      (!get("state").value || finding.state === get("state").value) &&
      (!get("level").value || finding.level === get("level").value) &&
      words.every((word) => finding.text.includes(word));
  };

  const update = () => {
    const matching = found.filter(matches);
    for (const button of get("severities").children) {
      const severity = button.dataset.severity;
      button.setAttribute("aria-pressed", String(pressed.has(severity)));
      button.lastChild.textContent = matching.filter((item) => item.severity === severity).length.toLocaleString("en");
    }
    const order = ORDERS[get("sort").value];
    const sign = descending ? -1 : 1;
    shown = matching.filter((finding) => pressed.has(finding.severity));
    shown.sort((a, b) => sign * (order(a, b) || a.at - b.at));
    for (const button of document.querySelectorAll("th button")) {
      const sorted = button.dataset.sort === get("sort").value;
      button.parentElement.setAttribute("aria-sort", sorted ? (descending ? "descending" : "ascending") : "none");
    }
    body.replaceChildren();
    drawn = 0;
    draw();
  };

  const draw = () => {
    const next = shown.slice(drawn, drawn + STEP);
    body.append(...next.map(row));
    drawn += next.length;
    get("count").textContent = `${plural(shown.length, "finding")}, ${drawn.toLocaleString("en")} listed`;
    get("none").hidden = shown.length > 0;
    get("more").hidden = drawn >= shown.length;
    get("more").textContent = `Show ${Math.min(STEP, shown.length - drawn)} more`;
  };

  const row = (finding) => {
    const line = make("tr", undefined, finding.suppressed === null ? "" : "gone");
    const severity = make("td");
    severity.append(make("span", finding.severity, `tag ${finding.severity}`));
    severity.append(make("span", finding.suppressed === null ? LEVELS[finding.level] : "suppressed", "level"));
    const what = make("td");
    const open = prose("button", finding.message, "open");
    open.type = "button";
    open.setAttribute("aria-expanded", "false");
    open.addEventListener("click", () => toggle(line, open, finding));
    what.append(open, make("span", finding.rule, "rule"));
    const more = finding.instances > 1 ? ` and ${finding.instances - 1} more` : "";
    line.append(
      severity, what, breakable(finding.address + more), make("td", finding.owner), breakable(finding.place),
      make("td", SAFETY[finding.safety]),
    );
    return line;
  };

  const toggle = (line, open, finding) => {
    const expanded = open.getAttribute("aria-expanded") === "true";
    open.setAttribute("aria-expanded", String(!expanded));
    if (expanded) line.nextElementSibling.remove();
    else line.after(detail(finding));
  };

  const detail = (finding) => {
    const rule = data.rules[finding.rule];
    const line = make("tr", undefined, "detail");
    const cell = make("td");
    cell.colSpan = 6;
    if (finding.excerpt) cell.append(excerpt(finding.excerpt));
    const list = make("dl");
    const entry = (name, value) => list.append(make("dt", name), value);
    entry("why", make("dd", rule.why));
    const fix = finding.fix ? `${finding.fix} (${SAFETY[finding.safety]})` : rule.no_fix && `by hand: ${rule.no_fix}`;
    if (fix) entry("fix", prose("dd", fix));
    if (finding.suppressed !== null) entry("silenced", make("dd", finding.suppressed || "without a reason"));
    const page = make("dd");
    const link = make("a", finding.rule);
    link.href = rule.url;
    link.rel = "noopener noreferrer";
    page.append(link);
    entry("rule", page);
    cell.append(list);
    line.append(cell);
    return line;
  };

  const excerpt = ([flagged, lines]) => {
    const block = make("pre");
    for (const [number, text] of lines) {
      const line = make("span", text || " ", number === flagged ? "flagged" : "");
      line.dataset.line = number;
      block.append(line);
    }
    return block;
  };

  headline();
  tiles();
  choices("service", "service");
  choices("owner", "owner");
  choices("state", "state");
  document.querySelector("table").classList.toggle("unowned", found.every((finding) => !finding.owner));
  get("filters").addEventListener("submit", (event) => event.preventDefault());
  get("filters").addEventListener("input", update);
  get("sort").addEventListener("input", () => { descending = false; });
  get("filters").addEventListener("reset", () => {
    for (const name of SEVERITIES) pressed.add(name);
    descending = false;
    setTimeout(update);
  });
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      descending = get("sort").value === button.dataset.sort && !descending;
      get("sort").value = button.dataset.sort;
      update();
    });
  }
  get("more").addEventListener("click", draw);
  update();
})();
