// What a flame graph does in a browser: draws its frames, zooms, searches, resets. Comes with the picture
// (flame_svg.cpp), fetches nothing, and takes what was traced as text only: names never become markup or code.
// Covered by tests/pictures/flamegraph.
'use strict';
(function () {
  const SVG = 'http://www.w3.org/2000/svg';
  const svg = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const facts = {};
  for (const line of byId('facts').textContent.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) facts[line.slice(0, at)] = line.slice(at + 1);
  }
  const ROW = 17, PAD = 10, TOP = 74, LETTER = 6.7;
  const unit = facts.unit, compares = facts.before !== undefined;
  const names = byId('names').textContent.split('\n');
  // Frames in the order of the file: each before those above it.
  const frames = [];
  {
    const open = [];
    for (const word of byId('nodes').textContent.split(' ')) {
      const parts = word.split(',');
      const number = (at) => (parts[at] ? parseInt(parts[at], 36) : 0);
      open.length -= number(compares ? 3 : 2);
      const up = open[open.length - 1];
      const name = names[number(0)];
      const frame = {
        index: frames.length, up, depth: open.length, kind: name.slice(0, 2), name: name.slice(2),
        now: number(1), before: compares ? number(2) : 0, from: 0, used: 0, children: [],
      };
      if (up) {
        frame.from = up.from + up.used;
        up.used += frame.now;
        up.children.push(frame);
      }
      open.push(frame);
      frames.push(frame);
    }
  }
  const root = frames[0];
  // How much of all a frame has won or lost.
  const points = (frame) => (compares ? frame.now / (root.now || 1) - frame.before / (root.before || 1) : 0);
  if (compares) {
    const most = frames.reduce((largest, frame) => Math.max(largest, Math.abs(points(frame))), 0);
    for (const frame of frames) {
      const step = most > 0 ? Math.ceil(5 * Math.sqrt(Math.abs(points(frame)) / most) - 1e-9) : 0;
      frame.kind = step === 0 ? 'd0' : (points(frame) > 0 ? 'p' : 'm') + step;
    }
  }
  const deepest = frames.reduce((most, frame) => Math.max(most, frame.depth), 0);
  let width = 1200, icicle = facts.icicle === '1', zoomed = root, term = '', chosen = null, drawn = new Map();

  function digits(value) {
    return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
  }
  function amount(value) {
    const seconds = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 }[unit];
    if (seconds) {
      for (const [size, word] of [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']])
        if (value * seconds >= size || word === 'ns') return digits((value * seconds) / size) + ' ' + word;
    }
    if (unit === 'bytes') {
      for (const [power, word] of [[3, 'GiB'], [2, 'MiB'], [1, 'KiB']])
        if (value >= 1024 ** power) return digits(value / 1024 ** power) + ' ' + word;
    }
    return value.toLocaleString('en-US') + (unit ? ' ' + unit : '');
  }
  const share = (part, whole) => (whole ? (100 * part) / whole : 0).toFixed(2) + ' %';
  function describe(frame) {
    let text = `${frame.name} — ${amount(frame.now)}, ${share(frame.now, root.now)}`;
    if (zoomed !== root) text += `, ${share(frame.now, zoomed.now)} of what is shown`;
    if (compares) {
      text += `; before: ${amount(frame.before)}, ${share(frame.before, root.before)}; ` +
        `${points(frame) >= 0 ? '+' : '−'}${Math.abs(100 * points(frame)).toFixed(2)} points`;
    }
    return text;
  }

  function element(tag, attributes, parent) {
    const made = document.createElementNS(SVG, tag);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(made);
    return made;
  }
  const rowOf = (frame) => TOP + ROW * (icicle ? frame.depth : deepest - frame.depth);
  const isAbove = (frame) => {
    for (let at = zoomed.up; at; at = at.up) if (at === frame) return true;
    return false;
  };
  // What a frame takes of the picture: from, to.
  function extent(frame) {
    const scale = (width - 2 * PAD) / (zoomed.now || 1);
    if (isAbove(frame)) return [PAD, width - PAD];
    return [PAD + (frame.from - zoomed.from) * scale, PAD + (frame.from - zoomed.from + frame.now) * scale];
  }
  function drawFrame(frame, into) {
    const [from, to] = extent(frame);
    const group = element('g', { class: 'f' + (isAbove(frame) ? ' up' : ''), 'data-i': frame.index, tabindex: -1 }, into);
    element('title', {}, group).textContent = describe(frame);
    const y = rowOf(frame);
    element('rect', { x: from.toFixed(2), y, width: Math.max(to - from, 0.1).toFixed(2), height: ROW - 1, class: frame.kind }, group);
    const fits = Math.floor((to - from - 6) / LETTER);
    if (fits >= 3) {
      const letters = Array.from(frame.name);
      const shown = letters.length <= fits ? frame.name : letters.slice(0, fits - 1).join('') + '…';
      element('text', { x: (from + 3).toFixed(2), y: y + 12 }, group).textContent = shown;
    }
    drawn.set(frame, group);
  }
  function draw() {
    const old = byId('frames');
    const into = element('g', { id: 'frames' });
    drawn = new Map();
    const narrowest = (0.3 * (zoomed.now || 1)) / (width - 2 * PAD);
    for (let at = zoomed.up; at; at = at.up) drawFrame(at, into);
    const todo = [zoomed];
    while (todo.length) {
      const frame = todo.pop();
      drawFrame(frame, into);
      for (const child of frame.children) if (child.now >= narrowest) todo.push(child);
    }
    old.replaceWith(into);
    mark();
    byId('unzoom').style.display = zoomed === root ? 'none' : '';
  }

  // Whether a name has the term in it, or matches it as a regular expression; without capitals, in both cases.
  function matcher() {
    if (!term) return null;
    const lower = term === term.toLowerCase();
    let pattern = null;
    try {
      pattern = new RegExp(term, lower ? 'iu' : 'u');
    } catch {
      // It is text.
    }
    return (name) => (lower ? name.toLowerCase() : name).includes(term) || (pattern !== null && pattern.test(name));
  }
  function mark() {
    const wanted = matcher(), known = new Map();
    let sum = 0, behind = -1;
    for (const frame of frames) {
      if (!known.has(frame.name)) known.set(frame.name, wanted !== null && wanted(frame.name));
      const hit = known.get(frame.name);
      const group = drawn.get(frame);
      if (group) group.classList.toggle('hit', hit);
      // What is above one that matched is counted with it.
      if (behind >= 0 && frame.depth <= behind) behind = -1;
      if (hit && behind < 0) {
        sum += frame.now;
        behind = frame.depth;
      }
    }
    byId('matched').textContent = wanted ? `Matched: ${share(sum, root.now)}, ${amount(sum)}` : '';
  }
  function search(text) {
    term = text;
    if (field.value !== text) field.value = text;
    mark();
  }
  function zoom(frame) {
    zoomed = frame;
    choose(frame);
    draw();
    const group = drawn.get(frame);
    if (group && document.activeElement !== field) group.focus();
  }
  function choose(frame) {
    chosen = frame;
    byId('details').textContent = frame ? describe(frame) : '';
  }
  function reset() {
    search('');
    zoomed = root;
    choose(null);
    draw();
  }
  function turn() {
    icicle = !icicle;
    draw();
  }
  function resize() {
    width = Math.max(600, Math.min(window.innerWidth || 1200, 4000));
    const height = svg.viewBox.baseVal.height;
    svg.setAttribute('width', width);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    byId('back').setAttribute('width', width);
    byId('title').setAttribute('x', width / 2);
    byId('matched').setAttribute('x', width - PAD);
    place.setAttribute('x', width - PAD - 240);
    draw();
  }

  // The next frame in a direction: up and down are on the screen, left and right among siblings.
  function neighbour(key) {
    if (!chosen) return zoomed;
    const outwards = icicle ? 'ArrowDown' : 'ArrowUp';
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      if (key !== outwards) return chosen.up;
      return chosen.children.reduce((best, child) => (!best || child.now > best.now ? child : best), null);
    }
    const siblings = chosen.up ? chosen.up.children : [chosen];
    return siblings[siblings.indexOf(chosen) + (key === 'ArrowRight' ? 1 : -1)];
  }
  function move(key) {
    const next = neighbour(key);
    if (!next) return;
    choose(next);
    const group = drawn.get(next);
    if (group) group.focus();
  }
  const frameAt = (target) => {
    const group = target.closest ? target.closest('.f') : null;
    return group ? frames[Number(group.getAttribute('data-i'))] : null;
  };
  function onKey(event) {
    const inField = event.target === field;
    if ((event.key === 'f' && (event.ctrlKey || event.metaKey)) || event.key === 'F3' || (event.key === '/' && !inField)) {
      field.focus();
      field.select();
    } else if (event.key === 'Escape') {
      if (term) search('');
      else if (zoomed !== root) zoom(zoomed.up);
      if (inField) field.blur();
    } else if (inField || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key.startsWith('Arrow')) {
      move(event.key);
    } else if (event.key === 'Enter' && event.target.classList.contains('button')) {
      event.target.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (event.key === 'Enter' && chosen) {
      zoom(chosen);
    } else if (event.key === 'r') {
      reset();
    } else if (event.key === 'i') {
      turn();
    } else {
      return;
    }
    event.preventDefault();
  }

  function button(id, text, x, what) {
    const made = element('text', { id, class: 'button', x, y: 48, tabindex: 0, role: 'button' }, svg);
    made.textContent = text;
    made.addEventListener('click', what);
    return made;
  }
  byId('still').remove();
  byId('hint').remove();
  element('title', {}, button('reset', 'Reset (r)', PAD, reset)).textContent =
    'Keys: / searches, arrows choose, Enter zooms, Escape goes back, r resets, i turns the picture over';
  button('turn', 'Turn over (i)', PAD + 70, turn);
  button('unzoom', 'Zoom out (Esc)', PAD + 160, () => zoom(zoomed.up || root));
  const place = element('foreignObject', { id: 'place', x: 0, y: 32, width: 240, height: 24 }, svg);
  const field = document.createElementNS('http://www.w3.org/1999/xhtml', 'input');
  field.id = 'search';
  field.type = 'search';
  field.placeholder = 'Search (/)';
  field.setAttribute('aria-label', 'Search');
  place.appendChild(field);
  field.addEventListener('input', () => search(field.value));
  svg.addEventListener('click', (event) => {
    const frame = frameAt(event.target);
    if (frame) zoom(frame);
  });
  svg.addEventListener('mouseover', (event) => {
    const frame = frameAt(event.target);
    if (frame) byId('details').textContent = describe(frame);
  });
  window.addEventListener('keydown', onKey);
  window.addEventListener('resize', resize);
  resize();
  svg.setAttribute('data-ready', '1');
})();
