// Paths as images give them: absolute, names between slashes.

/** Names of `path` without `.`, `..` and empty ones; undefined if it is not absolute or can be no path of a host. */
export function pathNames(path: string): readonly string[] | undefined {
  if (!path.startsWith('/') || path.includes('\0')) return undefined;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

/** The one form of an absolute path: `/a/b` for `/a//x/../b/`. */
export function normalPath(path: string): string | undefined {
  const names = pathNames(path);
  return names && `/${names.join('/')}`;
}

/** Splits off the last name of a normal path: `/a/b` is `b` in `/a`. */
export function splitPath(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash <= 0 ? '/' : path.slice(0, slash), name: path.slice(slash + 1) };
}
