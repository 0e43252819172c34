/* global panel */
// Images as lanes, messages as arrows from top to bottom, the oldest first.
'use strict';

const laneWidth = 170;
const rowHeight = 30;
const headHeight = 60;

const laneX = (index) => laneWidth * (index + 0.5);

function go(message, side) {
  panel.post({ goTo: message.id, side });
}

const sentence = (message) =>
  `${message.fromName} to ${message.toName}: ${message.text}, ${message.stateWords}. Enter: go to where it was sent. Shift and Enter: go to what it runs.`;

function arrow(message, lanes, row) {
  const y = headHeight + rowHeight * (row + 1);
  const from = laneX(lanes.get(message.from) ?? 0);
  const to = laneX(lanes.get(message.to) ?? 0);
  const direction = Math.sign(to - from) || 1;
  const path =
    from === to
      ? `M ${from} ${y - 8} h 30 v 12 h -22`
      : `M ${from} ${y} H ${to - direction * 2} m ${-direction * 8} -5 l ${direction * 8} 5 l ${-direction * 8} 5`;
  const short = message.text.length > 34 ? `${message.text.slice(0, 33)}…` : message.text;
  return panel.svg(
    'g',
    {
      class: 'message',
      tabindex: '0',
      role: 'button',
      'data-key': message.id,
      'aria-label': sentence(message),
      onclick: (event) => go(message, event.shiftKey ? 'receiver' : 'sender'),
      onkeydown: (event) => {
        if (event.key === 'Enter') go(message, event.shiftKey ? 'receiver' : 'sender');
      },
    },
    panel.svg('title', {}, `${message.text}: ${message.stateWords}`),
    panel.svg('path', { class: `arrow ${message.state}`, d: path }),
    panel.svg(
      'text',
      { x: String((from + to) / 2), y: String(y - 5), 'text-anchor': 'middle' },
      `${short} (${message.stateWords.split(':')[0]})`,
    ),
  );
}

panel.start({
  status: ({ messages }) => `${messages.length} messages, the oldest at the top`,

  draw({ images, messages }) {
    const lanes = new Map(images.map(({ image }, index) => [image, index]));
    const ordered = [...messages].sort((a, b) => b.ageMs - a.ageMs);
    const height = headHeight + rowHeight * (ordered.length + 1);
    const width = Math.max(laneWidth, laneWidth * images.length);
    return panel.svg(
      'svg',
      { width: String(width), height: String(height), viewBox: `0 0 ${width} ${height}`, role: 'group' },
      ...images.flatMap((image, index) => [
        panel.svg('line', {
          class: 'lane',
          x1: String(laneX(index)),
          x2: String(laneX(index)),
          y1: String(headHeight - 8),
          y2: String(height),
        }),
        panel.svg('text', { x: String(laneX(index)), y: '24', 'text-anchor': 'middle' }, image.name),
        panel.svg(
          'text',
          { class: 'faint', x: String(laneX(index)), y: '42', 'text-anchor': 'middle' },
          panel.stateWords[image.state],
        ),
      ]),
      ...ordered.map((message, row) => arrow(message, lanes, row)),
    );
  },

  list({ messages }) {
    const button = (text, message, side) =>
      panel.element('button', { type: 'button', onclick: () => go(message, side) }, text);
    const rows = [...messages]
      .sort((a, b) => b.ageMs - a.ageMs)
      .map((message) => [
        message.fromName,
        message.toName,
        message.text,
        message.stateWords,
        button('Where sent', message, 'sender'),
        button('What it runs', message, 'receiver'),
      ]);
    return panel.table(['From', 'To', 'Message', 'State', '', ''], rows);
  },
});
