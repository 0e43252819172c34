import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { ClassRow } from '../protocol/codeProtocol';
import type { ImageRow } from '../protocol/customRequests';
import { methodDocumentUri, newMethodSelector } from '../protocol/methodDocument';
import { registerAction } from './actions';
import { tableItem, TableTree } from './tableTree';

interface ImageNode {
  readonly kind: 'image';
  readonly image: number;
  readonly imageName: string;
}
interface CategoryNode extends Omit<ImageNode, 'kind'> {
  readonly kind: 'category';
  readonly category: string;
  readonly classes: readonly ClassRow[];
}
interface ClassNode extends Omit<ImageNode, 'kind'> {
  readonly kind: 'class';
  readonly row: ClassRow;
}
interface ProtocolNode extends Omit<ImageNode, 'kind'> {
  readonly kind: 'protocol';
  readonly className: string;
  readonly meta: boolean;
  readonly protocol: string;
  readonly selectors: readonly string[];
}
interface MethodNode extends Omit<ImageNode, 'kind'> {
  readonly kind: 'method';
  readonly className: string;
  readonly meta: boolean;
  readonly selector: string;
}
type CodeNode = ImageNode | CategoryNode | ClassNode | ProtocolNode | MethodNode;

/** The classes of each image, as Smalltalk's own browsers show them: package, class, protocol, method. */
class ClassesTree extends TableTree<CodeNode> {
  constructor(archipelago: Archipelago) {
    super(archipelago, 'archipelago.classes', ['images']);
  }

  protected async rows(node?: CodeNode): Promise<CodeNode[]> {
    if (!node) return this.images();
    switch (node.kind) {
      case 'image':
        return this.categories(node);
      case 'category':
        return node.classes.map((row) => ({ ...placeOf(node), kind: 'class', row }));
      case 'class':
        return this.protocols(node);
      case 'protocol':
        return node.selectors.map((selector) => ({
          ...placeOf(node),
          kind: 'method',
          className: node.className,
          meta: node.meta,
          selector,
        }));
      case 'method':
        return [];
    }
  }

  private async images(): Promise<CodeNode[]> {
    const body = await this.archipelago.sessions.ask('archipelago/images');
    const isAlive = ({ state }: ImageRow): boolean => state !== 'dead';
    return (body?.images ?? [])
      .filter(isAlive)
      .map(({ image, name }) => ({ kind: 'image', image, imageName: name }));
  }

  private async categories(node: ImageNode): Promise<CodeNode[]> {
    const body = await this.archipelago.sessions.ask('archipelago/classes', { image: node.image });
    const byName = new Map<string, ClassRow[]>();
    for (const row of body?.classes ?? [])
      byName.set(row.category, [...(byName.get(row.category) ?? []), row]);
    return [...byName]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([category, classes]) => ({ ...placeOf(node), kind: 'category', category, classes }));
  }

  private async protocols(node: ClassNode): Promise<CodeNode[]> {
    const className = node.row.name;
    const body = await this.archipelago.sessions.ask('archipelago/classDetails', {
      image: node.image,
      className,
    });
    return (body?.protocols ?? []).map(({ meta, name, selectors }) => ({
      ...placeOf(node),
      kind: 'protocol',
      className,
      meta,
      protocol: name,
      selectors,
    }));
  }

  protected item(node: CodeNode): vscode.TreeItem {
    const { imageName } = node;
    switch (node.kind) {
      case 'image':
        return tableItem({
          id: `classes ${node.image}`,
          label: imageName,
          icon: 'server-environment',
          sentence: `Classes of image ${imageName}`,
          contextValue: 'image',
          isExpandable: true,
        });
      case 'category':
        return tableItem({
          id: `classes ${node.image} ${node.category}`,
          label: node.category,
          description: `${node.classes.length}`,
          icon: 'package',
          sentence: `Package ${node.category} of ${imageName}, ${node.classes.length} classes`,
          isExpandable: true,
        });
      case 'class':
        return tableItem({
          id: `class ${node.image} ${node.row.name}`,
          label: node.row.name,
          ...(node.row.superclass !== undefined ? { description: `a ${node.row.superclass}` } : {}),
          icon: 'symbol-class',
          sentence: `Class ${node.row.name} of ${imageName}${node.row.superclass ? `, a kind of ${node.row.superclass}` : ''}`,
          contextValue: 'class',
          isExpandable: true,
        });
      case 'protocol':
        return tableItem({
          id: `protocol ${node.image} ${node.className} ${node.meta} ${node.protocol}`,
          label: node.protocol,
          ...(node.meta ? { description: 'class side' } : {}),
          icon: node.meta ? 'symbol-interface' : 'symbol-namespace',
          sentence: `Protocol ${node.protocol} of ${node.className}${node.meta ? ' class' : ''}, ${node.selectors.length} methods`,
          contextValue: 'protocol',
          isExpandable: true,
        });
      case 'method':
        return methodItem(node);
    }
  }
}

const placeOf = ({ image, imageName }: CodeNode): { image: number; imageName: string } => ({
  image,
  imageName,
});

function methodItem(node: MethodNode): vscode.TreeItem {
  const { image, imageName, className, meta, selector } = node;
  const side = meta ? ' class' : '';
  const item = tableItem({
    id: `method ${image} ${className}${side}>>${selector}`,
    label: selector,
    icon: 'symbol-method',
    sentence: `Method ${selector} of ${className}${side} in ${imageName}`,
    contextValue: 'method',
  });
  const uri = vscode.Uri.parse(methodDocumentUri({ imageName, className, isMeta: meta, selector }));
  item.command = { command: 'vscode.open', title: 'Open Method', arguments: [uri] };
  return item;
}

export function registerClassesView(archipelago: Archipelago): void {
  const tree = new ClassesTree(archipelago);
  registerAction(archipelago, 'archipelago.refreshClasses', async () => tree.refresh());
  registerAction(archipelago, 'archipelago.newMethod', async (node: ClassNode | ProtocolNode) => {
    const { imageName } = node;
    const className = node.kind === 'class' ? node.row.name : node.className;
    const isMeta = node.kind === 'protocol' && node.meta;
    const document = { imageName, className, isMeta, selector: newMethodSelector };
    await vscode.window.showTextDocument(vscode.Uri.parse(methodDocumentUri(document)));
  });
}
