// Where the images of the topology map stand: on a circle, in the topology's order, with a line for each pair of images
// that know each other. Pure.
import type { FarReferenceRow, ImageRow } from '../../protocol/customRequests';

export interface MapNode {
  readonly image: ImageRow;
  readonly x: number;
  readonly y: number;
}

export interface MapWire {
  readonly from: MapNode;
  readonly to: MapNode;
  /** Far references that `from` holds into `to`. */
  readonly count: number;
  readonly isBroken: boolean;
}

export interface MapLayout {
  readonly nodes: readonly MapNode[];
  readonly wires: readonly MapWire[];
  readonly width: number;
  readonly height: number;
}

export const nodeWidth = 170;
export const nodeHeight = 76;

export function layOutMap(images: readonly ImageRow[], references: readonly FarReferenceRow[]): MapLayout {
  const radius = images.length < 2 ? 0 : Math.max(150, (images.length * (nodeWidth + 50)) / (2 * Math.PI));
  const width = 2 * radius + nodeWidth + 60;
  const height = 2 * radius + nodeHeight + 60;
  const nodes = images.map((image, i) => {
    const angle = (i / Math.max(1, images.length)) * 2 * Math.PI - Math.PI / 2;
    return { image, x: width / 2 + radius * Math.cos(angle), y: height / 2 + radius * Math.sin(angle) };
  });
  const byNumber = new Map(nodes.map((node) => [node.image.image, node]));
  const wires = new Map<string, { from: MapNode; to: MapNode; count: number; isBroken: boolean }>();
  for (const { holder, home, state } of references) {
    const from = byNumber.get(holder);
    const to = byNumber.get(home);
    if (!from || !to) continue;
    const key = `${holder}-${home}`;
    const wire = wires.get(key) ?? { from, to, count: 0, isBroken: true };
    wire.count++;
    wire.isBroken &&= state !== 'live';
    wires.set(key, wire);
  }
  return { nodes, wires: [...wires.values()], width, height };
}

/** What an image does, in plain words. */
export function imageSentence({ name, role, state, queuedMessages, reason }: ImageRow): string {
  const words: Readonly<Record<ImageRow['state'], string>> = {
    starting: 'is starting',
    running: 'is working',
    idle: 'is resting',
    stopped: 'is stopped',
    dead: 'has died',
  };
  const what = role === undefined ? name : `${name}, the ${role},`;
  const letters =
    queuedMessages === 0
      ? ''
      : ` with ${queuedMessages} ${queuedMessages === 1 ? 'letter' : 'letters'} in its letter box`;
  return `${what} ${words[state]}${reason === undefined ? '' : `: ${reason}`}${letters}`;
}
