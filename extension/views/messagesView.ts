import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { ImageRow, MessageRow } from '../protocol/customRequests';
import { openPlace } from './openPlace';
import { tableItem, TableTree } from './tableTree';
import { registerAction } from './actions';

interface DetailNode {
  readonly detail: string;
  readonly value: string;
  readonly of: string;
}
type MessageNode = MessageRow | DetailNode;

const shownMessages = 100;

/** Messages on their way and those that ended last. */
class MessagesTree extends TableTree<MessageNode> {
  constructor(archipelago: Archipelago) {
    super(archipelago, 'archipelago.messages', ['messages']);
  }

  protected async rows(node?: MessageNode): Promise<MessageNode[]> {
    if (node) return 'detail' in node ? [] : detailsOf(node);
    const body = await this.archipelago.sessions.ask('archipelago/messages', { limit: shownMessages });
    const messages = body?.messages ?? [];
    const more = (body?.total ?? 0) - messages.length;
    this.view.message = more > 0 ? `${more} more are not shown` : undefined;
    const underWay = messages.filter(isUnderWay).length;
    this.view.badge =
      underWay > 0 ? { value: underWay, tooltip: `${underWay} messages on their way` } : undefined;
    return messages;
  }

  protected item(node: MessageNode): vscode.TreeItem {
    if (!('detail' in node)) return messageItem(node);
    const sentence = `${node.detail}: ${node.value}`;
    return tableItem({
      id: `${node.of} ${node.detail}`,
      label: node.detail,
      description: node.value,
      icon: 'symbol-field',
      sentence,
    });
  }
}

/** Whether a message has not come to its end. */
export const isUnderWay = ({ state }: MessageRow): boolean => state !== 'answered' && state !== 'broken';

/** A message as it would be written in Smalltalk. */
export function messageText({ selector, arguments: values }: MessageRow): string {
  if (values.length === 0) return selector;
  const keywords = selector.split(':');
  if (!selector.endsWith(':')) return `${selector} ${values[0]}`;
  return values.map((value, index) => `${keywords[index]}: ${value}`).join(' ');
}

const stateWords: Record<MessageRow['state'], string> = {
  held: 'held',
  queued: 'on its way',
  delivered: 'delivered',
  running: 'running',
  answered: 'answered',
  broken: 'broken',
};
const stateIcons: Record<MessageRow['state'], string> = {
  held: 'debug-pause',
  queued: 'mail',
  delivered: 'mail-read',
  running: 'run',
  answered: 'check',
  broken: 'error',
};

export const messageStateWords = ({ state, reason }: MessageRow): string =>
  state === 'broken' && reason ? `broken: ${reason}` : stateWords[state];

function messageItem(message: MessageRow): vscode.TreeItem {
  const { id, fromName, toName, state } = message;
  const text = messageText(message);
  const doing = messageStateWords(message);
  return tableItem({
    id,
    label: text,
    description: `${doing} · ${fromName} → ${toName}`,
    icon: stateIcons[state],
    sentence: `Message ${text} from ${fromName} to ${toName}, ${doing}.`,
    contextValue: `message.${state}`,
    isExpandable: true,
  });
}

function detailsOf(message: MessageRow): DetailNode[] {
  const { id, receiver, cause, ageMs, wantsAnswer, isFuture } = message;
  const kind = isFuture
    ? 'future: the sender goes on'
    : wantsAnswer
      ? 'the sender waits for the answer'
      : 'no answer wanted';
  const rows: [string, string][] = [
    ['receiver', receiver],
    ...message.arguments.map((value, index): [string, string] => [`argument ${index + 1}`, value]),
    ['state', messageStateWords(message)],
    ['kind', kind],
    ['age', `${(ageMs / 1000).toFixed(1)} s`],
    ['id', id],
    ...(cause ? [['caused by', cause] as [string, string]] : []),
  ];
  return rows.map(([detail, value]) => ({ detail, value, of: id }));
}

export function registerMessagesView(archipelago: Archipelago): void {
  const tree = new MessagesTree(archipelago);
  const { sessions } = archipelago;
  const heldImages = new Set<number>();
  const act = (command: string, run: (message: MessageRow) => Promise<unknown>): void =>
    registerAction(archipelago, command, async (message: MessageRow) => {
      await run(message);
      tree.refresh();
    });
  act('archipelago.holdMessage', ({ id }) => sessions.ask('archipelago/holdMessage', { id }));
  act('archipelago.releaseMessage', ({ id }) => sessions.ask('archipelago/releaseMessage', { id }));
  act('archipelago.goToSender', ({ id }) => goTo(archipelago, id, 'sender'));
  act('archipelago.goToReceiver', ({ id }) => goTo(archipelago, id, 'receiver'));
  registerAction(archipelago, 'archipelago.holdAllMessages', async () => {
    const images = (await sessions.ask('archipelago/images'))?.images ?? [];
    const picked = await vscode.window.showQuickPick(images.filter(isAlive).map(holdChoice(heldImages)), {
      title: 'Hold the messages to which image? (Chosen again: hold no more of them)',
      // A stop takes the focus: that should not close the list.
      ignoreFocusOut: true,
    });
    if (!picked) return;
    const hold = !heldImages.has(picked.image);
    await sessions.ask('archipelago/holdAll', { image: picked.image, hold });
    if (hold) heldImages.add(picked.image);
    else heldImages.delete(picked.image);
    tree.refresh();
  });
  archipelago.own(sessions.onDidSwitch(() => heldImages.clear()));
}

const isAlive = ({ state }: ImageRow): boolean => state !== 'dead';

const holdChoice =
  (held: ReadonlySet<number>) =>
  ({ image, name }: ImageRow): vscode.QuickPickItem & { image: number } => ({
    label: name,
    description: held.has(image) ? 'its messages are held' : undefined,
    image,
  });

/** Opens where a message was sent, or what it runs. */
export async function goTo(archipelago: Archipelago, id: string, side: 'sender' | 'receiver'): Promise<void> {
  const body = await archipelago.sessions.ask('archipelago/messagePlace', { id, side });
  if (body?.place) return openPlace(body.place);
  const thing = side === 'sender' ? 'where it was sent' : 'the method it runs';
  void vscode.window.showInformationMessage(`This message is over: ${thing} can't be told any more.`);
}
