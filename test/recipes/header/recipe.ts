import type { Recipe } from '../recipe.ts'

export const header: Recipe = {
  title: 'Add a header of answers',
  folder: 'header',
  name: 'x-ip-made',
  added: [],
  changed: [
    {
      file: 'src/edge/http/image-headers.ts',
      change: 'a row: documentation and value',
      edits: [
        [
          '  vary: {\n    doc:',
          "  'x-ip-made': { doc: 'Unix time of its making', valueFor: ({ made }) => String(made) },\n  vary: {\n    doc:",
        ],
      ],
    },
  ],
  tests: [{ file: 'test/worker/headers.test.ts', change: 'the header in the snapshots' }],
}
