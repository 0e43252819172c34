// Where lanes and arrows of the message chart stand. Pure: numbers in, numbers out.
import type { MessageRow } from '../../protocol/customRequests';

export interface Lane {
  readonly name: string;
  readonly x: number;
}

export interface Arrow {
  readonly message: MessageRow;
  readonly fromX: number;
  readonly toX: number;
  readonly y: number;
  /** A message an image sends to itself is drawn as a loop to the right. */
  readonly isLoop: boolean;
}

export interface ChartLayout {
  readonly lanes: readonly Lane[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

const laneGap = 220;
const margin = 110;
const rowHeight = 34;
const headHeight = 70;

/** Lanes in the images' order, the oldest message on top. */
export function layOutChart(imageNames: readonly string[], messages: readonly MessageRow[]): ChartLayout {
  const names = [...new Set([...imageNames, ...messages.flatMap((m) => [m.fromName, m.toName])])];
  const lanes = names.map((name, i) => ({ name, x: margin + i * laneGap }));
  const xOf = new Map(lanes.map(({ name, x }) => [name, x]));
  const inOrder = [...messages].sort((a, b) => b.ageMs - a.ageMs);
  const arrows = inOrder.map((message, i) => ({
    message,
    fromX: xOf.get(message.fromName)!,
    toX: xOf.get(message.toName)!,
    y: headHeight + (i + 1) * rowHeight,
    isLoop: message.fromName === message.toName,
  }));
  return {
    lanes,
    arrows,
    width: margin * 2 + Math.max(0, lanes.length - 1) * laneGap,
    height: headHeight + (arrows.length + 1) * rowHeight,
  };
}

/** A message in plain words, for screen readers and tips. */
export function messageSentence(message: MessageRow): string {
  const { fromName, toName, selector, state, reason } = message;
  const words: Readonly<Record<MessageRow['state'], string>> = {
    held: 'is held back',
    queued: 'is on its way',
    delivered: 'has arrived',
    running: 'is being worked on',
    answered: 'was answered',
    broken: 'did not come through',
  };
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${selector} from ${fromName} to ${toName} ${words[state]}${why}`;
}
