export interface TreeKey<K> {
  compareTo(key: K): number;
}

/** The twin of RedBlackNode.class.st. */
class Node<K, V> {
  left: Node<K, V> | null = null;
  right: Node<K, V> | null = null;
  color: 'red' | 'black' = 'red';

  constructor(
    readonly key: K,
    public value: V,
    public parent: Node<K, V> | null,
  ) {}

  leftmost(): Node<K, V> {
    let node: Node<K, V> = this;
    while (node.left !== null) node = node.left;
    return node;
  }

  successor(): Node<K, V> | null {
    if (this.right !== null) return this.right.leftmost();
    let node: Node<K, V> = this;
    let above = this.parent;
    while (above !== null && node === above.right) {
      node = above;
      above = above.parent;
    }
    return above;
  }
}

/** The twin of RedBlackTree.class.st. */
export class RedBlackTree<K extends TreeKey<K>, V> {
  private root: Node<K, V> | null = null;

  at(key: K): V | undefined {
    return this.nodeAt(key)?.value;
  }

  /** Answers the value that was there before. */
  put(key: K, value: V): V | undefined {
    let above: Node<K, V> | null = null;
    let order = 0;
    for (let node = this.root; node !== null; node = order < 0 ? node.left : node.right) {
      above = node;
      order = key.compareTo(node.key);
      if (order === 0) {
        const old = node.value;
        node.value = value;
        return old;
      }
    }
    const node = new Node(key, value, above);
    if (above === null) this.root = node;
    else if (order < 0) above.left = node;
    else above.right = node;
    this.balance(node);
    return undefined;
  }

  forEach(action: (key: K, value: V) => void): void {
    if (this.root === null) return;
    let node: Node<K, V> | null = this.root.leftmost();
    while (node !== null) {
      action(node.key, node.value);
      node = node.successor();
    }
  }

  private nodeAt(key: K): Node<K, V> | null {
    let node = this.root;
    while (node !== null) {
      const order = key.compareTo(node.key);
      if (order === 0) return node;
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  private balance(added: Node<K, V>): void {
    let node = added;
    while (node !== this.root && node.parent!.color === 'red') {
      const above: Node<K, V> = node.parent!.parent!;
      if (node.parent === above.left) {
        const uncle = above.right;
        if (uncle !== null && uncle.color === 'red') node = this.recolor(node, uncle);
        else {
          if (node === node.parent!.right) {
            node = node.parent!;
            this.rotateLeft(node);
          }
          node.parent!.color = 'black';
          node.parent!.parent!.color = 'red';
          this.rotateRight(node.parent!.parent!);
        }
      } else {
        const uncle = above.left;
        if (uncle !== null && uncle.color === 'red') node = this.recolor(node, uncle);
        else {
          if (node === node.parent!.left) {
            node = node.parent!;
            this.rotateRight(node);
          }
          node.parent!.color = 'black';
          node.parent!.parent!.color = 'red';
          this.rotateLeft(node.parent!.parent!);
        }
      }
    }
    this.root!.color = 'black';
  }

  /** The node to go on with. */
  private recolor(node: Node<K, V>, uncle: Node<K, V>): Node<K, V> {
    node.parent!.color = 'black';
    uncle.color = 'black';
    node.parent!.parent!.color = 'red';
    return node.parent!.parent!;
  }

  private rotateLeft(node: Node<K, V>): void {
    const up = node.right!;
    node.right = up.left;
    if (up.left !== null) up.left.parent = node;
    this.replace(node, up);
    up.left = node;
    node.parent = up;
  }

  private rotateRight(node: Node<K, V>): void {
    const up = node.left!;
    node.left = up.right;
    if (up.right !== null) up.right.parent = node;
    this.replace(node, up);
    up.right = node;
    node.parent = up;
  }

  private replace(node: Node<K, V>, another: Node<K, V>): void {
    const { parent } = node;
    another.parent = parent;
    if (parent === null) this.root = another;
    else if (node === parent.left) parent.left = another;
    else parent.right = another;
  }
}
