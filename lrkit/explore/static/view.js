// Part 5: the view. It shows the scene that the kernel sends, and asks for another one when the
// reader moves a control: one request at a time, and the newest of those that wait. A scene may come
// unfinished: then it asks for the rest, unless the reader has asked for something else.

const BUSY_DELAY = 1500; // milliseconds after which it says that the kernel is busy
const IDLE_DELAY = 40; // milliseconds without a move in a drag, before it asks for the rest
const SPEECH_DELAY = 500; // milliseconds from the last change to the screen reader's sentence

export default {
  render({ model, el }) {
    const view = makeView(model);
    el.append(view.root);
    view.show(model.get("scene"));
    const onScene = () => view.show(model.get("scene"));
    model.on("change:scene", onScene);
    return () => {
      model.off("change:scene", onScene);
      view.stop();
    };
  },
};

function makeView(model) {
  const spec = model.get("spec");
  const me = `${Date.now()}-${Math.random()}`;
  const says = make("p", { className: "lrkit-says" });
  const status = make("div", { role: "status", className: "lrkit-unseen" });
  status.setAttribute("aria-live", "polite");
  const wait = make("p", { className: "lrkit-wait", hidden: true }, "Waiting for the kernel …");
  const figure = make("div", { role: "img", className: "lrkit-panels" });
  const tables = make("div", { className: "lrkit-tables" });
  const asking = requests(model, me, wait);
  const told = new Map(); // the texts in the page, so that only a changed one is laid out again
  const isNews = (name, item) => {
    const text = JSON.stringify(item);
    return told.get(name) !== text && Boolean(told.set(name, text));
  };
  const controls = new Map(spec.controls.map((one) =>
    [one.name, makeControl(one, (at, event) => {
      told.delete(one.name); // the kernel has not confirmed its new position
      asking.ask(one.name, at, event);
    })]));
  const board = make("div", { role: "group", className: "lrkit-controls" },
    ...[...controls.values()].map((control) => control.root));
  board.setAttribute("aria-label", "Controls of the figure");
  const root = make("div", { className: "lrkit-figure" }, board, figure, tables, says, wait, status);
  // Jupyter's own shortcuts would take the arrows and letters that are meant for a control:
  // JupyterLab in the bubbling phase, Notebook 7 in the capturing phase, where only this attribute
  // of the target helps. The shortcut that saves stays Jupyter's; a capturing listener of the
  // window runs before that of Notebook 7.
  const saves = (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  const keepKeys = (event) => {
    const input = event.target;
    if (board.contains(input)) input.toggleAttribute("data-lm-suppress-shortcuts", !saves(event));
  };
  window.addEventListener("keydown", keepKeys, true);
  board.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !saves(event)) event.stopPropagation();
  });

  let scene = null, spoken = "", timer = 0;
  const theme = makeTheme(root, spec, model);
  const panels = makePanels(figure, controls);

  function redraw() {
    if (!scene || !root.isConnected) return;
    theme.refresh();
    panels.draw(scene, theme);
  }

  function draw() { // for a new scene on the same page
    if (theme.isRead) panels.draw(scene, theme);
    else redraw();
  }

  function show({ text, numbers }) {
    const message = unpack(JSON.parse(text), numbers);
    scene = message;
    const mine = message.answers.view === me;
    for (const [name, control] of controls) {
      const state = message.states[name];
      if (!asking.knows(name) && isNews(name, state)) control.show(state);
      for (const input of control.inputs) input.disabled = scene.off.includes(name);
    }
    const sentence = scene.trouble || scene.says;
    if (isNews(".says", [sentence, scene.trouble])) {
      says.textContent = sentence;
      says.classList.toggle("lrkit-trouble", Boolean(scene.trouble));
      figure.setAttribute("aria-label", sentence);
    }
    if (isNews(".tables", scene.tables)) tables.replaceChildren(...scene.tables.map(makeTable));
    draw();
    if (mine) asking.answered(message.answers, scene.unfinished);
    if (spoken && sentence !== spoken) {
      clearTimeout(timer);
      timer = setTimeout(() => { status.textContent = sentence; }, SPEECH_DELAY);
    }
    spoken = sentence;
  }

  const resizes = new ResizeObserver(redraw);
  resizes.observe(figure);
  const stop = theme.watch(redraw);
  root.lrkit = asking.log; // for the browser tests: when each request was made, sent and shown
  return { root, show, stop() {
    window.removeEventListener("keydown", keepKeys, true);
    resizes.disconnect();
    stop();
    asking.stop();
    clearTimeout(timer);
  } };
}

