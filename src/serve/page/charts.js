// Lines over time: what numbers were when the page was told of them, and of counts how fast they grew.
'use strict';

const kColors = ['#3b82c4', '#d9722e', '#3fa66b', '#b8478f', '#8d6cd1', '#a38a1d', '#2aa1a8', '#c94f4f'];
const kKept = 3600;  // moments, an hour

// What a map held at moments past.
class History {
  constructor() {
    this.moments = [];  // {time, cleared: how often it was until then, values: Map of key to number}
  }

  add(time, map) {
    const values = new Map();
    for (const [key, value] of map.entries.slice(0, 200)) {
      const number = weightOf(value);
      if (Number.isFinite(number)) values.set(key.join(', '), number);
    }
    this.moments.push({time, cleared: map.cleared || 0, values});
    if (this.moments.length > kKept) this.moments.shift();
  }

  // Rates a second of what only grows; a smaller number has begun anew.
  lines(seconds, rates, search) {
    const newest = this.moments.length ? this.moments[this.moments.length - 1] : null;
    if (newest === null) return [];
    const from = seconds > 0 ? newest.time - seconds * 1000 : 0;
    const keys = [...newest.values.entries()].filter(([key]) => matches([key], search))
        .sort((a, b) => b[1] - a[1]).slice(0, kColors.length).map(([key]) => key);
    const moments = this.moments.filter((moment) => moment.time >= from);
    return keys.map((key) => {
      const points = [];
      moments.forEach((moment, index) => {
        const value = moment.values.get(key);
        if (value === undefined) return;
        if (!rates) return points.push([moment.time, value]);
        if (index === 0) return;
        const anew = moment.cleared !== moments[index - 1].cleared;
        const before = anew ? 0 : moments[index - 1].values.get(key) || 0, passed = (moment.time - moments[index - 1].time) / 1000;
        if (passed > 0) points.push([moment.time, (value >= before ? value - before : value) / passed]);
      });
      return {key, points};
    });
  }
}

// A map of time series brings its own past.
function linesOfSeries(map, seconds, search) {
  return map.entries.filter(([key]) => matches(key.length ? key : [map.name], search)).slice(0, kColors.length).map(([key, value]) => {
    const points = value.points.map(([interval, number]) => [Number(interval) * Number(value.length) / 1e6, Number(number)]);
    const newest = points.length ? points[points.length - 1][0] : 0;
    return {key: key.join(', '), points: points.filter(([time]) => !seconds || time >= newest - seconds * 1000)};
  });
}

function drawLines(place, lines, unit) {
  const width = 900, height = 220, left = 64, bottom = 22, top = 10;
  const all = lines.flatMap((line) => line.points);
  const picture = shape('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img'});
  picture.style.maxWidth = '1100px';
  if (all.length < 2) {
    place.replaceChildren(element('p', {class: 'note'}, 'two moments make a line: wait'));
    return;
  }
  const [first, last] = [Math.min(...all.map(([time]) => time)), Math.max(...all.map(([time]) => time))];
  const low = Math.min(0, ...all.map(([, value]) => value)), high = Math.max(low + 1e-9, ...all.map(([, value]) => value));
  const x = (time) => left + (width - left - 10) * (last > first ? (time - first) / (last - first) : 1);
  const y = (value) => top + (height - top - bottom) * (1 - (value - low) / (high - low));
  for (let step = 0; step <= 4; ++step) {
    const value = low + (high - low) * step / 4;
    picture.append(shape('line', {x1: left, x2: width - 10, y1: y(value), y2: y(value), class: 'axis'}),
        shape('text', {x: left - 6, y: y(value) + 4, 'text-anchor': 'end', class: 'faint'}, withUnit(value)));
  }
  const clock = (time) => new Date(time).toLocaleTimeString([], {hour12: false});
  picture.append(shape('text', {x: left, y: height - 5, class: 'faint'}, clock(first)),
      shape('text', {x: width - 10, y: height - 5, 'text-anchor': 'end', class: 'faint'}, `${clock(last)}${unit ? ', ' + unit : ''}`));
  const legend = element('div', {class: 'legend'});
  lines.forEach((line, index) => {
    const path = line.points.map(([time, value], at) => `${at ? 'L' : 'M'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    const drawn = shape('path', {d: path || 'M0 0', class: 'series'});
    drawn.style.stroke = kColors[index];
    picture.append(drawn);
    const sign = element('i');
    sign.style.background = kColors[index];
    if (line.key !== '') legend.append(element('span', {}, sign, visible(line.key)));
  });
  place.replaceChildren(picture, legend);
}
