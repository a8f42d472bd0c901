import type { Recipe } from '../recipe.ts'

export const source: Recipe = {
  title: 'Add a source',
  folder: 'source',
  name: 'kept',
  added: [
    {
      file: 'src/edge/source/kept.ts',
      change:
        'a `SourceKind`: how it is written, what credentials it takes, and `open`, which gives a `Source`',
    },
  ],
  changed: [
    {
      file: 'src/edge/source/kinds.ts',
      change: 'a row',
      edits: [
        ["import { r2 } from './r2.ts'", "import { kept } from './kept.ts'\nimport { r2 } from './r2.ts'"],
        ['[r2, s3, http]', '[r2, s3, http, kept]'],
      ],
    },
  ],
  tests: [{ file: 'test/unit/edge/source/kept.test.ts', change: 'bytes, validators, faults' }],
}
