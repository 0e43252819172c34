import { PortableDictionary } from '../portable/portableDictionary';

/** The twin of DeltaBlueRank.class.st. */
export class Rank {
  static readonly absoluteStrongest = new Rank(0);
  static readonly required = new Rank(1);
  static readonly strongPreferred = new Rank(2);
  static readonly preferred = new Rank(3);
  static readonly strongDefault = new Rank(4);
  static readonly default = new Rank(5);
  static readonly weakDefault = new Rank(6);
  static readonly absoluteWeakest = new Rank(7);

  private constructor(readonly portableHash: number) {}
}

/** The twin of DeltaBlueStrength.class.st. */
export class Strength {
  private static readonly strengths = Strength.all();
  static readonly absoluteWeakest = Strength.of(Rank.absoluteWeakest);
  static readonly required = Strength.of(Rank.required);

  private constructor(private readonly value: number) {}

  private static all(): PortableDictionary<Rank, Strength> {
    const strengths = new PortableDictionary<Rank, Strength>();
    strengths.put(Rank.absoluteStrongest, new Strength(-10000));
    strengths.put(Rank.required, new Strength(-800));
    strengths.put(Rank.strongPreferred, new Strength(-600));
    strengths.put(Rank.preferred, new Strength(-400));
    strengths.put(Rank.strongDefault, new Strength(-200));
    strengths.put(Rank.default, new Strength(0));
    strengths.put(Rank.weakDefault, new Strength(500));
    strengths.put(Rank.absoluteWeakest, new Strength(10000));
    return strengths;
  }

  static of(rank: Rank): Strength {
    return Strength.strengths.at(rank)!;
  }

  sameAs(strength: Strength): boolean {
    return this.value === strength.value;
  }

  strongerThan(strength: Strength): boolean {
    return this.value < strength.value;
  }

  weakerThan(strength: Strength): boolean {
    return this.value > strength.value;
  }

  weakest(strength: Strength): Strength {
    return strength.weakerThan(this) ? strength : this;
  }
}
