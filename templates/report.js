"use strict";
(() => {
  const PAGE = 100;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const history = Boolean(byId("by-head"));
  const body = byId("rows");
  const more = byId("more");
  const headers = [...document.querySelectorAll("th[data-sort]")];
  // Text goes in as text: nothing of a finding is ever read as markup.
  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };
  const secrets = data.secrets.map((secret, urgency) => {
    const parts = [secret.name, secret.rule, secret.place, secret.environment, secret.kind, secret.user, secret.host,
      secret.database, secret.fingerprint, secret.excused, ...secret.weakness];
    secret.places.forEach((place) => parts.push(place.place, place.commit, place.date, place.author));
    return { ...secret, urgency, text: parts.filter(Boolean).join("\n").toLowerCase() };
  });
  const grouped = (number) => number.toLocaleString("en");
  const collator = new Intl.Collator("en", { numeric: true });
  let sort = { field: "urgency", down: false };
  let found = secrets;
  let shown = 0;

  const selects = [...document.querySelectorAll("select[data-field]")];
  for (const select of selects) {
    const counts = new Map();
    secrets.forEach((secret) => counts.set(secret[select.dataset.field], (counts.get(secret[select.dataset.field]) || 0) + 1));
    const all = make("option", "all");
    all.value = "";
    select.append(all);
    for (const name of [...counts.keys()].sort(collator.compare)) {
      const option = make("option", `${name} (${grouped(counts.get(name))})`);
      option.value = name;
      select.append(option);
    }
  }

  const row = (secret, at) => {
    const tr = make("tr", undefined, secret.action);
    const first = make("td");
    first.append(make("span", secret.action, `mark ${secret.action}`), " ", make("span", secret.severity, "severity"));
    const what = make("td");
    const open = make("button", secret.name, "open");
    open.type = "button";
    open.setAttribute("aria-expanded", "false");
    open.setAttribute("aria-controls", `detail-${at}`);
    open.addEventListener("click", () => toggle(open, tr, secret, at));
    what.append(open);
    tr.append(first, what, make("td", secret.place, "place"), make("td", secret.environment), make("td", secret.kind));
    if (history) tr.append(make("td", secret.head), make("td", secret.since, "date"), make("td", secret.gone, "date"));
    return tr;
  };

  const toggle = (open, tr, secret, at) => {
    const is = open.getAttribute("aria-expanded") === "true";
    open.setAttribute("aria-expanded", String(!is));
    if (is) {
      byId(`detail-${at}`).remove();
      return;
    }
    const line = make("tr", undefined, "detail");
    line.id = `detail-${at}`;
    const cell = make("td");
    cell.colSpan = headers.length;
    cell.append(...detail(secret));
    line.append(cell);
    tr.after(line);
  };

  const detail = (secret) => {
    const parts = [make("h3", "Why"), make("p", secret.sentence)];
    const facts = make("dl");
    const fact = (name, value) => value && facts.append(make("dt", name), make("dd", value));
    fact("rule", secret.rule);
    fact("masked", secret.masked);
    fact("user", secret.user);
    fact("host", secret.host);
    fact("database", secret.database);
    if (secret.head === "no") {
      fact("went from HEAD", secret.gone_by && `${secret.gone} (commit ${secret.gone_by})`.trim());
      fact("since then", secret.replaced ? "another value stands in its place"
        : `it ${secret.gone_by ? "was removed" : "is not at HEAD"}, and nothing shows that it was changed where it is used`);
    }
    fact("excused", secret.excused);
    fact("fingerprint", secret.fingerprint);
    parts.push(facts);
    const rule = data.rules[secret.rule];
    if (rule) parts.push(make("p", rule.description));
    parts.push(make("h3", "The way out"));
    for (const step of data.remedies[secret.remedy]) {
      parts.push(make("p", step.text));
      if (step.code) parts.push(make("pre", step.code));
    }
    if (secret.comment || secret.entry) {
      parts.push(make("h3", "If it is none, or accepted"));
      if (secret.comment) parts.push(make("p", "A comment on its line, or the one above:"), make("pre", secret.comment));
      if (secret.entry) parts.push(make("p", secret.comment ? "Or an entry in .dsnitch.toml:" : "An entry in .dsnitch.toml:"), make("pre", secret.entry));
    }
    parts.push(make("h3", secret.places.length + secret.left === 1 ? "Where" : `Where (${grouped(secret.places.length + secret.left)})`));
    const list = make("ul");
    for (const place of secret.places) {
      const item = make("li");
      item.append(make("code", `${place.place}:${place.line}`));
      const when = [place.commit && `commit ${place.commit}`, place.date, place.author].filter(Boolean).join(", ");
      if (when) item.append(` · ${when}`);
      list.append(item);
    }
    if (secret.left) list.append(make("li", `and ${grouped(secret.left)} more`));
    parts.push(list);
    if (rule && rule.references.length) {
      parts.push(make("h3", "Read more"));
      const links = make("ul");
      for (const url of rule.references) {
        const item = make("li");
        const link = make("a", url);
        if (/^https:\/\//.test(url)) link.href = url;
        link.rel = "noreferrer noopener";
        item.append(link);
        links.append(item);
      }
      parts.push(links);
    }
    return parts;
  };

  const grow = (by) => {
    const fragment = document.createDocumentFragment();
    const end = Math.min(found.length, shown + by);
    for (; shown < end; shown += 1) fragment.append(row(found[shown], found[shown].urgency));
    body.append(fragment);
    const left = found.length - shown;
    more.hidden = left === 0;
    more.textContent = left > PAGE ? `Show ${PAGE} more of ${grouped(left)}` : `Show the last ${left}`;
    const all = grouped(secrets.length);
    const of = found.length === secrets.length ? all : `${grouped(found.length)} of ${all}`;
    byId("count").textContent = `${of} ${secrets.length === 1 ? "entry" : "entries"}${left ? `, the first ${grouped(shown)} shown` : ""}`;
  };

  const render = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value).map((select) => [select.dataset.field, select.value]);
    found = secrets.filter((secret) =>
      wanted.every(([field, value]) => secret[field] === value) && words.every((word) => secret.text.includes(word)));
    const { field, down } = sort;
    const compare = field === "urgency"
      ? (a, b) => a.urgency - b.urgency
      : (a, b) => collator.compare(a[field] || "", b[field] || "") || a.urgency - b.urgency;
    found.sort((a, b) => (down ? -1 : 1) * compare(a, b));
    body.replaceChildren();
    shown = 0;
    grow(PAGE);
  };

  const order = (field, down) => {
    sort = { field, down };
    for (const header of headers) {
      if (header.dataset.sort === field) header.setAttribute("aria-sort", down ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
  };

  for (const header of headers) {
    const button = make("button", header.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      order(header.dataset.sort, sort.field === header.dataset.sort && !sort.down);
      render();
    });
    header.replaceChildren(button);
  }
  byId("search").addEventListener("input", render);
  selects.forEach((select) => select.addEventListener("change", render));
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  // The browser clears the fields only after this event, and a list shown later would take the focus from what is opened
  // in between: so the fields are cleared here.
  byId("tools").addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of [byId("search"), ...selects]) field.value = "";
    order("urgency", false);
    render();
  });
  more.addEventListener("click", () => {
    const next = shown;
    grow(PAGE);
    const opener = body.querySelectorAll("button.open")[next];
    if (opener) opener.focus();
  });
  byId("tools").hidden = false;
  render();
})();
