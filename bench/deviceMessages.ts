// What an operation of a device costs when an image drives it, against the same operation done by the host.
import { BenchWorkers } from './benchWorkers';
import { compare, sized, type Effort, type Figure } from './measurement';

export async function deviceMessages(effort: Effort): Promise<Figure[]> {
  const workers = await BenchWorkers.start(2);
  try {
    // A window is not needed to have its clipboard.
    const direct = await workers.startImage(0, 'direct', {
      display: { from: 'host' },
      clipboard: { from: 'host' },
    });
    const near = await workers.startImage(0, 'near');
    const far = await workers.startImage(0, 'far');
    await workers.drive(near, 'clipboard', await workers.startImage(0, 'neighbour'), 'NotePad new');
    await workers.drive(far, 'clipboard', await workers.startImage(1, 'distant'), 'NotePad new');
    const figures: Figure[] = [];
    for (const [name, image, count] of [
      ['mediated device message within a worker', near, 10_000],
      ['mediated device message between workers', far, 2000],
    ] as const) {
      const operations = sized(effort, count);
      const microseconds = async (user: number): Promise<number> =>
        (await workers.integer(user, `DeviceUser new microsecondsToReadClipboard: ${operations}`)) /
        operations;
      const { value, ratio } = await compare(
        () => microseconds(image),
        () => microseconds(direct),
        effort,
      );
      figures.push({ name, value, unit: 'µs', ratio, against: 'times as long as a direct one' });
    }
    return figures;
  } finally {
    await workers.end();
  }
}
