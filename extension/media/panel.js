/* global document, window, acquireVsCodeApi, CSS */
// What both panels need: elements, the switch between drawing and list, and the talk with the extension.
'use strict';

window.panel = (() => {
  const vscode = acquireVsCodeApi();
  const byId = (id) => document.getElementById(id);
  const svgNamespace = 'http://www.w3.org/2000/svg';
  const state = { asList: false, ...vscode.getState() };

  function element(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
  }

  function svg(name, attributes = {}, ...children) {
    return fill(document.createElementNS(svgNamespace, name), attributes, children);
  }

  function fill(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function table(headings, rows) {
    const head = element('tr', {}, ...headings.map((text) => element('th', { scope: 'col' }, text)));
    const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))));
    return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
  }

  function showForm() {
    byId('drawing').hidden = state.asList;
    byId('list').hidden = !state.asList;
    byId('form').textContent = state.asList ? 'Show as a drawing' : 'Show as a list';
    byId('form').setAttribute('aria-pressed', String(state.asList));
  }

  /** Puts new contents in place and leaves the keyboard's focus on the thing that had it. */
  function replace(holder, node) {
    const focused = document.activeElement && document.activeElement.getAttribute('data-key');
    holder.replaceChildren(node);
    if (focused) holder.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Draws whenever the extension sends data; `draw` answers a drawing and `list` its alternative. */
  function start({ draw, list, status }) {
    byId('form').addEventListener('click', () => {
      state.asList = !state.asList;
      vscode.setState(state);
      showForm();
    });
    window.addEventListener('message', ({ data }) => {
      if (data.trouble) byId('status').textContent = `Not up to date: ${data.trouble}`;
      else if (!data.isRunning) byId('status').textContent = 'Nothing runs. Press F5 to start a topology.';
      else {
        byId('status').textContent = status(data);
        replace(byId('drawing'), draw(data));
        replace(byId('list'), list(data));
      }
    });
    showForm();
    vscode.postMessage({ ready: true });
  }

  const stateWords = {
    starting: 'starting',
    running: 'running',
    idle: 'waiting for messages',
    stopped: 'stopped',
    dead: 'ended',
  };

  return { element, svg, table, start, stateWords, post: (message) => vscode.postMessage(message) };
})();
