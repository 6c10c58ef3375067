// Part 4: the controls, as ordinary labelled HTML. Each has `root`, `show(state)` and `at()`.

// Each figure of a notebook runs its own copy of this program: without a word that is its own, the
// controls of two figures would have the same ids, and their labels would name the first figure's.
const FIGURE = Math.random().toString(36).slice(2);
let counter = 0;

/** An element with properties and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Build a control; `ask(at, event)` is called when the reader moves it. */
function makeControl(spec, ask) {
  const control = KINDS[spec.kind](spec, ask, `lrkit-${FIGURE}-${++counter}`);
  control.root.dataset.control = spec.name;
  control.spec = spec;
  return control;
}

const KINDS = {
  range(spec, ask, id) {
    const input = make("input", { type: "range", id, min: 0, max: spec.texts.length - 1, step: 1 });
    const readout = make("output", { htmlFor: id });
    const say = (text) => {
      readout.textContent = text + spec.unit;
      input.setAttribute("aria-valuetext", text + spec.unit);
      input.style.setProperty("--share", input.value / Math.max(1, spec.texts.length - 1));
    };
    const moved = (event) => {
      say(spec.texts[input.value]);
      if (!spec.onRelease || event.type === "change") ask(Number(input.value), event);
    };
    input.addEventListener("input", moved);
    if (spec.onRelease) input.addEventListener("change", moved);
    return {
      root: make("div", { className: "lrkit-control lrkit-range" },
        make("label", { htmlFor: id }, spec.label), readout, input),
      show({ at, text }) { input.value = at; say(text); },
      at: () => Number(input.value),
      inputs: [input],
      /** Move to the stop that is nearest to a number, as a click in the figure does. */
      moveTo(value, event, log) {
        const far = (stop) => Math.abs(log ? Math.log(stop / value) : stop - value);
        const at = spec.stops.reduce((best, stop, k) => far(stop) < far(spec.stops[best]) ? k : best, 0);
        if (at === Number(input.value)) return;
        input.value = at;
        say(spec.texts[at]);
        ask(at, event);
      },
    };
  },
  select(spec, ask, id) {
    const input = make("select", { id },
      ...spec.texts.map((text, value) => make("option", { value }, text)));
    input.addEventListener("change", (event) => ask(Number(input.value), event));
    const longest = Math.max(...spec.texts.map((text) => text.length));
    return {
      root: make("div", {
        className: `lrkit-control lrkit-stacked ${longest > 24 ? "lrkit-wide" : ""}` },
      make("label", { htmlFor: id }, spec.label), input),
      show({ at }) { input.value = at; },
      at: () => Number(input.value),
      inputs: [input],
    };
  },
  radio(spec, ask, id) {
    const inputs = spec.texts.map((_, value) => make("input", { type: "radio", name: id, value }));
    for (const [at, input] of inputs.entries()) {
      input.addEventListener("change", (event) => ask(at, event));
    }
    return {
      root: make("fieldset", { className: "lrkit-control lrkit-radio" },
        make("legend", {}, spec.label),
        ...inputs.map((input, k) => make("label", {}, input, spec.texts[k]))),
      show({ at }) { inputs[at].checked = true; },
      at: () => inputs.findIndex((input) => input.checked),
      inputs,
    };
  },
  checkbox(spec, ask, id) {
    const input = make("input", { type: "checkbox", id });
    input.addEventListener("change", (event) => ask(input.checked, event));
    return {
      root: make("div", { className: "lrkit-control lrkit-checkbox" }, input,
        make("label", { htmlFor: id }, spec.label)),
      show({ at }) { input.checked = at; },
      at: () => input.checked,
      inputs: [input],
    };
  },
  button(spec, ask) {
    const input = make("button", { type: "button" }, spec.label);
    let presses = 0;
    input.addEventListener("click", (event) => ask(++presses, event));
    return {
      root: make("div", { className: "lrkit-control" }, input),
      show({ at }) { presses = at; },
      at: () => presses,
      inputs: [input],
    };
  },
  text(spec, ask, id) {
    const input = make("input", { type: "text", id, maxLength: spec.maxLength, autocomplete: "off" });
    input.addEventListener("change", (event) => ask(input.value, event));
    return {
      root: make("div", { className: "lrkit-control lrkit-stacked" },
        make("label", { htmlFor: id }, spec.label), input),
      show({ at }) { if (document.activeElement !== input) input.value = at; },
      at: () => input.value,
      inputs: [input],
    };
  },
};
