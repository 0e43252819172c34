import { PortableProgram } from '../portable/portableProgram';

/** The twin of Queens.class.st; base 0. */
export class Queens extends PortableProgram<boolean> {
  private freeRows: boolean[] = [];
  private freeRising: boolean[] = [];
  private freeFalling: boolean[] = [];
  private rowOfColumn: number[] = [];

  protected once(): boolean {
    let all = true;
    for (let round = 0; round < 10; round++) all = all && this.placeAll();
    return all;
  }

  protected isRight(answer: boolean): boolean {
    return answer;
  }

  private placeAll(): boolean {
    this.freeRows = new Array<boolean>(8).fill(true);
    this.freeRising = new Array<boolean>(16).fill(true);
    this.freeFalling = new Array<boolean>(16).fill(true);
    this.rowOfColumn = new Array<number>(8).fill(-1);
    return this.placeFrom(0);
  }

  private placeFrom(column: number): boolean {
    for (let row = 0; row < 8; row++) {
      if (!this.isFree(row, column)) continue;
      this.rowOfColumn[column] = row;
      this.setFree(row, column, false);
      if (column === 7 || this.placeFrom(column + 1)) return true;
      this.setFree(row, column, true);
    }
    return false;
  }

  private isFree(row: number, column: number): boolean {
    return this.freeRows[row] && this.freeRising[column + row] && this.freeFalling[column - row + 7];
  }

  private setFree(row: number, column: number, isFree: boolean): void {
    this.freeRows[row] = isFree;
    this.freeRising[column + row] = isFree;
    this.freeFalling[column - row + 7] = isFree;
  }
}
