import { PortableRandom } from '../portable/portableRandom';

/** The twin of JsonDocument.class.st. */
export class JsonDocument {
  private readonly random = new PortableRandom();

  contents(): string {
    const operations: string[] = [];
    for (let i = 1; i <= 150; i++) operations.push(this.operation(i));
    return `{"head":{"requestCounter":4,"version":"1.2"},"operations":[${operations.join(',')}]}`;
  }

  private operation(i: number): string {
    switch (this.random.next() % 4) {
      case 0:
        return this.create(i);
      case 1:
        return `["set","w${i}",{"bounds":${this.bounds()},"enabled":false,"foreground":[74,74,74,255],"cursor":"default"}]`;
      case 2:
        return `["call","w${i}","layout",{"delay":1.25e3,"children":["w1","w2"],"options":{}}]`;
      default:
        return `["destroy","w${i}"]`;
    }
  }

  private create(i: number): string {
    const parent = Math.floor(i / 3);
    const text = `Item \\"${i}\\"\\n`;
    return `["create","w${i}","widgets.Label",{"parent":"w${parent}","style":["NONE","WRAP"],"bounds":${this.bounds()},"tabIndex":-1,"visible":true,"data":null,"scale":0.75,"text":"${text}"}]`;
  }

  private bounds(): string {
    const bounds: number[] = [];
    for (let i = 0; i < 4; i++) bounds.push(this.random.next() % 1000);
    return `[${bounds.join(',')}]`;
  }
}
