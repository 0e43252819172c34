// The JSON schema of topology files. extension/media/topology.schema.json is this, for editors; a test keeps them equal.

const name = {
  type: 'string',
  pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
  description: 'A name: a letter, then letters, digits, - or _',
} as const;

const globalName = {
  type: 'string',
  pattern: '^[A-Z][A-Za-z0-9_]*$',
  description: 'A global of Smalltalk: a capital letter, then letters, digits or _',
} as const;

const grant = {
  type: 'object',
  description: 'Where the device comes from: "host" for the real one, or an image that takes its messages',
  properties: {
    from: { ...name, description: '"host", or the name of a driver image' },
    as: {
      ...globalName,
      description: 'Global of the driver image whose object receives one message an operation',
    },
    root: { type: 'string', description: 'For files of the host: the folder that can not be left' },
    reach: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description:
        'For sockets of the host: hosts and ports, as "example.org:443", "*.example.org:*" or "listen:8080"; otherwise this machine alone',
    },
  },
  required: ['from'],
  additionalProperties: false,
} as const;

const devices = ['display', 'input', 'files', 'clock', 'clipboard', 'sound', 'sockets'] as const;

const image = {
  type: 'object',
  description: 'One image: a small world of objects of its own',
  properties: {
    name,
    role: { type: 'string', description: 'What it is for, in a word: shown beside its name' },
    sources: {
      type: 'array',
      description: 'Files or folders in Tonel, chunk or SOM format, from the folder of this file',
      items: { type: 'string', minLength: 1 },
    },
    image: {
      type: 'string',
      minLength: 1,
      description:
        'Image file of Squeak, Pharo or Cuis to start from, as it is; from the folder of this file',
    },
    arguments: {
      type: 'array',
      description: 'What the image file is started with on its command line',
      items: { type: 'string' },
    },
    entry: { type: 'string', description: 'Smalltalk that runs once all images are there and wired' },
    stopOnEntry: { type: 'boolean', description: 'Stop at the first statement of the entry' },
    memoryBudgetBytes: {
      type: 'integer',
      minimum: 0,
      description: 'How many bytes of large byte objects stay in memory; the rest goes to the store',
    },
    worker: {
      type: 'integer',
      minimum: 0,
      description: 'Worker to run in, from 0; otherwise the least busy',
    },
    grants: {
      type: 'object',
      description: 'Devices that the image may use; without a grant it has none',
      properties: Object.fromEntries(devices.map((device) => [device, grant])),
      additionalProperties: false,
    },
  },
  required: ['name'],
  additionalProperties: false,
} as const;

const wire = {
  type: 'object',
  description: 'Gives an image a global that refers to an object of another image',
  properties: {
    to: { ...name, description: 'The image that gets the reference' },
    as: { ...globalName, description: 'Name of the global there' },
    from: { ...name, description: 'The image in which the object lives' },
    expression: {
      type: 'string',
      minLength: 1,
      description: 'Smalltalk that answers the object, run there once',
    },
  },
  required: ['to', 'as', 'from', 'expression'],
  additionalProperties: false,
} as const;

export const topologySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Topology',
  description: 'The images of a system, and what each knows of the others',
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    images: { type: 'array', minItems: 1, items: image },
    wiring: { type: 'array', items: wire },
    workers: { type: 'integer', minimum: 1, maximum: 64, description: 'Threads; otherwise as many as cores' },
    stopScope: {
      enum: ['image', 'all'],
      description: 'Whether a stop holds the image that met it, or all images',
    },
    store: {
      type: 'string',
      description: 'Folder of large byte objects; otherwise a temporary one that goes at the end',
    },
  },
  required: ['images'],
  additionalProperties: false,
} as const;
