// Tables of maps, and histograms.
'use strict';

// What a value counts in sorting, bars and lines.
function weightOf(value) {
  if (value === null || typeof value !== 'object') return Number(value);
  if (value.buckets) return value.buckets.reduce((sum, [, , count]) => sum + Number(count), 0);
  if (value.points) return value.points.length ? Number(value.points[value.points.length - 1][1]) : NaN;
  return Number(value.avg);
}

function textOf(value) {
  if (value === null || typeof value !== 'object') return String(value);
  if (value.buckets) return String(weightOf(value));
  if (value.points) return value.points.length ? String(value.points[value.points.length - 1][1]) : '';
  return `avg ${value.avg}, count ${value.count}, total ${value.total}`;
}

function matches(keys, search) {
  return search === '' || keys.some((key) => key.toLowerCase().includes(search));
}

const kRows = 500;  // of a table

// `order`: {column, up}; column -1 is the value. `sorted` is told of a click on a column.
function drawTable(place, map, search, order, sorted) {
  const head = element('tr');
  const columns = map.columns.length || map.entries.length < 2 ? map.columns : ['key'];
  const heading = (text, column, kind) => {
    const cell = element('th', {class: kind, scope: 'col'}, visible(text));
    if (order.column === column) cell.classList.add('sorted');
    if (order.column === column && order.up) cell.classList.add('up');
    cell.addEventListener('click', () => sorted(column));
    head.append(cell);
  };
  columns.forEach((name, column) => heading(name, column, ''));
  heading(map.function || 'value', -1, 'number');
  head.append(element('th', {}));

  const compare = (a, b) => {
    const [x, y] = order.column < 0 ? [weightOf(a[1]), weightOf(b[1])] : [a[0][order.column], b[0][order.column]];
    const numbers = [Number(x), Number(y)];
    if (numbers.every((number) => !Number.isNaN(number))) return numbers[0] - numbers[1];
    return String(x) < String(y) ? -1 : String(x) > String(y) ? 1 : 0;
  };
  const shown = map.entries.filter(([key, value]) => matches(key.length ? key : [map.name], search) || matches([textOf(value)], search));
  shown.sort(order.up ? compare : (a, b) => compare(b, a));
  const most = shown.reduce((top, [, value]) => Math.max(top, weightOf(value) || 0), 0);
  const rows = shown.slice(0, kRows).map(([key, value]) => {
    const row = element('tr');
    key.forEach((part) => row.append(element('td', {title: visible(part)}, visible(part))));
    row.append(element('td', {class: 'number'}, visible(textOf(value))));
    const bar = element('span');
    bar.style.width = most > 0 ? `${Math.max(0, 100 * weightOf(value) / most)}%` : '0';
    row.append(element('td', {class: 'bar'}, bar));
    return row;
  });
  place.replaceChildren(element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)));
  if (shown.length > kRows) place.append(element('p', {class: 'note'}, `${shown.length - kRows} more rows are not shown`));
}

function boundsOf([low, high]) {
  if (low === null) return `(…, ${withUnit(high)})`;
  return high === null || Number(high) === 0 && Number(low) > 0 ? `[${withUnit(low)}, …)` : `[${withUnit(low)}, ${withUnit(high)})`;
}

const kHistograms = 24;  // of a map

function drawHistograms(place, map, search) {
  const shown = map.entries.filter(([key]) => matches(key.length ? key : [map.name], search));
  // By key: they stay where they are while their values change.
  shown.sort(([a], [b]) => a.join().localeCompare(b.join(), undefined, {numeric: true}));
  place.replaceChildren(...shown.slice(0, kHistograms).map(([key, value]) => {
    const buckets = value.buckets, height = 17, left = 130, right = 90, width = 900;
    const most = Math.max(1, ...buckets.map(([, , count]) => Number(count)));
    const picture = shape('svg', {viewBox: `0 0 ${width} ${buckets.length * height}`, role: 'img'});
    picture.style.maxWidth = '900px';
    buckets.forEach((bucket, index) => {
      const long = (width - left - right) * Number(bucket[2]) / most;
      picture.append(shape('text', {x: left - 8, y: index * height + 12, 'text-anchor': 'end'}, boundsOf(bucket)));
      const bar = shape('rect', {x: left, y: index * height + 2, width: Math.max(long, 0.5), height: height - 4, rx: 2});
      bar.style.fill = 'var(--bar)';
      picture.append(bar, shape('text', {x: left + long + 6, y: index * height + 12, class: 'faint'}, String(bucket[2])));
    });
    return element('div', {class: 'histogram'}, element('h3', {}, visible(key.join(', '))), picture);
  }));
  if (shown.length > kHistograms) place.append(element('p', {class: 'note'}, `${shown.length - kHistograms} more are not shown: search for them`));
}
