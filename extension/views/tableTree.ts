import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { Table } from '../sessions/debugSessions';

/** A row that can't be shown, and why: views say so instead of standing empty. */
export interface Trouble {
  readonly trouble: string;
}

export const isTrouble = (node: object): node is Trouble => 'trouble' in node;

/** A tree over tables of the running system. It asks for rows only while it can be seen. */
export abstract class TableTree<N extends object> implements vscode.TreeDataProvider<N | Trouble> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  protected readonly view: vscode.TreeView<N | Trouble>;

  protected constructor(
    protected readonly archipelago: Archipelago,
    viewId: string,
    tables: readonly Table[],
  ) {
    this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    const { sessions, own } = archipelago;
    const refresh = (): void => {
      if (this.view.visible) this.changed.fire();
    };
    own(
      this.changed,
      this.view,
      this.view.onDidChangeVisibility(refresh),
      sessions.onDidSwitch(() => this.changed.fire()),
      sessions.onDidChangeTables((what) => {
        if (what.some((table) => tables.includes(table))) refresh();
      }),
    );
  }

  /** Shows the rows anew, after an action. */
  refresh(): void {
    this.changed.fire();
  }

  async getChildren(node?: N | Trouble): Promise<(N | Trouble)[]> {
    if (!this.archipelago.sessions.current || (node && isTrouble(node))) return [];
    try {
      return await this.rows(node);
    } catch (error) {
      return [{ trouble: (error as Error).message }];
    }
  }

  getTreeItem(node: N | Trouble): vscode.TreeItem {
    if (!isTrouble(node)) return this.item(node);
    const item = new vscode.TreeItem(`Not responding: ${node.trouble}`);
    item.iconPath = new vscode.ThemeIcon('warning');
    return item;
  }

  /** Rows below a row, or at the top. */
  protected abstract rows(node?: N): Promise<N[]>;

  protected abstract item(node: N): vscode.TreeItem;
}

/** A row's item: words beside an icon, and one sentence for screen readers. */
export function tableItem(options: {
  label: string;
  description?: string;
  icon: string;
  sentence: string;
  contextValue?: string;
  isExpandable?: boolean;
  isExpanded?: boolean;
  id?: string;
}): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    options.label,
    options.isExpanded ? Expanded : options.isExpandable ? Collapsed : None,
  );
  item.id = options.id;
  item.description = options.description;
  item.iconPath = new vscode.ThemeIcon(options.icon);
  item.tooltip = options.sentence;
  item.accessibilityInformation = { label: options.sentence };
  item.contextValue = options.contextValue;
  return item;
}

/** `64 KB`, `1.5 MB`; powers of 1024. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
