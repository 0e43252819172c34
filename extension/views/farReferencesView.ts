import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { FarReferenceRow } from '../protocol/customRequests';
import { isTrouble, tableItem, TableTree, type Trouble } from './tableTree';
import { registerAction } from './actions';

interface HolderNode {
  readonly holder: number;
  readonly name: string;
  readonly references: readonly FarReferenceRow[];
}
interface ReferenceNode {
  readonly reference: FarReferenceRow;
  /** From this image into others, or from others into it. */
  readonly direction: 'out' | 'in';
}
interface ValueNode {
  readonly variable: DebugProtocol.Variable;
  /** Tells rows of the same name apart. */
  readonly path: string;
}
type FarNode = HolderNode | ReferenceNode | ValueNode;

/** Far references by image: expanding one follows it to what its home image holds. */
class FarReferencesTree extends TableTree<FarNode> {
  constructor(archipelago: Archipelago) {
    super(archipelago, 'archipelago.farReferences', ['references', 'images']);
  }

  /** Expands a reference, which follows it. */
  async follow(node: ReferenceNode): Promise<void> {
    await this.view.reveal(node, { expand: true, select: true, focus: true });
  }

  getParent(): undefined {
    return undefined;
  }

  protected async rows(node?: FarNode): Promise<FarNode[]> {
    const { sessions } = this.archipelago;
    if (!node) {
      const body = await sessions.ask('archipelago/farReferences', {});
      return holders(body?.references ?? []);
    }
    if ('references' in node) return referencesOf(node);
    if ('reference' in node) {
      const body = await sessions.ask('archipelago/farReferenceTarget', { id: node.reference.id });
      return body ? [{ variable: body.target, path: node.reference.id }] : [];
    }
    const { variablesReference } = node.variable;
    const inside = (await sessions.current?.customRequest('variables', { variablesReference })) as
      DebugProtocol.VariablesResponse['body'] | undefined;
    return (inside?.variables ?? []).map((variable) => ({ variable, path: `${node.path}.${variable.name}` }));
  }

  protected item(node: FarNode): vscode.TreeItem {
    if ('references' in node) return holderItem(node);
    return 'reference' in node ? referenceItem(node) : valueItem(node);
  }
}

function holders(references: readonly FarReferenceRow[]): HolderNode[] {
  const names = new Map<number, string>();
  for (const { holder, home, holderName, homeName } of references) {
    names.set(holder, holderName);
    names.set(home, homeName);
  }
  return [...names].map(([holder, name]) => ({ holder, name, references }));
}

const referencesOf = ({ holder, references }: HolderNode): ReferenceNode[] => [
  ...references
    .filter((one) => one.holder === holder)
    .map((one) => ({ reference: one, direction: 'out' as const })),
  ...references
    .filter((one) => one.home === holder)
    .map((one) => ({ reference: one, direction: 'in' as const })),
];

function holderItem(node: HolderNode): vscode.TreeItem {
  const all = referencesOf(node);
  const out = all.filter(({ direction }) => direction === 'out').length;
  return tableItem({
    id: `holder ${node.holder}`,
    label: node.name,
    description: `refers to ${out}, is referred to by ${all.length - out}`,
    icon: 'server-environment',
    sentence: `Image ${node.name} refers to ${out} objects of others; ${all.length - out} references lead into it.`,
    isExpanded: true,
  });
}

const stateWords = { live: '', broken: 'broken', revoked: 'revoked' } as const;

function referenceItem({ reference, direction }: ReferenceNode): vscode.TreeItem {
  const { id, description, holderName, homeName, count, state, reason } = reference;
  const place = direction === 'out' ? `in ${homeName}` : `held by ${holderName}`;
  const trouble = state === 'live' ? '' : `${stateWords[state]}${reason ? `: ${reason}` : ''}`;
  const counted = count === 0 ? '' : count === 1 ? 'counted once' : `counted ${count} times`;
  return tableItem({
    id: `${direction} ${id}`,
    label: direction === 'out' ? `→ ${description}` : `← ${description}`,
    description: [place, counted, trouble].filter(Boolean).join(' · '),
    icon: state === 'live' ? (direction === 'out' ? 'arrow-right' : 'arrow-left') : 'debug-disconnect',
    sentence: `Far reference from ${[`${holderName} to ${description} in ${homeName}`, counted, trouble].filter(Boolean).join(', ')}.`,
    contextValue: `farReference.${state}`,
    isExpandable: state === 'live',
  });
}

function valueItem({ variable, path }: ValueNode): vscode.TreeItem {
  const { name, value, type, variablesReference } = variable;
  return tableItem({
    id: path,
    label: name,
    description: value,
    icon: 'symbol-field',
    sentence: `${name} is ${value}${type ? `, of class ${type}` : ''}.`,
    isExpandable: variablesReference > 0,
  });
}

export function registerFarReferencesView(archipelago: Archipelago): void {
  const tree = new FarReferencesTree(archipelago);
  const { sessions } = archipelago;
  registerAction(archipelago, 'archipelago.followReference', async (node: FarNode | Trouble) => {
    if (!isTrouble(node) && 'reference' in node) await tree.follow(node);
  });
  registerAction(archipelago, 'archipelago.inspectReference', async (node: ReferenceNode) => {
    const body = await sessions.ask('archipelago/farReferenceTarget', { id: node.reference.id });
    if (body)
      await inspect(archipelago, `${node.reference.description} in ${node.reference.homeName}`, body.target);
  });
  registerAction(archipelago, 'archipelago.revokeReference', async ({ reference }: ReferenceNode) => {
    const { description, holderName, homeName, id } = reference;
    const answer = await vscode.window.showWarningMessage(
      `Take the reference to ${description} in ${homeName} back from ${holderName}? Messages over it will fail.`,
      { modal: true },
      'Revoke',
    );
    if (!answer) return;
    await sessions.ask('archipelago/revoke', { id });
    tree.refresh();
  });
}

/** Shows an object's fields in a list in which fields can be entered. */
async function inspect(
  archipelago: Archipelago,
  title: string,
  variable: DebugProtocol.Variable,
): Promise<void> {
  const { variablesReference } = variable;
  const inside =
    variablesReference === 0
      ? undefined
      : ((await archipelago.sessions.current?.customRequest('variables', { variablesReference })) as
          DebugProtocol.VariablesResponse['body'] | undefined);
  const items = (inside?.variables ?? []).map((field) => ({
    label: field.name,
    description: field.type,
    detail: field.value,
    field,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title}: ${variable.value}`,
    placeHolder: items.length > 0 ? 'Choose a field to look into it' : 'Nothing is inside it',
  });
  if (picked && picked.field.variablesReference > 0) {
    await inspect(archipelago, `${title} › ${picked.field.name}`, picked.field);
  }
}
