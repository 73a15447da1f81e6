"use strict";
/* The viewer's script. Data is hostile: it becomes text (textContent, attributes), never markup. Format: ../scenes. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const app = document.getElementById("app");
  const MANY = 2000, ROWS = 300, POINTS = 3000, SAME = 0.5;
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
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const worded = (value) => typeof value === "string" ? value : JSON.stringify(value);

  // --- addresses ------------------------------------------------------------------------------------------------
  function picture(address) {
    const held = Object.hasOwn(data.images || {}, address) ? data.images[address] : undefined;
    if (typeof held === "string" && /^data:image\/(png|jpeg|gif|webp|bmp);base64,/.test(held)) return { src: held };
    if (held && held.error) return { why: held.error };
    if (/^https?:\/\//i.test(address)) return { src: address };
    if (/^data:image\/(png|jpeg|gif|webp|bmp);base64,/i.test(address)) return { src: address };
    if (/^(\/\/|\\\\)/.test(address) || /^[a-z][a-z0-9+.-]*:/i.test(address.trim()) || /[\u0000-\u001f]/.test(address))
      return { why: "a browser does not load this address" };
    return { src: address };
  }
  function link(address, words) {
    const shown = words || address;
    if (!/^https?:\/\/[^\s]+$/i.test(address)) return el("span", { class: "address" }, shown);
    return el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, shown);
  }

  // --- what is known of each task -------------------------------------------------------------------------------
  const drawn = (view) => view.shapes || view.tracks || view.spans || [];
  function lookAt(task) {
    const labels = new Map(), attributes = new Map(), sizes = [];
    const first = task.results[0];
    for (const view of first ? first.views : []) for (const one of [...drawn(view), ...(view.events || [])]) {
      const label = labelOf(one);
      labels.set(label, (labels.get(label) || 0) + 1);
      for (const [name, value] of Object.entries(one.attributes || {})) {
        const told = `${name}: ${worded(value)}`;
        attributes.set(told, (attributes.get(told) || 0) + 1);
      }
      if (one.shape === "box" && one.at && one.at.length === 4) sizes.push([one.at[2], one.at[3], label]);
    }
    for (const view of first ? first.views : []) for (const mask of (view.masks || []).slice(0, 1)) for (const one of mask.legend)
      labels.set(one.label, (labels.get(one.label) || 0) + 1);
    const words = [task.id, task.text, task.batch, task.project, task.type, ...labels.keys(), ...task.notes];
    return { task, labels, attributes, sizes, words: words.filter(Boolean).join("\n").toLowerCase() };
  }
  const labelOf = (one) => one.label === null || one.label === undefined ? "(no label)" : one.label;
  const known = data.tasks.map(lookAt);
  const byId = new Map(known.map((one) => [one.task.id, one]));
  const order = [...new Set(known.flatMap((one) => [...one.labels.keys()]))].sort();
  const place = new Map(order.map((label, at) => [label, at]));
  const look = (label) => {
    const at = place.get(label) || 0;
    return { color: `hsl(${(at * 137.5) % 360} 85% 50%)`, dash: ["", "8 3", "2 3", "9 3 2 3", "14 4"][at % 5] };
  };

  // --- the state is the address ---------------------------------------------------------------------------------
  const FILTERS = ["type", "label", "attribute", "status", "review", "batch", "text"];
  const hidden = new Set();
  let state = new URLSearchParams();
  const read = () => { state = new URLSearchParams(location.hash.slice(1)); };
  function go(changes) {
    const next = new URLSearchParams(state);
    for (const [name, value] of Object.entries(changes))
      if (value === null || value === "") next.delete(name); else next.set(name, value);
    location.hash = next.toString();
  }
  function hashOf(task) {
    const next = new URLSearchParams(state);
    for (const one of ["result", "frame"]) next.delete(one);
    next.set("task", task.id);
    return `#${next}`;
  }
  function passes(one) {
    const { task } = one, wanted = (name) => state.get(name);
    return (!wanted("type") || task.type === wanted("type"))
      && (!wanted("status") || task.status === wanted("status"))
      && (!wanted("review") || task.review === wanted("review"))
      && (!wanted("batch") || task.batch === wanted("batch"))
      && (!wanted("label") || one.labels.has(wanted("label")))
      && (!wanted("attribute") || one.attributes.has(wanted("attribute")))
      && (!wanted("text") || one.words.includes(wanted("text").toLowerCase()));
  }
  let found = known;

  // --- shapes ---------------------------------------------------------------------------------------------------
  const pairs = (at) => Array.from({ length: at.length >> 1 }, (_, i) => [at[2 * i], at[2 * i + 1]]);
  function outline(shape, at) {
    if (shape === "box" && at.length === 4) {
      const [x, y, w, h] = at;
      return `M${x} ${y}h${w}v${h}h${-w}z`;
    }
    if (shape === "point" || shape === "points")
      return pairs(at).map(([x, y]) => `M${x - 3} ${y}h6M${x} ${y - 3}v6`).join("");
    if (shape === "ellipse") {
      const [x, y, a, b, turn] = at, dx = a * Math.cos(turn), dy = a * Math.sin(turn), degrees = turn * 180 / Math.PI;
      return `M${x - dx} ${y - dy}A${a} ${b} ${degrees} 1 0 ${x + dx} ${y + dy}A${a} ${b} ${degrees} 1 0 ${x - dx} ${y - dy}`;
    }
    if (shape === "cuboid") {
      let path = "";
      for (let i = 0; i + 3 < at.length; i += 4) path += `M${at[i]} ${at[i + 1]}L${at[i + 2]} ${at[i + 3]}`;
      return path;
    }
    const path = pairs(at).map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("");
    return shape === "line" ? path : `${path}z`;
  }
  function bounds(shape, at) {
    if (shape === "box" && at.length === 4) return [at[0], at[1], at[0] + at[2], at[1] + at[3]];
    if (shape === "ellipse") { const r = Math.max(at[2], at[3]); return [at[0] - r, at[1] - r, at[0] + r, at[1] + r]; }
    const xs = at.filter((_, i) => i % 2 === 0), ys = at.filter((_, i) => i % 2 === 1);
    const least = (some) => some.reduce((a, b) => Math.min(a, b), Infinity);
    const most = (some) => some.reduce((a, b) => Math.max(a, b), -Infinity);
    return [least(xs), least(ys), most(xs), most(ys)];
  }
  function extent(view, shapes) {
    if (view.width && view.height) return [view.width, view.height];
    let right = 1, bottom = 1;
    for (const one of shapes) { const box = bounds(one.shape, one.at); right = Math.max(right, box[2]); bottom = Math.max(bottom, box[3]); }
    return [Math.min(right * 1.05, 1e6), Math.min(bottom * 1.05, 1e6)];
  }
  function overlay(shapes, small, told) {
    const shown = shapes.filter((one) => !hidden.has(labelOf(one)));
    const layer = svg("g", { fill: "none", "stroke-width": small ? 1.5 : 2 });
    if (shown.length > (small ? 60 : MANY)) {
      const paths = new Map();
      for (const one of shown) paths.set(labelOf(one), (paths.get(labelOf(one)) || "") + outline(one.shape, one.at));
      for (const [label, path] of paths)
        layer.append(svg("path", { d: path, stroke: look(label).color, "stroke-dasharray": look(label).dash, "vector-effect": "non-scaling-stroke" }));
      return layer;
    }
    for (const one of shown) {
      const label = labelOf(one), style = look(label), kind = told && told.get(one);
      const path = svg("path", {
        d: outline(one.shape, one.at), stroke: style.color, "stroke-dasharray": style.dash, "vector-effect": "non-scaling-stroke",
        class: ["shape", one.mark && "marked", kind && kind !== "same" && "differs"].filter(Boolean).join(" "),
      });
      if (!small) {
        layer.append(svg("path", { d: outline(one.shape, one.at), class: "halo", "vector-effect": "non-scaling-stroke" }));
        path.append(svg("title", {}, [label, kind, one.mark, ...Object.entries(one.attributes || {}).map(([a, b]) => `${a}: ${worded(b)}`)].filter(Boolean).join("\n")));
        path.addEventListener("click", () => point(one));
      }
      layer.append(path);
      if (one.mark) {
        const [x, y, r, b] = bounds(one.shape, one.at);
        layer.append(svg("rect", { x: x - 4, y: y - 4, width: r - x + 8, height: b - y + 8, class: "mark", "vector-effect": "non-scaling-stroke" }));
      }
      if (!small) layer.append(caption(one, one.mark ? `${label}: ${one.mark}` : label));
    }
    return layer;
  }
  function caption(one, words) {
    const [x, y] = bounds(one.shape, one.at);
    return svg("text", { x, y: y - 3, "data-x": x, "data-y": y - 3, class: one.mark ? "caption marked" : "caption" }, words.slice(0, 60));
  }
  function fresh(shapes) {
    return svg("svg", { class: "overlay", preserveAspectRatio: "none", role: "img", "aria-label": summary(shapes) });
  }
  function summary(shapes) {
    const counts = new Map();
    for (const one of shapes) counts.set(labelOf(one), (counts.get(labelOf(one)) || 0) + 1);
    return [...counts].slice(0, 20).map(([label, count]) => `${count} ${label}`).join(", ") || "nothing drawn";
  }

  // --- a picture: an image below, what is drawn above -------------------------------------------------------------
  function stage(view, shapes, small, told) {
    const box = el("div", { class: "stage" }), top = fresh(shapes);
    function size(width, height) {
      top.setAttribute("viewBox", `0 0 ${width} ${height}`);
      top.style.setProperty("--unit", `${Math.max(width, height) / 60}px`);
      box.style.aspectRatio = `${width} / ${height}`;
      const unit = Math.max(width, height) / 50;  // captions stay within the picture
      for (const one of top.querySelectorAll("text.caption")) {
        const late = Number(one.dataset.x) > width * 0.75;
        one.setAttribute("text-anchor", late ? "end" : "start");
        one.setAttribute("x", Math.min(Math.max(one.dataset.x, 0), width));
        one.setAttribute("y", Math.min(Math.max(one.dataset.y, unit), height));
      }
      if (!small) box.style.maxWidth = `calc(75vh * ${width / height})`;
    }
    for (const at of view.connections || [])
      top.append(svg("path", { d: outline("line", at), class: "connection", "vector-effect": "non-scaling-stroke" }));
    top.append(overlay(shapes, small, told));
    size(...extent(view, shapes));
    const said = (why, what = "image", address = view.url) => box.append(el("p", { class: `missing no-${what}` },
      small ? `no ${what}` : [`The ${what} is not shown: `, why, ". ", address ? link(address) : null]));
    const image = view.url ? picture(view.url) : { why: "the task names none" };
    if (view.film) {
      view.film.addEventListener("loadedmetadata", () => size(view.film.videoWidth, view.film.videoHeight));
      box.append(view.film);
    } else if (image.src) {
      const below = el("img", { alt: "", loading: "lazy", decoding: "async", draggable: "false" });
      below.addEventListener("load", () => size(below.naturalWidth, below.naturalHeight));
      below.addEventListener("error", () => { below.remove(); said("it does not load"); });
      below.src = image.src;
      box.append(below);
    } else said(image.why);
    for (const mask of small ? [] : (view.masks || []).slice(0, 1)) {
      const over = mask.url ? picture(mask.url) : { why: mask.error || "no address" };
      if (over.src) {
        const above = el("img", { alt: "mask", class: "mask-image", src: over.src });
        above.addEventListener("error", () => { above.remove(); said("it does not load", "mask", mask.url); });
        box.append(above);
      } else said(over.why, "mask", mask.url);
    }
    box.append(top);
    return box;
  }

  // zoom and pan: one transformation of the stage
  function zoomable(inner) {
    const outer = el("div", { class: "zoom", tabindex: "0", role: "application", "aria-label": "Picture: + and - zoom, arrows move, 0 shows all" }, inner);
    let x = 0, y = 0, k = 1;
    const held = new Map();
    const set = () => { inner.style.transform = `translate(${x}px, ${y}px) scale(${k})`; };
    function zoom(by, cx, cy) {
      const next = Math.min(40, Math.max(0.5, k * by));
      x = cx - (cx - x) * next / k; y = cy - (cy - y) * next / k; k = next; set();
    }
    const at = (event) => { const r = outer.getBoundingClientRect(); return [event.clientX - r.left, event.clientY - r.top]; };
    outer.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at(event)); }, { passive: false });
    outer.addEventListener("pointerdown", (event) => { held.set(event.pointerId, at(event)); });
    outer.addEventListener("pointermove", (event) => {
      if (!held.has(event.pointerId)) return;
      const before = held.get(event.pointerId), now = at(event);
      if (held.size === 2) {
        const other = [...held].find(([id]) => id !== event.pointerId)[1];
        const far = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
        zoom(far(now) / far(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else { x += now[0] - before[0]; y += now[1] - before[1]; set(); }
      held.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) outer.addEventListener(name, (event) => held.delete(event.pointerId));
    const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
    outer.addEventListener("keydown", (event) => {
      const middle = [outer.clientWidth / 2, outer.clientHeight / 2];
      if (event.key === "+" || event.key === "=") zoom(1.25, ...middle);
      else if (event.key === "-") zoom(0.8, ...middle);
      else if (event.key === "0") { x = y = 0; k = 1; set(); }
      else if (steps[event.key] && k !== 1) { x += steps[event.key][0]; y += steps[event.key][1]; set(); }
      else return;
      event.preventDefault(); event.stopPropagation();
    });
    return outer;
  }

  // --- lists of what is drawn -------------------------------------------------------------------------------------
  let rows = new Map();
  function point(one) {
    const row = rows.get(one);
    if (!row) return;
    for (const other of rows.values()) other.classList.remove("chosen");
    row.classList.add("chosen");
    row.scrollIntoView({ block: "nearest" });
  }
  function listing(items, told) {
    if (!items.length) return null;
    const body = items.slice(0, ROWS).map((one) => {
      const row = el("tr", {}, el("td", {}, swatch(labelOf(one)), labelOf(one)), el("td", {}, one.shape || ""),
        el("td", {}, Object.entries(one.attributes || {}).map(([name, value]) => el("div", {}, `${name}: ${worded(value)}`))),
        el("td", {}, [one.mark, told && told.get(one)].filter(Boolean).join("; ")));
      rows.set(one, row);
      return row;
    });
    const head = ["label", "shape", "attributes", told ? "difference" : "remark"].map((name) => el("th", { scope: "col" }, name));
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Annotations" },
      el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)),
      items.length > ROWS ? el("p", {}, `… and ${items.length - ROWS} more`) : null);
  }
  function swatch(label) {
    const style = look(label);
    return svg("svg", { class: "swatch", viewBox: "0 0 24 8", "aria-hidden": "true" },
      svg("path", { d: "M1 4h22", stroke: style.color, "stroke-width": 3, "stroke-dasharray": style.dash }));
  }
  function legend(labels, redraw) {
    if (!labels.size) return null;
    return el("div", { class: "legend", role: "group", "aria-label": "Labels: press one to hide it" }, [...labels].map(([label, count]) =>
      el("button", { type: "button", "aria-pressed": String(!hidden.has(label)), onclick: (event) => {
        if (hidden.has(label)) hidden.delete(label); else hidden.add(label);
        event.currentTarget.setAttribute("aria-pressed", String(!hidden.has(label)));
        redraw();
      } }, swatch(label), `${label} (${count})`)));
  }

  // --- views --------------------------------------------------------------------------------------------------------
  const VIEWS = {
    image: (view, told) => [zoomable(stage(view, view.shapes, false, told)),
      (view.masks || []).length ? el("ul", { class: "legend" }, view.masks[0].legend.map((one) => el("li", {}, chip(one), `${one.label} (${one.index})`))) : null,
      listing(view.shapes, told)],
    video: (view) => framed(view, (frame) => {
      const film = filmOf(view, frame);
      const shapes = view.tracks.map((track) => seenAt(track, frame)).filter(Boolean);
      return stage({ url: view.urls[frame] || null, width: view.width, height: view.height, film }, shapes, false);
    }),
    lidar: (view) => framed(view, (frame) => fromAbove(view, frame)),
    text: (view) => [spanned(view), relations(view), listing(view.spans)],
    form: (view) => [fields(view.fields)],
    compare: (view) => [el("div", { class: "side" }, view.items.map((one) => el("figure", { class: one.chosen ? "panel chosen" : "panel" },
      one.url ? stage({ url: one.url }, [], false) : el("p", {}, one.text || ""), el("figcaption", {}, one.title, one.chosen ? " ✓ chosen" : "")))), fields(view.fields)],
    chat: (view) => [el("ol", { class: "chat" }, view.turns.map((turn) => el("li", {}, el("h4", {}, turn.role), el("p", { class: "words" }, turn.text), fields(turn.fields))))],
    tree: (view) => [el("div", { class: "tree" }, tree(view.value, 0))],
  };
  function chip(one) {
    const box = el("span", { class: "chip", "aria-hidden": "true" });
    if (one.color) box.style.background = `rgb(${one.color.map(Number).join(" ")})`;
    return box;
  }
  function shown(view, told) {
    const draw = VIEWS[view.kind];
    return el("section", { class: "view" }, el("h3", {}, view.name || view.kind), draw ? draw(view, told) : [el("p", {}, `A view of the unknown kind ${view.kind}.`)]);
  }
  function framed(view, draw) {
    const count = Math.max(1, view.kind === "lidar" ? view.frames.length : view.frames);
    const room = el("div", {}), says = el("output", {});
    const slider = el("input", { type: "range", min: 0, max: count - 1, value: Math.min(count - 1, Number(state.get("frame")) || 0), "aria-label": "Frame" });
    function show() {
      says.textContent = `frame ${slider.value}, the last is ${count - 1}`;
      room.replaceChildren(zoomable(draw(Number(slider.value))));
    }
    slider.addEventListener("input", show);
    slider.addEventListener("change", () => { const next = new URLSearchParams(state); next.set("frame", slider.value); history.replaceState(null, "", `#${next}`); read(); });
    show();
    const events = (view.events || []).map((one) => ({ ...one, shape: `frames ${one.start} to ${one.end}` }));
    const film = view.video && !view.urls.length ? el("p", {}, "film: ", link(view.video)) : null;
    const lacking = (view.missing || []).length ? el("p", { class: "told" }, `Points are missing: ${view.missing[0]}.`) : null;
    return [film, lacking, el("div", { class: "frames" }, slider, says), room, listing([...view.tracks, ...events])];
  }
  const films = new Map();
  function filmOf(view, frame) {  // one film for all frames of a view; it stands still, at the time of the frame
    if (!view.video || view.urls.length || !picture(view.video).src || films.get(view) === null) return null;
    if (!films.has(view)) {
      const film = make(document.createElement("video"), { muted: true, preload: "auto", src: picture(view.video).src, "aria-label": "film" });
      film.addEventListener("error", () => { films.set(view, null); film.replaceWith(el("p", { class: "missing" }, "The film does not load.")); });
      films.set(view, film);
    }
    films.get(view).currentTime = frame / (view.rate || 1);
    return films.get(view);
  }
  function seenAt(track, frame) {
    const keys = track.keys, after = keys.findIndex((key) => key.frame > frame), before = keys[after === -1 ? keys.length - 1 : after - 1];
    if (!before) return null;
    if (after === -1 && before.frame !== frame && keys.length > 1) return null;
    const next = after === -1 ? null : keys[after];
    let at = before.at;
    if (next && next.at.length === at.length && next.frame > before.frame) {
      const part = (frame - before.frame) / (next.frame - before.frame);
      at = at.map((value, i) => value + (next.at[i] - value) * part);
    }
    return { ...track, at, attributes: { ...track.attributes, ...(before.attributes || {}) } };
  }
  function fromAbove(view, frame) {
    const canvas = el("canvas", { width: 1000, height: 700, role: "img", "aria-label": `From above: ${summary(view.tracks)}` });
    const pen = canvas.getContext("2d"), some = view.tracks.filter((one) => !hidden.has(labelOf(one))).map((one) => seenAt(one, frame)).filter(Boolean);
    const points = pairs((view.frames[frame] || {}).points || []);
    const places = [...points, ...some.map((one) => [one.at[0], one.at[1]])];
    const reach = (i) => places.reduce(([a, b], p) => [Math.min(a, p[i]), Math.max(b, p[i])], [Infinity, -Infinity]);
    const [left, right] = places.length ? reach(0) : [0, 1], [low, high] = places.length ? reach(1) : [0, 1];
    const scale = Math.min(900 / (right - left + 10), 600 / (high - low + 10));
    const ink = getComputedStyle(document.body).color;
    pen.translate(500, 350); pen.scale(scale, -scale); pen.translate(-(left + right) / 2, -(low + high) / 2);
    pen.fillStyle = ink;
    pen.font = "18px sans-serif";
    for (const [x, y] of points) pen.fillRect(x, y, 1.5 / scale, 1.5 / scale);
    for (const one of some) {
      const [x, y, length, width, yaw] = one.at;
      pen.save(); pen.translate(x, y); pen.rotate(yaw);
      pen.strokeStyle = look(labelOf(one)).color; pen.lineWidth = 2 / scale;
      pen.strokeRect(-length / 2, -width / 2, length, width);
      pen.beginPath(); pen.moveTo(0, 0); pen.lineTo(length / 2, 0); pen.stroke();
      pen.scale(1 / scale, -1 / scale); pen.rotate(yaw); pen.fillText(labelOf(one).slice(0, 40), 4, -4);
      pen.restore();
    }
    return canvas;
  }
  function spanned(view) {
    const letters = Array.from(view.text), some = view.spans.filter((one) => !hidden.has(labelOf(one)) && one.start <= letters.length);
    const cuts = [...new Set([0, letters.length, ...some.flatMap((one) => [one.start, Math.min(one.end, letters.length)])])].sort((a, b) => a - b);
    const parts = [];
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const words = letters.slice(cuts[i], cuts[i + 1]).join("");
      const over = some.filter((one) => one.start <= cuts[i] && one.end >= cuts[i + 1] && one.end > one.start);
      if (!over.length) { parts.push(words); continue; }
      const mark = el("mark", { title: over.map(labelOf).join(", ") }, words);
      mark.style.borderBottomColor = look(labelOf(over[0])).color;
      parts.push(mark, over.filter((one) => Math.min(one.end, letters.length) === cuts[i + 1]).map((one) => el("sup", {}, labelOf(one))));
    }
    return view.text ? el("p", { class: "words" }, parts) : null;
  }
  function relations(view) {
    if (!view.relations.length) return null;
    const letters = Array.from(view.text), byName = new Map(view.spans.map((one) => [one.id, one]));
    const words = (id) => { const one = byName.get(id); return one ? letters.slice(one.start, one.end).join("") || labelOf(one) : `${id} (not there)`; };
    return el("ul", { class: "relations" }, view.relations.map((one) => el("li", {}, `${words(one.from)} → ${one.label || "related to"} → ${words(one.to)}`)));
  }
  function fields(some) {
    if (!some || !some.length) return null;
    return el("dl", {}, some.map((one) => [el("dt", {}, one.title, one.question ? el("small", {}, one.question) : null),
      (one.answers.length ? one.answers : ["(no answer)"]).map((answer) => el("dd", {}, answer === "" ? "(empty)" : /^https?:\/\//i.test(answer) ? link(answer) : answer)),
      (one.notes || []).map((note) => el("dd", { class: "note" }, note))]));
  }
  function tree(value, depth, name) {
    const head = name === undefined ? null : el("b", {}, `${name}: `);
    if (value === null || typeof value !== "object") return el("div", {}, head, typeof value === "string" && /^https?:\/\//i.test(value) ? link(value) : worded(value));
    const entries = Array.isArray(value) ? value.map((one, at) => [at, one]) : Object.entries(value);
    const box = el("details", {}, el("summary", {}, head, Array.isArray(value) ? plural(entries.length, "item") : plural(entries.length, "field")));
    const open = () => { if (box.childElementCount === 1) box.append(...entries.slice(0, 1000).map(([key, one]) => tree(one, depth + 1, key)), ...(entries.length > 1000 ? [el("p", {}, `… and ${entries.length - 1000} more`)] : [])); };
    if (depth < 2) { box.open = true; open(); }
    box.addEventListener("toggle", open);
    return box;
  }

  // --- two results side by side ---------------------------------------------------------------------------------------
  function overlap(a, b) {
    const [p, q] = [bounds(a.shape, a.at), bounds(b.shape, b.at)];
    const wide = Math.min(p[2], q[2]) - Math.max(p[0], q[0]), high = Math.min(p[3], q[3]) - Math.max(p[1], q[1]);
    if (wide <= 0 || high <= 0) return 0;
    const area = (r) => (r[2] - r[0]) * (r[3] - r[1]);
    return wide * high / (area(p) + area(q) - wide * high);
  }
  function differences(ours, theirs) {
    const told = new Map(), left = new Set(theirs);
    const pair = (one, other) => {
      const what = [["moved", one.at, other.at], ["relabelled", one.label, other.label], ["other attributes", one.attributes, other.attributes],
        ["moved", [one.start, one.end], [other.start, other.end]]];
      const changed = [...new Set(what.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)).map(([word]) => word))].join(", ") || "same";
      told.set(one, changed); told.set(other, changed); left.delete(other);
    };
    const named = new Map(theirs.filter((one) => one.id).map((one) => [one.id, one]));
    for (const one of ours) if (one.id && named.has(one.id)) pair(one, named.get(one.id));
    for (const one of ours) {
      if (told.has(one) || !one.at) continue;
      const near = [...left].filter((other) => other.at && other.label === one.label).map((other) => [overlap(one, other), other]).sort((a, b) => b[0] - a[0])[0];
      if (near && near[0] >= SAME) pair(one, near[1]);
    }
    for (const one of ours) if (!told.has(one)) told.set(one, "only here");
    for (const one of left) told.set(one, "only here");
    return told;
  }
  function sideBySide(results) {
    const [one, other] = results;
    const all = (result) => result.views.flatMap((view) => drawn(view));
    const told = differences(all(one), all(other)), counts = new Map();
    for (const word of told.values()) counts.set(word, (counts.get(word) || 0) + 1);
    return [el("p", { class: "told" }, [...counts].map(([word, count]) => `${count} ${word}`).join(" · ") || "nothing to compare"),
      el("div", { class: "side" }, results.map((result) => el("div", { class: "panel" }, el("h2", {}, result.name), result.views.map((view) => shown(view, told)))))];
  }

  // --- one task --------------------------------------------------------------------------------------------------------
  function taskPage(one) {
    const { task } = one, at = found.indexOf(one), total = task.results.length;
    const which = state.get("result") === "both" && total > 1 ? "both" : Math.min(total - 1, Number(state.get("result")) || 0);
    const room = el("div", {});
    const draw = () => {
      rows = new Map();
      if (!total) room.replaceChildren(el("p", {}, "There is no result to draw."));
      else if (which === "both") room.replaceChildren(...sideBySide(task.results.slice(0, 2)));
      else room.replaceChildren(...task.results[which].views.map((view) => shown(view)));
    };
    draw();
    const facts = [["type", task.type], ["status", task.status], ["review", task.review], ["project", task.project], ["batch", task.batch], ["created", task.created]];
    const choice = (label, value) => el("button", { type: "button", "aria-pressed": String(String(which) === String(value)), onclick: () => go({ result: value }) }, label);
    const step = (by, label) => el("button", { type: "button", disabled: !found[at + by], onclick: () => next(by) }, label);
    return el("main", { class: "task" },
      el("p", { class: "bar" }, el("a", { href: gallery(), class: "back" }, "← all tasks"), step(-1, "previous"), step(1, "next"), at < 0 ? "" : `${at + 1} of ${found.length}`),
      el("h1", {}, task.id), el("p", { class: "facts" }, facts.filter(([, value]) => value).map(([name, value]) => el("span", {}, `${name} ${value}`))),
      task.text ? el("p", { class: "instruction" }, task.text.slice(0, 500)) : null,
      notes(task.notes), total > 1 ? el("p", { class: "bar" }, task.results.map((result, i) => choice(result.name, i)), choice("side by side", "both")) : null,
      legend(one.labels, draw), room);
  }
  const notes = (some) => some.length ? el("ul", { class: "notes", "aria-label": "Notes" }, some.map((note) => el("li", {}, note))) : null;
  function gallery() {
    const next = new URLSearchParams(state);
    for (const name of ["task", "result", "frame"]) next.delete(name);
    return `#${next}`;
  }
  function next(by) {
    const other = found[found.indexOf(byId.get(state.get("task"))) + by];
    if (other) location.hash = hashOf(other.task);
  }

  // --- gallery ----------------------------------------------------------------------------------------------------------
  const cards = new Map();
  const near = new IntersectionObserver((seen) => {
    for (const entry of seen) if (entry.isIntersecting) { near.unobserve(entry.target); thumb(entry.target, cards.get(entry.target)); }
  }, { rootMargin: "300px" });
  function thumb(card, one) {
    const view = (one.task.results[0] || { views: [] }).views[0];
    const box = card.firstElementChild;
    if (!view) box.append(el("p", { class: "missing" }, "no result"));
    else if (view.kind === "image") box.append(stage(view, view.shapes, true));
    else if (view.kind === "video") box.append(stage({ url: view.urls[0] || null }, view.tracks.map((track) => seenAt(track, track.keys[0].frame)), true));
    else box.append(el("p", { class: "excerpt" }, (view.text || brief(view)).slice(0, 160)));
  }
  function brief(view) {
    if (view.kind === "form") return view.fields.map((one) => `${one.title}: ${one.answers.join(", ")}`).join("\n");
    if (view.kind === "compare") return view.items.filter((one) => one.chosen).map((one) => `chosen: ${one.title}`).join("\n");
    if (view.kind === "chat") return view.turns.map((turn) => `${turn.role}: ${turn.text}`).join("\n");
    if (view.kind === "lidar") return plural(view.tracks.length, "object");
    return worded(view.value === undefined ? view.kind : view.value) || "";
  }
  const grid = el("div", { class: "grid" });
  for (const one of known) {
    const card = el("a", { class: "card", href: "#" }, el("div", { class: "thumb" }), el("span", { class: "name" }, one.task.id),
      el("small", {}, [one.task.type, one.task.status, one.task.review].filter(Boolean).join(" · ")),
      el("small", {}, `${plural([...one.labels.values()].reduce((a, b) => a + b, 0), "annotation")}${one.task.notes.length ? " · has notes" : ""}`));
    card.addEventListener("focus", () => { card.href = hashOf(one.task); });
    card.addEventListener("pointerover", () => { card.href = hashOf(one.task); });
    card.addEventListener("click", (event) => { event.preventDefault(); location.hash = hashOf(one.task); });
    one.card = card;
    cards.set(card, one);
    grid.append(card);
    near.observe(card);
  }
  const count = el("p", { class: "count", role: "status", "aria-live": "polite" });
  const inputs = new Map();
  function choices(name) {
    if (name === "label") return order;
    const some = known.flatMap((one) => name === "attribute" ? [...one.attributes.keys()] : [one.task[name]]);
    return [...new Set(some.filter(Boolean))].sort().slice(0, 500);
  }
  const filters = el("form", { class: "filters", role: "search", "aria-label": "Filter tasks", onsubmit: (event) => event.preventDefault() }, FILTERS.map((name) => {
    const input = name === "text" ? el("input", { type: "search" })
      : el("select", {}, el("option", { value: "" }, "any"), choices(name).map((one) => el("option", { value: one }, one.slice(0, 80))));
    input.addEventListener(name === "text" ? "input" : "change", () => go({ [name]: input.value }));
    inputs.set(name, input);
    return el("label", {}, name, input);
  }), el("button", { type: "button", onclick: () => go(Object.fromEntries(FILTERS.map((name) => [name, null]))) }, "clear"));
  const plots = el("details", { class: "plots" }, el("summary", {}, "Counts and sizes"));
  plots.addEventListener("toggle", () => draw_plots());
  function total(some, name) {
    const counts = new Map();
    for (const one of some) for (const [key, value] of one[name]) counts.set(key, (counts.get(key) || 0) + value);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }
  function bars(title, counts) {
    const shownNow = counts.slice(0, 20), most = shownNow.length ? shownNow[0][1] : 1;
    const lines = shownNow.map(([name, value], i) => [
      svg("text", { x: 0, y: i * 20 + 14, class: "axis" }, name.slice(0, 28)),
      svg("rect", { x: 200, y: i * 20 + 3, width: Math.max(1, 180 * value / most), height: 14, fill: title === "labels" ? look(name).color : "currentColor" }),
      svg("text", { x: 204 + 180 * value / most, y: i * 20 + 14, class: "axis" }, String(value))]);
    return el("figure", {}, el("figcaption", {}, counts.length > 20 ? `${title}: the first 20 of ${counts.length}` : title),
      svg("svg", { viewBox: `0 0 440 ${Math.max(20, shownNow.length * 20)}`, role: "img", "aria-label": `${title}: ${shownNow.map(([name, value]) => `${name} ${value}`).join(", ")}` }, lines));
  }
  function scatter(sizes) {
    const some = sizes.slice(0, POINTS), most = some.reduce(([a, b], [w, h]) => [Math.max(a, w), Math.max(b, h)], [1, 1]);
    return el("figure", {}, el("figcaption", {}, `box sizes: width by height, up to ${most.map(Math.round).join(" × ")} pixels${sizes.length > POINTS ? `; the first ${POINTS} of ${sizes.length}` : ""}`),
      svg("svg", { viewBox: "-4 -4 308 208", role: "img", "aria-label": `sizes of ${plural(sizes.length, "box")}` }, svg("path", { d: "M0 0V200H300", fill: "none", stroke: "currentColor" }),
        some.map(([w, h, label]) => svg("circle", { cx: 300 * w / most[0], cy: 200 - 200 * h / most[1], r: 2, fill: look(label).color }, svg("title", {}, label)))));
  }
  function draw_plots() {
    if (!plots.open) return;
    const sizes = found.flatMap((one) => one.sizes), attributes = total(found, "attributes");
    plots.replaceChildren(plots.firstElementChild, el("div", { class: "side" }, bars("labels", total(found, "labels")),
      attributes.length ? bars("attributes", attributes) : null, sizes.length ? scatter(sizes) : null));
  }
  const pages = data.page && data.page.of > 1 ? el("nav", { class: "bar", "aria-label": "Pages" }, data.page.files.map((file, at) =>
    el("a", { href: `./${encodeURIComponent(file)}`, "aria-current": at + 1 === data.page.number ? "page" : null }, String(at + 1)))) : null;
  const help = el("dialog", { "aria-label": "Keys" }, el("h2", {}, "Keys"), el("dl", {}, [["j, →", "next task"], ["k, ←", "previous task"], ["Esc", "all tasks"],
    ["+ − 0", "zoom in, out, show all (after a click on the picture)"], ["arrows", "move the picture when it is zoomed"], ["/", "search"], ["?", "this list"]].map(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])),
  el("button", { type: "button", onclick: () => help.close() }, "close"));
  const home = el("main", {}, el("h1", {}, data.title), notes(data.notes || []), pages, filters, count, plots, grid,
    known.length ? null : el("p", {}, "There are no tasks on this page."));
  const room = el("div", {});
  app.append(room, help, el("footer", {}, "Press ? for keys."));

  function render() {
    read();
    found = known.filter(passes);
    const one = byId.get(state.get("task"));
    if (one) { room.replaceChildren(taskPage(one)); document.title = `${one.task.id} – ${data.title}`; scrollTo(0, 0); return; }
    for (const [name, input] of inputs) if (input.value !== (state.get(name) || "")) input.value = state.get(name) || "";
    const left = new Set(found);
    for (const each of known) each.card.hidden = !left.has(each);
    count.textContent = `${plural(found.length, "task")}${found.length === known.length ? "" : ` of ${known.length}`}`;
    if (state.get("task")) count.textContent += ` – there is no task ${state.get("task")} on this page`;
    document.title = data.title;
    draw_plots();
    if (home.parentNode !== room) room.replaceChildren(home);
  }
  addEventListener("hashchange", render);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape" && state.get("task")) { location.hash = gallery(); return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "?") help.showModal();
    else if (event.key === "/" && !state.get("task")) { event.preventDefault(); inputs.get("text").focus(); }
    else if (state.get("task") && (event.key === "j" || event.key === "ArrowRight")) next(1);
    else if (state.get("task") && (event.key === "k" || event.key === "ArrowLeft")) next(-1);
  });
  render();
  document.documentElement.dataset.ready = "yes";
})();
