// The debug adapter as a program: DAP over standard input and output, or with `--port N` on 127.0.0.1.
import { AdapterServer, serveStreams } from './adapterServer';
import { RuntimeHost } from './runtimeHost';

async function main(args: readonly string[]): Promise<void> {
  const host = new RuntimeHost();
  const portAt = args.indexOf('--port');
  if (portAt < 0) return serveStreams(host, process.stdin, process.stdout);
  const server = await AdapterServer.listen(host, Number(args[portAt + 1] ?? 0));
  process.stderr.write(`Listening on 127.0.0.1:${server.port}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
