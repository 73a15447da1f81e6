"use strict";
/* The viewer's script. Data is hostile: it becomes text (textContent, attributes), never markup. Format: ../scenes.

   In reading order: elements; addresses; what is known of each task; state and address; geometry; pictures with zoom;
   masks; lists; views; differences of two results; one task; gallery; start. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const app = document.getElementById("app");
  const MANY = 2000;       // shapes of one picture; more are one path for each label
  const SMALL_MANY = 60;   // the same, of a thumbnail
  const ROWS = 300;        // of a table at once
  const CHOICES = 500;     // of a list of values; of more, a part is typed
  const LABELS = 100;      // of a legend, until all are asked for
  const CIRCLES = 3000;    // of the plot of sizes
  const SAME = 0.5;        // how much two annotations without ids overlap, if they are of the same object
  const NEAR = 500;        // how many on each side are looked at for that; only in heaps are there more
  const NS = "http://www.w3.org/2000/svg";

  // --- elements -------------------------------------------------------------------------------------------------
  function fill(node, children) {
    for (const one of children.flat(Infinity)) if (one !== null && one !== undefined && one !== false) node.append(one);
    return node;
  }
  function make(node, given) {
    for (const [name, value] of Object.entries(given || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    return node;
  }
  const el = (tag, given, ...children) => fill(make(document.createElement(tag), given), children);
  const svg = (tag, given, ...children) => fill(make(document.createElementNS(NS, tag), given), children);
  const button = (words, press, more) => el("button", { type: "button", onclick: press, ...more }, words);
  const thousands = (count) => count.toLocaleString("en");
  const plural = (count, word, words) => `${thousands(count)} ${count === 1 ? word : words || `${word}s`}`;
  const worded = (value) => typeof value === "string" ? value : JSON.stringify(value) || String(value);
  const add = (counts, key, by = 1) => counts.set(key, (counts.get(key) || 0) + by);
  function first(some, most, word) {  // names some of many in a text, and says how many are left
    return some.length > most ? `${some.slice(0, most).join(", ")} and ${plural(some.length - most, `more ${word}`)}` : some.join(", ");
  }
  function guarded(draw) {  // one odd part must not take the others with it
    try {
      return draw();
    } catch (error) {
      return el("p", { class: "failed" }, `This cannot be drawn: ${error.message}`);
    }
  }

  // --- addresses ------------------------------------------------------------------------------------------------
  const INLINE = /^data:image\/(png|jpeg|gif|webp|bmp);base64,/i;
  function picture(address) {
    const held = Object.hasOwn(data.images || {}, address) ? data.images[address] : undefined;
    if (typeof held === "string" && INLINE.test(held)) return { src: held };
    if (held && held.error) return { why: held.error };
    if (/^https?:\/\//i.test(address) || INLINE.test(address)) return { src: address };
    if (/^(\/\/|\\\\)/.test(address) || /^[a-z][a-z0-9+.-]*:/i.test(address.trim()) || /[\u0000-\u001f]/.test(address))  // eslint-disable-line no-control-regex -- browsers drop them from addresses
      return { why: "a browser does not load this address" };
    return { src: address };
  }
  const linked = (address) => /^https?:\/\/[^\s]+$/i.test(address)
    ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address) : el("span", { class: "address" }, address);

  // --- what is known of each task -------------------------------------------------------------------------------
  function labelOf(one) {
    if (one.label === null || one.label === undefined) return "(no label)";
    return one.label === "" ? "(empty label)" : worded(one.label);
  }
  const attributesOf = (one) => Object.entries(one.attributes || {}).map(([name, value]) => `${name}: ${worded(value)}`);
  const PARTS = ["shapes", "tracks", "spans", "events"];
  const itemsOf = (view) => PARTS.flatMap((part) => view[part] || []);
  function legendOf(view) {  // the entries of all masks of a view, each once
    const entries = (view.masks || []).flatMap((mask) => mask.legend || []);
    return [...new Map(entries.map((one) => [JSON.stringify([one.label, one.index, one.color]), one])).values()];
  }
  function sides(one) {
    const at = one.at || [];
    if (one.shape !== "box") return null;
    if (at.length === 4) return [at[2], at[3]];
    return at.length === 8 ? [Math.hypot(at[2] - at[0], at[3] - at[1]), Math.hypot(at[4] - at[2], at[5] - at[3])] : null;
  }
  function countsOf(result) {
    const labels = new Map(), attributes = new Map(), sizes = [];
    for (const view of result.views) {
      for (const one of itemsOf(view)) {
        add(labels, labelOf(one));
        for (const told of attributesOf(one)) add(attributes, told);
        const size = sides(one);
        if (size) sizes.push([...size, labelOf(one)]);
      }
      for (const one of legendOf(view)) add(labels, labelOf(one));
    }
    return { labels, attributes, sizes };
  }
  const names = new Map();
  function nameOf(task) {  // the address of a task; one that is there twice has two
    const id = task.id || "(no id)";
    add(names, id);
    return names.get(id) === 1 ? id : `${id} (${names.get(id)})`;
  }
  function lookAt(task) {
    for (const { views } of task.results) for (const view of views) for (const one of view.tracks || []) (one.keys ||= []).sort((a, b) => a.frame - b.frame);
    const counts = task.results.map(countsOf), [shown] = counts;
    const all = (what) => new Set(counts.flatMap((one) => [...one[what].keys()]));
    const none = { labels: new Map(), attributes: new Map(), sizes: [] };
    return { task, name: nameOf(task), counts, first: shown || none, label: all("labels"), attribute: all("attributes"), words: null };
  }
  function texts(value, into) {
    if (typeof value === "string") into.push(value);
    else if (value && typeof value === "object")
      for (const name in value) if (typeof value[name] !== "number") texts(value[name], into);
    return into;
  }
  function wordsOf(one) {  // all texts of a task, also of its results; made with the first search
    one.words ??= [...texts(one.task, []), ...one.label, ...one.attribute].join("\n").toLowerCase();
    return one.words;
  }
  const known = data.tasks.map(lookAt);
  function gather(at = 0) {  // while nothing else is to be done, so that the first search need not
    known.slice(at, at + 20).forEach(wordsOf);
    if (at + 20 < known.length) setTimeout(gather, 0, at + 20);
  }
  const byName = new Map(known.map((one) => [one.name, one]));
  const order = [...new Set(known.flatMap((one) => [...one.label]))].sort();
  const rank = new Map(order.map((label, at) => [label, at]));
  function look(label) {
    const at = rank.get(label) || 0;
    return { color: `hsl(${Math.round(at * 137.5) % 360} 85% var(--light))`, dash: `dash-${at % 5}`, cap: at % 2 ? "square" : "round", sign: at % 5 };
  }

  // --- the state is the address ---------------------------------------------------------------------------------
  const FILTERS = ["type", "label", "attribute", "status", "review", "batch", "text"];
  const OF_TASK = ["task", "result", "left", "right", "frame"];
  const hidden = new Set();
  let state = new URLSearchParams(), found = known, later = 0, left = "";
  function read() { clearTimeout(later); later = 0; state = new URLSearchParams(location.hash.slice(1)); }
  function changed(changes) {
    const next = new URLSearchParams(state);
    for (const [name, value] of Object.entries(changes))
      if (value === null || value === "") next.delete(name); else next.set(name, value);
    return next;
  }
  function settle() {
    if (!later) return;
    clearTimeout(later);
    later = 0;
    if (location.hash === left) history.replaceState(null, "", `#${state}`);  // else somebody went elsewhere meanwhile
  }
  function go(changes) { settle(); location.hash = changed(changes).toString(); }
  function adjust(changes) {  // without an entry of the history; browsers allow only so many changes in a time
    state = changed(changes);
    left = location.hash;
    clearTimeout(later);
    later = setTimeout(settle, 200);
  }
  const without = (some) => Object.fromEntries(some.map((name) => [name, null]));
  const hashOf = (one) => `#${changed({ ...without(OF_TASK), task: one.name })}`;
  const gallery = () => `#${changed(without(OF_TASK))}`;
  const typed = new Set();  // filters with too many values for a list
  function matches(name, wanted, values) {
    if (values.includes(wanted)) return true;
    const part = wanted.toLowerCase();
    return typed.has(name) && !rankOf(name).has(wanted) && values.some((one) => one.toLowerCase().includes(part));
  }
  const valuesOf = (one, name) => one[name] instanceof Set ? [...one[name]] : [one.task[name]].filter(Boolean);
  const valuesOfAll = new Map();
  function rankOf(name) {
    if (!valuesOfAll.has(name)) valuesOfAll.set(name, new Set(known.flatMap((one) => valuesOf(one, name)).sort()));
    return valuesOfAll.get(name);
  }
  function passes(one) {
    return FILTERS.every((name) => {
      const wanted = state.get(name);
      if (!wanted) return true;
      return name === "text" ? wordsOf(one).includes(wanted.toLowerCase()) : matches(name, wanted, valuesOf(one, name));
    });
  }

  // --- geometry ---------------------------------------------------------------------------------------------------
  const pairs = (at) => Array.from({ length: at.length >> 1 }, (_, i) => [at[2 * i], at[2 * i + 1]]);
  const joined = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("");
  function outline(shape, at) {
    if (shape === "box" && at.length === 4) return `M${at[0]} ${at[1]}h${at[2]}v${at[3]}h${-at[2]}z`;
    if (shape === "point" || shape === "points") return pairs(at).map(([x, y]) => `M${x} ${y}h0`).join("");
    if (shape === "ellipse") {
      const [x, y, a, b, turn] = at, dx = a * Math.cos(turn), dy = a * Math.sin(turn), arc = `A${a} ${b} ${turn * 180 / Math.PI} 1 0`;
      return `M${x - dx} ${y - dy}${arc} ${x + dx} ${y + dy}${arc} ${x - dx} ${y - dy}`;
    }
    if (shape === "cuboid") return segments(shape, at).map(([p, q]) => joined([p, q])).join("");
    if (shape === "above") return `${joined(pairs(at.slice(4)))}z${joined(pairs(at.slice(0, 4)))}`;
    return joined(pairs(at)) + (shape === "line" ? "" : "z");
  }
  function segments(shape, at) {
    const points = pairs(at);
    if (shape === "cuboid") return points.flatMap((p, i) => i % 2 || !points[i + 1] ? [] : [[p, points[i + 1]]]);
    return points.slice(1).map((p, i) => [points[i], p]);
  }
  function bounds(shape, at) {
    if (shape === "box" && at.length === 4)
      return [Math.min(at[0], at[0] + at[2]), Math.min(at[1], at[1] + at[3]), Math.max(at[0], at[0] + at[2]), Math.max(at[1], at[1] + at[3])];
    if (shape === "ellipse") {
      const [x, y, a, b, turn] = at, w = Math.hypot(a * Math.cos(turn), b * Math.sin(turn)), h = Math.hypot(a * Math.sin(turn), b * Math.cos(turn));
      return [x - w, y - h, x + w, y + h];
    }
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i + 1 < at.length; i += 2) grow(box, [at[i], at[i + 1], at[i], at[i + 1]]);
    return box;
  }
  function grow(box, by) {
    box[0] = Math.min(box[0], by[0]); box[1] = Math.min(box[1], by[1]);
    box[2] = Math.max(box[2], by[2]); box[3] = Math.max(box[3], by[3]);
    return box;
  }
  const around = (shapes) => shapes.reduce((box, one) => grow(box, bounds(one.shape, one.at)), [Infinity, Infinity, -Infinity, -Infinity]);
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  const drawable = (one) => Array.isArray(one.at) && one.at.length > 1 && one.at.every(Number.isFinite);
  function frameOf(shapes) {  // left, top, width and height of what is drawn, where no image says how large it is
    const some = shapes.filter(drawable);
    if (!some.length) return [0, 0, 640, 480];
    const [left, top, right, bottom] = around(some).map((one) => Math.max(-1e6, Math.min(1e6, one)));
    const x = Math.min(0, left), y = Math.min(0, top), width = Math.max((right - x) * 1.05, 1), height = Math.max((bottom - y) * 1.05, 1);
    return [x, y, Math.max(width, height / 3), Math.max(height, width / 3)];  // a sliver could not be seen
  }
  function apart([x, y], [[ax, ay], [bx, by]]) {  // of a point and a segment
    const dx = bx - ax, dy = by - ay, long = dx * dx + dy * dy;
    const part = long ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long)) : 0;
    return Math.hypot(x - ax - part * dx, y - ay - part * dy);
  }
  function hit(one, point, near) {
    const [left, top, right, bottom] = bounds(one.shape, one.at), [x, y] = point;
    if (x < left - near || x > right + near || y < top - near || y > bottom + near) return false;
    return one.shape !== "line" || segments(one.shape, one.at).some((segment) => apart(point, segment) <= near);
  }

  // --- a picture: an image below, what is drawn above -------------------------------------------------------------
  const source = (one) => one.of || one;  // what is drawn of a track in a frame stands for the track
  const shownOf = (shapes) => shapes.filter((one) => drawable(one) && !hidden.has(labelOf(one)));
  const differs = (word) => Boolean(word) && word !== "same";
  function summary(shapes) {
    const counts = new Map();
    for (const one of shapes) add(counts, labelOf(one));
    return first([...counts].map(([label, count]) => `${count} ${label}`), 20, "label") || "nothing drawn";
  }
  const isDot = (one) => one.shape === "point" || one.shape === "points";
  const classOf = (one, ...more) => [isDot(one) ? "dot" : "", ...more].filter(Boolean).join(" ");
  function drawn(one, ...classes) {
    return svg("path", { d: outline(one.shape, one.at), class: classOf(one, ...classes), "vector-effect": "non-scaling-stroke" });
  }
  function styled(one, ...classes) {
    const { color, dash, cap } = look(labelOf(one));
    return make(drawn(one, isDot(one) ? "" : dash, ...classes), { stroke: color, "stroke-linecap": isDot(one) ? cap : null });
  }
  function layers(shapes, small, told) {
    const marked = shapes.filter((one) => one.mark), rest = shapes.filter((one) => !one.mark), layer = svg("g", {});
    const few = rest.length <= (small ? SMALL_MANY : MANY);
    if (few) for (const one of rest) layer.append(...shapeOf(one, small, told));
    else layer.append(...merged(rest, told));
    for (const one of marked.slice(0, small ? SMALL_MANY : MANY)) layer.append(...shapeOf(one, small, told));
    if (marked.length > MANY) layer.append(...merged(marked.slice(MANY), told));
    return layer;
  }
  function merged(shapes, told) {  // one path for each look: points have another one than lines, and what differs
    const groups = new Map();
    for (const one of shapes) {
      const other = Boolean(told) && differs(told.get(source(one))), key = `${isDot(one)} ${other} ${labelOf(one)}`;
      if (!groups.has(key)) groups.set(key, [one, [], other]);
      groups.get(key)[1].push(outline(one.shape, one.at));
    }
    return [...groups.values()].map(([one, parts, other]) => make(styled(one, "merged", other && "differs"), { d: parts.join("") }));
  }
  function shapeOf(one, small, told) {
    const word = told && told.get(source(one));
    const path = styled(one, "shape", one.mark && "marked", differs(word) && "differs");
    if (small) return one.mark ? [path, frameAround(one)] : [path];
    path.append(svg("title", {}, [labelOf(one), word, one.mark, ...attributesOf(one)].filter(Boolean).join("\n")));
    return [drawn(one, "halo"), path, one.mark ? frameAround(one) : null].filter(Boolean);
  }
  function frameAround(one) {
    return svg("rect", { ...widened(bounds(one.shape, one.at), 0), class: "mark", "data-box": bounds(one.shape, one.at).join(" "), "vector-effect": "non-scaling-stroke" });
  }
  const widened = ([left, top, right, bottom], by) => ({ x: left - by, y: top - by, width: right - left + 2 * by, height: bottom - top + 2 * by });
  function captionsOf(shapes, told) {  // what is marked or differs comes first, as it gets the room
    const wordOf = (one) => told && differs(told.get(source(one))) ? told.get(source(one)) : null;
    const some = shapes.filter((one) => one.mark).slice(0, MANY);
    if (shapes.length <= MANY) some.push(...shapes.filter((one) => !one.mark && wordOf(one)), ...shapes.filter((one) => !one.mark && !wordOf(one)));
    return some.map((one) => {
      const words = [labelOf(one), wordOf(one), one.mark].filter(Boolean).join(": ");
      const cut = Array.from(words).length > 60 ? `${Array.from(words).slice(0, 59).join("")}…` : words;
      return { node: svg("text", { class: one.mark ? "caption marked" : "caption" }, cut), box: bounds(one.shape, one.at), long: Array.from(cut).length };
    });
  }
  function place(captions, [left, top, width, height], pixel) {  // greedy, without overlaps; `pixel` in units of the picture
    const taken = [];
    let gone = 0;
    for (const { node, box, long } of captions) {
      const w = Math.min(long * 6.9 * pixel, width), h = 14 * pixel;
      const x = Math.max(left, Math.min(box[0], left + width - w));
      const fits = [box[1] - 6 * pixel, box[3] + h, box[1] + h + pixel].map((y) => Math.max(top + h, Math.min(y, top + height - 3 * pixel)))
        .find((y) => !taken.some(([a, b, c, d]) => x < c && x + w > a && y - h < d && y > b));
      node.classList.toggle("crowded", fits === undefined);
      if (fits === undefined) { gone += 1; continue; }
      taken.push([x, fits - h, x + w, fits]);
      node.setAttribute("x", x);
      node.setAttribute("y", fits);
    }
    return gone;
  }

  function stage({ small = false, told = null, choose = null, fit = null } = {}) {
    const box = el("div", { class: "stage" }), under = el("p", { class: "remark" });
    const reasons = [el("div", {}), el("div", {})];  // why there is no image, and no mask: below the picture, where nothing is drawn over it
    const top = svg("svg", { class: "overlay", preserveAspectRatio: "none", role: "img" });
    let shapes = [], lines = [], size = null, frame = [0, 0, 1, 1], captions = [], zoomed = 1, below = null, over = [], picked = null, spread = null;
    box.append(top);
    function layout() {
      frame = size ? [0, 0, ...size] : spread || frameOf(shapes);
      top.setAttribute("viewBox", frame.join(" "));
      box.style.aspectRatio = `${frame[2]} / ${frame[3]}`;
      if (fit) fit(frame[2] / frame[3]);
      arrange();
    }
    function arrange() {
      if (small) return;
      const pixel = frame[2] / (box.clientWidth || 800) / zoomed;
      box.style.setProperty("--pixel", `${pixel}px`);
      box.style.setProperty("--zoom", zoomed);
      for (const one of top.querySelectorAll(".mark")) make(one, widened(one.dataset.box.split(" ").map(Number), 12 * pixel));
      const gone = place(captions, frame, pixel), some = shownOf(shapes), outside = size ? some.filter(beyond).length : 0;
      under.textContent = [
        gone ? `${plural(gone, "caption")} would overlap: zoom in, or press what is drawn.` : "",
        some.length > MANY ? `${plural(some.length, "shape")}: labels are told when they are pressed, and in the table.` : "",
        outside ? `${plural(outside, "shape")} outside of the image.` : ""].filter(Boolean).join(" ");
    }
    function beyond(one) {
      const [left, upper, right, bottom] = bounds(one.shape, one.at);
      return right < 0 || bottom < 0 || left > size[0] || upper > size[1];
    }
    function select(one) {
      picked = one;
      const node = shapes.find((each) => source(each) === one), old = top.querySelector(".selected");
      if (old) old.remove();
      if (node && drawable(node)) top.append(drawn(node, "selected"));
    }
    function draw(some, connections = []) {
      shapes = some;
      lines = connections;
      const shown = shownOf(shapes);
      captions = small ? [] : captionsOf(shown, told);
      const paths = lines.flatMap((at) => ["connection under", "connection"].map((name) => drawn({ shape: "line", at }, name)));
      top.replaceChildren(...paths, layers(shown, small, told), ...captions.map((one) => one.node));
      top.setAttribute("aria-label", summary(shown));
      layout();
      select(picked);
    }
    const isReason = (node) => !small && node.classList.contains("missing");
    function setBelow(node) {  // the image, the film, the points, or why there is none
      if (below) below.remove();
      below = isReason(node) ? el("div", { class: "placeholder" }) : node;
      reasons[0].replaceChildren(...isReason(node) ? [node] : []);
      box.prepend(below);
    }
    function known(width, height) { if (width && height) { size = [width, height]; layout(); } }
    const missing = (why, what, address) => el("p", { class: `missing no-${what}` },
      small ? `no ${what}` : [`The ${what} is not shown: ${why}. `, address ? linked(address) : null]);
    function image(address) {
      const { src, why } = address ? picture(address) : { why: "the task names none" };
      if (!src) { setBelow(missing(why, "image", address)); return; }
      const img = el("img", { alt: "", loading: small ? "lazy" : "eager", decoding: "async", draggable: "false" });
      img.addEventListener("load", () => { if (below === img) known(img.naturalWidth, img.naturalHeight); });
      img.addEventListener("error", () => { if (below === img) setBelow(missing("it does not load", "image", address)); });
      img.src = src;
      setBelow(img);
    }
    function setOver(...nodes) {
      for (const one of over) one.remove();
      over = nodes.filter((node) => !isReason(node));
      reasons[1].replaceChildren(...nodes.filter(isReason));
      for (const one of over) box.insertBefore(one, top);
    }
    function part(event) {
      const seen = top.getBoundingClientRect();
      return [(event.clientX - seen.left) / seen.width, (event.clientY - seen.top) / seen.height];
    }
    function press(event) {  // the smallest one below; another press of the same place takes the next one
      const near = 6 * frame[2] / (top.getBoundingClientRect().width || 1), [across, down] = part(event), place = [frame[0] + across * frame[2], frame[1] + down * frame[3]];
      const some = shownOf(shapes).filter((one) => hit(one, place, near));
      const rankOf = new Map(some.map((one) => [one, [hit(one, place, 0) ? 0 : 1, area(bounds(one.shape, one.at))]]));
      some.sort((a, b) => rankOf.get(a)[0] - rankOf.get(b)[0] || rankOf.get(a)[1] - rankOf.get(b)[1]);
      const last = some.findIndex((one) => source(one) === picked);
      if (some.length) choose(source(some[(last + 1) % some.length]));
    }
    if (choose) top.addEventListener("click", press);
    if (!small) new ResizeObserver(arrange).observe(box);
    return { box, below: [...reasons, under], draw, image, select, setBelow, setOver, known, missing, part,
      spreadOver: (some) => { spread = frameOf(some); },
      suppose: (width, height) => { if (!size) known(width, height); },
      zoom: (by) => { zoomed = by; arrange(); } };
  }

  // zoom and pan: one transformation of the stage
  function zoomable(inner, zoomedTo) {
    const outer = el("div", { class: "zoom", tabindex: "0", role: "group", "aria-label": "Picture: plus and minus zoom, arrows move, 0 shows all" }, inner);
    const held = new Map();
    let x = 0, y = 0, k = 1, moved = false, due = 0;
    function set() {
      inner.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      outer.classList.toggle("zoomed", k !== 1);
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => zoomedTo(k));
    }
    function zoom(by, cx, cy) {
      const next = Math.min(40, Math.max(0.5, k * by));
      x = cx - (cx - x) * next / k; y = cy - (cy - y) * next / k; k = next;
      set();
    }
    const all = () => { x = y = 0; k = 1; set(); };
    const middle = (by) => zoom(by, outer.clientWidth / 2, outer.clientHeight / 2);
    const at = (event) => { const seen = outer.getBoundingClientRect(); return [event.clientX - seen.left, event.clientY - seen.top]; };
    outer.addEventListener("wheel", (event) => {  // else the page scrolls: pictures can be as large as the window
      if (!event.ctrlKey && !event.metaKey && !outer.contains(document.activeElement)) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at(event));
    }, { passive: false });
    outer.addEventListener("touchstart", (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
    outer.addEventListener("pointerdown", (event) => { held.set(event.pointerId, at(event)); moved = false; });
    outer.addEventListener("pointermove", (event) => {
      if (!held.has(event.pointerId)) return;
      if (event.pointerType === "mouse" && !event.buttons) { held.delete(event.pointerId); return; }  // let go outside
      if (event.pointerType === "touch" && held.size === 1 && k === 1) return;  // the page scrolls
      const before = held.get(event.pointerId), now = at(event);
      if (!moved && Math.hypot(now[0] - before[0], now[1] - before[1]) < 4) return;
      if (!moved) { moved = true; outer.setPointerCapture(event.pointerId); }
      if (held.size === 2) {
        const [, other] = [...held].find(([id]) => id !== event.pointerId), far = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
        zoom(far(now) / far(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else { x += now[0] - before[0]; y += now[1] - before[1]; set(); }
      held.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel"]) outer.addEventListener(name, (event) => held.delete(event.pointerId));
    outer.addEventListener("click", (event) => { if (moved) { event.stopPropagation(); moved = false; } }, { capture: true });
    const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
    outer.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") middle(1.25);
      else if (event.key === "-") middle(0.8);
      else if (event.key === "0") all();
      else if (steps[event.key]) { x += steps[event.key][0]; y += steps[event.key][1]; set(); }
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const tools = el("div", { class: "bar tools", role: "group", "aria-label": "Zoom" },
      button("+", () => middle(1.25), { "aria-label": "zoom in" }), button("−", () => middle(0.8), { "aria-label": "zoom out" }), button("all", all, { "aria-label": "show all of the picture" }));
    return [tools, outer];
  }

  // --- the task that is shown: what its parts tell each other -----------------------------------------------------
  let page = null;
  const begin = (one) => ({ one, chosen: null, frame: 0, listeners: [] });
  const on = (what, act) => page.listeners.push([what, act]);
  const tell = (what, ...more) => { for (const [name, act] of page ? page.listeners : []) if (name === what) act(...more); };
  const choose = (one) => { page.chosen = one; tell("chosen", one); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => tell("frame"));  // a canvas has no style

  function interactive(told) {  // a stage with zoom, for the task that is shown
    const column = el("div", { class: "picture" }), fit = (ratio) => { column.style.maxWidth = `calc(75vh * ${ratio})`; };
    const scene = stage({ told, choose, fit });
    fill(column, [zoomable(scene.box, scene.zoom), scene.below]);
    on("chosen", scene.select);
    return { ...scene, column };
  }

  // --- masks ------------------------------------------------------------------------------------------------------
  const chip = (color) => {
    const box = el("span", { class: "chip", "aria-hidden": "true" });
    if (color) box.style.background = `rgb(${color.map(Number).join(" ")})`;
    return box;
  };
  const COMBINED = {  // which entry of the legend a pixel belongs to
    image: { pixel: (r, g, b) => r << 16 | g << 8 | b, entry: (one) => one.color ? one.color[0] << 16 | one.color[1] << 8 | one.color[2] : null },
    indexedImage: { pixel: (r) => r, entry: (one) => one.index },
    extendedIndexedImage: { pixel: (r, g, b) => r | g << 8 | b << 16, entry: (one) => one.index },
  };
  function maskOver(mask, scene, says) {
    const { src, why } = mask.url ? picture(mask.url) : { why: mask.error || "it has no address" }, here = page;
    if (!src) { scene.setOver(scene.missing(why, "mask", mask.url)); return; }
    const img = el("img", { alt: `mask ${mask.name || ""}`, class: "mask-image" });
    img.addEventListener("error", () => scene.setOver(scene.missing("it does not load", "mask", mask.url)));
    if (INLINE.test(src) && Object.hasOwn(COMBINED, mask.name)) img.addEventListener("load", () => { if (here === page && img.isConnected) scene.setOver(painted(mask, img, says)); });
    else img.addEventListener("load", () => { says.textContent = "This mask is shown as it is: labels can be hidden, and told by a press, where masks are a part of the page (--embed-images)."; });
    img.addEventListener("load", () => scene.suppose(img.naturalWidth, img.naturalHeight));
    img.src = src;
    scene.setOver(img);
  }
  function painted(mask, img, says) {  // a mask that can be read: in the colours of the legend, without hidden labels
    const canvas = el("canvas", { class: "mask-image", role: "img", "aria-label": `mask ${mask.name}`, width: img.naturalWidth, height: img.naturalHeight });
    const pen = canvas.getContext("2d", { willReadFrequently: true }), { pixel, entry } = COMBINED[mask.name], entries = byKey(mask.legend || [], entry);
    pen.drawImage(img, 0, 0);
    const given = pen.getImageData(0, 0, canvas.width, canvas.height), { data: from, width, height } = given;
    const keyAt = (i) => from[i + 3] ? pixel(from[i], from[i + 1], from[i + 2]) : -1;
    function paint() {
      const shown = new ImageData(new Uint8ClampedArray(from), width, height), to = shown.data;
      const looks = new Map([...entries].map(([key, some]) => [key, some.every((one) => hidden.has(labelOf(one))) ? "hidden" : some[0].color]));
      if (mask.name !== "image") looks.set(0, "hidden");  // the index of what has no label
      for (let i = 0; i < from.length; i += 4) {
        const color = looks.get(keyAt(i));
        if (color === "hidden") to[i + 3] = 0;
        else if (color) to.set(color, i);
      }
      pen.putImageData(shown, 0, 0);
    }
    paint();
    on("hidden", paint);
    says.textContent = "Press the mask to read its label.";
    canvas.tellAt = ([across, down]) => {
      const x = Math.floor(across * width), y = Math.floor(down * height), inside = x >= 0 && y >= 0 && x < width && y < height;
      const some = inside ? entries.get(keyAt(4 * (y * width + x))) : null;
      says.textContent = `There: ${some ? first(some.map((one) => `${labelOf(one)} (${one.index})`), 5, "label") : "no label of the legend"}.`;
    };
    return canvas;
  }
  function masked(view, scene) {
    const masks = view.masks || [];
    if (!masks.length) return null;
    const says = el("output", {});
    const show = (at) => { if (masks[at]) maskOver(masks[at], scene, says); else { scene.setOver(); says.textContent = ""; } };
    const select = el("select", {}, masks.map((mask, at) => el("option", { value: at }, mask.name || `mask ${at + 1}`)), el("option", { value: -1 }, "none"));
    select.addEventListener("change", () => show(Number(select.value)));
    scene.box.addEventListener("click", (event) => { const canvas = scene.box.querySelector("canvas.mask-image"); if (canvas && canvas.tellAt) canvas.tellAt(scene.part(event)); });
    show(0);
    return [el("p", { class: "bar" }, el("label", {}, "mask ", select), says),
      el("ul", { class: "legend" }, legendOf(view).map((one) => el("li", {}, chip(one.color), `${labelOf(one)} (${one.index})`)))];
  }

  // --- lists of what is drawn -------------------------------------------------------------------------------------
  function pager(items, most, draw, unit) {  // a part of a long list at a time
    let from = 0;
    const says = el("span", { role: "status" });
    const back = button("previous", () => show(from - most)), forward = button("next", () => show(from + most));
    const bar = el("div", { class: "bar pager" }, back, says, forward);
    function show(start, some = items) {
      items = some;
      from = Math.max(0, start < items.length ? start : 0);
      const to = Math.min(from + most, items.length);
      draw(items.slice(from, to));
      bar.hidden = items.length <= most;
      back.disabled = from === 0;
      forward.disabled = to === items.length;
      says.textContent = `${unit} ${thousands(from + 1)} to ${thousands(to)} of ${thousands(items.length)}`;
    }
    show(0);
    return { bar, show, reveal: (one) => { const at = items.indexOf(one); if (at >= 0 && (at < from || at >= from + most)) show(at - at % most); } };
  }
  const TIMES = ["timestamp", "startTime", "endTime"];
  const timesOf = (one) => TIMES.filter((name) => Number.isFinite(one[name])).map((name) => `${name} ${one[name]} s`);
  function framesOf(one) {
    if (one.keys && one.keys.length) {
      const from = one.keys[0].frame, to = one.keys[one.keys.length - 1].frame;
      return `${from === to ? `frame ${from}` : `frames ${from} to ${to}`}, ${plural(one.keys.length, "key frame")}`;
    }
    return one.start === undefined ? null : [one.type, `${one.start} to ${one.end}`, ...timesOf(one)].filter(Boolean).join(", ");
  }
  function listing(items, told) {
    if (!items.length) return null;
    const rows = new Map(), body = el("tbody", {}), gone = el("p", { class: "remark" });
    const weight = (one) => one.mark ? 0 : told && differs(told.get(one)) ? 1 : 2;
    const sorted = [...items].sort((a, b) => weight(a) - weight(b));
    const listed = () => sorted.filter((one) => !hidden.has(labelOf(one)));
    function rowOf(one) {
      const row = el("tr", {}, el("td", {}, button([swatch(labelOf(one)), labelOf(one)], () => choose(one), { class: "plain", "aria-pressed": "false" })),
        el("td", {}, [one.shape, framesOf(one)].filter(Boolean).join(", ")), el("td", {}, attributesOf(one).map((words) => el("div", {}, words))),
        el("td", {}, [one.mark, told && told.get(one)].filter(Boolean).join("; ")));
      rows.set(one, row);
      return row;
    }
    function mark() {
      for (const [one, row] of rows) {
        row.classList.toggle("chosen", one === page.chosen);
        row.querySelector("button").setAttribute("aria-pressed", String(one === page.chosen));
      }
    }
    const pages = pager(listed(), ROWS, (some) => { rows.clear(); body.replaceChildren(...some.map(rowOf)); mark(); }, "rows");
    on("chosen", (one) => { pages.reveal(one); mark(); if (rows.has(one)) rows.get(one).scrollIntoView({ block: "nearest" }); });
    on("hidden", () => { const some = listed(); pages.show(0, some); tellGone(some); });
    function tellGone(some) { gone.textContent = some.length === items.length ? "" : `${plural(items.length - some.length, "row")} of hidden labels.`; }
    tellGone(listed());
    const head = ["label", "shape", "attributes", told ? "difference" : "remark"].map((name) => el("th", { scope: "col" }, name));
    return el("div", { class: "listed" }, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Annotations" },
      el("table", {}, el("thead", {}, el("tr", {}, head)), body)), pages.bar, gone);
  }
  function swatch(label) {
    const { color, dash } = look(label);
    return svg("svg", { class: "swatch", viewBox: "0 0 24 8", "aria-hidden": "true" }, svg("path", { d: "M1 4h22", stroke: color, class: dash }));
  }
  function legend(columns, views) {  // of the labels of each result that is shown; those of masks have their own colours
    const colors = new Map(views.flatMap(legendOf).map((one) => [labelOf(one), one.color]));
    const sample = (label) => colors.get(label) ? chip(colors.get(label)) : swatch(label);
    const labels = [...new Set(columns.flatMap((one) => [...one.keys()]))];
    if (!labels.length) return null;
    const box = el("div", { class: "legend", role: "group", "aria-label": "Labels: press one to hide it" });
    const counted = (label) => columns.map((one) => one.get(label) || 0).join(" · ");
    const toggle = (label, hide) => { if (hide) hidden.add(label); else hidden.delete(label); };
    const presses = (some) => some.map((label) => button([sample(label), `${label} (${counted(label)})`], () => { toggle(label, !hidden.has(label)); update(); }, { "data-label": label }));
    function update() {
      for (const one of box.querySelectorAll("[data-label]")) one.setAttribute("aria-pressed", String(!hidden.has(one.dataset.label)));
      tell("hidden");
    }
    const every = (hide) => () => { for (const label of labels) toggle(label, hide); update(); };
    const rest = button(`all ${thousands(labels.length)} labels`, () => { rest.replaceWith(fill(document.createDocumentFragment(), presses(labels.slice(LABELS)))); update(); });
    box.append(...presses(labels.slice(0, LABELS)));
    if (labels.length > LABELS) box.append(rest);
    if (labels.length > 1) box.append(button("show all", every(false)), button("hide all", every(true)));
    update();
    return box;
  }

  // --- views --------------------------------------------------------------------------------------------------------
  const VIEWS = {
    image: imageView,
    video: (view, told) => framed(view, told, filmed),
    lidar: (view, told) => framed(view, told, fromAbove),
    text: (view, told) => [spanned(view, told), relations(view, told), listing(itemsOf(view), told)],
    form: (view, told) => [fields(view.fields, told)],
    compare: (view, told) => [el("div", { class: "side" }, (view.items || []).map((one) => compared(one, told))), fields(view.fields, told)],
    chat: (view, told) => [el("ol", { class: "chat" }, (view.turns || []).map((turn) =>
      el("li", {}, el("h4", {}, turn.role, differing(turn, told)), el("p", { class: "words" }, turn.text || "(empty)"), fields(turn.fields, told))))],
    tree: (view, told) => [el("div", { class: "tree" }, tree(view.value, 0, undefined, told && told.get(view)))],
  };
  function shown(view, told) {
    const draw = Object.hasOwn(VIEWS, view.kind) ? VIEWS[view.kind] : () => [el("p", {}, `A view of the unknown kind ${view.kind}:`), tree(view, 0)];
    const only = told && typeof told.get(view) === "string" ? differing(view, told) : null;
    return el("section", { class: "view" }, el("h3", {}, view.name || view.kind, only), guarded(() => fill(el("div", {}), [draw(view, told)])));
  }
  const differing = (one, told) => told && differs(told.get(one)) ? el("span", { class: "difference" }, ` ≠ ${told.get(one)}`) : null;
  function imageView(view, told) {
    const scene = interactive(told), draw = () => scene.draw(view.shapes || [], view.connections);
    scene.known(view.width, view.height);
    scene.image(view.url);
    draw();
    on("hidden", draw);
    fill(scene.column, [masked(view, scene)]);
    return el("div", { class: "split" }, scene.column, listing(itemsOf(view), told));
  }
  function compared(one, told) {
    const body = one.url ? interactive(null) : null;
    if (body) { body.draw([]); body.image(one.url); }
    return el("figure", { class: one.chosen ? "panel chosen" : "panel" }, body ? body.column : el("p", { class: "words" }, one.text || "(nothing to show)"),
      el("figcaption", {}, one.title, one.chosen ? " ✓ chosen" : "", differing(one, told)));
  }

  // video and lidar: one stage, and a slider for the frame
  function framed(view, told, kind) {
    const tracks = (view.tracks || []).map((one) => ({ ...one, of: one }));
    const count = Math.max(1, Array.isArray(view.frames) ? view.frames.length : view.frames || 0), last = count - 1;
    const scene = interactive(told), below = kind(view, scene, tracks), says = el("output", {}), detail = el("output", { class: "remark" });
    const slider = el("input", { type: "range", min: 0, max: last, value: Math.min(last, page.frame), "aria-label": `Frame, 0 to ${last}` });
    function show() {
      slider.value = Math.min(last, page.frame);
      const frame = Number(slider.value), now = (view.events || []).filter((one) => one.start <= frame && frame <= one.end).map(labelOf);
      says.textContent = `frame ${frame}, the last is ${last}${now.length ? `; now: ${first(now, 5, "event")}` : ""}`;
      scene.draw(below(frame));
      describe();
    }
    function describe() {  // what changes from frame to frame, of the track that is chosen
      const track = tracks.find((each) => each.of === page.chosen), one = track && seenAt(track, Number(slider.value));
      detail.textContent = one ? `${labelOf(one)} in frame ${slider.value}: ${[...attributesOf(one), ...timesOf(one)].join("; ") || "no attributes"}` : "";
    }
    slider.addEventListener("input", () => { page.frame = Number(slider.value); tell("frame"); adjust({ frame: slider.value }); });
    on("frame", show);
    on("hidden", show);
    on("chosen", (one) => {  // a track that is chosen is brought into sight
      const track = tracks.find((each) => each.of === one), frame = Number(slider.value);
      describe();
      if (!track || seenAt(track, frame) || !track.keys.length) return;
      page.frame = track.keys[0].frame;
      adjust({ frame: String(page.frame) });
      tell("frame");
    });
    show();
    const film = view.video && !(view.urls || []).length ? el("p", {}, "film: ", linked(view.video)) : null;
    const lacking = (view.missing || []).length ? el("p", { class: "remark" }, `Points are missing: ${first(view.missing.map(worded), 3, "reason")}.`) : null;
    scene.column.prepend(...[film, lacking, el("div", { class: "frames" }, slider, says), timeline(view, last)].filter(Boolean));
    scene.column.append(detail);
    return el("div", { class: "split" }, scene.column, listing(itemsOf(view), told));
  }
  function timeline(view, last) {
    const events = (view.events || []).slice(0, 20), part = (frame) => Math.max(0, Math.min(100, 100 * frame / (last + 1)));
    if (!events.length) return null;
    const words = events.map((one) => `${labelOf(one)} from ${one.start} to ${one.end}`).join(", ");
    return el("div", { class: "timeline", role: "img", "aria-label": `Events: ${words}` }, events.map((one) => {
      const bar = el("span", {}, `${labelOf(one)}`);
      const late = part(one.start) > 50;  // its name has more room on the left
      if (late) bar.style.marginRight = `${100 - part(one.end + 1)}%`; else bar.style.marginLeft = `${part(one.start)}%`;
      bar.style.minWidth = `${Math.max(0.5, part(one.end + 1) - part(one.start))}%`;
      bar.style.borderColor = look(labelOf(one)).color;
      return el("div", { class: late ? "late" : null }, bar);
    }), (view.events || []).length > 20 ? el("div", {}, `and ${view.events.length - 20} more, in the table`) : null);
  }
  function seenAt(track, frame) {  // from its first to its last key frame; in between, in between
    const { keys } = track;
    let low = 0, high = keys.length;
    while (low < high) { const mid = (low + high) >> 1; if (keys[mid].frame <= frame) low = mid + 1; else high = mid; }
    const before = keys[low - 1], next = keys[low];
    if (!before || (!next && before.frame !== frame)) return null;
    const attributes = { ...track.attributes, ...(before.attributes || {}) };
    const times = before.frame === frame ? Object.fromEntries(TIMES.map((name) => [name, before[name]])) : {};
    return { ...track, ...times, attributes, at: next && before.frame !== frame ? between(track, before, next, frame) : before.at };
  }
  function between(track, before, next, frame) {
    if (next.at.length !== before.at.length) return before.at;
    const part = (frame - before.frame) / (next.frame - before.frame), turns = track.shape === undefined || track.shape === "ellipse";
    return before.at.map((value, i) => {
      let by = next.at[i] - value;
      if (turns && i === 4) by -= Math.round(by / (2 * Math.PI)) * 2 * Math.PI;  // the short way round
      return value + by * part;
    });
  }
  function filmed(view, scene, tracks) {
    const urls = view.urls || [], { src, why } = !urls.length && view.video ? picture(view.video) : {};
    const film = src ? el("video", { muted: true, preload: "auto", playsinline: true, "aria-label": "film" }) : null;
    let last = null;
    scene.spreadOver(tracks.flatMap(({ shape, keys }) => keys.map(({ at }) => ({ shape, at }))));  // else each frame has its own size
    scene.known(view.width, view.height);
    if (why) scene.setBelow(scene.missing(why, "film", view.video));
    else if (!urls.length && !film) scene.image(null);
    if (film) {
      film.addEventListener("loadedmetadata", () => scene.known(film.videoWidth, film.videoHeight));
      film.addEventListener("error", () => scene.setBelow(el("p", { class: "missing" }, "The film does not load.")));
      film.src = src;
      scene.setBelow(film);
    }
    return (frame) => {
      if (film) film.currentTime = frame / (view.rate || 1);  // it stands still, at the time of the frame
      if (urls.length && frame !== last) {
        scene.image(urls[frame]);
        const ahead = urls[frame + 1] && picture(urls[frame + 1]).src;
        if (ahead) new Image().src = ahead;
      }
      last = frame;
      return tracks.map((track) => seenAt(track, frame)).filter(Boolean);
    };
  }
  function ground(view, tracks) {  // where all frames lie, so that the picture does not jump from frame to frame
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const frame of view.frames || []) for (const [x, y] of pairs((frame || {}).points || [])) grow(box, [x, y, x, y]);
    for (const track of tracks) for (const { at: [x, y, a, b] } of track.keys) { const r = Math.hypot(a, b) / 2; grow(box, [x - r, y - r, x + r, y + r]); }
    if (!box.every(Number.isFinite)) return [0, 0, 1, 1];
    const wide = Math.max(box[2] - box[0], 1), high = Math.max(box[3] - box[1], 1), edge = Math.max(wide, high) * 0.05;
    const width = Math.max(wide, high / 2) + 2 * edge, height = Math.max(high, wide * 0.5) + 2 * edge;
    return [(box[0] + box[2] - width) / 2, (box[1] + box[3] + height) / 2, width, height];
  }
  function fromAbove(view, scene, tracks) {
    const [left, top, width, height] = ground(view, tracks), scale = 1000 / width;
    const canvas = el("canvas", { class: "points", width: 1000, height: Math.round(height * scale), "aria-hidden": "true" }), pen = canvas.getContext("2d");
    const put = (x, y) => [(x - left) * scale, (top - y) * scale];  // y points up
    scene.known(canvas.width, canvas.height);
    scene.setBelow(canvas);
    function footprint(one) {
      const [x, y, long, wide, yaw] = one.at, cos = Math.cos(yaw) / 2, sin = Math.sin(yaw) / 2;
      const corner = (a, b) => put(x + a * long * cos - b * wide * sin, y + a * long * sin + b * wide * cos);
      return { ...one, shape: "above", at: [...put(x, y), ...corner(1, 0), ...corner(1, 1), ...corner(1, -1), ...corner(-1, -1), ...corner(-1, 1)] };
    }
    return (frame) => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = getComputedStyle(document.body).color;
      for (const at of pairs(((view.frames || [])[frame] || {}).points || [])) { const [x, y] = put(...at); pen.fillRect(x, y, 1.5, 1.5); }
      return tracks.map((track) => seenAt(track, frame)).filter(Boolean).map(footprint);
    };
  }

  // texts
  function spanned(view, told) {
    if (!view.text) return null;
    const room = el("p", { class: "words" }), drawnOf = new Map();
    const draw = () => { drawnOf.clear(); room.replaceChildren(); fill(room, spansIn(view, told, drawnOf)); };
    draw();
    on("hidden", draw);
    on("chosen", (one) => {
      for (const node of room.querySelectorAll(".chosen")) node.classList.remove("chosen");
      for (const node of drawnOf.get(one) || []) node.classList.add("chosen");
    });
    return room;
  }
  function spansIn(view, told, drawnOf) {
    const letters = Array.from(view.text), end = letters.length, parts = [];
    const special = (one) => one.mark ? 2 : told && differs(told.get(one)) ? 1 : 0, classes = [null, "differs", "marked"];
    const some = (view.spans || []).filter((one) => !hidden.has(labelOf(one)) && one.start <= end).sort((a, b) => a.start - b.start);
    const cuts = [...new Set([0, end, ...some.flatMap((one) => [one.start, Math.min(one.end, end)])])].sort((a, b) => a - b);
    let next = 0, open = [];
    const name = (one) => el("sup", { class: one.mark ? "marked" : null }, [labelOf(one), told && differs(told.get(one)) ? told.get(one) : null, one.mark].filter(Boolean).join(": "));
    cuts.forEach((cut, i) => {
      parts.push(...open.filter((one) => Math.min(one.end, end) <= cut).map(name));
      open = open.filter((one) => Math.min(one.end, end) > cut);
      for (; next < some.length && some[next].start <= cut; next += 1) {
        if (Math.min(some[next].end, end) > cut) open.push(some[next]); else parts.push("‸", name(some[next]));
      }
      const words = letters.slice(cut, cuts[i + 1]).join("");
      if (i + 1 === cuts.length || !open.length) { if (i + 1 < cuts.length) parts.push(words); return; }
      const over = open[open.length - 1], kind = classes[open.reduce((most, one) => Math.max(most, special(one)), 0)];
      const mark = el("mark", { title: `${open.slice(0, 5).map(labelOf).join(", ")}${open.length > 5 ? ` and ${open.length - 5} more` : ""}`, class: kind, onclick: () => choose(over) }, words);
      mark.style.borderBottomColor = look(labelOf(over)).color;
      if (page.chosen && open.includes(page.chosen)) mark.classList.add("chosen");
      for (const one of open) { if (!drawnOf.has(one)) drawnOf.set(one, []); drawnOf.get(one).push(mark); }
      parts.push(mark);
    });
    return parts;
  }
  function wordsOfRelations(view) {
    const letters = Array.from(view.text || ""), spans = new Map((view.spans || []).filter((one) => one.id).map((one) => [one.id, one]));
    const words = (id) => {
      const one = spans.get(id);
      return one ? letters.slice(one.start, one.end).join("") || labelOf(one) : `${id === null ? "(no id)" : id} (not there)`;
    };
    return (view.relations || []).map((one) => `${words(one.from)} → ${one.label || "related to"} → ${words(one.to)}`);
  }
  function relations(view, told) {
    const words = wordsOfRelations(view), box = el("ul", { class: "relations" });
    if (!words.length) return null;
    const pages = pager(words.map((_, i) => i), ROWS, (some) => box.replaceChildren(...some.map((i) => el("li", {}, words[i], differing(view.relations[i], told)))), "relations");
    return [box, pages.bar];
  }
  const value = (text) => text === "" ? "(empty)" : /^https?:\/\//i.test(text) ? linked(text) : text;
  function fields(some, told) {
    if (!some || !some.length) return null;
    return el("dl", {}, some.map((one) => [el("dt", {}, worded(one.title), one.question ? el("small", {}, one.question) : null, differing(one, told)),
      one.answers.length ? one.answers.map((answer) => el("dd", {}, value(answer))) : el("dd", {}, "(no answer)"),
      (one.notes || []).map((note) => el("dd", { class: "note" }, note))]));
  }
  function tree(value_, depth, name, other) {  // `other`: what the other result has there, as [value], or [] for nothing
    const told = !other ? null : !other.length ? " ≠ only here" : canonical(value_) === canonical(other[0]) ? null : " ≠ differs";
    const head = [name === undefined ? null : el("b", {}, `${name}: `)], mark = told ? el("span", { class: "difference" }, told) : null;
    if (value_ === null || typeof value_ !== "object") return el("div", {}, head, typeof value_ === "string" ? value(value_) : worded(value_), mark);
    const list = Array.isArray(value_), entries = list ? value_.map((one, at) => [at, one]) : Object.entries(value_);
    const box = el("details", {}, el("summary", {}, head, plural(entries.length, list ? "item" : "field"), mark));
    const theirs = other && other.length && other[0] !== null && typeof other[0] === "object" ? other[0] : {};
    const below = (key) => !other ? undefined : !other.length ? undefined : Object.hasOwn(theirs, key) ? [theirs[key]] : [];
    let from = 0;
    function more() {
      const part = entries.slice(from, from + ROWS);
      from += part.length;
      box.append(...part.map(([key, one]) => tree(one, depth + 1, key, below(key))));
      if (from < entries.length) { const next = button(`${thousands(entries.length - from)} more`, () => { next.remove(); more(); }); box.append(next); }
    }
    const open = () => { if (box.open && !from) more(); };
    if (depth < 2) { box.open = true; open(); }
    box.addEventListener("toggle", open);
    return box;
  }

  // --- differences of two results ---------------------------------------------------------------------------------
  function canonical(one) {  // JSON without an order of keys
    if (Array.isArray(one)) return `[${one.map(canonical).join(",")}]`;
    if (one === null || typeof one !== "object") return JSON.stringify(one) || "null";
    return `{${Object.keys(one).sort().map((key) => `${JSON.stringify(key)}:${canonical(one[key])}`).join(",")}}`;
  }
  const placeOf = (one) => canonical([one.shape, one.at, (one.keys || []).map((key) => [key.frame, key.at]), one.start, one.end]);
  const attributesIn = (one) => canonical([one.attributes || {}, (one.keys || []).map((key) => key.attributes || {})]);
  function extentOf(one) {  // where it is, and when
    if (one.keys && one.keys.length) {
      const box = [Infinity, Infinity, -Infinity, -Infinity], flat = one.shape !== undefined;
      for (const { at } of one.keys) grow(box, flat ? bounds(one.shape, at) : [at[0] - at[2] / 2, at[1] - at[3] / 2, at[0] + at[2] / 2, at[1] + at[3] / 2]);
      return { box, from: one.keys[0].frame, to: one.keys[one.keys.length - 1].frame + 1 };
    }
    return one.at ? { box: bounds(one.shape, one.at), from: 0, to: 1 } : { box: [one.start, 0, Math.max(one.end, one.start + 1), 1], from: 0, to: 1 };
  }
  function overlap(p, q) {
    const wide = Math.min(p.box[2], q.box[2]) - Math.max(p.box[0], q.box[0]), high = Math.min(p.box[3], q.box[3]) - Math.max(p.box[1], q.box[1]);
    const long = Math.min(p.to, q.to) - Math.max(p.from, q.from);
    if (wide <= 0 || high <= 0 || long <= 0) return 0;
    const both = wide * high;
    return both / (area(p.box) + area(q.box) - both) * long / (p.to - p.from + q.to - q.from - long);
  }
  const isRange = (one) => !one.at && !one.keys;  // of letters or frames
  function edge(items) {  // points and level lines have no area: all are widened by a hundredth of the picture
    const all = items.map((one) => extentOf(one).box).filter((box) => box.every(Number.isFinite)).reduce(grow, [0, 0, 0, 0]);
    return Math.max(all[2] - all[0], all[3] - all[1]) / 100 || 1;
  }
  function placed(items, wider) {
    return items.map((one) => {
      const extent = extentOf(one), [left, top, right, bottom] = extent.box, by = isRange(one) ? 0 : wider;
      return { one, label: labelOf(one), ...extent, box: [left - by, top - by, right + by, bottom + by], middle: (left + right) / 2 };
    }).filter(({ box }) => box.every(Number.isFinite));
  }
  function below(sorted, middle) {  // how many lie to the left
    let low = 0, high = sorted.length;
    while (low < high) { const mid = (low + high) >> 1; if (sorted[mid].middle < middle) low = mid + 1; else high = mid; }
    return low;
  }
  function nearest(ours, theirs, sameLabel, wider) {  // pairs that overlap most, the best first
    const mine = placed(ours, wider), yours = placed(theirs, wider).sort((a, b) => a.middle - b.middle);
    const found = [];
    for (const a of mine) {
      const reach = (a.box[2] - a.box[0]) / 2;  // farther apart, two overlap by less than half
      const from = Math.max(below(yours, a.middle - reach), below(yours, a.middle) - NEAR), near = [];
      for (let i = from; i < yours.length && i < from + 2 * NEAR && yours[i].middle <= a.middle + reach; i += 1) {
        const b = yours[i], how = (a.label === b.label) === sameLabel ? overlap(a, b) : 0;
        if (how < SAME || (near.length === 5 && how <= near[4][0])) continue;
        near.push([how, a.one, b.one]);
        near.sort((p, q) => q[0] - p[0]);
        near.length = Math.min(near.length, 5);
      }
      found.push(...near);
    }
    return found.sort((p, q) => q[0] - p[0]).map(([, a, b]) => [a, b]);
  }
  function byKey(items, key) {
    const found = new Map();
    for (const one of items) { const name = key(one); if (!found.has(name)) found.set(name, []); found.get(name).push(one); }
    return found;
  }
  function pairsOf(ours, theirs, found) {  // by the same key, each once; what has no key has no pair
    return (key) => {
      const named = byKey(theirs.filter((one) => key(one) !== null && !found.has(one)), key);
      for (const one of ours) {
        if (found.has(one) || key(one) === null) continue;
        const other = (named.get(key(one)) || []).shift();
        if (other) { found.set(one, other); found.set(other, one); }
      }
    };
  }
  function itemDifferences(ours, theirs, note) {
    const found = new Map(), pair = pairsOf(ours, theirs, found);
    pair((one) => one.id ? canonical([one.id, labelOf(one), one.shape]) : null);
    pair((one) => one.id ? one.id : null);
    pair((one) => one.id ? null : canonical([labelOf(one), placeOf(one), attributesIn(one)]));
    const group = (one) => isRange(one) ? "range" : `${one.keys ? "track" : "shape"} ${one.shape}`;
    const wider = edge([...ours, ...theirs].filter((one) => !isRange(one)));
    for (const sameLabel of [true, false]) {
      const left = byKey(theirs.filter((one) => !found.has(one)), group);
      for (const [kind, some] of byKey(ours.filter((one) => !found.has(one)), group))
        for (const [a, b] of nearest(some, left.get(kind) || [], sameLabel, wider))
          if (!found.has(a) && !found.has(b)) { found.set(a, b); found.set(b, a); }
    }
    for (const one of ours) if (found.has(one)) note(changes(one, found.get(one)), one, found.get(one)); else note("", one);
    for (const one of theirs) if (!found.has(one)) note("", null, one);
  }
  function changes(one, other) {
    return [["moved", placeOf], ["relabelled", labelOf], ["other attributes", attributesIn]]
      .filter(([, of]) => of(one) !== of(other)).map(([word]) => word).join(", ") || "same";
  }
  function listDifferences(ours, theirs, key, same, note) {
    const found = new Map(), keyed = (some) => { const seen = new Map(); return new Map(some.map((one, i) => { const name = key(one, i); add(seen, name); return [one, `${seen.get(name)} ${name}`]; })); };
    const keys = new Map([...keyed(ours), ...keyed(theirs)]);
    pairsOf(ours, theirs, found)((one) => keys.get(one));
    for (const one of ours) if (found.has(one)) note(same(one, found.get(one)) ? "same" : "differs", one, found.get(one)); else note("", one);
    for (const one of theirs) if (!found.has(one)) note("", null, one);
    return found;
  }
  const alike = (...parts) => (one, other) => parts.every((part) => canonical(one[part] ?? null) === canonical(other[part] ?? null));
  function fieldDifferences(ours, theirs, note) {
    listDifferences(ours || [], theirs || [], (one) => worded(one.title), alike("answers", "notes"), note);
  }
  function viewDifferences(one, other, told, note) {
    itemDifferences(itemsOf(one), itemsOf(other), note);
    fieldDifferences(one.fields, other.fields, note);
    listDifferences(one.items || [], other.items || [], (_, i) => i, alike("title", "url", "text", "chosen"), note);
    const turns = listDifferences(one.turns || [], other.turns || [], (_, i) => i, alike("role", "text"), note);
    for (const turn of one.turns || []) if (turns.has(turn)) fieldDifferences(turn.fields, turns.get(turn).fields, note);
    const [ours, theirs] = [one, other].map((view) => new Map(wordsOfRelations(view).map((words, i) => [view.relations[i], words])));
    listDifferences([...ours.keys()], [...theirs.keys()], (relation) => ours.get(relation) || theirs.get(relation), () => true, note);
    if (canonical(one.text ?? null) !== canonical(other.text ?? null)) note("differs", one, other);
    if (canonical(legendOf(one)) !== canonical(legendOf(other))) note("other legend", one, other);
    if (one.kind === "tree") {
      note(canonical(one.value) === canonical(other.value) ? "same" : "differs");
      told.set(one, [other.value]);
      told.set(other, [one.value]);
    }
  }
  function differences(one, other) {
    const told = new Map(), counts = new Map();
    const note = (word, ours, theirs) => {
      const view = [...one.views, ...other.views].find((each) => each === ours || each === theirs);
      add(counts, word || `${view ? `part “${view.name || view.kind}” ` : ""}only in ${(ours ? one : other).name}`);
      for (const each of [ours, theirs]) if (each) told.set(each, word || "only here");
    };
    const views = listDifferences(one.views, other.views, (view) => `${view.kind} ${view.name}`, () => true, (word, ours, theirs) => { if (!word) note("", ours, theirs); });
    for (const view of one.views) if (views.has(view)) viewDifferences(view, views.get(view), told, note);
    return { told, counts };
  }
  function sideBySide(results) {
    const { told, counts } = differences(...results), masks = results.some((result) => result.views.some((view) => (view.masks || []).length));
    return [el("p", { class: "told", role: "status" }, [...counts].sort(([a], [b]) => (a === "same") - (b === "same")).map(([word, count]) => `${count} ${word}`).join(" · ") || "nothing to compare"),
      masks ? el("p", { class: "remark" }, "Masks are not compared, only their legends.") : null,
      el("div", { class: "side" }, results.map((result) => el("div", { class: "panel" }, el("h2", {}, result.name), result.views.map((view) => shown(view, told)))))];
  }

  // --- one task --------------------------------------------------------------------------------------------------------
  const whole = (text, below) => /^\d{1,9}$/.test(text || "") && Number(text) < below ? Number(text) : null;
  function sidesOf(results) {  // of two files, the responses are compared first
    const other = results.findIndex((one, at) => at > 0 && String(one.name).endsWith(`: ${results[0].name}`));
    return [whole(state.get("left"), results.length) ?? 0, whole(state.get("right"), results.length) ?? Math.max(other, 1)];
  }
  function resultPart(one) {  // what changes with the result that is chosen
    const { results } = one.task, total = results.length, both = total > 1 && state.get("result") === "both";
    const which = whole(state.get("result"), total) ?? 0, [left, right] = total ? sidesOf(results) : [], chosen = both ? [left, right] : [which];
    page = begin(one);
    page.frame = whole(state.get("frame"), 1e9) ?? 0;
    const press = (words, value, pressed) => button(words, () => go({ result: value }), { "aria-pressed": String(pressed), "data-result": value });
    const select = (words, name, at) => {
      const node = el("select", { "data-result": name }, results.map((result, i) => el("option", { value: i, selected: i === at }, result.name)));
      node.addEventListener("change", () => go({ [name]: node.value }));
      return el("label", {}, `${words} `, node);
    };
    return [total > 1 ? el("p", { class: "bar" }, results.map((result, i) => press(result.name, String(i), !both && which === i)), press("side by side", "both", both),
      both && total > 2 ? [select("left", "left", left), select("right", "right", right)] : null) : null,
    !total ? el("p", {}, "There is no result to draw.") : [
      legend(chosen.map((at) => one.counts[at].labels), chosen.flatMap((at) => results[at].views)),
      both ? guarded(() => fill(el("div", {}), sideBySide(chosen.map((at) => results[at])))) : results[which].views.map((view) => shown(view, null))]];
  }
  function taskPage(one) {
    const { task } = one, at = found.indexOf(one), result = fill(el("div", { class: "result" }), resultPart(one));
    const facts = [["type", task.type], ["status", task.status], ["review", task.review], ["project", task.project], ["batch", task.batch], ["created", task.created]];
    const step = (by, words) => button(words, () => next(by), { disabled: !found[at + by] || at < 0 });
    return el("main", { class: "task" },
      el("p", { class: "bar" }, el("a", { href: gallery(), class: "back" }, "← all tasks"), step(-1, "previous"), step(1, "next"), at < 0 ? "not among the tasks that the filter leaves" : `${at + 1} of ${found.length}`),
      el("h1", { tabindex: "-1" }, one.name), el("p", { class: "facts" }, facts.filter(([, what]) => what).map(([name, what]) => el("span", {}, `${name} ${what}`))),
      task.text && !repeated(task) ? instruction(task.text) : null, notes(task.notes), result);
  }
  const repeated = (task) => task.results.some((result) => result.views.some((view) => view.text === task.text));
  function instruction(text) {
    if (text.length <= 600) return el("p", { class: "instruction" }, text);
    return el("details", {}, el("summary", {}, `${Array.from(text.slice(0, 200)).slice(0, -1).join("")}…`), el("p", { class: "instruction" }, text));
  }
  function notes(some) {
    if (!some || !some.length) return null;
    const list = (part) => el("ul", { class: "notes", "aria-label": "Notes" }, part.map((note) => el("li", {}, note)));
    return some.length <= 20 ? list(some) : [list(some.slice(0, 20)), el("details", {}, el("summary", {}, plural(some.length - 20, "more note")), list(some.slice(20)))];
  }
  function next(by) {
    const at = found.indexOf(byName.get(state.get("task"))), other = at < 0 ? undefined : found[at + by];
    if (other) { settle(); location.hash = hashOf(other); }
  }

  // --- gallery ----------------------------------------------------------------------------------------------------------
  const cards = new Map();
  const near = new IntersectionObserver((seen) => {
    for (const entry of seen) if (entry.isIntersecting) { near.unobserve(entry.target); entry.target.firstElementChild.append(guarded(() => thumb(cards.get(entry.target)))); }
  }, { rootMargin: "300px" });
  function thumb(one) {
    const view = (one.task.results[0] || { views: [] }).views[0];
    if (!view) return el("p", { class: "missing" }, "no result");
    if (view.kind === "image") return small(view, view.shapes, view.url, (view.masks || []).find((mask) => mask.name === "image"));
    if (view.kind === "video" || view.kind === "lidar") {
      const tracks = (view.tracks || []).filter((track) => track.keys.length), at = tracks.reduce((least, track) => Math.min(least, track.keys[0].frame), Infinity);
      const frame = Number.isFinite(at) ? at : 0;
      if (view.kind === "video") return small(view, tracks.map((track) => seenAt(track, frame)).filter(Boolean), (view.urls || [])[frame]);
      const scene = stage({ small: true });
      scene.draw(fromAbove(view, scene, tracks)(frame));
      return scene.box;
    }
    return el("p", { class: "excerpt" }, Array.from(brief(view).slice(0, 400)).slice(0, 160).join(""));
  }
  function small(view, shapes, url, mask) {
    const scene = stage({ small: true });
    scene.known(view.width, view.height);
    scene.image(url || null);
    scene.draw(shapes || [], view.connections);
    const { src } = mask && mask.url ? picture(mask.url) : {};
    if (src) scene.setOver(el("img", { alt: "", class: "mask-image", loading: "lazy", src, onerror: () => scene.setOver() }));
    return scene.box;
  }
  function brief(view) {
    if (view.text) return view.text;
    if (view.kind === "form") return view.fields.map((one) => `${worded(one.title)}: ${one.answers.join(", ")}`).join("\n") || "no answers";
    if (view.kind === "compare") return view.items.filter((one) => one.chosen).map((one) => `chosen: ${one.title}`).join("\n") || "nothing chosen";
    if (view.kind === "chat") return view.turns.map((turn) => `${turn.role}: ${turn.text}`).join("\n") || "no turns";
    return worded(view.value === undefined ? view.kind : view.value);
  }
  const grid = el("div", { class: "grid" });
  for (const one of known) {
    const { task } = one, total = [...one.first.labels.values()].reduce((a, b) => a + b, 0);
    const drawing = total || (task.results[0] || { views: [] }).views.some((view) => ["image", "video", "lidar"].includes(view.kind));
    const card = el("a", { class: "card", href: `#${new URLSearchParams({ task: one.name })}` }, el("div", { class: "thumb", "aria-hidden": "true" }), el("span", { class: "name" }, one.name),
      el("small", {}, [task.type, task.status, task.review].filter(Boolean).join(" · ")),
      el("small", {}, [drawing ? plural(total, "annotation") : null, task.notes.length ? "has notes" : null].filter(Boolean).join(" · ")));
    for (const name of ["focus", "pointerover"]) card.addEventListener(name, () => { card.href = hashOf(one); });
    card.addEventListener("click", (event) => {
      settle();
      card.href = hashOf(one);
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.hash = hashOf(one);
    });
    one.card = card;
    cards.set(card, one);
    grid.append(card);
    near.observe(card);
  }
  const count = el("p", { class: "count", role: "status", "aria-live": "polite" });
  const inputs = new Map();
  const cut = (text) => Array.from(text.slice(0, 200)).slice(0, 80).join("");
  function filter(name) {
    const values = name === "text" ? [] : [...rankOf(name)];
    if (values.length > CHOICES) typed.add(name);
    const list = typed.has(name) ? el("datalist", { id: `choices-${name}` }) : null;
    const input = name === "text" || list ? el("input", { type: "search", list: list && list.id, placeholder: list && `a part of ${thousands(values.length)} values` })
      : el("select", {}, el("option", { value: "" }, "any"), values.map((one) => el("option", { value: one }, cut(one))));
    const suggest = () => {
      const part = input.value.toLowerCase();
      list.replaceChildren(...values.filter((one) => one.toLowerCase().includes(part)).slice(0, 50).map((one) => el("option", { value: one })));
    };
    if (list) suggest();
    input.addEventListener(input.tagName === "SELECT" ? "change" : "input", () => {
      if (list) suggest();
      if (input.tagName === "SELECT") { go({ [name]: input.value }); return; }
      adjust({ [name]: input.value });
      update();
    });
    inputs.set(name, input);
    return el("label", {}, name, input, list);
  }
  const filters = el("form", { class: "filters", role: "search", "aria-label": "Filter tasks", onsubmit: (event) => event.preventDefault() },
    FILTERS.map(filter), button("clear", () => go(without(FILTERS))));
  const plots = el("details", { class: "plots" }, el("summary", {}, "Counts and sizes"));
  plots.addEventListener("toggle", () => drawPlots());
  function total(some, name) {
    const counts = new Map();
    for (const one of some) for (const [key, number] of one.first[name]) add(counts, key, number);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }
  function bars(title, counts) {
    const some = counts.slice(0, 20), most = some.length ? some[0][1] : 1;
    const lines = some.map(([name, number], i) => [
      svg("text", { x: 0, y: i * 20 + 14, class: "axis" }, Array.from(name.slice(0, 60)).length > 28 ? `${Array.from(name.slice(0, 60)).slice(0, 27).join("")}…` : name, svg("title", {}, name)),
      svg("rect", { x: 200, y: i * 20 + 3, width: Math.max(1, 180 * number / most), height: 14, fill: title === "labels" ? look(name).color : "currentColor" }),
      svg("text", { x: 204 + 180 * number / most, y: i * 20 + 14, class: "axis" }, thousands(number))]);
    return el("figure", {}, el("figcaption", {}, counts.length > 20 ? `${title}: the first 20 of ${thousands(counts.length)}` : title),
      svg("svg", { viewBox: `0 0 440 ${Math.max(20, some.length * 20)}`, role: "img", "aria-label": `${title}: ${some.map(([name, number]) => `${name} ${number}`).join(", ")}` }, lines),
      counts.length > 20 ? rest(title, counts) : null);
  }
  function rest(title, counts) {
    const body = el("tbody", {}), box = el("details", {}, el("summary", {}, `all ${title}`));
    const pages = pager(counts, ROWS, (some) => body.replaceChildren(...some.map(([name, number]) => el("tr", {}, el("td", {}, name), el("td", {}, thousands(number))))), "rows");
    return fill(box, [el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `All ${title}` },
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, title), el("th", { scope: "col" }, "count"))), body)), pages.bar]);
  }
  const SIGNS = ["M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", "M-3 -3h6v6h-6z", "M0 -4L4 3H-4z", "M0 -4L4 0L0 4L-4 0z", "M-1 -4h2v3h3v2h-3v3h-2v-3h-3v-2h3z"];  // of labels, beside their colours
  function scatter(sizes) {
    const step = Math.ceil(sizes.length / CIRCLES), some = step > 1 ? sizes.filter((_, i) => i % step === 0) : sizes;
    const most = some.reduce(([a, b], [w, h]) => [Math.max(a, w), Math.max(b, h)], [1, 1]), labels = [...new Set(some.map(([, , label]) => label))];
    const sign = (label, more) => svg("path", { d: SIGNS[look(label).sign], fill: look(label).color, ...more });
    return el("figure", {}, el("figcaption", {}, `box sizes: width by height, up to ${most.map(Math.round).join(" × ")} pixels${step > 1 ? `; ${thousands(some.length)} of ${thousands(sizes.length)}` : ""}`),
      svg("svg", { viewBox: "-4 -4 308 208", role: "img", "aria-label": `sizes of ${plural(sizes.length, "box", "boxes")}` }, svg("path", { d: "M0 0V200H300", fill: "none", stroke: "currentColor" }),
        some.map(([w, h, label]) => sign(label, { class: "size", transform: `translate(${300 * w / most[0]} ${200 - 200 * h / most[1]})` }))),
      el("ul", { class: "legend" }, labels.slice(0, 20).map((label) => el("li", {}, svg("svg", { class: "sign", viewBox: "-5 -5 10 10", "aria-hidden": "true" }, sign(label)), label)),
        labels.length > 20 ? el("li", {}, `and ${labels.length - 20} more`) : null));
  }
  function drawPlots() {
    if (!plots.open) return;
    const sizes = found.flatMap((one) => one.first.sizes), attributes = total(found, "attributes");
    plots.replaceChildren(plots.firstElementChild, el("div", { class: "side" }, bars("labels", total(found, "labels")),
      attributes.length ? bars("attributes", attributes) : null, sizes.length ? scatter(sizes) : null));
  }
  const paged = data.page && data.page.of > 1 ? el("nav", { "aria-label": "Pages" }, el("p", { class: "bar" }, data.page.files.map((file, at) =>
    el("a", { href: `./${encodeURIComponent(file)}`, "aria-current": at + 1 === data.page.number ? "page" : null }, String(at + 1)))),
  el("p", { class: "remark" }, `Page ${data.page.number} of ${data.page.of}: filters and counts are of the tasks of this page.`)) : null;
  const KEYS = [["j, →", "next task"], ["k, ←", "previous task"], ["Esc", "all tasks"], ["+ − 0", "zoom in, out, show all (when the picture has the focus)"], ["arrows", "move the picture (when it has the focus)"],
    ["Ctrl + wheel", "zoom; without Ctrl when the picture has the focus"], [", .", "previous and next frame"], ["/", "search"], ["?", "this list"]];
  const help = el("dialog", { "aria-label": "Keys" }, el("h2", {}, "Keys"), el("dl", {}, KEYS.map(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])), button("close", () => help.close()));
  const home = el("main", {}, el("h1", { tabindex: "-1" }, data.title), notes(data.notes), paged, filters, count, plots, grid,
    known.length ? null : el("p", {}, "There are no tasks on this page."));
  const room = el("div", {});
  app.append(room, help, el("footer", {}, button("Keys", () => help.showModal(), { class: "plain" }), " – press ?"));

  // --- start --------------------------------------------------------------------------------------------------------------
  function update() {  // what the filters leave
    found = known.filter(passes);
    const left = new Set(found);
    for (const each of known) each.card.hidden = !left.has(each);
    count.textContent = `${plural(found.length, "task")}${found.length === known.length ? "" : ` of ${known.length}`}`;
    if (state.get("task")) count.textContent += ` – there is no task ${state.get("task")} on this page`;
    drawPlots();
  }
  function showTask(one, moved) {
    const before = page && page.one === one ? room.querySelector(".result") : null;
    if (before) {  // another result of the same task: what has the focus keeps it
      const focus = document.activeElement && document.activeElement.dataset.result;
      before.replaceChildren();
      fill(before, resultPart(one));
      const again = [...before.querySelectorAll("[data-result]")].find((node) => node.dataset.result === focus);
      if (again) again.focus({ preventScroll: true });
      return;
    }
    room.replaceChildren(taskPage(one));
    document.title = `${one.name} – ${data.title}`;
    scrollTo(0, 0);
    if (moved) room.querySelector("h1").focus({ preventScroll: true });
  }
  function showGallery(moved) {
    const last = page && page.one.card;
    page = null;
    for (const [name, input] of inputs) if (input.value !== (state.get(name) || "")) input.value = state.get(name) || "";
    document.title = data.title;
    if (home.parentNode !== room) room.replaceChildren(home);
    if (!moved || !last) return;
    if (!last.hidden) last.focus(); else home.querySelector("h1").focus();
  }
  function render(event) {
    read();
    found = known.filter(passes);
    const one = byName.get(state.get("task"));
    if (one) { showTask(one, Boolean(event)); return; }
    update();
    showGallery(Boolean(event));
  }
  function step(by) {
    const sliders = room.querySelectorAll("input[type=range]");
    if (!sliders.length) return;
    const last = Math.max(...[...sliders].map((one) => Number(one.max)));
    page.frame = Math.max(0, Math.min(last, page.frame + by));
    tell("frame");
    adjust({ frame: String(page.frame) });
  }
  addEventListener("hashchange", render);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || event.defaultPrevented) return;
    const shownNow = page !== null, moves = /^Arrow/.test(event.key) && event.target.closest && event.target.closest(".scroll, .zoom");
    if (event.key === "Escape" && shownNow) { settle(); location.hash = gallery(); return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || moves) return;
    if (event.key === "?") help.showModal();
    else if (event.key === "/" && !shownNow) { event.preventDefault(); inputs.get("text").focus(); }
    else if (shownNow && (event.key === "j" || event.key === "ArrowRight")) next(1);
    else if (shownNow && (event.key === "k" || event.key === "ArrowLeft")) next(-1);
    else if (shownNow && event.key === ",") step(-1);
    else if (shownNow && event.key === ".") step(1);
  });
  render();
  setTimeout(gather, 500);
  document.documentElement.dataset.ready = "yes";
})();
