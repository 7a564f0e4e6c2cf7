// The page: it is told what the maps hold, keeps what it was told, and draws what the reader wants to see.
'use strict';

const token = new URLSearchParams(location.search).get('token') || '';
const views = new Map();  // by the name of the map
const page = {paused: false, seconds: 60, search: '', newest: null, missed: []};

function address(path, map) {
  const query = new URLSearchParams({token});
  if (map) query.set('map', map);
  return `${path}?${query}`;
}

// One map with its tabs.
class MapView {
  constructor(name) {
    this.name = name;
    this.history = new History();
    this.stackHistory = new StackHistory();
    this.heatHistory = new HeatHistory();
    this.order = {column: -1, up: false};
    this.zoom = [];
    this.tab = '';
    this.tabs = element('span', {class: 'tabs', role: 'tablist'});
    this.note = element('span', {class: 'note'});
    this.files = element('span', {class: 'note'});
    this.place = element('div', {class: 'view'});
    this.section = element('section', {'data-map': name},
        element('div', {class: 'head'}, element('h2', {}, visible(name)), this.tabs, this.note, element('span', {class: 'grow'}), this.files), this.place);
  }

  // What can be shown of it.
  kinds() {
    if (this.map.stacks) return ['flame graph', 'table'];
    const value = this.map.entries.length ? this.map.entries[0][1] : 0;
    if (typeof value === 'object' && value !== null && value.buckets) return ['histogram', 'heat map', 'table', 'rate'];
    if (typeof value === 'object' && value !== null && value.points) return ['line', 'table'];
    const counts = this.map.function === 'count' || this.map.function === 'sum';
    return Number.isNaN(weightOf(value)) ? ['table'] : counts ? ['table', 'line', 'rate'] : ['table', 'line'];
  }

  take(time, map) {
    this.map = map;
    if (map.stacks) {
      this.paths = pathsOf(map);
      this.stackHistory.add(time, this.paths);
      this.map = {...map, columns: ['stack'], entries: []};
    } else {
      this.history.add(time, map);
      if (map.entries.length && map.entries[0][1] && map.entries[0][1].buckets) this.heatHistory.add(time, map);
    }
  }

  draw() {
    const kinds = this.kinds();
    if (!kinds.includes(this.tab)) this.tab = kinds[0];
    if (this.drawnKinds !== kinds.join()) this.drawTabs(kinds);
    for (const tab of this.tabs.children) tab.setAttribute('aria-selected', String(tab.textContent === this.tab));
    const {place, map} = this, search = page.search;
    // Flames grow upwards: what stays where it is is the bottom.
    const upwards = this.tab === 'flame graph', fromBottom = this.drawnTab === this.tab ? place.scrollHeight - place.scrollTop : 0;
    const kept = [place.scrollTop, place.scrollLeft];
    this.drawnTab = this.tab;
    this.note.textContent = [map.function, map.left_out ? `${map.left_out} more are not shown` : ''].filter(Boolean).join(', ');
    if (this.tab === 'flame graph') this.drawFlames();
    else if (this.tab === 'table') drawTable(place, this.rows(), search, this.order, (column) => this.sort(column));
    else if (this.tab === 'heat map') drawHeat(place, this.heatHistory, page.seconds);
    else if (this.tab === 'histogram') drawHistograms(place, map, search);
    else if (map.entries.length && map.entries[0][1] && map.entries[0][1].points) drawLines(place, linesOfSeries(map, page.seconds, search), '');
    else drawLines(place, this.history.lines(page.seconds, this.tab === 'rate', search), this.tab === 'rate' ? 'per second' : '');
    place.scrollTop = upwards ? place.scrollHeight - fromBottom : kept[0];
    place.scrollLeft = kept[1];
  }

  rows() {
    if (!this.map.stacks) return this.map;
    return {...this.map, entries: this.paths.map(([path, count]) => [[path.map(([name]) => name).join(';')], count])};
  }

  drawFlames() {
    const root = treeOf(this.paths, this.stackHistory.before(page.seconds));
    this.picture = drawFlames(this.place, root, page.search, this.zoom, (path) => {
      this.zoom = path;
      this.draw();
    });
  }

  drawTabs(kinds) {
    this.drawnKinds = kinds.join();
    this.tabs.replaceChildren(...kinds.map((kind) => {
      const tab = element('button', {type: 'button', role: 'tab'}, kind);
      tab.addEventListener('click', () => {
        this.tab = kind;
        this.draw();
      });
      return tab;
    }));
    const formats = this.map.stacks ? ['json', 'csv', 'folded'] : ['json', 'csv'];
    this.files.replaceChildren(...formats.flatMap((format) => [element('a', {href: address(`maps.${format}`, this.name)}, format), ' ']));
    if (!this.map.stacks) return;
    const svg = element('a', {href: '#'}, 'svg');
    svg.addEventListener('click', (event) => {
      event.preventDefault();
      if (this.picture) save('flames.svg', 'image/svg+xml', svgText(this.picture));
    });
    this.files.append(svg);
  }

  sort(column) {
    this.order = {column, up: this.order.column === column ? !this.order.up : column >= 0};
    this.draw();
  }
}

function drawAll() {
  for (const view of views.values()) view.draw();
}

const kMissed = 300;  // updates that are kept while the page is paused

// What comes while the page is paused is shown later.
function hear(update) {
  page.newest = update;
  page.missed.push(update);
  if (page.missed.length > kMissed) page.missed.shift();
  if (page.paused) return;
  page.missed.forEach(take);
  page.missed = [];
  drawAll();
  say(update.last ? 'the run is over' : `update ${update.n}`, update.last ? 'over' : 'live');
  document.documentElement.setAttribute('data-ready', '1');
}

function take(update) {
  for (const map of update.maps) {
    if (!views.has(map.name)) {
      const view = new MapView(map.name);
      views.set(map.name, view);
      document.getElementById('maps').append(view.section);
    }
    views.get(map.name).take(update.time, map);
  }
}

function say(text, state) {
  const place = document.getElementById('state');
  place.textContent = text;
  place.dataset.state = state;
}

function listen() {
  const source = new EventSource(address('events'));
  source.addEventListener('message', (event) => {
    const update = JSON.parse(event.data);
    hear(update);
    if (update.last) source.close();
  });
  source.addEventListener('error', () => {
    if (page.newest === null || !page.newest.last) say('no connection', 'lost');
  });
}

function start() {
  const pause = document.getElementById('pause'), search = document.getElementById('search'), seconds = document.getElementById('window');
  pause.addEventListener('click', () => {
    page.paused = !page.paused;
    pause.setAttribute('aria-pressed', String(page.paused));
    pause.textContent = page.paused ? 'go on' : 'pause';
    if (page.paused) say('paused', 'paused');
    else if (page.missed.length) hear(page.missed.pop());
  });
  search.addEventListener('input', () => {
    page.search = search.value.toLowerCase();
    drawAll();
  });
  seconds.addEventListener('change', () => {
    page.seconds = Number(seconds.value);
    drawAll();
  });
  for (const format of ['json', 'csv', 'folded']) document.getElementById('downloads').append(element('a', {href: address(`maps.${format}`)}, format));
  fetch(address('title')).then((answer) => answer.json()).then((title) => {
    document.getElementById('title').textContent = visible(title);
    document.title = `sonde: ${visible(title)}`.slice(0, 200);
  }).catch(() => {});
  listen();
}

start();
