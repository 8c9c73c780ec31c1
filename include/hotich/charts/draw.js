// Draws every <figure data-chart> of the page from the specification in its <script type="application/json">.
// vegaEmbed is in scope: write_script bundles this text with it.
const options = {
  ast: true, // expressions are interpreted: the page forbids eval
  actions: false,
  logLevel: 1, // errors only
  loader: { target: "_self" },
  defaultStyle: false,
  renderer: "svg",
  tooltip: { disableDefaultStyle: true },
};

const PAPER = 660; // pixels between the margins of A4, upright
const views = [];

async function draw(figure) {
  const place = figure.querySelector("[data-drawing]");
  const source = figure.querySelector('script[type="application/json"]');
  try {
    const { view } = await vegaEmbed(place, JSON.parse(source.textContent), options);
    views.push(view);
    // The figure says in words what it shows; hundreds of marks read out one by one would say less.
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    figure.dataset.chart = "drawn";
  } catch (error) {
    figure.dataset.chart = "failed";
    place.textContent = "Không vẽ được biểu đồ trên trình duyệt này; số liệu ở bảng bên dưới.";
    console.error(error);
  }
}

function drawAll() {
  for (const figure of document.querySelectorAll('figure[data-chart="waiting"]')) {
    figure.dataset.chart = "drawing";
    draw(figure);
  }
}

// On paper a chart as wide as the screen would be cut, or shrunk until nobody can read it.
addEventListener("beforeprint", () => views.forEach((view) => view.width(PAPER).run()));
addEventListener("afterprint", () => dispatchEvent(new Event("resize")));

document.fonts.ready.then(drawAll);
