// Copyright: Contributors to the gir.multidc project
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of a report. All state is in the fragment of the address, so that a link shows the same view.
// A row is a number; what it holds stands in columns, whose values are places in one list of texts.
(async () => {
"use strict";
const { html, render, nothing } = lit;
const ROWS = 100;
const app = document.getElementById("app");
const dialog = document.getElementById("detail");
const heading = document.getElementById("findings");
const drift = (name) => (data.kind === "drift" ? name[0] : name[1]);

// ---- the data -------------------------------------------------------------------------------------------------------

async function unpacked() {
  const bytes = Uint8Array.from(atob(JSON.parse(document.getElementById("data").textContent)), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

let data;
try {
  data = await unpacked();
} catch (problem) {
  render(html`<p role="alert">This browser cannot unpack the findings: it is too old. Below are the worst of them.</p>`, app);
  return;
}
document.documentElement.classList.add("js");
const count = data.ids.length;
const text = (name, row) => {
  const place = Object.hasOwn(data.of, name) ? data.of[name][row] : 0;
  return place < 0 ? null : data.texts[place];
};
const flags = Object.fromEntries(Object.entries(data.flags).map(([name, rows]) => [name, new Set(rows)]));
const haystacks = [];
const haystack = (row) => (haystacks[row] ??= Object.keys(data.of).map((name) => text(name, row) || "")
  .concat(data.ids[row]).join("\n").toLowerCase());
// What a search reads is made while nobody waits, a part at a time.
function prepare(start) {
  const end = Math.min(start + 2000, count);
  for (let row = start; row < end; row += 1) haystack(row);
  if (end < count) setTimeout(prepare, 0, end);
}
const put_aside = (row) => flags.aside.has(row);
const UNKNOWN = { not_checked: "not checked", not_observable: "not observable" };

// ---- the query: words, "several words", field:value, sev:>=value, and ! before any of them ---------------------------

const FIELDS = {
  dc: "data_center", host: "host", component: "component", object: "object", path: "object", key: "key", check: "check",
  by: "changed_by", cause: "cause", id: "id", is: "is", sev: "level", answer: "level",
};
const WHOLE = ["dc", "component", "id"];
const IS = {
  new: (row) => text("novelty", row) === "new",
  known: (row) => text("novelty", row) === "known",
  drift: (row) => text("outcome", row) === "drift",
  unchecked: (row) => text("outcome", row) === "not_checked",
  ignored: (row) => text("outcome", row) === "ignored",
  gone: (row) => text("outcome", row) === "gone",
  secret: (row) => flags.secret.has(row),
  restart: (row) => flags.restarts.has(row),
  person: (row) => text("repair_by", row) === "person",
  inferred: (row) => text("confidence", row) === "inferred",
  maintenance: (row) => Boolean(text("maintenance", row)),
  unobservable: (row) => text("outcome", row) === "not_observable",
  explained: (row) => Boolean(text("parent", row)),
  all: () => true,
};

// With one of these in the query, what is put aside is shown too.
const ASIDE = ["ignored", "gone", "unobservable", "explained", "all"];

function terms(query) {
  const found = [];
  for (const [whole, not, name, sign, quoted, plain] of query.matchAll(/(!?)(?:([a-z]+):)?(>=|<=|=)?(?:"([^"]*)"?|(\S+))/gi)) {
    const field = name && Object.hasOwn(FIELDS, name.toLowerCase()) ? name.toLowerCase() : "";
    const value = (quoted ?? plain).toLowerCase();
    if (!field && Object.hasOwn(FIELDS, value.replace(/:$/, "")) && value.endsWith(":")) continue;
    const rest = field ? value : `${name ? `${name.toLowerCase()}:` : ""}${sign || ""}${value}`;
    if (rest && rest !== "!") found.push({ whole, not: Boolean(not), field, sign: field ? sign || "" : "", value: rest });
  }
  return found;
}

const level_of = (value) => data.levels.findIndex(
  (level) => [level.name, level.label].some((name) => name.toLowerCase().replaceAll(" ", "_").startsWith(value.replaceAll(" ", "_"))));

// A function of a row, or a text that says what is wrong with the term.
function test_of({ field, sign, value }) {
  if (!field) return (row) => haystack(row).includes(value);
  if (field === "is") return Object.hasOwn(IS, value) ? IS[value] : `is:${value} is not known; use ${Object.keys(IS).join(", ")}`;
  if (FIELDS[field] === "level") {
    const place = level_of(value);
    if (place < 0) return `${field}:${value} is not known; use ${data.levels.map((level) => level.name.replaceAll(" ", "_")).join(", ")}`;
    if (sign === ">=") return (row) => data.level[row] >= 0 && data.level[row] <= place;
    return sign === "<=" ? (row) => data.level[row] >= place : (row) => data.level[row] === place;
  }
  const read = field === "id" ? (row) => data.ids[row] : (row) => (text(FIELDS[field], row) || "").toLowerCase();
  if (value.includes("*")) {
    const pattern = new RegExp(`^${value.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*")}$`, "s");
    return (row) => pattern.test(read(row));
  }
  return sign === "=" || WHOLE.includes(field) ? (row) => read(row) === value : (row) => read(row).includes(value);
}

function filtered(query) {
  const found = terms(query), problems = [], tests = [];
  for (const term of found) {
    const test = test_of(term);
    if (typeof test === "string") problems.push(test);
    else tests.push(term.not ? (row) => !test(row) : test);
  }
  const aside = found.some((term) => term.field === "is" && !term.not && ASIDE.includes(term.value));
  const rows = [];
  for (let row = 0; row < count; row += 1)
    if ((aside || !put_aside(row)) && tests.every((test) => test(row))) rows.push(row);
  return { rows, problems, of: aside ? count : count - flags.aside.size };
}

// ---- the state ------------------------------------------------------------------------------------------------------

const state = { q: "", s: "", p: 1, f: "", g: true };

function read_state() {
  const known = new URLSearchParams(location.hash.slice(1));
  Object.assign(state, { q: known.get("q") || "", s: known.get("s") || "", p: Number(known.get("p")) || 1,
    f: known.get("f") || "", g: known.get("g") !== "0" });
}

function change(changes) {
  Object.assign(state, { p: 1 }, changes);
  const known = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...state, p: state.p > 1 ? state.p : "", g: state.g ? "" : "0" }))
    if (value) known.set(name, value);
  history.replaceState(null, "", `#${known}`);
  show();
}

// The term of a field in the query: what the lists below the search box show and set.
const term_of = (field) => terms(state.q).find((term) => term.field === field && !term.not);
function set_term(field, value) {
  const kept = terms(state.q).filter((term) => term.field !== field || term.not).map((term) => term.whole.trim());
  const sign = value.startsWith(">=") ? ">=" : "", bare = value.slice(sign.length);
  change({ q: [...kept, ...(value ? [`${field}:${sign}${/\s/.test(bare) ? `"${bare}"` : bare}`] : [])].join(" ") });
}

const KEYS = { level: (row) => data.level[row] };
function sorted(rows) {
  const name = state.s.replace(/^-/, "");
  if (![KEYS, data.of].some((known) => Object.hasOwn(known, name))) return rows;
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : ((row) => text(name, row) || "");
  const down = state.s.startsWith("-") ? -1 : 1;
  return [...rows].sort((a, b) => {
    const one = key(a), other = key(b);
    return down * (one < other ? -1 : one > other ? 1 : 0) || a - b;
  });
}

// Each entry is a list of rows: what is the same on several hosts is one.
function entries(rows) {
  if (!state.g) return rows.map((row) => [row]);
  const found = new Map();
  for (const row of rows) {
    const members = found.get(data.group[row]);
    if (members) members.push(row);
    else found.set(data.group[row], [row]);
  }
  return [...found.values()];
}

// ---- the table ------------------------------------------------------------------------------------------------------

function level_mark(row) {
  const level = data.levels[data.level[row]] || { name: "", label: "", mark: "" };
  const outcome = text("outcome", row);
  const unknown = data.kind === "drift" && UNKNOWN[outcome];
  const name = unknown ? "unchecked" : level.name.replaceAll(" ", "_");
  const aside = text("parent", row) ? "explained" : outcome;
  const label = unknown ? `${unknown} (${level.label})` : put_aside(row) ? `${level.label}, ${aside}` : level.label;
  return html`<span class="level l-${name}"><span class="mark" aria-hidden="true">${unknown ? "?" : level.mark}</span> ${label}</span>`;
}

const value_of = (value) => html`<bdi class="value">${value === null ? "nothing" : value === "" ? "an empty text" : value}</bdi>`;
const name_of = (row) => text("object", row) || text("what", row) || text("check", row) || "this run";
const unique = (name, rows) => [...new Set(rows.map((row) => text(name, row)).filter(Boolean))];

const CELLS = {
  level: ([row]) => html`<td>${level_mark(row)}</td>`,
  where: (rows) => {
    const hosts = unique("host", rows);
    return html`<td><bdi>${hosts.slice(0, 2).join(", ")}</bdi>${hosts.length > 2 ? ` and ${hosts.length - 2} more` : ""}
      <small>${unique("data_center", rows).join(", ")}</small></td>`;
  },
  component: ([row]) => html`<td>${text("component", row)}</td>`,
  what: ([row]) => html`<th scope="row"><button type="button" data-row=${row} @click=${() => change({ f: data.ids[row], p: state.p })}>
    <bdi>${name_of(row)}</bdi> <bdi class="key">${text("key", row)}</bdi></button></th>`,
  difference: ([row]) => {
    if (flags.secret.has(row)) return html`<td>a secret: it differs</td>`;
    const expected = text("expected", row), actual = text("actual", row);
    if (!data.of.expected || (expected === null && actual === null)) return html`<td>${text("reason", row) || text("what", row)}</td>`;
    return html`<td><span class="pair">expected ${value_of(expected)}</span><span class="pair">actual ${value_of(actual)}</span></td>`;
  },
  state: ([row]) => html`<td>${[text("novelty", row), text("cause", row)].filter(Boolean).join(", ")}</td>`,
  since: ([row]) => html`<td>${text("since", row)}</td>`,
};

function head(column) {
  if (!column.sort) return html`<th scope="col">${column.label}</th>`;
  const now = state.s === column.sort ? "ascending" : state.s === `-${column.sort}` ? "descending" : "none";
  const next = now === "none" ? column.sort : now === "ascending" ? `-${column.sort}` : "";
  const sign = { ascending: "▲", descending: "▼", none: "↕" }[now];
  return html`<th scope="col" aria-sort=${now}><button type="button" @click=${() => change({ s: next })}>${column.label}
    <span aria-hidden="true">${sign}</span></button></th>`;
}

const facets = {};
function facet(label, field, options) {
  const term = term_of(field);
  const value = term ? `${term.sign}${term.value}` : "";
  const known = options.some(([name]) => name.toLowerCase() === value);
  return html`<label>${label}<select @change=${(event) => set_term(field, event.target.value)}>
    <option value="" ?selected=${!value}>all</option>
    ${value && !known ? html`<option value=${value} selected>${value}</option>` : nothing}
    ${options.map(([name, title]) => html`<option value=${name} ?selected=${name.toLowerCase() === value}>${title}</option>`)}
  </select></label>`;
}

// The values of a column and how many rows have each.
function options_of(name) {
  facets[name] ??= (() => {
    const found = new Map();
    for (let row = 0; row < count; row += 1) {
      const value = text(name, row);
      if (value && !put_aside(row)) found.set(value, (found.get(value) || 0) + 1);
    }
    return [...found].sort().map(([value, number]) => [value, `${value} (${number})`]);
  })();
  return facets[name];
}

function tools() {
  const levels = data.levels.flatMap((level, place) => {
    const name = level.name.replaceAll(" ", "_");
    const worse = data.kind === "drift" && place ? [[`>=${name}`, `${level.label} and worse`]] : [];
    return [[name, level.label], ...worse];
  });
  const states = drift([["new", "known", "drift", "unchecked", "restart", "person", "secret", "maintenance", ...ASIDE], []]);
  return html`<form class="tools" role="search" @submit=${(event) => event.preventDefault()}>
    <label class="wide">Search<input type="search" name="q" autocomplete="off" spellcheck="false" aria-describedby="help"
      .value=${state.q} @input=${(event) => change({ q: event.target.value })}></label>
    ${facet(drift(["Severity", "Answer"]), drift(["sev", "answer"]), levels)}
    ${facet("Data center", "dc", options_of("data_center"))}
    ${data.of.component ? facet("Component", "component", options_of("component")) : nothing}
    ${states.length ? facet("State", "is", states.map((name) => [name, name])) : nothing}
    ${data.kind === "drift" ? html`<label class="check"><input type="checkbox" .checked=${state.g}
      @change=${(event) => change({ g: event.target.checked })}>Group what is the same on several hosts</label>` : nothing}
    <button type="button" ?disabled=${!state.q && !state.s} @click=${() => change({ q: "", s: "" })}>Show all</button>
  </form>
  <p class="help" id="help">Words and "several words"; ! excludes; ${drift(["sev:>=service", "answer:failed"])} dc: host: component: object:
    key: check: by: is:new</p>`;
}

function show() {
  const start = performance.now();
  const { rows, problems, of } = filtered(state.q);
  const list = entries(sorted(rows));
  const pages = Math.max(1, Math.ceil(list.length / ROWS));
  state.p = Math.min(Math.max(1, state.p), pages);
  const part = list.slice((state.p - 1) * ROWS, state.p * ROWS);
  const noun = drift(["finding", "result"]);
  const counted = `${rows.length} of ${of} ${noun}s${list.length === rows.length ? "" : `, ${list.length} different ones`}; page ${state.p} of ${pages}`;
  render(html`${tools()}
    <p role="status" id="status">${problems.length ? `${problems.join(". ")}. ` : ""}${counted}</p>
    ${part.length ? html`<div class="scroll" role="region" tabindex="0" aria-label=${`Table of ${noun}s`}>
      <table><caption class="hidden">${counted}</caption><thead><tr>${data.columns.map(head)}</tr></thead>
      <tbody>${part.map((members) => html`<tr>${data.columns.map((column) => CELLS[column.name](members))}</tr>`)}</tbody></table></div>` : nothing}
    <nav class="pages" aria-label="Pages">
      <button type="button" ?disabled=${state.p <= 1} @click=${() => turn(-1)}>Previous</button>
      <span>Page ${state.p} of ${pages}</span>
      <button type="button" ?disabled=${state.p >= pages} @click=${() => turn(1)}>Next</button></nav>`, app);
  show_detail();
  performance.measure("show", { start });
}

function turn(by) {
  change({ p: state.p + by });
  heading.scrollIntoView();
}

// ---- the detail panel -----------------------------------------------------------------------------------------------

// Both texts with what differs between the ends that they share.
function marked(one, other) {
  if (one === null || other === null) return html`${one === null ? "nothing" : one}`;
  let start = 0, end = 0;
  const most = Math.min(one.length, other.length);
  while (start < most && one[start] === other[start]) start += 1;
  while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return html`${one.slice(0, start)}<mark>${one.slice(start, one.length - end)}</mark>${one.slice(one.length - end)}`;
}

const line = (label, value) => (value ? html`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>` : nothing);

async function copy(event, value) {
  const status = event.target.parentElement.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(value);
  } catch (refused) {
    const area = Object.assign(document.createElement("textarea"), { value });
    dialog.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    event.target.focus();
  }
  status.textContent = "Copied";
}

