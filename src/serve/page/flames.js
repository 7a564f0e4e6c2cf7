// Flame graphs that grow while one watches: rows of names become a tree, whose widths are the counts.
'use strict';

function treeOf(stacks, before) {
  const root = {name: 'all', kind: 'gap', value: 0, children: new Map()};
  for (const [path, count] of stacks) {
    const number = Number(count) - (before.get(pathKey(path)) || 0);
    if (!(number > 0)) continue;
    root.value += number;
    let at = root;
    for (const [name, kind] of path) {
      const key = kind + ' ' + name;
      if (!at.children.has(key)) at.children.set(key, {name, kind, value: 0, children: new Map()});
      at = at.children.get(key);
      at.value += number;
    }
  }
  return root;
}

function pathKey(path) {
  return path.map(([name, kind]) => kind + ' ' + name).join(';');
}

// The rows of an update with names in the place of their numbers.
function pathsOf(map) {
  return map.stacks.rows.map(([path, count]) => [path.map((index) => map.stacks.names[index]), count]);
}

// What the counts were at moments past, for a window of the last seconds.
class StackHistory {
  constructor() {
    this.moments = [];
  }

  add(time, paths) {
    if (paths.length > 3000) this.moments = [];  // too many to keep: only all of them can be shown
    else this.moments.push({time, counts: new Map(paths.map(([path, count]) => [pathKey(path), Number(count)]))});
    while (this.moments.length && this.moments.length * paths.length > 600000) this.moments.shift();
  }

  // The counts that are older than that; nothing of a map that the script has cleared since.
  before(seconds) {
    if (!seconds || !this.moments.length) return new Map();
    const newest = this.moments[this.moments.length - 1].time;
    let found = null;
    for (const moment of this.moments) {
      if (moment.time <= newest - seconds * 1000) found = moment;
    }
    return found ? found.counts : new Map();
  }
}

const kFrame = 18;  // height of a frame

// `zoom`: the keys of frames from the root to the one that is as wide as the picture.
function drawFlames(place, root, search, zoom, zoomed) {
  const width = Math.max(600, place.clientWidth || 900);
  let focus = root;
  const above = [];
  for (const key of zoom) {
    if (!focus.children.has(key)) break;
    above.push(focus);
    focus = focus.children.get(key);
  }
  const frames = [];
  let deepest = 0, found = 0;
  const put = (node, path, x, wide, depth, hidden) => {
    deepest = Math.max(deepest, depth);
    const hit = search !== '' && depth > 0 && node.name.toLowerCase().includes(search);
    if (hit && !hidden) found += node.value;
    frames.push({node, path, x, wide, depth, hit});
    let at = x;
    for (const [key, child] of [...node.children].sort((a, b) => a[0] < b[0] ? -1 : 1)) {
      const part = wide * child.value / Math.max(node.value, 1e-9);
      if (part >= 0.4) put(child, [...path, key], at, part, depth + 1, hidden || hit);
      else found += hidden || hit ? 0 : foundIn(child, search);
      at += part;
    }
  };
  above.forEach((node, depth) => frames.push({node, path: zoom.slice(0, depth), x: 0, wide: width, depth, hit: false}));
  put(focus, zoom.slice(0, above.length), 0, width, above.length, false);
  const height = (deepest + 1) * kFrame + 4;
  const picture = shape('svg', {viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'flames'});
  for (const {node, path, x, wide, depth, hit} of frames) {
    const group = shape('g', {class: 'flame'}), top = height - (depth + 1) * kFrame;
    const box = shape('rect', {x: x.toFixed(2), y: top, width: Math.max(wide - 0.5, 0.3).toFixed(2), height: kFrame - 1, rx: 2});
    box.style.fill = hit ? 'var(--hit)' : `var(--${node.kind})`;
    const share = root.value > 0 ? (100 * node.value / root.value).toFixed(2) : '0';
    group.append(box, shape('title', {}, `${visible(node.name)}: ${node.value} of ${root.value}, ${share} %`));
    const letters = Math.floor((wide - 6) / 7);
    if (letters >= 3) {
      const name = visible(node.name);
      group.append(shape('text', {x: (x + 4).toFixed(2), y: top + 12.5}, name.length > letters ? name.slice(0, letters - 1) + '…' : name));
    }
    group.addEventListener('click', () => zoomed(path));
    picture.append(group);
  }
  const matched = search === '' ? '' : `, ${(100 * found / Math.max(focus.value, 1e-9)).toFixed(1)} % match`;
  place.replaceChildren(picture, element('p', {class: 'note'}, `${root.value} in all${matched}`));
  return picture;
}

function foundIn(node, search) {
  if (search === '') return 0;
  if (node.name.toLowerCase().includes(search)) return node.value;
  let sum = 0;
  for (const child of node.children.values()) sum += foundIn(child, search);
  return sum;
}

// The picture by itself, with its colours as they are seen; the page's policy takes no styles in attributes.
function svgText(picture) {
  const copy = picture.cloneNode(true);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const own = picture.querySelectorAll('*'), copied = copy.querySelectorAll('*');
  own.forEach((each, index) => {
    const style = getComputedStyle(each);
    copied[index].removeAttribute('style');
    for (const [name, value] of [['fill', style.fill], ['font-family', 'monospace'], ['font-size', '11.5']]) copied[index].setAttribute(name, value);
  });
  return new XMLSerializer().serializeToString(copy);
}
