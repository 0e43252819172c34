// The topology map: who is there, who knows whom, and how full each letter box is; below it the same as a list.
import type { FarReferenceRow, ImageRow } from '../../protocol/customRequests';
import { html, makeButton, replace, svg, table } from './drawing';
import { listen, tell } from './host';
import { imageSentence, layOutMap, nodeHeight, nodeWidth, type MapNode, type MapWire } from './mapLayout';

listen((message) => {
  if (message.kind === 'ended') {
    replace('chart', html('p', {}, 'Nothing is being debugged. Start a topology to see its images.'));
    replace('list', html('p', {}));
    return;
  }
  replace('chart', drawMap(message.images, message.references));
  replace('list', drawList(message.images, message.references));
});

function drawMap(images: readonly ImageRow[], references: readonly FarReferenceRow[]): Element {
  const { nodes, wires, width, height } = layOutMap(images, references);
  const picture = svg('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': `${images.length} images`,
  });
  for (const wire of wires) picture.append(drawWire(wire));
  for (const node of nodes) picture.append(drawNode(node));
  return picture;
}

function drawWire({ from, to, count, isBroken }: MapWire): Element {
  // The way there and the way back bend to different sides.
  const middleX = (from.x + to.x) / 2 + (to.y - from.y) * 0.2;
  const middleY = (from.y + to.y) / 2 - (to.x - from.x) * 0.2;
  const words = `${from.image.name} knows ${count}${isBroken ? ', broken' : ''}`;
  return svg(
    'g',
    { class: isBroken ? 'wire broken' : 'wire' },
    svg('path', { d: `M ${from.x} ${from.y} Q ${middleX} ${middleY} ${to.x} ${to.y}`, class: 'arrow' }),
    svg(
      'text',
      { x: (from.x + to.x + 2 * middleX) / 4, y: (from.y + to.y + 2 * middleY) / 4, class: 'label' },
      words,
    ),
  );
}

function drawNode({ image, x, y }: MapNode): Element {
  const left = x - nodeWidth / 2;
  const top = y - nodeHeight / 2;
  const letters =
    image.queuedMessages === 0 ? image.state : `${image.state}, ${image.queuedMessages} waiting`;
  const group = svg(
    'g',
    { class: `image ${image.state}`, 'data-key': `image-${image.image}` },
    svg('rect', { x: left, y: top, width: nodeWidth, height: nodeHeight, rx: 10, class: 'island' }),
    svg('text', { x, y: top + 26, class: 'lane-name' }, image.name),
    svg('text', { x, y: top + 45, class: 'lane-state' }, image.role ?? ''),
    svg('text', { x, y: top + 63, class: 'lane-state' }, letters),
  );
  const isStopped = image.state === 'stopped';
  if (image.state === 'dead') return group;
  makeButton(
    group,
    `${imageSentence(image)}. Press Enter to ${isStopped ? 'let it go on' : 'stop it'}.`,
    () => tell({ kind: isStopped ? 'continue' : 'pause', image: image.image }),
  );
  return group;
}

function drawList(images: readonly ImageRow[], references: readonly FarReferenceRow[]): Element {
  const rows = images.map((image) => {
    const known = references.filter(({ holder }) => holder === image.image).map(({ homeName }) => homeName);
    const knows = [...new Set(known)].join(', ');
    return [image.name, imageSentence(image), knows === '' ? 'nobody' : knows, String(image.queuedMessages)];
  });
  return table('The same images as a list', ['Image', 'What it does', 'Knows', 'Letters waiting'], rows);
}
