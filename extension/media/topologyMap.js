/* global panel */
// Images on a circle, an arrow for who refers to whom, and how many messages wait at each.
'use strict';

const size = 560;
const nodeWidth = 130;
const nodeHeight = 58;

function places(images) {
  const radius = images.length === 1 ? 0 : size / 2 - nodeWidth / 2 - 10;
  return new Map(
    images.map(({ image }, index) => {
      const angle = (2 * Math.PI * index) / images.length - Math.PI / 2;
      return [
        image,
        { x: size / 2 + radius * Math.cos(angle), y: size / 2 + radius * Math.sin(angle) * 0.8 },
      ];
    }),
  );
}

/** One arrow for all references of an image into another. */
function links(references) {
  const found = new Map();
  for (const reference of references) {
    const key = `${reference.holder} ${reference.home}`;
    const link = found.get(key) ?? { ...reference, things: [], state: 'live' };
    link.things.push(reference.description);
    if (reference.state !== 'live') link.state = reference.state;
    found.set(key, link);
  }
  return [...found.values()];
}

function nodeSentence({ name, role, state, processCount, queuedMessages, worker }) {
  const words = [role ? `${name}, ${role}` : name, panel.stateWords[state]];
  words.push(`${processCount} processes`, `${queuedMessages} messages waiting`, `worker ${worker}`);
  return words.join(', ');
}

function node(image, { x, y }) {
  const queue = image.queuedMessages > 0 ? `✉ ${image.queuedMessages} waiting` : 'no letters waiting';
  const line = (dy, text, faint) =>
    panel.svg(
      'text',
      { x: '0', y: String(dy), 'text-anchor': 'middle', class: faint ? 'faint' : 'name' },
      text,
    );
  return panel.svg(
    'g',
    {
      transform: `translate(${x} ${y})`,
      tabindex: '0',
      role: 'img',
      'data-key': `image ${image.image}`,
      'aria-label': nodeSentence(image),
    },
    panel.svg('title', {}, nodeSentence(image)),
    panel.svg('rect', {
      class: `image ${image.state}`,
      x: String(-nodeWidth / 2),
      y: String(-nodeHeight / 2),
      width: String(nodeWidth),
      height: String(nodeHeight),
      rx: '8',
    }),
    line(-11, image.role ? `${image.name} (${image.role})` : image.name),
    line(5, panel.stateWords[image.state], true),
    line(20, queue, true),
  );
}

/** Where the line between two nodes leaves the rectangle of the first. */
function edge(from, to) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const scale = Math.min(
    nodeWidth / 2 / Math.max(1, Math.abs(dx)),
    nodeHeight / 2 / Math.max(1, Math.abs(dy)),
  );
  return { x: from.x + dx * scale, y: from.y + dy * scale };
}

function link({ holder, home, holderName, homeName, things, state }, at) {
  const from = at.get(holder);
  const to = at.get(home);
  if (!from || !to) return panel.svg('g');
  const start = edge(from, to);
  const end = edge(to, from);
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  // Two images that know each other have two lines side by side.
  const shift = { x: -Math.sin(angle) * 5, y: Math.cos(angle) * 5 };
  const tip = { x: end.x + shift.x, y: end.y + shift.y };
  const wing = (turn) => `${tip.x - 9 * Math.cos(angle + turn)} ${tip.y - 9 * Math.sin(angle + turn)}`;
  const words = `${holderName} refers to ${things.join(', ')} in ${homeName}${state === 'live' ? '' : `, ${state}`}`;
  return panel.svg(
    'g',
    { tabindex: '0', role: 'img', 'aria-label': words, 'data-key': `link ${holder} ${home}` },
    panel.svg('title', {}, words),
    panel.svg('path', {
      class: `arrow ${state}`,
      d: `M ${start.x + shift.x} ${start.y + shift.y} L ${tip.x} ${tip.y} M ${wing(0.5)} L ${tip.x} ${tip.y} L ${wing(-0.5)}`,
    }),
    panel.svg(
      'text',
      {
        class: 'faint',
        x: String((start.x + end.x) / 2 + shift.x * 2),
        y: String((start.y + end.y) / 2 + shift.y * 3),
        'text-anchor': 'middle',
      },
      things.length === 1 ? things[0] : `${things.length} objects`,
    ),
  );
}

panel.start({
  status: ({ images, references }) => `${images.length} images, ${references.length} far references`,

  draw({ images, references }) {
    const at = places(images);
    return panel.svg(
      'svg',
      { width: String(size), height: String(size), viewBox: `0 0 ${size} ${size}`, role: 'group' },
      ...links(references).map((one) => link(one, at)),
      ...images.map((image) => node(image, at.get(image.image))),
    );
  },

  list({ images, references }) {
    const known = (image) =>
      links(references)
        .filter(({ holder }) => holder === image)
        .map(({ homeName, things }) => `${things.join(', ')} in ${homeName}`)
        .join('; ');
    const rows = images.map(({ image, name, role, state, queuedMessages, worker }) => [
      name,
      role ?? '',
      panel.stateWords[state],
      String(queuedMessages),
      String(worker),
      known(image),
    ]);
    return panel.table(['Image', 'Role', 'State', 'Messages waiting', 'Worker', 'Refers to'], rows);
  },
});