/** At most one request is under way; a newer one waits, and replaces an older one that waits. */
function requests(model, me, wait) {
  const log = [];
  let waiting = null, underWay = null, timer = 0, rest = 0;

  function askForTheRest({ asked }) {
    waiting = { asked, values: {}, goesOn: true };
    send();
  }

  function send() {
    clearTimeout(rest);
    underWay = { ...waiting, request: log.length, sent: performance.now() };
    waiting = null;
    log.push(underWay);
    model.send({ values: underWay.values, view: me, request: underWay.request });
    clearTimeout(timer);
    timer = setTimeout(() => { wait.hidden = false; }, BUSY_DELAY);
  }

  return {
    log,
    ask(name, at, event) {
      const asked = event?.timeStamp ?? performance.now();
      waiting = { asked: waiting?.asked ?? asked, values: { ...waiting?.values, [name]: at } };
      if (!underWay) send();
    },
    /** Whether the reader has moved this control since the scene that comes was asked for. */
    knows: (name) => Boolean(waiting && name in waiting.values),
    /** A scene has come; `unfinished` if there is more of it. */
    answered({ request, spent }, unfinished) {
      if (underWay?.request !== request) return;
      const done = underWay;
      Object.assign(done, { drawn: performance.now(), spent, unfinished });
      requestAnimationFrame(() => { // a task after the next frame runs when that has been painted
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          done.painted = performance.now();
          if (!unfinished || underWay) return;
          const held = document.querySelector(".lrkit-figure :active"); // the mouse is down on it
          rest = setTimeout(askForTheRest, held && !done.goesOn ? IDLE_DELAY : 0, done);
        };
        channel.port2.postMessage(0);
      });
      underWay = null;
      clearTimeout(timer);
      wait.hidden = true;
      if (waiting) send();
    },
    stop: () => clearTimeout(rest),
  };
}

/** A message with the references into its bytes of doubles replaced by arrays. */
function unpack(message, bytes) {
  const numbers = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const fill = (item) => {
    if (Array.isArray(item)) return item.map(fill);
    if (item === null || typeof item !== "object") return item;
    if ("size" in item && !item.kind) return numbers.subarray(item.at, item.at + item.size);
    return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fill(value)]));
  };
  return { ...message, panels: fill(message.panels) };
}

/** A canvas for each panel, in as many columns as there is room for. */
function makePanels(figure, controls) {
  const canvases = [];

  function draw(scene, theme) {
    while (canvases.length < scene.panels.length) canvases.push(addCanvas());
    while (canvases.length > scene.panels.length) canvases.pop().remove();
    const { gap, least, share: part, wide } = theme.margins;
    const room = figure.clientWidth;
    const widths = (shares, all) => {
      const sum = shares.reduce((total, share) => total + share, 0);
      return shares.map((share) => ((all - gap * (shares.length - 1)) * share) / sum);
    };
    let shares = scene.columns.length ? scene.columns : scene.panels.map(() => 1);
    const enough = Math.max(least, part * Math.min(...widths(shares, wide)));
    while (shares.length > 1 && Math.min(...widths(shares, room)) < enough) {
      shares = shares.length % 2 ? [1] : shares.slice(0, shares.length / 2).map(() => 1);
    }
    figure.style.gridTemplateColumns = shares.map((share) => `minmax(0, ${share}fr)`).join(" ");
    for (const [k, panel] of scene.panels.entries()) {
      const width = Math.floor(widths(shares, room)[k % shares.length]);
      canvases[k].panel = panel;
      canvases[k].axes = drawPanel(canvases[k], panel, Math.max(width, 120), theme);
      canvases[k].style.cursor = panel.pointer ? "crosshair" : "";
      canvases[k].style.touchAction = panel.pointer ? "none" : "";
    }
  }

  function addCanvas() {
    const canvas = make("canvas");
    const point = (event) => {
      const { panel, axes } = canvas;
      const box = canvas.getBoundingClientRect();
      const { x, y } = panel.pointer;
      controls.get(x)?.moveTo(axes.x.inverse(event.clientX - box.left), event, panel.x.log);
      controls.get(y)?.moveTo(axes.y.inverse(event.clientY - box.top), event, panel.y.log);
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (!canvas.panel.pointer || event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      event.preventDefault();
      point(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) point(event);
    });
    figure.append(canvas);
    return canvas;
  }

  return { draw };
}

/** A table below the panels; the first column names its row. */
function makeTable({ head, rows, caption }) {
  const cells = (row, tag) => row.map((text, k) => k && tag === "td" ? make("td", {}, text)
    : make("th", { scope: tag === "th" ? "col" : "row" }, text));
  return make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...cells(head, "th"))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row, "td")))));
}
