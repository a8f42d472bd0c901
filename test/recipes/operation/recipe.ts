import type { Recipe } from '../recipe.ts'

export const operation: Recipe = {
  title: 'Add an operation',
  folder: 'operation',
  name: 'redshift',
  added: [
    {
      file: 'src/engine/ops/redshift.ts',
      change: '`run` and the bytes that it takes; for an effect the `plan` of its arguments',
    },
  ],
  changed: [
    {
      file: 'src/engine/ops/operations.ts',
      change: 'its name in the table',
      edits: [
        [
          "import { removealpha } from './removealpha.ts'",
          "import { redshift } from './redshift.ts'\nimport { removealpha } from './removealpha.ts'",
        ],
        ['  radius,\n  removealpha,', '  radius,\n  redshift,\n  removealpha,'],
      ],
    },
  ],
  tables: [
    {
      file: 'test/unit/engine/ops/memory.test.ts',
      change: "arguments of it, to compare its memory with the kernel's",
      edits: [['  tint: COLOR,', '  redshift: undefined,\n  tint: COLOR,']],
    },
  ],
  tests: [{ file: 'test/unit/engine/ops/redshift.test.ts', change: 'its pixels' }],
}
