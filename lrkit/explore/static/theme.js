// Part 3: the theme: the colours and the font of the page, and pictures of heat maps.

/** The colours and the font of a figure, which follow the page's present theme. */
function makeTheme(root, spec, model) {
  const pictures = new Map();
  let dark = false;
  const theme = {
    margins: spec.margins,
    isRead: false,
    page: "#ffffff",
    font: "sans-serif",
    mark: (colour) => spec.palette[colour][dark ? 2 : 0],
    words: (colour) => spec.palette[colour][dark ? 3 : 1],

    /** Read the page's colours again. */
    refresh() {
      root.style.colorScheme = "";
      const style = getComputedStyle(root);
      theme.page = style.backgroundColor;
      theme.font = style.fontFamily;
      dark = luminance(theme.page) < 0.4;
      root.style.colorScheme = dark ? "dark" : "light"; // for the browser's own parts of controls
      root.dataset.theme = dark ? "dark" : "light";
      theme.isRead = true;
    },

    /** Call `redraw` whenever the theme changes; returns a function that stops it. */
    watch(redraw) {
      let timers = [];
      const check = () => {
        const before = theme.page;
        theme.refresh();
        if (theme.page !== before) redraw();
      };
      // A front end says that its theme has changed before or after its style sheets have arrived.
      const changed = () => {
        timers.forEach(clearTimeout);
        timers = [0, 100, 400, 1500].map((delay) => setTimeout(check, delay));
      };
      const marked = new MutationObserver(changed); // JupyterLab and VS Code mark the page
      for (const element of [document.documentElement, document.body]) {
        marked.observe(element, { attributes: true });
      }
      const system = matchMedia("(prefers-color-scheme: dark)");
      system.addEventListener("change", changed);
      let ratio = null; // zoom, another screen: a query asks about one ratio only
      const sharpen = () => {
        ratio?.removeEventListener("change", sharpen);
        if (ratio) redraw();
        ratio = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
        ratio.addEventListener("change", sharpen);
      };
      sharpen();
      return () => {
        marked.disconnect();
        timers.forEach(clearTimeout);
        system.removeEventListener("change", changed);
        ratio.removeEventListener("change", sharpen);
      };
    },

    /** A heat map as a canvas with a pixel for each cell. */
    picture({ key }) {
      const name = `${key} ${dark}`;
      if (!pictures.has(name)) {
        if (pictures.size > 8) pictures.clear();
        pictures.set(name, paintCells(model.get("images")[key], theme.mark("lost")));
      }
      return pictures.get(name);
    },

    /** The colours of a heat map from bottom to top. */
    rainbow({ key }) {
      const { colours } = model.get("images")[key];
      const column = Uint8Array.from({ length: 255 }, (_, row) => row);
      return paintCells({ cells: new DataView(column.buffer), colours, rows: 255, columns: 1 },
        "#888888");
    },
  };
  return theme;
}

function paintCells({ cells, colours, rows, columns }, lost) {
  const canvas = make("canvas", { width: columns, height: rows });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(columns, rows);
  const grey = [1, 3, 5].map((at) => parseInt(lost.slice(at, at + 2), 16));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const level = cells.getUint8((rows - 1 - row) * columns + column); // first row at the bottom
      const to = 4 * (row * columns + column);
      for (let k = 0; k < 3; k++) {
        image.data[to + k] = level === 255 ? grey[k] : colours.getUint8(3 * level + k);
      }
      image.data[to + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function luminance(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
