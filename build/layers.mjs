// The layer table: which folder may import which. A file belongs to the longest entry that holds it.
// ESLint enforces it (see layerRule.mjs); the TypeScript projects enforce the hosts (Node, vscode) as well.

/**
 * @typedef {object} Layer
 * @property {string} folder path from the root; or one module, without its `.ts`
 * @property {string[]} below folders that it may import
 * @property {string[]} [names] folders of which it may import types alone: nothing of them runs for it
 * @property {string[]} [packages] modules from npm that it may import; `node` stands for Node's own
 * @property {string} reason why the line is drawn here
 */

const objects = ['runtime/object-memory', 'runtime/bytecodes'];
const languages = ['runtime/compiler', 'runtime/sources'];
const convention = 'runtime/primitives/primitive';
const machine = [
  'runtime/devices',
  'runtime/graphics',
  ...objects,
  convention,
  'runtime/interpreter',
  'runtime/primitives',
  'runtime/compiled',
];
const images = [
  ...machine,
  ...languages,
  'runtime/loader',
  'runtime/image-files',
  'runtime/decompiler',
  'runtime/paging',
];
const runtime = [
  ...images,
  'runtime/image-export',
  'runtime/remote',
  'runtime/topology',
  'runtime/guests',
  'runtime/profiler',
  'runtime/debugger',
];

/** From the bottom up. @type {Layer[]} */
export const layers = [
  {
    folder: 'runtime/devices',
    below: [],
    reason: 'What an image may be granted of a host, in plain values: no objects, no host.',
  },
  {
    folder: 'runtime/graphics',
    below: [],
    names: ['runtime/devices'],
    reason: 'Pixels in, pixels out: it knows typed arrays, and neither images nor screens.',
  },
  {
    folder: 'runtime/object-memory',
    below: [],
    names: ['runtime/bytecodes', convention, 'runtime/devices'],
    reason:
      'All stands on the objects. A method holds its decoded form and its primitive, without knowing them.',
  },
  {
    folder: 'runtime/bytecodes',
    below: ['runtime/object-memory'],
    reason: 'One instruction model for both tiers: it reads methods and runs nothing.',
  },
  {
    folder: 'runtime/compiler',
    below: [],
    reason: 'Pure: source in, data out, so that the language server has it without a virtual machine.',
  },
  {
    folder: 'runtime/sources',
    below: ['runtime/compiler'],
    reason: 'File formats answer descriptions of classes and methods, not live ones.',
  },
  {
    folder: convention,
    below: ['runtime/object-memory'],
    names: ['runtime/interpreter'],
    reason: 'How the interpreter calls a primitive, and nothing of what primitives do.',
  },
  {
    folder: 'runtime/interpreter',
    below: [...objects, convention],
    reason: 'Code without a breakpoint knows no debugger, a send knows no network: both come in as traps.',
  },
  {
    folder: 'runtime/primitives',
    below: ['runtime/devices', ...objects, convention, 'runtime/interpreter', ...languages],
    reason: 'Families of operations on objects. Those that reach other images are installed from above.',
  },
  {
    folder: 'runtime/compiled',
    below: [...objects, convention, 'runtime/interpreter', 'runtime/primitives'],
    reason: 'The faster tier stands beside the interpreter, which does without it; what it does is the same.',
  },
  {
    folder: 'runtime/loader',
    below: [...machine, ...languages],
    reason: 'Classes and methods made of what the compiler answers: where pure data meets the object memory.',
  },
  {
    folder: 'runtime/image-files',
    below: [...machine, ...languages],
    reason: 'Formats on disk become objects, and objects formats; nothing runs meanwhile.',
  },
  {
    folder: 'runtime/decompiler',
    below: [...objects, ...languages, 'runtime/image-files'],
    reason:
      'From code back to source and to code again, for methods of image files: it reads and runs nothing.',
  },
  {
    folder: 'runtime/image-export',
    below: [...machine, ...languages, 'runtime/loader', 'runtime/image-files'],
    reason: 'Images of our own become image files: the only place that knows both ways of holding classes.',
  },
  {
    folder: 'runtime/paging',
    below: machine,
    reason: 'What is absent and where it is kept; it traps in the same place as far references.',
  },
  {
    folder: 'runtime/remote',
    below: [...machine, 'runtime/paging'],
    reason: 'Codec, tables and promises know images; transports, hosts and topologies are given to them.',
  },
  {
    folder: 'runtime/topology',
    below: [...images, 'runtime/remote'],
    packages: ['ajv', 'jsonc-parser'],
    reason: 'Makes images, places them and wires them. Stopping them is for the debugger above.',
  },
  {
    folder: 'runtime/guests',
    below: [...images, 'runtime/remote', 'runtime/topology'],
    reason: 'Unmodified images among ours: what they lack for messages and devices, done outside of them.',
  },
  {
    folder: 'runtime/profiler',
    below: [...machine, 'runtime/remote'],
    reason:
      'Where time went, in terms of Smalltalk: it is given what a host has measured, and measures nothing.',
  },
  {
    folder: 'runtime/debugger',
    below: [...images, 'runtime/remote', 'runtime/topology', 'runtime/guests', 'runtime/profiler'],
    reason:
      "Stops and frames in the runtime's own words: the adapter, the command line and the tests share them.",
  },
  {
    folder: 'runtime/node',
    below: runtime,
    packages: ['node'],
    reason: 'The only part of the runtime that has a host; a browser would get a sibling of it.',
  },
  {
    folder: 'extension/protocol',
    below: [],
    packages: ['@vscode/debugprotocol'],
    reason: 'Types that the extension and the adapter both speak; it belongs to neither process.',
  },
  {
    folder: 'debug-adapter',
    below: [...runtime, 'runtime/node', 'extension/protocol'],
    packages: ['node', '@vscode/debugadapter', '@vscode/debugprotocol'],
    reason: 'Serves any DAP client, so it has no vscode; it converts, and the runtime decides.',
  },
  {
    folder: 'extension/language-server',
    below: [...languages, 'extension/protocol'],
    names: ['runtime/loader'],
    packages: ['node', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'jsonc-parser'],
    reason: 'A process of its own that serves any LSP client: source alone, no virtual machine.',
  },
  {
    folder: 'extension/panels/view',
    below: ['extension/protocol'],
    reason: 'Scripts of webviews: the DOM, and the rows they draw.',
  },
  {
    folder: 'extension',
    // Reading a topology is pure, and the editor should find the same problems as the runtime.
    below: ['extension/protocol', 'extension/panels/view', 'runtime/topology'],
    packages: ['node', 'vscode', 'vscode-languageclient', 'jsonc-parser', '@vscode/debugprotocol'],
    reason: 'The only importer of vscode. It talks to the runtime by protocol, never by import.',
  },
  {
    folder: 'cli',
    below: [...runtime, 'runtime/node', 'debug-adapter'],
    packages: ['node', 'commander'],
    reason: 'The command line works where VS Code is not.',
  },
  {
    folder: 'bench',
    below: [...runtime, 'runtime/node', 'debug-adapter'],
    packages: ['node', 'commander', '@vscode/debugprotocol'],
    reason: 'Measures what is shipped, from outside.',
  },
];
