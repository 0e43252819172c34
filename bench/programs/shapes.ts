// The twin of Shapes.class.st and the classes of its shapes.
interface Shape {
  area(): number;
}

class Square implements Shape {
  constructor(private readonly side: number) {}

  area(): number {
    return this.side * this.side;
  }
}

class Rectangle implements Shape {
  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  area(): number {
    return this.width * this.height;
  }
}

class Triangle implements Shape {
  constructor(
    private readonly base: number,
    private readonly height: number,
  ) {}

  area(): number {
    return Math.floor((this.base * this.height) / 2);
  }
}

class Frame implements Shape {
  constructor(
    private readonly outer: Shape,
    private readonly inner: Shape,
  ) {}

  area(): number {
    return this.outer.area() - this.inner.area();
  }
}

function shape(i: number): Shape {
  if (i % 4 === 0) return new Square(i);
  if (i % 4 === 1) return new Rectangle(i, i + 1);
  if (i % 4 === 2) return new Triangle(i, i + 2);
  return new Frame(new Square(i), new Square(1));
}

export function runShapes(size: number): number {
  const shapes = Array.from({ length: 64 }, (_, i) => shape(i + 1));
  let sum = 0;
  for (let round = 0; round < size; round++)
    for (let i = 0; i < 64; i++) sum = (sum + shapes[i].area()) & 1048575;
  return sum;
}
