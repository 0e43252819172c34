// A global or class variable named from code: the value is in the running image's slot of that index.
export class SlotBinding {
  constructor(
    readonly name: string,
    readonly slot: number,
  ) {}
}