function detail(row) {
  const expected = text("expected", row), actual = text("actual", row);
  const same = state.g ? entries_of(row) : [row];
  const repair = text("repair", row);
  return html`<div class="top"><h2 id="detail-title" tabindex="-1"><bdi>${name_of(row)}</bdi></h2>
      <button type="button" @click=${() => dialog.close()}>Close</button></div>
    <p>${level_mark(row)} <bdi class="key">${text("key", row)}</bdi></p>
    ${flags.secret.has(row) ? html`<p>The value is a secret: it differs, and is shown nowhere.</p>` : nothing}
    ${data.of.expected && (expected !== null || actual !== null) ? html`<div class="both">
      <div><h3>Expected</h3><pre><bdi>${marked(expected, actual)}</bdi></pre></div>
      <div><h3>Actual</h3><pre><bdi>${marked(actual, expected)}</bdi></pre></div></div>` : nothing}
    <dl>${line("Reason", text("reason", row))}${line("Hosts", unique("host", same).join(", "))}
      ${line("Data center", unique("data_center", same).join(", "))}${line("Component", text("component", row))}
      ${line("Cause", text("cause", row))}${line("Since", text("since", row))}${line("Changed by", text("changed_by", row))}
      ${line("State", [text("novelty", row), text("confidence", row)].filter(Boolean).join(", "))}
      ${line("First seen", text("first_seen", row))}${line("Maintenance", text("maintenance", row))}
      ${line("Check", [text("what", row), text("check", row)].filter(Boolean).join(", "))}
      ${line("Explains", data.explains[row] && `${data.explains[row]} more, which is:explained shows`)}${line("Id", data.ids[row])}</dl>
    ${repair ? html`<h3>What repairs it</h3><p>${flags.restarts.has(row) ? "This restarts the service." : ""}
      ${text("repair_by", row) === "person" ? "This needs a person." : ""}</p><pre>${repair}</pre>
      <p><button type="button" @click=${(event) => copy(event, repair)}>Copy</button> <span role="status"></span></p>` : nothing}`;
}

