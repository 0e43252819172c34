import { PortableProgram } from '../portable/portableProgram';

type List = ListElement | null;

/** The twin of LinkedLists.class.st. */
export class LinkedLists extends PortableProgram<number> {
  protected once(): number {
    return this.tail(this.listOf(15), this.listOf(10), this.listOf(6))!.length();
  }

  protected isRight(answer: number): boolean {
    return answer === 10;
  }

  private listOf(length: number): List {
    return length === 0 ? null : new ListElement(length, this.listOf(length - 1));
  }

  private isShorter(list: List, another: List): boolean {
    let mine = list;
    let other = another;
    while (other !== null) {
      if (mine === null) return true;
      mine = mine.next;
      other = other.next;
    }
    return false;
  }

  private tail(x: List, y: List, z: List): List {
    return this.isShorter(y, x)
      ? this.tail(this.tail(x!.next, y, z), this.tail(y!.next, z, x), this.tail(z!.next, x, y))
      : z;
  }
}

/** The twin of ListElement.class.st. */
class ListElement {
  constructor(
    readonly value: number,
    readonly next: List,
  ) {}

  length(): number {
    return this.next === null ? 1 : 1 + this.next.length();
  }
}
