import { defineConfig, globalIgnores } from 'eslint/config';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { layerRule } from './build/layerRule.mjs';

export default defineConfig(
  globalIgnores(['node_modules/', 'dist/', 'out/', 'test-results/', 'test/fixtures/', '.vscode-test/']),
  eslint.configs.recommended,
  {
    files: ['**/*.mjs', 'cli/archipelago.js'],
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', require: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      // The compiler finds these too, and understands overloads and ambient declarations.
      'no-undef': 'off',
      'no-redeclare': 'off',
      // A guest's classes and objects are looked up by name and checked where they enter: `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A switch over instructions may declare in its cases; a fall-through is said by the compiler.
      'no-fallthrough': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      // Interfaces and types are both words for shapes here; the writer picks the one that reads better.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: 'error',
      // Loops over slots and bytes are written by index, where it is measured to matter.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-this-alias': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      'no-control-regex': 'off',
      'no-constant-condition': ['error', { checkLoops: false }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    // Imports follow the layer table. Tests may import anything: they look at every layer.
    files: ['runtime', 'debug-adapter', 'extension', 'cli', 'bench'].map((folder) => `${folder}/**/*.ts`),
    ignores: ['**/*.d.ts'],
    plugins: { archipelago: { rules: { layers: layerRule } } },
    rules: { 'archipelago/layers': 'error' },
  },
  {
    // A SmallInteger is a number or a bigint: `==` is what compares the two as integers.
    files: ['runtime/primitives/**/*.ts', 'runtime/interpreter/**/*.ts'],
    rules: { eqeqeq: 'off' },
  },
  {
    // Only programs write to the console: inside the adapter and the server standard output is the protocol.
    files: ['runtime/**/*.ts', 'debug-adapter/**/*.ts', 'extension/**/*.ts'],
    ignores: ['runtime/node/**'],
    rules: { 'no-console': 'error' },
  },
);
