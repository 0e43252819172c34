// Small makers of HTML and SVG elements; texts are set as text, never as markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

export type Attributes = Readonly<Record<string, string | number>>;

export function svg(name: string, attributes: Attributes, ...children: (Element | string)[]): SVGElement {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function html(name: string, attributes: Attributes, ...children: (Element | string)[]): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Lets an element be clicked, and be reached and used by keyboard. */
export function makeButton(element: Element, label: string, action: () => void): void {
  element.setAttribute('role', 'button');
  element.setAttribute('tabindex', '0');
  element.setAttribute('aria-label', label);
  element.addEventListener('click', action);
  element.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    if (key !== 'Enter' && key !== ' ') return;
    event.preventDefault();
    action();
  });
}

/** A table with a caption, column heads and rows of texts or elements. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (Element | string)[][],
): HTMLElement {
  return html(
    'table',
    {},
    html('caption', {}, caption),
    html('thead', {}, html('tr', {}, ...heads.map((head) => html('th', { scope: 'col' }, head)))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map((cell) => html('td', {}, cell))))),
  );
}

/** Puts `content` in place of what the element with that id shows, keeping the keyboard's place. */
export function replace(id: string, content: Element): void {
  const place = document.getElementById(id);
  if (!place) return;
  const focused = document.activeElement?.getAttribute('data-key');
  place.replaceChildren(content);
  if (focused) place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
