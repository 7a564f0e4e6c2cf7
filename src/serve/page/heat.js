// Histograms over time: a column for each update, a row for each bucket, darker where more came in between.
'use strict';

const kColumns = 120;  // of a picture; more moments share them

// What a map's histograms held together at moments past.
class HeatHistory {
  constructor() {
    this.moments = [];  // {time, cleared: how often it was until then, counts: Map of bounds as JSON to number}
  }

  add(time, map) {
    const counts = new Map();
    for (const [, value] of map.entries) {
      for (const [low, high, count] of value.buckets) {
        const bounds = JSON.stringify([low, high]);
        counts.set(bounds, (counts.get(bounds) || 0) + Number(count));
      }
    }
    this.moments.push({time, cleared: map.cleared || 0, counts});
    if (this.moments.length > kKept) this.moments.shift();
  }

  // What came between moments. A script that clears its map begins anew.
  columns(seconds) {
    const newest = this.moments.length ? this.moments[this.moments.length - 1].time : 0;
    const shown = this.moments.filter((moment) => !seconds || moment.time >= newest - (seconds + 1) * 1000);
    const step = Math.max(1, Math.ceil((shown.length - 1) / kColumns)), columns = [];
    for (let at = step; at < shown.length; at += step) {
      const counts = new Map();
      let total = 0;
      for (let each = at - step + 1; each <= at; ++each) {
        const before = shown[each - 1], anew = shown[each].cleared !== before.cleared;
        for (const [bounds, count] of shown[each].counts) {
          const old = anew ? 0 : before.counts.get(bounds) || 0, more = count >= old ? count - old : count;
          counts.set(bounds, (counts.get(bounds) || 0) + more);
          total += more;
        }
      }
      columns.push({from: shown[at - step].time, to: shown[at].time, counts, total});
    }
    return columns;
  }
}

function drawHeat(place, history, seconds) {
  const columns = history.columns(seconds);
  const order = (bounds) => bounds[0] === null ? -Infinity : Number(bounds[0]);
  const rows = [...new Set(columns.flatMap((column) => [...column.counts.keys()]))].map((text) => JSON.parse(text))
      .sort((a, b) => order(b) - order(a));
  if (!columns.length || !rows.length) {
    place.replaceChildren(element('p', {class: 'note'}, 'two moments make a column: wait'));
    return;
  }
  const width = 900, left = 130, cell = 16, bottom = 20, wide = Math.min(24, (width - left - 10) / columns.length);
  const most = Math.max(1, ...columns.map((column) => Math.max(...column.counts.values(), 0)));
  const clock = (time) => new Date(time).toLocaleTimeString([], {hour12: false});
  const picture = shape('svg', {viewBox: `0 0 ${width} ${rows.length * cell + bottom}`, role: 'img', class: 'heat'});
  picture.style.maxWidth = '1100px';
  rows.forEach((bounds, row) => {
    picture.append(shape('text', {x: left - 8, y: row * cell + 12, 'text-anchor': 'end'}, boundsOf(bounds)));
    columns.forEach((column, index) => {
      const count = column.counts.get(JSON.stringify(bounds)) || 0;
      if (!count) return;
      const box = shape('rect', {x: (left + index * wide).toFixed(2), y: row * cell, width: wide.toFixed(2), height: cell});
      box.style.fill = 'var(--mark)';
      box.style.opacity = (0.15 + 0.85 * Math.log1p(count) / Math.log1p(most)).toFixed(3);
      box.append(shape('title', {}, `${clock(column.from)} to ${clock(column.to)}, ${boundsOf(bounds)}: ${count} of ${column.total}, ` +
          `${(100 * count / Math.max(column.total, 1)).toFixed(2)} %`));
      picture.append(box);
    });
  });
  const end = left + columns.length * wide, base = rows.length * cell + 14;
  picture.append(shape('text', {x: left, y: base, class: 'faint'}, clock(columns[0].from)));
  if (end - left > 160) picture.append(shape('text', {x: end, y: base, 'text-anchor': 'end', class: 'faint'}, clock(columns[columns.length - 1].to)));
  place.replaceChildren(picture, element('p', {class: 'note'}, `a cell holds ${most} at most; colours are logarithmic`));
}
