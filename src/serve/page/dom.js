// Elements made by calls: whatever was traced is text in them, and never markup.
'use strict';

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Control characters have no shape of their own, and those that turn the line around would deceive.
function visible(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
      (letter) => '\\x' + letter.charCodeAt(0).toString(16).padStart(2, '0'));
}

function withUnit(number) {
  const value = Number(number);
  if (!Number.isFinite(value)) return String(number);
  const size = Math.abs(value);
  for (const [unit, scale] of [['E', 1e18], ['P', 1e15], ['T', 1e12], ['G', 1e9], ['M', 1e6], ['k', 1e3]]) {
    if (size >= scale * 10) return (value / scale).toFixed(size >= scale * 100 ? 0 : 1) + unit;
  }
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

// Blob addresses are for saving only.
function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], {type}));
  element('a', {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
