// A figure's page: marks and rows of the table lead to the sentences behind them.
"use strict";

(async () => {
  const { make, both } = textmine;
  const UP = "../";
  const SENTENCES = 40; // shown at a time
  const ROWS = 100;
  const name = document.querySelector("article[data-figure]").dataset.figure;
  const body = document.getElementById("evidence-body");
  const [documents, data] = await Promise.all([
    textmine.ready("documents"),
    textmine.load(`figures/${name}`, `${UP}data/figures/${name}.js`),
  ]);

  function shown(cell) {
    if (typeof cell === "number") return [String(cell), String(cell)];
    return data.values[cell] ?? [cell, cell];
  }

  // "0:3@2-6+9-13,5-7;2:1" -> sentences of documents with the places to be marked.
  function parsed(written) {
    const found = [];
    for (const part of written ? written.split(";") : []) {
      const [document, list] = part.split(":");
      for (const item of list.split(",")) {
        const [numbers, places] = item.split("@");
        const [first, last] = numbers.split("-").map(Number);
        const spans = places ? places.split("+").map((span) => span.split("-").map(Number)) : [];
        for (let number = first; number <= (last ?? first); number++) {
          found.push({ document: Number(document), number, spans });
        }
      }
    }
    return found;
  }

  // The sentences of several rows, each once.
  function together(rows) {
    const found = new Map();
    for (const row of rows) {
      for (const one of parsed(data.evidence[row])) {
        const key = `${one.document}:${one.number}`;
        if (!found.has(key)) found.set(key, one);
      }
    }
    return [...found.values()];
  }

  function marked(text, spans) {
    const made = make("blockquote", { lang: "zh" });
    const characters = Array.from(text);
    let at = 0;
    for (const [start, end] of spans) {
      made.append(characters.slice(at, start).join(""), make("mark", {}, characters.slice(start, end).join("")));
      at = end;
    }
    made.append(characters.slice(at).join(""));
    return made;
  }

  async function sentenceItem({ document, number, spans }) {
    const [id, title, group, zh, en] = documents[document];
    const text = await textmine.texts.text(id, UP);
    const { place, path, start, end, line, text: words } = text.sentence(number);
    const source = make("p", { class: "source" });
    const swatch = make("span", { class: "swatch" });
    source.append(swatch, make("a", { class: "document", href: `${UP}documents/${id}.html#s-${place}`, lang: "zh" }, title));
    if (path) source.append(make("span", { class: "path", lang: "zh" }, path));
    source.append(
      make("span", { class: "offsets" }, both("字符", "characters"), ` ${start}–${end}`),
      make("a", { class: "line", href: `${UP}pages/${id}.html#L${line}` }, both(`网页第 ${line} 行`, `line ${line} of the page`)),
      make("span", { class: "quiet" }, both(zh, en)),
    );
    const keys = { "data-segment": `${id}/${place}`, "data-start": start, "data-end": end, "data-line": line };
    return make("li", { class: `sentence group-${group}`, ...keys }, marked(words, spans), source);
  }

  // What names the rows of a mark: the cells that all of them have.
  function named(rows) {
    const made = make("span");
    data.columns.forEach(([, , , role], column) => {
      const cell = data.rows[rows[0]][column];
      const alike = rows.every((row) => data.rows[row][column] === cell);
      if (role === "key" && cell !== "" && alike) made.append(make("span", { class: "key" }, both(...shown(cell))));
    });
    return made;
  }

  function numbers(row, wanted) {
    const made = make("dl", { class: "numbers" });
    data.columns.forEach(([, zh, en, role], column) => {
      const cell = data.rows[row][column];
      if (role === wanted && cell !== "") made.append(make("div", {}, make("dt", {}, both(zh, en)), make("dd", {}, both(...shown(cell)))));
    });
    return made;
  }

  // A clause beside its counterpart; what is not the same in both is marked.
  function sides(both) {
    const shown = both.map((pieces, side) => {
      const quoted = make("blockquote", { lang: "zh" });
      for (const [edit, text] of pieces) quoted.append(edit === "kept" ? text : make(side ? "del" : "ins", {}, text));
      return quoted;
    });
    return make("div", { class: "sides" }, ...shown);
  }

  let turn = 0;

  async function show(rows) {
    const mine = ++turn;
    const found = together(rows);
    const heading = make("h3");
    heading.append(named(rows));
    if (rows.length > 1) heading.append(" ", make("span", { class: "quiet" }, both(`${rows.length} 行`, `${rows.length} rows`)));
    const count = make("p", { class: "count", "data-count": found.length });
    if (found.length) count.append(make("b", {}, String(found.length)), " ", both("个句子", found.length === 1 ? "sentence" : "sentences"));
    else count.append(both("没有句子:这个数字是零、不落在单个句子上,或其段落中没有句子含有它。", "No sentence: the number is nought, rests on no single sentence, or no sentence of its segments holds it."));
    const list = make("ol", { class: "sentences" });
    const children = [heading, count, list];
    if (rows.length === 1) children.splice(1, 0, numbers(rows[0], "value"));
    if (rows.length === 1 && data.sides) children.splice(2, 0, sides(data.sides[rows[0]]));
    const rest = rows.length === 1 ? numbers(rows[0], "") : null;
    if (rest?.children.length) {
      children.push(make("details", { class: "rest" }, make("summary", {}, both("这一行的全部数字", "All numbers of this row")), rest));
    }
    let at = 0;

    async function further() {
      const items = await Promise.all(found.slice(at, at + SENTENCES).map(sentenceItem));
      if (mine !== turn) return;
      list.append(...items);
      at += items.length;
      body.dataset.shown = at;
      more.hidden = at >= found.length;
    }

    const more = make("button", { type: "button", class: "more" }, both("再显示一些", "Show more"));
    more.addEventListener("click", further);
    await further();
    if (mine !== turn) return;
    document.getElementById("told").replaceChildren(heading.cloneNode(true), count.cloneNode(true));
    body.replaceChildren(...children.slice(0, children.indexOf(list) + 1), more, ...children.slice(children.indexOf(list) + 1));
  }

  function choose() {
    const asked = /^#row-(\d+(?:-\d+)*)$/.exec(location.hash);
    for (const old of document.querySelectorAll(".chosen")) {
      old.classList.remove("chosen");
      old.removeAttribute("aria-current");
    }
    if (!asked) return;
    const rows = asked[1].split("-").map(Number).filter((row) => row < data.rows.length);
    for (const chosen of document.querySelectorAll(`a[href="${location.hash}"]`)) {
      chosen.classList.add("chosen");
      chosen.setAttribute("aria-current", "true");
    }
    if (rows.length) show(rows);
  }

  // In a drawing one mark is a stop of the Tab key; arrows move between them.
  for (const drawing of document.querySelectorAll("svg.drawing")) {
    const marks = [...drawing.querySelectorAll("a.mark")];
    marks.forEach((mark, place) => {
      mark.setAttribute("tabindex", place ? "-1" : "0");
      mark.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const next = event.key === "Home" ? marks[0] : event.key === "End" ? marks.at(-1) : step && marks[place + step];
        if (!next) return;
        event.preventDefault();
        mark.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      });
      mark.addEventListener("click", () => {
        if (matchMedia("(max-width: 60rem)").matches) document.getElementById("evidence").scrollIntoView({ block: "start" });
      });
    });
  }

  function tableRow(cells, row) {
    const made = make("tr");
    const first = data.columns.findIndex(([, , , role]) => role === "key");
    cells.forEach((cell, column) => {
      const content = both(...shown(cell));
      if (column !== first) made.append(make("td", typeof cell === "number" ? { class: "number" } : {}, content));
      else made.append(make("th", { scope: "row" }, make("a", { href: `#row-${row}`, class: "row" }, content)));
    });
    return made;
  }

  function showTable() {
    const head = make("tr");
    for (const [, zh, en] of data.columns) head.append(make("th", { scope: "col" }, both(zh, en)));
    const rows = make("tbody");
    const place = document.getElementById("table");
    const more = make("button", { type: "button", class: "more" }, both("再显示一些", "Show more"));
    let at = 0;
    function further() {
      rows.append(...data.rows.slice(at, at + ROWS).map((cells, i) => tableRow(cells, at + i)));
      at += ROWS;
      more.hidden = at >= data.rows.length;
    }
    more.addEventListener("click", further);
    further();
    place.append(make("table", {}, make("thead", {}, head), rows));
    place.after(more);
  }

  showTable();
  addEventListener("hashchange", choose);
  choose();
})();