function entries_of(row) {
  const found = [];
  for (let other = 0; other < count; other += 1) if (data.group[other] === data.group[row]) found.push(other);
  return found;
}

function show_detail() {
  const row = state.f ? data.ids.indexOf(state.f) : -1;
  if (row < 0) {
    if (dialog.open) dialog.close();
    return;
  }
  render(detail(row), dialog);
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener("close", () => {
  if (dialog.open) return; // somebody has opened another one meanwhile
  const row = data.ids.indexOf(state.f);
  if (state.f) change({ f: "", p: state.p });
  const opener = app.querySelector(`button[data-row="${row}"]`);
  (opener || heading).focus();
});

// ---- light and dark -------------------------------------------------------------------------------------------------

const remembered = (value) => {
  try {
    if (value !== undefined) localStorage.setItem("gir-theme", value);
    return localStorage.getItem("gir-theme") || "";
  } catch (refused) {
    return value || "";
  }
};
function show_theme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  render(html`<label>Theme <select @change=${(event) => show_theme(remembered(event.target.value))}>
    ${[["", "of the system"], ["light", "light"], ["dark", "dark"]].map(([value, label]) =>
      html`<option value=${value} ?selected=${value === theme}>${label}</option>`)}</select></label>`, document.getElementById("theme"));
}

window.addEventListener("hashchange", () => {
  if (!location.hash.includes("=") && location.hash.length > 1) return;
  read_state();
  show();
  if (!state.f) heading.focus();
});
read_state();
show_theme(remembered());
show();
document.documentElement.dataset.ready = "yes";
setTimeout(prepare, 50, 0);
})();
