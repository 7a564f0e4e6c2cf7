// What a heat map does in a browser: says what is in the cell that is pointed at, and has colours follow the counts or
// their logarithms. Comes with the picture (heat_svg.cpp), fetches nothing, and takes what was traced as text only.
// Covered by tests/pictures/heatmap.
'use strict';
(function () {
  const LEVELS = 9;
  const info = document.getElementById('info'), scale = document.getElementById('scale');
  let logarithmic = true;

  // As HeatLevel of heat_panel.cpp has it.
  function level(count, most) {
    if (most <= 1) return LEVELS;
    const part = logarithmic ? Math.log(count) / Math.log(most) : (count - 1) / (most - 1);
    return 1 + Math.min(LEVELS - 1, Math.floor(part * LEVELS));
  }
  function paint() {
    for (const cells of document.querySelectorAll('.cells')) {
      const most = Number(cells.dataset.most);
      for (const cell of cells.children) cell.setAttribute('class', 'l' + level(Number(cell.dataset.n), most));
    }
    scale.textContent = 'colour: ' + (logarithmic ? 'logarithmic' : 'linear');
  }
  function toggle() {
    logarithmic = !logarithmic;
    paint();
  }
  function tell(event) {
    const cell = event.target.closest ? event.target.closest('.cells rect') : null;
    info.textContent = cell ? cell.firstElementChild.textContent : '';
  }
  scale.style.display = 'inline';
  document.documentElement.setAttribute('data-ready', '1');
  scale.addEventListener('click', toggle);
  document.addEventListener('mouseover', tell);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'l' || (event.target === scale && (event.key === 'Enter' || event.key === ' '))) {
      toggle();
      event.preventDefault();
    }
  });
})();
