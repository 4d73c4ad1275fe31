// Runs in the page: filters the table of operations, and shows the cases of a cell.
(() => {
  const { cases, engines } = JSON.parse(
    document.getElementById("data").textContent,
  );
  const $ = (id) => document.getElementById(id);
  const matrix = document.querySelector(".matrix");
  const rows = [...matrix.querySelectorAll("tr[data-operation]")];
  const cellsOf = (row) => [...row.querySelectorAll("td:not([hidden]) button")];

  // Light or dark: as the system has it, until somebody chooses. Where pages have no
  // store, the choice lasts until the page is closed.
  const stored = (act) => {
    try {
      return act(localStorage);
    } catch {
      return undefined;
    }
  };
  const chosen = stored((store) => store.getItem("touchstone-theme"));
  if (chosen) document.documentElement.dataset.theme = chosen;
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = (root.dataset.theme ??
      (matchMedia("(prefers-color-scheme: dark)").matches
        ? "dark"
        : "light")) ===
      "dark";
    root.dataset.theme = isDark ? "light" : "dark";
    stored((store) => store.setItem("touchstone-theme", root.dataset.theme));
  });

  function filter() {
    const word = $("find").value.trim().toLowerCase();
    const profile = $("profile").value, onlyFailing = $("failing").checked;
    const shown = new Set(
      [...$("controls").querySelectorAll("[data-column]:checked")]
        .map((box) => box.dataset.column),
    );
    for (const one of matrix.querySelectorAll("[data-column]")) {
      one.hidden = !shown.has(one.dataset.column);
    }
    for (const row of rows) {
      const body = row.parentElement;
      row.hidden = !row.dataset.operation.includes(word) ||
        (profile !== "" && body.dataset.profile !== profile) ||
        (onlyFailing && !cellsOf(row).some((b) => b.classList.contains("bad")));
    }
    for (const body of matrix.tBodies) {
      body.hidden = rows.every((row) =>
        row.parentElement !== body || row.hidden
      );
    }
    const isEmpty = rows.every((row) => row.hidden);
    $("nothing").textContent = isEmpty ? "No operation fits the filter." : "";
    makeReachable();
  }
  $("controls").addEventListener("input", filter);
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("controls").addEventListener("change", ({ target }) => {
    if (target.name === "mode") matrix.dataset.mode = target.value;
  });

  // One cell can be reached by Tab; arrow keys move from there.
  function makeReachable(cell) {
    const all = rows.filter((row) => !row.hidden).flatMap(cellsOf);
    const reachable = cell ?? all.find((one) => one.tabIndex === 0) ?? all[0];
    for (const one of all) one.tabIndex = one === reachable ? 0 : -1;
  }
  matrix.addEventListener("keydown", (event) => {
    const step = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Home: [0, -Infinity],
      End: [0, Infinity],
    }[event.key];
    if (!step || event.target.tagName !== "BUTTON") return;
    event.preventDefault();
    const seen = rows.filter((row) => !row.hidden);
    const at = seen.indexOf(event.target.closest("tr"));
    const column = cellsOf(seen[at]).indexOf(event.target);
    const row = seen[at + step[0]];
    const cells = row ? cellsOf(row) : [];
    const wanted = Math.min(Math.max(column + step[1], 0), cells.length - 1);
    const next = cells[wanted];
    if (!next) return;
    makeReachable(next);
    next.focus();
  });
  makeReachable();

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // Margins and the like need no more digits.
  function short(value) {
    if (value === "Infinity") return "∞";
    if (typeof value !== "number") return value ?? "";
    const size = Math.abs(value);
    return size === 0 || (size >= 1e-3 && size < 1e5)
      ? `${Number(value.toPrecision(3))}`
      : value.toExponential(1).replace(/e\+?/, "·10^");
  }

  function tableOf(compared) {
    const table = element("table");
    const line = (tag, texts) => {
      const row = table.appendChild(element("tr"));
      for (const text of texts) row.appendChild(element(tag, text));
    };
    line("th", ["output", "expected", "got", "bound", "margin", "ULP"]);
    for (const one of compared) {
      const { output, index, expected, got, bound, margin, ulps } = one;
      const where = index?.length ? `${output}[${index.join("][")}]` : output;
      const wanted = Array.isArray(expected) ? expected.join(" … ") : expected;
      const full = [wanted, got].map((x) => x === undefined ? "" : `${x}`);
      line("td", [where, ...full, ...[bound, margin, ulps].map(short)]);
    }
    return table;
  }

  function showCase(engine, id, isOpen) {
    const { why, section, operation, kind } = cases[id];
    const result = engine.results[id];
    const isGood = ["pass", "skipped", "unsupported"].includes(result.verdict);
    const details = element("details", undefined, "case");
    details.open = isOpen;
    details.dataset.case = id;
    const summary = details.appendChild(element("summary"));
    const colour = result.verdict === "pass" ? "good" : isGood ? "" : "bad";
    summary.append(
      element("span", result.verdict.replaceAll("_", " "), colour),
      element("span", short(result.margin)),
      element("span", id.split("/").at(-1)),
      element("span", why, "why"),
    );
    const inside = details.appendChild(element("div", undefined, "inside"));
    inside.append(
      element("p", `${operation} ${why} (${kind}, SPEC.md ${section})`),
    );
    for (const failure of result.failures ?? []) {
      inside.append(element("p", failure, "bad"));
    }
    if (result.reason) inside.append(element("p", result.reason));
    if (result.finding) {
      inside.append(element("p", `Finding: ${result.finding}`));
    }
    if (result.compared) inside.append(tableOf(result.compared));
    const replay = element("p", "Replay: ");
    replay.append(element("code", `${engine.command} --filter ${id}`));
    inside.append(replay);
    return details;
  }

  function open(column, operation, openId) {
    const engine = engines[column];
    const [profile, name] = operation.startsWith("accuracy/")
      ? operation.split("/")
      : [undefined, operation];
    const ids = Object.keys(engine.results).filter((id) =>
      cases[id].operation === name &&
      (profile ? cases[id].profile === profile : !id.startsWith("accuracy/"))
    );
    $("cases-title").textContent = `${operation}, ${engine.label}`;
    const isWrong = (id) =>
      !["pass", "skipped", "unsupported"].includes(engine.results[id].verdict);
    const found = engine.conclusions
      .filter((conclusion) => conclusion.operation === name)
      .map(({ what, bugs }) => {
        const box = element("div", undefined, "conclusion");
        for (const { bug, evidence, advice } of bugs) {
          box.append(element("p", `${what}: ${bug} (${evidence}).`));
          box.append(element("p", `${advice.replace(/\.$/, "")}.`));
        }
        return box;
      });
    const sorted = [
      ...ids.filter(isWrong),
      ...ids.filter((id) => !isWrong(id)),
    ];
    $("cases-body").replaceChildren(
      ...found,
      ...sorted.map((id) =>
        showCase(engine, id, id === openId || (!openId && isWrong(id)))
      ),
    );
    if (!$("cases").open) $("cases").showModal();
  }

  matrix.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    makeReachable(button);
    const column = button.closest("td").dataset.column;
    const { operation } = button.closest("tr").dataset;
    const label = encodeURIComponent(engines[column].label);
    history.pushState(null, "", `#${label}/${operation}`);
    open(column, operation);
  });
  $("cases").addEventListener("close", () => {
    history.replaceState(null, "", location.pathname + location.search);
  });
  // A click beside the dialog closes it.
  $("cases").addEventListener("click", ({ target }) => {
    if (target === $("cases")) $("cases").close();
  });

  // #LABEL/OPERATION, or #LABEL/PROFILE/OPERATION/CASE.
  function openHash() {
    let hash = location.hash.slice(1);
    try {
      hash = decodeURIComponent(hash);
    } catch {
      // An address that somebody cut off names nothing.
    }
    const column = engines.findIndex(({ label }) =>
      hash.startsWith(`${label}/`)
    );
    if (column < 0) return $("cases").close();
    const rest = hash.slice(engines[column].label.length + 1);
    const one = cases[rest];
    if (one) {
      const prefix = one.profile === "accuracy" ? "accuracy/" : "";
      open(column, prefix + one.operation, rest);
    } else if (rows.some((row) => row.dataset.operation === rest)) {
      open(column, rest);
    }
  }
  addEventListener("popstate", openHash);
  openHash();
})();
