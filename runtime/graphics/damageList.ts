import type { PixelRectangle } from './pixelForm';
import { union } from './lines';

/** More areas than this are not worth their overhead: the two that cost least together become one. */
const mostAreas = 8;
/** What may be shown in vain to have one area in place of two, as a share of what they have. */
const wasteShare = 0.25;

/** Where a picture has changed: few areas that together have all that was added. */
export class DamageList {
  private areas: PixelRectangle[] = [];

  get isEmpty(): boolean {
    return this.areas.length === 0;
  }

  /** An area without pixels adds nothing. */
  add(area: PixelRectangle): void {
    if (area.left >= area.right || area.top >= area.bottom) return;
    let added = area;
    // What grows may take in others that were too far away before.
    for (let index = this.partnerOf(added); index >= 0; index = this.partnerOf(added))
      added = union(added, this.areas.splice(index, 1)[0]);
    this.areas.push(added);
    if (this.areas.length > mostAreas) this.joinCheapest();
  }

  /** Answers the areas, and begins anew. */
  take(): readonly PixelRectangle[] {
    const { areas } = this;
    this.areas = [];
    return areas;
  }

  private partnerOf(area: PixelRectangle): number {
    return this.areas.findIndex(
      (other) => wasteOf(area, other) <= (sizeOf(area) + sizeOf(other)) * wasteShare,
    );
  }

  private joinCheapest(): void {
    let [first, second, least] = [0, 1, Infinity];
    for (let i = 0; i < this.areas.length; i++)
      for (let j = i + 1; j < this.areas.length; j++) {
        const waste = wasteOf(this.areas[i], this.areas[j]);
        if (waste < least) [first, second, least] = [i, j, waste];
      }
    const [other] = this.areas.splice(second, 1);
    const [one] = this.areas.splice(first, 1);
    this.add(union(one, other));
  }
}

function sizeOf({ left, top, right, bottom }: PixelRectangle): number {
  return (right - left) * (bottom - top);
}

/** Pixels that the union has beyond those of both; negative where they overlap. */
function wasteOf(a: PixelRectangle, b: PixelRectangle): number {
  return sizeOf(union(a, b)) - sizeOf(a) - sizeOf(b);
}
