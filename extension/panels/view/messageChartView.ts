// The message chart: images as lanes, messages as arrows; below it the same as a list.
import type { ImageRow, MessageRow } from '../../protocol/customRequests';
import { layOutChart, messageSentence, type Arrow, type ChartLayout } from './chartLayout';
import { html, makeButton, replace, svg, table } from './drawing';
import { listen, tell } from './host';

listen((message) => {
  if (message.kind === 'ended') {
    replace('chart', html('p', {}, 'Nothing is being debugged. Start a topology to see its messages.'));
    replace('list', html('p', {}));
    return;
  }
  replace('chart', drawChart(message.images, message.messages));
  replace('list', drawList(message.messages));
});

function open(message: MessageRow): void {
  const isUnderWay = message.state === 'queued' || message.state === 'held';
  tell({ kind: 'openMessage', id: message.id, side: isUnderWay ? 'sender' : 'receiver' });
}

function drawChart(images: readonly ImageRow[], messages: readonly MessageRow[]): Element {
  const layout = layOutChart(
    images.map(({ name }) => name),
    messages,
  );
  if (messages.length === 0 && images.length === 0) return html('p', {}, 'No image is running.');
  const picture = svg('svg', {
    width: layout.width,
    height: layout.height,
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    role: 'group',
    'aria-label': `${messages.length} messages between ${images.length} images`,
  });
  picture.append(arrowHead());
  drawLanes(picture, layout, images);
  for (const arrow of layout.arrows) picture.append(drawArrow(arrow));
  return picture;
}

function arrowHead(): Element {
  const head = svg('path', { d: 'M 0 0 L 10 5 L 0 10 z', class: 'head' });
  const marker = { id: 'head', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 8, markerHeight: 8 };
  return svg('defs', {}, svg('marker', { ...marker, orient: 'auto-start-reverse' }, head));
}

function drawLanes(picture: Element, { lanes, height }: ChartLayout, images: readonly ImageRow[]): void {
  for (const { name, x } of lanes) {
    const state = images.find((image) => image.name === name)?.state ?? 'dead';
    picture.append(
      svg('line', { x1: x, y1: 56, x2: x, y2: height - 8, class: 'lane' }),
      svg('text', { x, y: 24, class: 'lane-name' }, name),
      svg('text', { x, y: 44, class: 'lane-state' }, state),
    );
  }
}

function drawArrow({ message, fromX, toX, y, isLoop }: Arrow): Element {
  const path = isLoop
    ? `M ${fromX} ${y - 6} h 60 v 12 h -54`
    : `M ${fromX} ${y} L ${toX + (toX > fromX ? -4 : 4)} ${y}`;
  const middle = isLoop ? fromX + 70 : (fromX + toX) / 2;
  const label = `${message.selector} (${message.state}${message.isFuture ? ', future' : ''})`;
  const group = svg(
    'g',
    { class: `message ${message.state}`, 'data-key': message.id },
    svg('rect', {
      x: Math.min(fromX, toX),
      y: y - 20,
      width: Math.abs(toX - fromX) || 130,
      height: 28,
      class: 'hit',
    }),
    svg('path', { d: path, class: 'arrow', 'marker-end': 'url(#head)' }),
    svg('text', { x: middle, y: y - 6, class: isLoop ? 'label loop' : 'label' }, label),
  );
  makeButton(group, `${messageSentence(message)}. Press Enter to go there.`, () => open(message));
  return group;
}

function drawList(messages: readonly MessageRow[]): Element {
  const rows = [...messages]
    .sort((a, b) => b.ageMs - a.ageMs)
    .map((message) => {
      const place = html('button', { 'data-key': `list-${message.id}` }, message.selector);
      place.setAttribute('aria-label', `${messageSentence(message)}. Go there.`);
      place.addEventListener('click', () => open(message));
      const receiver = `${message.receiver}`;
      return [place, message.fromName, message.toName, receiver, message.arguments.join(', '), message.state];
    });
  return table(
    'The same messages as a list',
    ['Message', 'From', 'To', 'Receiver', 'Arguments', 'State'],
    rows,
  );
}
